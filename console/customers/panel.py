"""What stands beside a conversation: the customer who was proved, or what a stranger claims."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.mentions import EMAIL
from bot.handoff.queue import read_reasons
from bot.identity.links import verified_customer_id
from bot.identity.proofs import find_level, find_proof
from bot.ledger.messages import read_moods
from bot.ledger.models import Conversation, Message
from console.customers.owner import read_chat
from console.customers.view import read_customer
from console.desk.view import tell_mood, tell_reason
from console.live.parts import Viewer
from console.web import as_principal, draw
from kernel.clock import utc_now
from kernel.principals import may, require

ELEMENT, TEMPLATE = "beside", "customers/_panel.html"
LOOKED_AT = 50  # messages of the customer in which an address is looked for
Values = dict[str, Any]


def read_panel(
    session: Session, viewer: Viewer, conversation_id: str, *, now: datetime | None = None
) -> Values:
    """Return what the panel shows. Nothing of a customer is among it unless it is proved now."""
    now = now or utc_now()
    principal = as_principal(viewer.staff)
    require(principal, "conversations:read")
    conversation = read_chat(session, conversation_id)
    owner = verified_customer_id(conversation, now)
    view = None
    if owner is not None:
        view = read_customer(
            session,
            principal,
            customer_id=owner,
            language=viewer.language,
            now=now,
            chat=conversation_id,
            holdout=viewer.holdout,
        )
    return {
        "conversation": conversation,
        "chat": conversation_id,
        "now": now,
        "level": find_level(conversation, now),
        "proof": find_proof(session, conversation=conversation, now=now),
        "view": view,
        "mood": tell_mood(read_moods(session, conversation_id=conversation_id), viewer.language),
        "reasons": [
            tell_reason(one, viewer.language) for one in read_reasons(session, conversation_id)
        ],
        "claimed_email": "" if view else find_claimed(session, conversation),
        "may_ask": may(principal, "conversations:write"),
        "may_write": may(principal, "customers:write"),
        "may_open_ticket": may(principal, "tickets:write"),
        "note_key": "" if view is None else make_note_key(conversation_id, view.note_mark),
    }


def render_panel(
    session: Session, viewer: Viewer, conversation_id: str, *, now: datetime | None = None
) -> str:
    """Return the panel drawn, as one element with the id `ELEMENT`."""
    values = read_panel(session, viewer, conversation_id, now=now)
    return draw(TEMPLATE, viewer.language, **values)


def make_note_key(where: str, mark: str) -> str:
    """Return the key of a form that is drawn for many: it changes once a note was written."""
    return sha256(f"note:{where}:{mark}".encode()).hexdigest()[:32]


def find_claimed(session: Session, conversation: Conversation) -> str:
    """Return the address a stranger says is theirs: given in the form, or named in the chat."""
    if conversation.visitor_email:
        return conversation.visitor_email
    query = (
        select(Message.text)
        .where(Message.conversation_id == conversation.id, Message.sender == "customer")
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    for text in session.scalars(query):
        found = EMAIL.search(text)
        if found is not None:
            return found[0].rstrip(".-").lower()
    return ""
