"""Which team or skill a conversation needs, by the shop's rules and what was understood of it."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.desk import read_setting
from bot.handoff.matching import Assignment
from bot.ledger.models import Message

LOOKED_AT = 6  # messages of the customer: the wish for a person comes after the trouble itself


def find_need(session: Session, *, conversation_id: str, codes: Collection[str]) -> tuple[str, str]:
    """Return team and skill for the reasons of a call and the newest messages; "" for any."""
    setting = read_setting(session, Assignment)
    return setting.find_need(_read_intents(session, conversation_id), codes)


def _read_intents(session: Session, conversation_id: str) -> set[str]:
    query = (
        select(Message.understanding)
        .where(Message.conversation_id == conversation_id, Message.sender == "customer")
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    intents: set[str] = set()
    for understood in session.scalars(query):
        if understood:
            intents.add(str((understood.get("intent") or {}).get("name") or ""))
            intents.update(map(str, understood.get("also") or ()))
    return intents
