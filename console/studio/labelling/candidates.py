"""Reads the messages to label: masked as they leave the database, with what came of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.labelling import UNSURE, is_unsure
from bot.ledger.models import Conversation, Message
from console.studio.labelling.models import LabelProposal
from console.studio.labelling.value import Cost
from console.studio.masking import Known, mask, read_spans
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from nlu.core.language import detect_language

DAYS = 30  # what people asked before that, they ask no more, or ask again
MOST, MOST_CONVERSATIONS = 5_000, 20_000  # the newest: bounds time and memory
HANDED_OVER_WITHIN = timedelta(minutes=10)  # of the message: then it was part of the cause
LONGEST, MARGIN = 1_000, 100  # characters of a message; what is masked must not be cut before
BATCH = 500

NO_COST = Cost()
MessageId = tuple[str, int]


@dataclass(frozen=True)
class Candidate:
    """A message to label. `ranking` are calibrated probabilities by intent, none that only the
    conversation service sets; `proposals` are intents and the agents who say so."""

    id: MessageId
    at: datetime
    text: str
    language: str
    read_as: str
    ranking: Mapping[str, float]
    cost: Cost = NO_COST
    proposals: tuple[tuple[str, str], ...] = ()


def read_candidates(session: Session, *, now: datetime, valued_cents: int) -> list[Candidate]:
    """Return what the bot was not sure of or agents say it misread, newest first.

    Pressed buttons are no one's words and are left out. Customers who have bought for
    `valued_cents` or more are valued ones.
    """
    found = _read_messages(session, now - timedelta(days=DAYS))
    chats = {message.conversation_id for message, _chat in found}
    customers = _read_customers(session, {chat.customer_id for _message, chat in found} - {None})
    spent = _read_spent(session, customers)
    calls = _read_calls(session, chats)
    proposals = _read_proposals(session, now - timedelta(days=DAYS))
    made = []
    for message, chat in found:
        owner = customers.get(chat.customer_id or 0)
        made.append(
            _describe(
                message,
                _know(chat, owner),
                Cost(
                    is_handed_over=_is_handed_over(message.at, calls.get(chat.id, ())),
                    is_valued=owner is not None and spent.get(owner.id, 0) >= valued_cents,
                    is_upset=message.sentiment_label == "negative",
                ),
                proposals.get((message.conversation_id, message.id), ()),
            )
        )
    return [one for one in made if one.text.strip()]


def _read_messages(session: Session, since: datetime) -> list[tuple[Message, Conversation]]:
    newest = (
        select(Conversation.id)
        .where(Conversation.updated_at >= since)
        .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
        .limit(MOST_CONVERSATIONS)
        .subquery()
    )
    proposed = select(LabelProposal.conversation_id, LabelProposal.message_id)
    query = (
        select(Message, Conversation)
        .join(newest, newest.c.id == Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.sender == "customer",
            Message.payload.is_(None),
            Message.at >= since,
            or_(is_unsure(), tuple_(Message.conversation_id, Message.id).in_(proposed)),
        )
        .order_by(Message.at.desc(), Message.conversation_id, Message.id.desc())
        .limit(MOST)
    )
    return [(message, chat) for message, chat in session.execute(query)]


def _read_customers(session: Session, ids: Collection[int | None]) -> dict[int, Customer]:
    wanted = sorted(one for one in ids if one is not None)
    rows = (
        row
        for start in range(0, len(wanted), BATCH)
        for row in session.scalars(
            select(Customer).where(Customer.id.in_(wanted[start : start + BATCH]))
        )
    )
    return {row.id: row for row in rows}


def _read_spent(session: Session, customers: Collection[int]) -> dict[int, int]:
    wanted = sorted(customers)
    spent: dict[int, int] = {}
    for start in range(0, len(wanted), BATCH):
        query = (
            select(Order.customer_id, func.sum(Order.total_cents))
            .where(
                Order.customer_id.in_(wanted[start : start + BATCH]), Order.status != "cancelled"
            )
            .group_by(Order.customer_id)
        )
        spent |= {owner: int(cents or 0) for owner, cents in session.execute(query)}
    return spent


def _read_calls(session: Session, chats: Collection[str]) -> dict[str, list[datetime]]:
    wanted = sorted(chats)
    calls: dict[str, list[datetime]] = {}
    for start in range(0, len(wanted), BATCH):
        query = select(Handoff.conversation_id, Handoff.requested_at).where(
            Handoff.conversation_id.in_(wanted[start : start + BATCH])
        )
        for chat, at in session.execute(query):
            calls.setdefault(chat, []).append(at)
    return calls


def _read_proposals(
    session: Session, since: datetime
) -> dict[MessageId, tuple[tuple[str, str], ...]]:
    query = select(LabelProposal).where(LabelProposal.at >= since).order_by(LabelProposal.at)
    found: dict[MessageId, tuple[tuple[str, str], ...]] = {}
    for row in session.scalars(query):
        key = (row.conversation_id, row.message_id)
        found[key] = (*found.get(key, ()), (row.intent, row.staff_name))
    return found


def _is_handed_over(at: datetime, calls: Sequence[datetime]) -> bool:
    return any(timedelta() <= call - at <= HANDED_OVER_WITHIN for call in calls)


def _know(chat: Conversation, owner: Customer | None) -> Known:
    if owner is None:
        return Known.of((chat.visitor_name,))
    places = (owner.street, owner.city, owner.postcode)
    return Known.of((chat.visitor_name, owner.name), places)


def _describe(
    message: Message, known: Known, cost: Cost, proposals: tuple[tuple[str, str], ...]
) -> Candidate:
    understood: Mapping[str, Any] = message.understanding or {}
    intent = understood.get("intent") or {}
    ranking = {
        str(one["name"]): float(one.get("confidence") or 0.0)
        for one in understood.get("ranking") or ()
        if one.get("name") and one["name"] not in UNSURE
    }
    masked = mask(message.text[: LONGEST + MARGIN], known, read_spans(understood))[:LONGEST]
    return Candidate(
        id=(message.conversation_id, message.id),
        at=message.at,
        text=" ".join(masked.split()),
        language=str(understood.get("language") or detect_language(masked)),
        read_as=str(intent.get("name") or ""),
        ranking=ranking,
        cost=cost,
        proposals=proposals,
    )
