"""Real conversations for a replay, masked before they leave the database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation, Message
from console.studio.masking import Known, mask, read_spans
from crm_backend.customers.models import Customer
from nlu.core.judging.replaying import EXPORT_FORMAT, SaidConversation, SaidTurn

MOST_CONVERSATIONS = 5_000
MOST_TEXT = 1_000  # characters: models read no more
AT_ONCE = 200  # conversations
BUTTON = re.compile(r"/([A-Za-z_][\w/.-]*)")


def export_conversations(session: Session, *, limit: int, at: str) -> dict[str, Any]:
    """Return the `limit` conversations that changed last of those in which the bot read anything.

    They are masked as all that the studio shows (`console.studio.masking`). Of a pressed button the
    intent alone is kept.
    """
    limit = max(1, min(limit, MOST_CONVERSATIONS))
    was_read = exists().where(
        Message.conversation_id == Conversation.id,
        Message.sender == "customer",
        Message.understanding.is_not(None),
    )
    newest = select(Conversation).where(was_read)
    newest = newest.order_by(Conversation.updated_at.desc(), Conversation.id).limit(limit)
    chosen = list(session.scalars(newest))
    said: list[SaidConversation] = []
    for start in range(0, len(chosen), AT_ONCE):
        said += list(export_some(session, chosen[start : start + AT_ONCE]))
    return {"format": EXPORT_FORMAT, "exported_at": at, "conversations": said}


def export_some(session: Session, chosen: Sequence[Conversation]) -> Iterator[SaidConversation]:
    """Yield some conversations with their turns."""
    ids = [one.id for one in chosen]
    rows = select(Message).where(
        Message.conversation_id.in_(ids),
        Message.sender == "customer",
        Message.understanding.is_not(None),
    )
    messages: dict[str, list[Message]] = {one: [] for one in ids}
    for row in session.scalars(rows.order_by(Message.conversation_id, Message.id)):
        messages[row.conversation_id].append(row)
    wanted = {one.customer_id for one in chosen if one.customer_id is not None}
    found = session.scalars(select(Customer).where(Customer.id.in_(wanted)))
    customers = {one.id: one for one in found}
    for one in chosen:
        customer = customers.get(one.customer_id) if one.customer_id is not None else None
        names = (one.visitor_name, customer.name if customer else None)
        places = (customer.street, customer.city, customer.postcode) if customer else ()
        known = Known.of(names, places)
        turns = (export_turn(row, known) for row in messages[one.id])
        kept = [turn for turn in turns if turn is not None]
        if kept:
            yield {"id": one.id, "language": one.language, "turns": kept}


def export_turn(row: Message, known: Known) -> SaidTurn | None:
    """Return a turn, masked; None for what no model reads."""
    if row.payload is not None:
        pressed = BUTTON.match(row.payload)
        # Its label may name a product or an order: what counts is what it stands for.
        return {"id": row.id, "text": "", "button": pressed[1]} if pressed else None
    understood: Mapping[str, Any] = row.understanding or {}
    text = mask(row.text, known, read_spans(understood))[:MOST_TEXT]
    return {"id": row.id, "text": text, "button": None} if text.strip() else None
