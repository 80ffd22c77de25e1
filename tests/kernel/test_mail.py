"""Mails: whole files in a folder, SMTP, and no header that a stranger wrote."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pydantic import SecretStr

from kernel.errors import Invalid, Unavailable
from kernel.mail import FolderMailer, Mail, MailInDoubt, SmtpMailer, make_mailer
from kernel.settings import Settings
from tests.conftest import FakeClock

MAIL = Mail(to="ada@example.com", subject="您的验证码", text="您的验证码是 123456。\n")


def test_a_mail_becomes_one_readable_file(tmp_path: Path, clock: FakeClock) -> None:
    FolderMailer(tmp_path, sender="shop@localhost", clock=clock).send(MAIL)
    [path] = tmp_path.iterdir()
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert path.suffix == ".eml"
    assert (message["To"], message["Subject"]) == (MAIL.to, MAIL.subject)
    assert message.get_content() == MAIL.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("to", ["ada@example.com\nBcc: all@example.com", "a\r\nX: y"])
def test_a_line_break_in_an_address_is_refused(tmp_path: Path, to: str) -> None:
    with pytest.raises(Invalid):
        FolderMailer(tmp_path, sender="shop@localhost").send(Mail(to, "Hello", "text"))
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_unavailable(clock: FakeClock) -> None:
    mailer = SmtpMailer("smtp://127.0.0.1:1", sender="shop@localhost", clock=clock)
    with pytest.raises(Unavailable):
        mailer.send(MAIL)


class Server(socketserver.StreamRequestHandler):
    """Speaks SMTP up to the end of the mail; what it says then is `last`, or it hangs up."""

    last = b""

    def handle(self) -> None:
        self.wfile.write(b"220 hello\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    continue
                if not self.last:
                    return
                self.wfile.write(self.last)
            else:
                self.wfile.write(b"421 busy\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def smtp() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("last", "raised"),
    [(b"", MailInDoubt), (b"451 try later\r\n", Unavailable), (b"250 taken\r\n", None)],
)
def test_a_mail_is_in_doubt_only_when_the_line_breaks_after_its_end(
    smtp: str, monkeypatch: pytest.MonkeyPatch, last: bytes, raised: type[Exception] | None
) -> None:
    monkeypatch.setattr(Server, "last", last)
    expected = pytest.raises(raised) if raised else contextlib.nullcontext()
    with expected:  # a rude word at the end, as this server has one, makes no sent mail unsent
        SmtpMailer(smtp, sender="shop@localhost").send(MAIL)


def test_a_url_that_is_no_server_is_refused() -> None:
    with pytest.raises(Invalid, match="FRONTDESK_SMTP_URL"):
        SmtpMailer("mail.example.com", sender="shop@localhost")


def test_smtp_is_used_where_it_is_set(settings: Settings) -> None:
    with_smtp = settings.model_copy(update={"smtp_url": SecretStr("smtp://mail.example.com")})
    assert isinstance(make_mailer(with_smtp), SmtpMailer)
    assert isinstance(make_mailer(settings), FolderMailer)
