"""Conversations and messages as the desk shows them: what was said, what was understood. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.ledger.models import Conversation, Message, Owner
from bot.mood_trend import read_trend
from console.words import SENDERS

MOODY = 0.25  # a level nearer to nought than this is neutral
STEEP = 0.1  # a message: a mood that climbs less is steady


@dataclass(frozen=True)
class MessageView:
    """One line of a transcript. `confidence` is 0 to 1, `score` -1 (angry) to 1 (happy)."""

    id: int
    sender: str
    name: str
    at: datetime
    text: str
    buttons: list[str] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    intent: str = ""
    confidence: float = 0.0
    also: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    entities: list[tuple[str, str]] = field(default_factory=list)
    sentiment: str = ""
    score: float = 0.0
    rating: int | None = None
    comment: str = ""


def view_message(message: Message) -> MessageView:
    """Return what the desk shows of a message."""
    understood: dict[str, Any] = message.understanding or {}
    intent = understood.get("intent") or {}
    found = understood.get("entities") or []
    return MessageView(
        id=message.id,
        sender=message.sender,
        name=message.name or SENDERS[message.sender],
        at=message.at,
        text=message.text,
        buttons=[button["label"] for button in message.buttons or ()],
        cards=list(message.cards or ()),
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        also=list(understood.get("also") or ()),
        choices=list(understood.get("choices") or ()),
        entities=[(item["entity"], str(item["value"])) for item in found],
        sentiment=message.sentiment_label or "",
        score=message.sentiment_score or 0.0,
        rating=message.rating,
        comment=message.rating_comment or "",
    )


def tell_mood(messages: Sequence[Message]) -> str:
    """Return how the customer feels by now and where that goes; empty where they said nothing."""
    felt = [one.sentiment_score for one in messages if one.sentiment_score is not None]
    if not felt:
        return ""
    trend = read_trend(felt)
    mood = "good" if trend.level > MOODY else "bad" if trend.level < -MOODY else "neutral"
    course = "falling" if trend.is_falling else "rising" if trend.slope > STEEP else "steady"
    return f"{mood}, {course}"


def name_conversation(conversation: Conversation, names: Mapping[int, str]) -> str:
    """Return the customer's name, or a name that tells one unknown visitor from another."""
    known = names.get(conversation.customer_id) if conversation.customer_id is not None else None
    return known or f"Visitor {conversation.id[:4]}"


def tell_owner(owner: Owner, agent: str | None, *, is_write: bool) -> str:
    """Return why a member of staff may not do what they wanted: who answers instead."""
    who = {
        "person": f"{agent} answers this conversation now.",
        "bot": "The bot answers this conversation now; take it over to write in it.",
        "waiting": "Nobody has taken this conversation over yet; take it over to write in it.",
        "closed": "This conversation is closed. It opens again when the customer writes.",
    }[owner]
    return f"{who} Your text was not sent." if is_write else who
