"""Attachments kept, tied to the message they were sent with, and found again."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from bot.attachments import rules
from bot.attachments.cleaning import CleanFile
from bot.attachments.models import Attachment, AttachmentContent
from kernel.errors import NotFound

ID_BYTES = 32


def keep_attachment(
    session: Session, *, conversation_id: str, file: CleanFile, now: datetime
) -> Attachment:
    """Keep a cleaned file until its message is sent; raise `TooManyFiles` over the quota.

    Cleaning (`clean_file`) takes up to seconds of a processor: it is done before, in a thread.
    """
    _drop_unsent(session, now)
    usage = _read_usage(session, conversation_id, now)
    rules.check_quota(usage, len(file.content))
    kept = Attachment(
        id=secrets.token_urlsafe(ID_BYTES),
        conversation_id=conversation_id,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        width=file.width,
        height=file.height,
        sha256=file.sha256,
        created_at=now,
    )
    session.add(kept)
    session.flush()
    session.add(AttachmentContent(attachment_id=kept.id, content=file.content))
    session.flush()
    return kept


def _drop_unsent(session: Session, now: datetime) -> None:
    """Throw away what was chosen and never sent, whoever chose it."""
    old = (Attachment.message_id.is_(None), Attachment.created_at < now - rules.UNSENT_FOR)
    for table in (
        delete(AttachmentContent).where(
            AttachmentContent.attachment_id.in_(select(Attachment.id).where(*old))
        ),
        delete(Attachment).where(*old),
    ):
        session.execute(table.execution_options(synchronize_session=False))


def _read_usage(session: Session, conversation_id: str, now: datetime) -> rules.Usage:
    is_recent = Attachment.created_at > now - rules.WINDOW
    query = select(
        func.count(),
        func.coalesce(func.sum(Attachment.size), 0),
        func.coalesce(func.sum(case((is_recent, 1), else_=0)), 0),
        func.coalesce(func.sum(case((is_recent, Attachment.size), else_=0)), 0),
    ).where(Attachment.conversation_id == conversation_id)
    return rules.Usage(*session.execute(query).one())


def find_attachments(
    session: Session, *, conversation_id: str, ids: Sequence[str]
) -> list[Attachment]:
    """Return this conversation's attachments in the order asked for, or raise `NotFound`."""
    query = select(Attachment).where(
        Attachment.conversation_id == conversation_id, Attachment.id.in_(ids)
    )
    known = {one.id: one for one in session.scalars(query)} if ids else {}
    if len(known) < len(set(ids)) or len(set(ids)) < len(ids):
        raise NotFound("There is no such attachment in this chat.")
    return [known[one] for one in ids]


def mark_sent(session: Session, *, attachments: Sequence[Attachment], message_id: int) -> None:
    """Tie attachments to their message; raise `NotFound` for one that was sent before."""
    marked = session.scalars(
        update(Attachment)
        .where(Attachment.id.in_([one.id for one in attachments]), Attachment.message_id.is_(None))
        .values(message_id=message_id)
        .returning(Attachment.id)
    ).all()
    if len(marked) < len(attachments):
        raise NotFound("This attachment was sent already.")


def read_attachment(session: Session, *, attachment_id: str) -> tuple[Attachment, bytes]:
    """Return a file and its bytes, or raise `NotFound`. Who knows the id may read it."""
    found = session.get(Attachment, attachment_id)
    content = session.get(AttachmentContent, attachment_id)
    if found is None or content is None:
        raise NotFound("There is no such file.")
    return found, content.content
