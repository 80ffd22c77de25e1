"""Mails out: a port with two adapters, a folder of `.eml` files and SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kernel.clock import Clock, utc_now
from kernel.errors import Invalid, Unavailable
from kernel.settings import Settings

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Mail:
    """A plain-text mail to one person."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Sends a mail, or raises `Unavailable` when it surely was not taken."""

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


class SmtpMailer:
    """Sends by `smtp://user:password@host:587` (STARTTLS) or `smtps://host:465`."""

    def __init__(self, url: str, *, sender: str, clock: Clock = utc_now) -> None:
        self.url, self.sender, self.clock = urlsplit(url), sender, clock
        if self.url.scheme not in ("smtp", "smtps") or not self.url.hostname:
            raise Invalid("FRONTDESK_SMTP_URL must look like smtp://user:password@host:587.")

    def send(self, mail: Mail) -> None:
        """Open a connection, send, close."""
        message = compose(mail, sender=self.sender, clock=self.clock)
        try:
            with self._connect() as server:
                if self.url.username:
                    server.login(unquote(self.url.username), unquote(self.url.password or ""))
                server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable("The mail server did not take the mail.") from error

    def _connect(self) -> smtplib.SMTP:
        host, context = str(self.url.hostname), ssl.create_default_context()
        if self.url.scheme == "smtps":
            port = self.url.port or 465
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(host, self.url.port or 587, timeout=TIMEOUT_SECONDS)
        if server.ehlo()[0] == 250 and server.has_extn("starttls"):
            server.starttls(context=context)
        return server


def make_mailer(settings: Settings, clock: Clock = utc_now) -> Mailer:
    """Return SMTP where it is set, the folder otherwise."""
    if settings.smtp_url is not None:
        url = settings.smtp_url.get_secret_value()
        return SmtpMailer(url, sender=settings.mail_from, clock=clock)
    return FolderMailer(settings.outbox_folder, sender=settings.mail_from, clock=clock)
