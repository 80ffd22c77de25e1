"""Conversations: opened for a new visitor, found again by the session a browser keeps."""

import hashlib
import secrets
import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Channel, Conversation
from kernel.errors import NotFound
from kernel.turns import Language

SESSION_BYTES = 32  # 256 bits from the system's generator: not to be guessed


def make_session_token() -> str:
    """Return a new secret for a browser."""
    return secrets.token_urlsafe(SESSION_BYTES)


def hash_session_token(token: str) -> str:
    """Return what is stored of it; a token of 256 random bits needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_conversation(
    session: Session,
    *,
    channel: Channel,
    session_hash: str | None,
    language: Language,
    now: datetime,
    page: str = "",
) -> Conversation:
    """Store an empty conversation that the bot answers."""
    conversation = Conversation(
        id=uuid.uuid4().hex,
        channel=channel,
        session_hash=session_hash,
        language=language,
        page=page,
        created_at=now,
        updated_at=now,
    )
    session.add(conversation)
    session.flush()
    return conversation


def find_by_session(session: Session, *, session_hash: str) -> Conversation | None:
    """Return the conversation of a browser, or None."""
    return session.scalar(select(Conversation).where(Conversation.session_hash == session_hash))


def get_conversation(session: Session, *, conversation_id: str) -> Conversation:
    """Return the conversation, or raise `NotFound`."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound("There is no such conversation.")
    return conversation
