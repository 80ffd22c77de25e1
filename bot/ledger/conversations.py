"""Conversations: opened and found."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.events import add_event
from bot.ledger.models import Channel, Conversation
from kernel.errors import NotFound
from kernel.turns import Language


def open_conversation(
    session: Session,
    *,
    channel: Channel,
    language: Language,
    now: datetime,
    page: str = "",
    address_hash: str = "",
    bot: str = "",
    external_id: str | None = None,
) -> Conversation:
    """Store an empty conversation that the bot answers."""
    conversation = Conversation(
        id=uuid.uuid4().hex,
        channel=channel,
        bot=bot,
        external_id=external_id,
        language=language,
        page=page,
        address_hash=address_hash,
        created_at=now,
        updated_at=now,
    )
    session.add(conversation)
    session.flush()
    facts = {"channel": channel, "language": language}
    add_event(session, "conversation_opened", conversation.id, now, **facts)
    return conversation


def find_by_chat(
    session: Session, *, channel: Channel, external_id: str, bot: str | None = None
) -> Conversation | None:
    """Return the conversation of a chat on a channel, or None; `bot` names one of our accounts."""
    query = select(Conversation).where(
        Conversation.channel == channel, Conversation.external_id == external_id
    )
    if bot is not None:
        query = query.where(Conversation.bot == bot)
    return session.scalar(query.order_by(Conversation.updated_at.desc()).limit(1))


def get_conversation(session: Session, *, conversation_id: str) -> Conversation:
    """Return the conversation, or raise `NotFound`."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound("There is no such conversation.")
    return conversation


def lock_conversation(session: Session, *, conversation_id: str) -> Conversation:
    """Return the conversation, kept from other writers until the transaction ends.

    What is read of its messages after this is as new as the conversation: a condition on messages
    in the statement that moves it would be judged by an older state on PostgreSQL.
    """
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such conversation.")
    return found
