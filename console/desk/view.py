"""A message as the desk shows it: what was said and what was understood."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.ledger.models import Message


@dataclass(frozen=True)
class MessageView:
    """One line of a transcript."""

    id: int
    sender: str
    name: str
    at: datetime
    text: str
    buttons: list[str] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    intent: str = ""
    confidence: float = 0.0
    entities: list[tuple[str, str]] = field(default_factory=list)
    sentiment: str = ""
    score: float = 0.0
    rating: int | None = None


def view_message(message: Message) -> MessageView:
    """Return what the desk shows of a message."""
    understood: dict[str, Any] = message.understanding or {}
    intent = understood.get("intent") or {}
    found = understood.get("entities") or []
    return MessageView(
        id=message.id,
        sender=message.sender,
        name=message.name or "",
        at=message.at,
        text=message.text,
        buttons=[button["label"] for button in message.buttons or ()],
        cards=list(message.cards or ()),
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        entities=[(item["entity"], str(item["value"])) for item in found],
        sentiment=message.sentiment_label or "",
        score=message.sentiment_score or 0.0,
        rating=message.rating,
    )
