"""What others may read of conversations: staff pages, reports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from bot.ledger.conversations import get_conversation
from bot.ledger.messages import read_messages
from bot.ledger.models import Conversation, Message, Owner
from crm_backend.paging import EPOCH, LAST_MOMENT, MAX_LIMIT, MICROSECOND, Page
from kernel.errors import Invalid

PREVIEW = 120  # characters of the newest message
TRANSCRIPT = 10_000  # messages shown at most
CURSOR = re.compile(r"c([0-9]{1,18})-([0-9a-f]{1,32})")


@dataclass(frozen=True)
class ConversationRow:
    """One line of the list."""

    conversation: Conversation
    preview: str


def list_conversations(
    session: Session, *, owner: Owner | None = None, after: str | None = None, limit: int = 50
) -> Page[ConversationRow]:
    """Return conversations, those that changed last first; `owner` picks who answers now."""
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"A page holds 1 to {MAX_LIMIT} things.")
    newest = and_(Message.conversation_id == Conversation.id, Message.id == Conversation.last_id)
    query = select(Conversation, Message.text).outerjoin(Message, newest)
    if owner is not None:
        query = query.where(Conversation.owner == owner)
    key = tuple_(Conversation.updated_at, Conversation.id)
    if after is not None:
        query = query.where(key < tuple_(*_read_cursor(after)))
    query = query.order_by(Conversation.updated_at.desc(), Conversation.id.desc())
    rows = [
        ConversationRow(conversation, (text or "")[:PREVIEW])
        for conversation, text in session.execute(query.limit(limit + 1))
    ]
    return Page(rows[:limit], _write_cursor(rows[:limit]) if len(rows) > limit else None)


def read_conversation(
    session: Session, *, conversation_id: str
) -> tuple[Conversation, list[Message]]:
    """Return a conversation and its messages in order, or raise `NotFound`."""
    conversation = get_conversation(session, conversation_id=conversation_id)
    messages = read_messages(session, conversation_id=conversation_id, limit=TRANSCRIPT)
    return conversation, messages


def _write_cursor(rows: Sequence[ConversationRow]) -> str:
    last = rows[-1].conversation
    return f"c{(last.updated_at - EPOCH) // MICROSECOND}-{last.id}"


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    found = CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) > LAST_MOMENT:
        raise Invalid("The cursor is not one of ours; start without `after`.")
    return EPOCH + timedelta(microseconds=int(found[1])), found[2]
