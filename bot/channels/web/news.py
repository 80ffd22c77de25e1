"""What a socket needs to know next, read in one session."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.queue import Place, find_place
from bot.ledger.conversations import (
    find_by_session,
    get_conversation,
    hash_session_token,
    make_session_token,
    open_conversation,
)
from bot.ledger.messages import read_messages
from bot.ledger.models import Conversation, Message
from kernel.turns import Language

PAGE = 100  # messages read at once: bounds what a slow reader keeps in memory
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


def read_news(
    session: Session,
    *,
    conversation_id: str,
    after: int,
    now: datetime,
    changed: frozenset[int] = frozenset(),
) -> News:
    """Return what happened after a message."""
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


def find_conversation(session: Session, *, session_token: str | None) -> Conversation | None:
    """Return the conversation of a browser's secret, None for an unknown one."""
    if not session_token:
        return None
    return find_by_session(session, session_hash=hash_session_token(session_token))


def begin_conversation(
    session: Session, *, language: Language, page: str, now: datetime
) -> tuple[Conversation, str]:
    """Open a conversation; return it and the secret that opens it again."""
    token = make_session_token()
    conversation = open_conversation(
        session,
        channel="web",
        session_hash=hash_session_token(token),
        language=language,
        page=page,
        now=now,
    )
    return conversation, token


def read_touched(session: Session, *, since: datetime, limit: int = 500) -> list[tuple[str, int]]:
    """Return id and newest message of conversations that changed: what other processes did."""
    query = (
        select(Conversation.id, Conversation.last_id)
        .where(Conversation.updated_at >= since - OVERLAP)
        .order_by(Conversation.updated_at.desc())
        .limit(limit)
    )
    return [(found, last) for found, last in session.execute(query)]
