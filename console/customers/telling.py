"""Telling open pages that something of a customer has changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation
from bot.ledger.notes import add_note

MOST = 50  # chats of one customer that somebody may have open: the newest


def tell_chats(session: Session, customer_id: int | None, chat: str | None = None) -> None:
    """Have what stands beside the chats of a customer drawn anew, and beside `chat` in any case."""
    query = select(Conversation.id).where(Conversation.customer_id == customer_id)
    newest = query.order_by(Conversation.updated_at.desc()).limit(MOST)
    found = set(session.scalars(newest)) if customer_id is not None else set()
    for conversation_id in found | ({chat} if chat else set()):
        add_note(session, "desk", conversation_id)
