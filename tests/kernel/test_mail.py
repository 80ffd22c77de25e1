"""Mails: whole files in a folder, SMTP, and no header that a stranger wrote."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pydantic import SecretStr

from kernel.errors import Invalid, Unavailable
from kernel.mail import FolderMailer, Mail, SmtpMailer, make_mailer
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


def test_a_url_that_is_no_server_is_refused() -> None:
    with pytest.raises(Invalid, match="FRONTDESK_SMTP_URL"):
        SmtpMailer("mail.example.com", sender="shop@localhost")


def test_smtp_is_used_where_it_is_set(settings: Settings) -> None:
    with_smtp = settings.model_copy(update={"smtp_url": SecretStr("smtp://mail.example.com")})
    assert isinstance(make_mailer(with_smtp), SmtpMailer)
    assert isinstance(make_mailer(settings), FolderMailer)
