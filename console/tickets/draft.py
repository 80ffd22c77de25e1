"""What a ticket from a chat is filled in with before anybody has typed. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.mentions import ORDER
from bot.identity.links import verified_customer_id
from bot.ledger.models import Conversation, Message
from crm_backend.orders.models import Order
from crm_backend.orders.rules import read_order_number
from crm_backend.orders.service import list_orders
from crm_backend.text import MAX_LINE
from crm_backend.tickets.models import TicketKind, TicketPriority
from kernel.turns import Language

RECENT = 20  # messages of the customer that are looked at
ORDERS = 20  # orders that can be chosen
ANGRY = -0.5  # a mean mood below it makes a ticket pressing
KINDS: dict[TicketKind, frozenset[str]] = {
    "return": frozenset({"return_item", "track_refund"}),
    "delivery": frozenset(
        {"track_order", "report_delivery_problem", "report_missing_item", "change_address"}
    ),
    "complaint": frozenset({"complain"}),
    "problem": frozenset({"report_damaged_item", "report_problem"}),
    "account": frozenset({"update_details", "get_login_help", "delete_data", "request_invoice"}),
}


@dataclass(frozen=True)
class TicketDraft:
    """A ticket as it would be; `orders` are those that it can name."""

    customer_id: int | None
    subject: str
    details: str
    kind: TicketKind
    priority: TicketPriority
    order: str
    orders: Sequence[Order]
    language: Language


def draft_ticket(session: Session, conversation: Conversation, *, now: datetime) -> TicketDraft:
    """Return what is known of the problem: the longest of what the customer said of late."""
    said = read_said(session, conversation.id)
    longest = max((one.text for one in said), key=len, default="")
    customer_id = verified_customer_id(conversation, now)
    orders = (
        []
        if customer_id is None
        else list_orders(session, customer_id=customer_id, limit=ORDERS).items
    )
    return TicketDraft(
        customer_id=customer_id,
        subject=cut_line(longest),
        details=longest,
        kind=guess_kind(said),
        priority=guess_priority(said),
        order=find_mentioned(said, orders),
        orders=orders,
        language=conversation.language,
    )


def read_said(session: Session, conversation_id: str) -> Sequence[Message]:
    """Return the customer's last texts, newest first; what was chosen by a button is none."""
    query = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.sender == "customer",
        Message.payload.is_(None),
        Message.text != "",
    )
    return session.scalars(query.order_by(Message.id.desc()).limit(RECENT)).all()


def cut_line(text: str) -> str:
    """Return a text on one line, shortened where it must be."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_LINE else line[: MAX_LINE - 1].rstrip() + "…"


def guess_kind(said: Sequence[Message]) -> TicketKind:
    """Return the kind that the newest understood message speaks of."""
    for message in said:
        intent = ((message.understanding or {}).get("intent") or {}).get("name")
        for kind, intents in KINDS.items():
            if intent in intents:
                return kind
    return "question"


def guess_priority(said: Sequence[Message]) -> TicketPriority:
    """Return "high" for who is angry by now."""
    felt = [one.sentiment_score for one in said[:3] if one.sentiment_score is not None]
    return "high" if felt and sum(felt) / len(felt) <= ANGRY else "normal"


def find_mentioned(said: Sequence[Message], orders: Sequence[Order]) -> str:
    """Return the number of the customer's own order that was named last, or ""."""
    own = {order.number for order in orders}
    for message in said:
        for written in ORDER.findall(message.text):
            number = read_order_number(written)
            if number in own:
                return str(number)
    return ""
