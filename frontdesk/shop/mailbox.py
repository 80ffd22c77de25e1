"""Reads back the mails which wait in the outbox folder."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypedDict

NEWEST = 3  # as many as fit into the panel


class MailShown(TypedDict):
    """A mail as the demo mailbox shows it; `at` is ISO 8601 or empty."""

    id: str
    to: str
    subject: str
    text: str
    at: str


def read_mails(folder: Path, *, limit: int = NEWEST) -> list[MailShown]:
    """Return the newest mails, newest first: names of files sort by time."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.name, reverse=True)
    mails = []
    for path in paths[:limit]:
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # an operator has just cleared the folder
            continue
        mails.append(_show(path.stem, content))
    return mails


def _show(name: str, content: bytes) -> MailShown:
    message = message_from_bytes(content, EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    return {
        "id": name,
        "to": str(message["To"] or ""),
        "subject": str(message["Subject"] or ""),
        "text": str(body.get_content()).strip() if body else "",
        "at": _read_date(str(message["Date"] or "")),
    }


def _read_date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return ""
