"""Whose a conversation is by now. What is not proved, or not any more, is nobody's."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.identity.links import verified_customer_id
from bot.ledger.conversations import get_conversation
from bot.ledger.models import Conversation
from kernel.errors import Conflict


class NotProved(Conflict):
    """Nobody has proved who they are in this conversation, or the proof has run out."""

    code = "not_proved"


def read_chat(session: Session, conversation_id: str) -> Conversation:
    """Return the conversation as it stands now; raise `NotFound`."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    return found


def find_owner(session: Session, conversation_id: str, now: datetime) -> int:
    """Return the customer who has proved to be the one speaking; raise `NotProved`."""
    owner = verified_customer_id(read_chat(session, conversation_id), now)
    if owner is None:
        raise NotProved("Nobody has proved who they are in this conversation.")
    return owner
