"""Marks in what staff read of a conversation: they take no number that customers see."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from bot.ledger.staff_models import StaffNote, StaffNoteKind


def add_mark(
    session: Session,
    kind: StaffNoteKind,
    conversation_id: str,
    now: datetime,
    *,
    author_id: str | None = None,
    author_name: str | None = None,
    text: str = "",
    **facts: Any,
) -> int:
    """Store a mark or a note, tell staff pages, and return its id."""
    newest = select(Conversation.last_id).where(Conversation.id == conversation_id)
    row = {
        "conversation_id": conversation_id,
        "kind": kind,
        "author_id": author_id,
        "author_name": author_name,
        "text": text,
        "facts": facts or None,
        "after_id": newest.scalar_subquery(),
        "at": now,
    }
    made = session.scalars(insert(StaffNote).values(row).returning(StaffNote.id)).one()
    add_note(session, "desk", conversation_id)
    return made
