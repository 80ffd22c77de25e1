"""Keeping what an agent has begun to write, for each conversation."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.ledger.conversations import get_conversation
from console.desk.models import ReplyDraft
from kernel.db import insert_into

KEPT = timedelta(days=30)  # it may quote a customer, and its agent may have left


def keep_draft(
    session: Session, *, staff_id: int, conversation_id: str, text: str, now: datetime
) -> None:
    """Keep the text in the place of what was kept before; nothing is kept of an empty one.

    Of two tabs that keep at once the later one counts; what nobody has gone on with for long goes.
    Raises `NotFound`.
    """
    if not text.strip():
        drop_draft(session, staff_id=staff_id, conversation_id=conversation_id)
        return
    get_conversation(session, conversation_id=conversation_id)
    session.execute(delete(ReplyDraft).where(ReplyDraft.kept_at <= now - KEPT))
    insert = insert_into(session, ReplyDraft).values(
        staff_id=staff_id, conversation_id=conversation_id, text=text, kept_at=now
    )
    kept = {"text": insert.excluded.text, "kept_at": insert.excluded.kept_at}
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[ReplyDraft.staff_id, ReplyDraft.conversation_id], set_=kept
        )
    )


def drop_draft(session: Session, *, staff_id: int, conversation_id: str) -> None:
    """Forget it: it was sent, or given up."""
    session.execute(
        delete(ReplyDraft).where(
            ReplyDraft.staff_id == staff_id, ReplyDraft.conversation_id == conversation_id
        )
    )


def read_draft(session: Session, *, staff_id: int, conversation_id: str) -> str:
    """Return what was kept, empty where nothing was."""
    found = session.get(ReplyDraft, (staff_id, conversation_id))
    return found.text if found is not None else ""
