"""One stream of all that was said to a person whose conversations were merged, for staff."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.merging import list_merged
from bot.ledger.conversations import get_conversation
from bot.ledger.models import Channel, Message

PAGE = 1_000  # rows at once


@dataclass(frozen=True)
class StreamRow:
    """A message where it was said: its number counts within its own conversation."""

    conversation_id: str
    channel: Channel
    message_id: int
    message: Message


def read_stream(session: Session, *, conversation_id: str, most: int = PAGE) -> list[StreamRow]:
    """Return the newest messages of a conversation and of those merged into it, by time.

    Within each conversation the order is that of its numbers, whatever the clocks said.
    """
    here = get_conversation(session, conversation_id=conversation_id)
    together = [here, *list_merged(session, conversation_id=conversation_id)]
    lines = [_read(session, one.id, one.channel, most) for one in together]
    merged = heapq.merge(*map(_by_time, lines), key=lambda pair: pair[0])
    return [row for _key, row in merged][-most:]


def _read(session: Session, chosen: str, channel: Channel, most: int) -> list[StreamRow]:
    query = select(Message).where(Message.conversation_id == chosen)
    newest = session.scalars(query.order_by(Message.id.desc()).limit(most)).all()
    return [StreamRow(chosen, channel, one.id, one) for one in reversed(newest)]


def _by_time(rows: list[StreamRow]) -> Iterator[tuple[tuple[datetime, str, int], StreamRow]]:
    """Give each row with a key that never goes back: clocks of processes differ a little."""
    latest: datetime | None = None
    for row in rows:
        latest = max(latest, row.message.at) if latest is not None else row.message.at
        yield (latest, row.conversation_id, row.message_id), row
