"""Pictures and documents that customers send: found in a message, fetched, kept."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session
from telegram import Message

from bot.attachments.cleaning import CleanFile, clean_file
from bot.attachments.rules import FileRefused, FileTooLarge, TooManyFiles
from bot.attachments.service import keep_attachment, mark_sent
from bot.channels.telegram.door import Door, Refused
from bot.channels.web.frames import clean_text
from bot.ledger.models import Message as Line
from bot.wording import say
from kernel.turns import Language

MAX_BYTES = 10_000_000  # a Bot API server gives 20 MB at most
MEGABYTES = MAX_BYTES // 1_000_000
KINDS = ("image/", "application/pdf")
MAX_NAME = 100


@dataclass(frozen=True)
class SentFile:
    """A file as Telegram names it; `clean` is what is kept of it, once it was fetched."""

    file_id: str
    name: str
    size: int
    is_photo: bool
    kind: str
    clean: CleanFile | None = None

    @property
    def is_readable(self) -> bool:
        """Whether this kind and size are taken here, as far as the sender tells the truth."""
        return self.size <= MAX_BYTES and self.kind.startswith(KINDS)

    def describe(self, language: Language) -> str:
        """Return the words that stand for the file in the transcript."""
        if self.is_photo:
            return say("kind_photo", language)
        return say("kind_document", language, name=self.name)


def find_file(message: Message) -> SentFile | None:
    """Return the picture or document of a message."""
    if message.photo:
        largest = message.photo[-1]
        size = largest.file_size or 0
        return SentFile(largest.file_id, "photo.jpg", size, is_photo=True, kind="image/jpeg")
    sent = message.document
    # A moving picture comes as a document, too.
    if sent is None or message.animation is not None:
        return None
    name = " ".join(clean_text(sent.file_name or "file").split())[:MAX_NAME] or "file"
    kind = (sent.mime_type or "").lower()
    return SentFile(sent.file_id, name, sent.file_size or 0, is_photo=False, kind=kind)


async def fetch_file(door: Door, file: SentFile) -> SentFile:
    """Return the file with what is kept of it; as it was where it is not given or not taken."""
    if not file.is_readable:
        return file
    try:
        content = await door.download(file.file_id, most=MAX_BYTES)
        clean = await asyncio.to_thread(clean_file, content, file.name)
    except (Refused, FileRefused, FileTooLarge):
        return file
    return replace(file, clean=clean)


def store_file(
    session: Session, *, conversation_id: str, message_id: int, file: SentFile, now: datetime
) -> bool:
    """Keep a file with its message; False where it is not taken."""
    if file.clean is None:
        return False
    try:
        kept = keep_attachment(session, conversation_id=conversation_id, file=file.clean, now=now)
    except TooManyFiles:
        return False
    mark_sent(session, attachments=[kept], message_id=message_id)
    message = session.get_one(Line, (conversation_id, message_id))
    message.attachments = [kept.describe()]
    return True
