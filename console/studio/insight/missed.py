"""Reads the newest messages that the bot did not understand, masked as they leave the database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation, Message
from console.reports.period import Period
from console.studio.insight import columns
from console.studio.insight.clusters import Missed
from console.studio.insight.keeping import Filters
from console.studio.masking import Known, mask, read_spans
from crm_backend.customers.models import Customer

MOST_CHATS, MOST = 3_000, 1_000  # the newest: bounds time and memory, whatever the period
LONGEST, MARGIN = 300, 100  # characters that are shown; what is masked must not be cut before


def read_missed(session: Session, period: Period, filters: Filters) -> list[Missed]:
    """Return what customers typed in the period and was not understood, newest first.

    Of the `MOST_CHATS` conversations of the period that were active last, `MOST` messages at most.
    """
    newest = (
        select(Conversation.id)
        .where(
            Conversation.updated_at >= period.start,
            Conversation.created_at < period.end,
            *_conditions(filters),
        )
        .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
        .limit(MOST_CHATS)
        .subquery()
    )
    query = (
        select(
            Message.text,
            Message.understanding,
            columns.meant_by(Message),
            Conversation.language,
            Conversation.visitor_name,
            Customer.name,
            Customer.street,
            Customer.city,
            Customer.postcode,
        )
        .select_from(newest)
        .join(Conversation, Conversation.id == newest.c.id)
        .join(Message, Message.conversation_id == newest.c.id)
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .where(
            Message.sender == "customer",
            Message.payload.is_(None),
            Message.at >= period.start,
            Message.at < period.end,
            columns.is_missed(Message),
        )
        .order_by(Message.at.desc(), Message.conversation_id, Message.id.desc())
        .limit(MOST)
    )
    return [_describe(*row) for row in session.execute(query)]


def _conditions(filters: Filters) -> list[Any]:
    chosen: list[Any] = []
    if filters.channel is not None:
        chosen.append(Conversation.channel == filters.channel)
    if filters.language is not None:
        chosen.append(Conversation.language == filters.language)
    return chosen


def _describe(
    text: str,
    understood: Mapping[str, Any],
    meant: str,
    language: str,
    visitor: str,
    name: str | None,
    *places: str | None,
) -> Missed:
    known = Known.of((visitor, name), places)
    masked = mask(text[: LONGEST + MARGIN], known, read_spans(understood))[:LONGEST]
    heard = str(understood.get("language") or language)
    return Missed(" ".join(masked.split()), heard, meant)
