"""What a socket needs to know next, read in one session."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.queue import Place, find_place
from bot.identity.sessions import is_session_good
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import read_messages
from bot.ledger.models import Conversation, Message
from kernel.errors import Unauthenticated

PAGE = 100  # messages read at once: bounds what a slow reader keeps in memory
CHUNK = 500  # ids in one query
OVERLAP = timedelta(seconds=5)  # clocks of processes differ, and a commit comes after its time


@dataclass(frozen=True)
class News:
    """The conversation as it stands, the messages after a cursor, those that were changed."""

    conversation: Conversation
    messages: list[Message]
    place: Place | None
    changed: list[Message] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing more to read."""
        return len(self.messages) < PAGE


class SessionEnded(Unauthenticated):
    """The browser's secret counts no more."""

    code = "session_ended"


def read_news(
    session: Session,
    *,
    conversation_id: str,
    after: int,
    now: datetime,
    secret_hash: str,
    own: frozenset[int] = frozenset(),
    changed: frozenset[int] = frozenset(),
) -> News:
    """Return what happened after a message; raise `SessionEnded` to who may not see it any more.

    `own` are the messages that came in by this socket.
    """
    if not is_session_good(session, secret_hash=secret_hash, own_messages=own):
        raise SessionEnded("This browser's session has ended.")
    conversation = get_conversation(session, conversation_id=conversation_id)
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.id.in_(changed), Message.id <= after
    )
    return News(
        conversation=conversation,
        messages=read_messages(session, conversation_id=conversation_id, after=after, limit=PAGE),
        place=find_place(session, conversation=conversation, now=now),
        changed=list(session.scalars(query)) if changed else [],
    )


def read_touched(session: Session, *, since: datetime, limit: int = 500) -> list[tuple[str, int]]:
    """Return id and newest message of conversations that changed: what other processes did."""
    query = (
        select(Conversation.id, Conversation.last_id)
        .where(Conversation.updated_at >= since - OVERLAP)
        .order_by(Conversation.updated_at.desc())
        .limit(limit)
    )
    return [(found, last) for found, last in session.execute(query)]


def read_newest(session: Session, *, ids: Sequence[str]) -> list[tuple[str, int]]:
    """Return id and newest message of these conversations."""
    found: list[tuple[str, int]] = []
    for start in range(0, len(ids), CHUNK):
        query = select(Conversation.id, Conversation.last_id).where(
            Conversation.id.in_(ids[start : start + CHUNK])
        )
        found += [(one, last) for one, last in session.execute(query)]
    return found
