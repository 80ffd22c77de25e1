"""A snoozed chat wakes: its agent has it in front of them again."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from bot.ledger.marks import add_mark
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note

Why = Literal["reply", "time", "agent"]


def wake(
    session: Session,
    *,
    conversation_id: str,
    now: datetime,
    why: Why,
    conditions: tuple[ColumnElement[bool], ...] = (),
    **author: Any,
) -> bool:
    """Wake a conversation and leave a mark; False where it does not sleep: one of many wakes it."""
    woken = session.scalar(
        update(Conversation)
        .where(
            Conversation.id == conversation_id, Conversation.snoozed_until.is_not(None), *conditions
        )
        .values(snoozed_until=None, woke_at=now)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    if woken is None:
        return False
    add_mark(session, "wake", conversation_id, now, why=why, **author)
    add_note(session, "queue")
    return True
