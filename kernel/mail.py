"""Mails out: a port with two adapters, a folder of `.eml` files and SMTP."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from kernel.clock import Clock, utc_now
from kernel.errors import FrontdeskError, Invalid, Unavailable
from kernel.settings import Settings

TIMEOUT_SECONDS = 10
END_OF_MAIL = b"\r\n.\r\n"


@dataclass(frozen=True)
class Mail:
    """A plain-text mail to one person."""

    to: str
    subject: str
    text: str


class MailInDoubt(FrontdeskError):
    """The whole mail was handed over and the line broke before an answer: it may arrive."""

    code = "mail_in_doubt"
    status = 503


class Mailer(Protocol):
    """Sends a mail; raises `Unavailable` when it surely was not taken, else `MailInDoubt`."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over."""


def compose(mail: Mail, *, sender: str, clock: Clock) -> EmailMessage:
    """Return the mail as a message; line breaks in a header are refused."""
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    except ValueError as error:
        raise Invalid("A mail header holds a line break or is no address.") from error
    message["Date"] = format_datetime(clock())
    message["Message-ID"] = make_msgid(domain="frontdesk.invalid")
    message.set_content(mail.text)
    return message


class FolderMailer:
    """Writes each mail as a file an operator can read: no mail server is needed."""

    def __init__(self, folder: Path, *, sender: str, clock: Clock = utc_now) -> None:
        self.folder, self.sender, self.clock = folder, sender, clock

    def send(self, mail: Mail) -> None:
        """Write the file under a name that sorts by time; it appears whole or not at all."""
        message = compose(mail, sender=self.sender, clock=self.clock)
        self.folder.mkdir(parents=True, exist_ok=True)
        tag = message["Message-ID"].strip("<>").split("@")[0]
        path = self.folder / f"{self.clock():%Y%m%dT%H%M%S.%f}-{tag}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(message.as_bytes())
        draft.replace(path)


class _Witness:
    """Notes when the end of a mail leaves: before it a server cannot have taken the mail."""

    is_handed_over = False

    def send(self, s: Any) -> None:
        if isinstance(s, bytes) and s.endswith(END_OF_MAIL):
            self.is_handed_over = True
        super().send(s)  # type: ignore[misc]


class _Smtp(_Witness, smtplib.SMTP):
    pass


class _SmtpSsl(_Witness, smtplib.SMTP_SSL):
    pass


class SmtpMailer:
    """Sends by `smtp://user:password@host:587` (STARTTLS) or `smtps://host:465`."""

    def __init__(self, url: str, *, sender: str, clock: Clock = utc_now) -> None:
        self.url, self.sender, self.clock = urlsplit(url), sender, clock
        if self.url.scheme not in ("smtp", "smtps") or not self.url.hostname:
            raise Invalid("FRONTDESK_SMTP_URL must look like smtp://user:password@host:587.")

    def send(self, mail: Mail) -> None:
        """Open a connection, send, close."""
        message = compose(mail, sender=self.sender, clock=self.clock)
        server: _Smtp | _SmtpSsl | None = None
        try:
            server = self._connect()
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
            server.send_message(message)
        except ValueError as error:
            raise Invalid(
                "The mail, or the name or password for its server, cannot be sent."
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            if server is not None and server.is_handed_over and not _is_answer(error):
                raise MailInDoubt("The mail server may have taken the mail.") from error
            raise Unavailable("The mail server did not take the mail.") from error
        finally:
            if server is not None:
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()  # however that goes, the mail is sent or not

    def _connect(self) -> _Smtp | _SmtpSsl:
        host, context = str(self.url.hostname), ssl.create_default_context()
        if self.url.scheme == "smtps":
            port = self.url.port or 465
            return _SmtpSsl(host, port, timeout=TIMEOUT_SECONDS, context=context)
        server = _Smtp(host, self.url.port or 587, timeout=TIMEOUT_SECONDS)
        if server.ehlo()[0] == 250 and server.has_extn("starttls"):
            server.starttls(context=context)
        return server


def _is_answer(error: Exception) -> bool:
    """Tell an error that the server said in words from a line that broke."""
    return not isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(
        error, smtplib.SMTPException
    )


def make_mailer(settings: Settings, clock: Clock = utc_now) -> Mailer:
    """Return SMTP where it is set, the folder otherwise."""
    if settings.smtp_url is not None:
        url = settings.smtp_url.get_secret_value()
        return SmtpMailer(url, sender=settings.mail_from, clock=clock)
    return FolderMailer(settings.outbox_folder, sender=settings.mail_from, clock=clock)
