"""Messages the model was unsure of, for people to label: what is stored of them, masked.

No table of its own: each message row holds its text and what was understood of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from bot.ledger.models import Message
from crm_backend.paging import MAX_LIMIT
from kernel.errors import Invalid
from kernel.logging import redact

UNSURE = ("nlu_fallback", "clarify", "out_of_scope")
# Calibrated, so every second reading at this confidence is wrong: worth a person's look.
LOW_CONFIDENCE = 0.5
OTHER_LANGUAGE = "other"
PERSONAL = frozenset({"email", "phone", "order_number", "ticket_number"})
SUGGESTED = 3
# Shorter numbers than a log masks: "order 1004217", a code, a postcode.
DIGITS = re.compile(r"\d{4,}")


@dataclass(frozen=True)
class Unlabelled:
    """One message to label. `suggestions` are the likeliest intents, `text` holds no personal data
    that the patterns and the entity reader know: addresses, numbers of any kind."""

    conversation_id: str
    message_id: int
    at: datetime
    text: str
    language: str
    intent: str
    confidence: float
    suggestions: tuple[str, ...]


def list_unlabelled(session: Session, limit: int = 50) -> list[Unlabelled]:
    """Return what was not or hardly understood, newest first; raise `Invalid` for a wild limit.

    Pressed buttons and typed choices are no one's words and are left out.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"A page holds 1 to {MAX_LIMIT} things.")
    query = (
        select(Message)
        .where(Message.sender == "customer", Message.payload.is_(None), _is_unsure())
        .order_by(Message.at.desc(), Message.conversation_id, Message.id.desc())
        .limit(limit)
    )
    return [_describe(message) for message in session.scalars(query)]


def _is_unsure() -> ColumnElement[bool]:
    intent = Message.understanding["intent"]
    return or_(
        intent["name"].as_string().in_(UNSURE),
        intent["confidence"].as_float() < LOW_CONFIDENCE,
        Message.understanding["language"].as_string() == OTHER_LANGUAGE,
    )


def _describe(message: Message) -> Unlabelled:
    understood: Mapping[str, Any] = message.understanding or {}
    intent = understood.get("intent") or {}
    ranked = [item["name"] for item in understood.get("ranking") or ()]
    likeliest = understood.get("choices") or [name for name in ranked if name not in UNSURE]
    return Unlabelled(
        conversation_id=message.conversation_id,
        message_id=message.id,
        at=message.at,
        text=mask(message.text, understood),
        language=str(understood.get("language") or ""),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        suggestions=tuple(map(str, likeliest[:SUGGESTED])),
    )


def mask(text: str, understood: Mapping[str, Any]) -> str:
    """Return a text with the personal data that were read in it replaced by their kinds."""
    spans = sorted(
        (entity["start"], entity["end"], entity["entity"])
        for entity in understood.get("entities") or ()
        if entity.get("entity") in PERSONAL and "start" in entity and "end" in entity
    )
    kept, at = [], 0
    for start, end, kind in spans:
        if start >= at:  # one that overlaps adds its end alone
            kept += [text[at:start], f"[{kind}]"]
        at = max(at, end)
    return DIGITS.sub("[number]", redact("".join((*kept, text[at:]))))
