"""Conversations and messages as the desk shows them: what was said, what was understood. Pure."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from bot.ledger.models import Conversation, Message, Owner
from bot.ledger.staff_models import StaffNote
from bot.mood_trend import read_trend
from console.words import WORDS, plainly, say
from crm_backend.paging import MAX_ID
from kernel.turns import Language

MOODY = 0.25  # a level nearer to nought than this is neutral
STEEP = 0.1  # a message: a mood that climbs less is steady


@dataclass(frozen=True)
class ChoiceView:
    """A button as the customer saw it; `is_chosen` if they pressed it."""

    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class MessageView:
    """One line of a transcript. `confidence` is 0 to 1, `score` -1 (angry) to 1 (happy).

    `state` is that of its delivery by the outbox, empty where the customer reads it from us.
    `is_typed` tells the customer's own words from a button they pressed.
    `elsewhere` is the conversation it was said in, on `channel`, where that is another one.
    """

    id: int
    sender: str
    name: str
    at: datetime
    text: str
    buttons: list[ChoiceView] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    intent: str = ""
    confidence: float = 0.0
    also: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    entities: list[tuple[str, str]] = field(default_factory=list)
    sentiment: str = ""
    score: float = 0.0
    files: list[dict[str, Any]] = field(default_factory=list)
    rating: int | None = None
    comment: str = ""
    outbox_id: int = 0
    state: str = ""
    elsewhere: str = ""
    channel: str = ""
    is_typed: bool = False


def view_message(message: Message, language: Language, chosen: Collection[str] = ()) -> MessageView:
    """Return what the desk shows of a message; `chosen` are tokens of buttons that were pressed."""
    understood: dict[str, Any] = message.understanding or {}
    intent = understood.get("intent") or {}
    found = understood.get("entities") or []
    return MessageView(
        id=message.id,
        sender=message.sender,
        name=message.name or say(f"sender_{message.sender}", language),
        at=message.at,
        text=message.text,
        buttons=view_choices(message.buttons, chosen),
        cards=[
            card | {"buttons": view_choices(card.get("buttons"), chosen)}
            for card in message.cards or ()
        ],
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        also=list(understood.get("also") or ()),
        choices=list(understood.get("choices") or ()),
        entities=[(item["entity"], str(item["value"])) for item in found],
        sentiment=message.sentiment_label or "",
        score=message.sentiment_score or 0.0,
        files=list(message.attachments or ()),
        rating=message.rating,
        comment=message.rating_comment or "",
        is_typed=message.sender == "customer" and message.payload is None and bool(message.text),
    )


def view_choices(
    buttons: Sequence[Mapping[str, str]] | None, chosen: Collection[str]
) -> list[ChoiceView]:
    """Return buttons as the customer saw them. Pure."""
    return [ChoiceView(one["label"], one.get("token", "") in chosen) for one in buttons or ()]


def leads(note: StaffNote, together: Collection[str]) -> bool:
    """Tell whether a note marks the way into another of these conversations, which says so, too."""
    return (note.facts or {}).get("into") in together


def interleave(
    messages: Sequence[MessageView], notes: Sequence[StaffNote], here: str, *, is_cut: bool
) -> list[MessageView | StaffNote]:
    """Return messages and notes of conversation `here` and those around it in one list.

    A note stands behind the message of its own conversation that it was written after, and among
    those of others by time. Notes from before the first message that is shown are left out, if
    the list `is_cut`.
    """
    passed: dict[str, int] = {}  # the number before the first, of each conversation
    for message in messages:
        passed.setdefault(message.elsewhere or here, message.id - 1)
    waiting: dict[str, deque[StaffNote]] = {}
    for note in notes:
        if not (is_cut and _is_early(note, messages[0].at, passed.get(note.conversation_id))):
            waiting.setdefault(note.conversation_id, deque()).append(note)
    lines: list[MessageView | StaffNote] = []
    for message in messages:
        chat, due = message.elsewhere or here, []
        for of, queue in waiting.items():
            while queue and (
                queue[0].after_id < message.id
                if of == chat
                else queue[0].after_id <= passed.get(of, MAX_ID) and queue[0].at < message.at
            ):
                due.append(queue.popleft())
        lines += [*sorted(due, key=lambda note: note.id), message]
        passed[chat] = message.id
    return lines + sorted(chain(*waiting.values()), key=lambda note: note.id)


def _is_early(note: StaffNote, begins_at: datetime, before: int | None) -> bool:
    """Tell whether a note is from before what is shown, by number where its chat is in that."""
    return note.after_id < before if before is not None else note.at < begins_at


def name_mood(score: float) -> str:
    """Return in which of three a score lies. Pure."""
    return "good" if score > MOODY else "bad" if score < -MOODY else "neutral"


def tell_mood(moods: Sequence[float], language: Language) -> str:
    """Return how the customer feels by now and where that goes; empty where nothing was read."""
    if not moods:
        return ""
    trend = read_trend(moods)
    course = "falling" if trend.is_falling else "rising" if trend.slope > STEEP else "steady"
    return say(
        "mood_line",
        language,
        mood=say(f"mood_{name_mood(trend.level)}", language),
        course=say(f"course_{course}", language),
    )


def tell_reason(reason: Mapping[str, Any], language: Language) -> str:
    """Return in words why a person was called."""
    key = f"reason_{reason['code']}"
    words = say(key, language) if key in WORDS else plainly(reason["code"])
    detail = plainly(str(reason.get("detail") or ""))
    return f"{words}: {detail}" if detail else words


def name_conversation(
    conversation: Conversation, names: Mapping[int, str], language: Language
) -> str:
    """Return the customer's name, or a name that tells one unknown visitor from another."""
    known = names.get(conversation.customer_id) if conversation.customer_id is not None else None
    return known or say("visitor", language, code=conversation.id[:4])


def tell_owner(owner: Owner, agent: str | None, language: Language, *, is_write: bool) -> str:
    """Return why a member of staff may not do what they wanted: who answers instead."""
    who = say(f"refused_{owner}", language, agent=agent or "")
    return f"{who} {say('not_sent', language).strip()}" if is_write else who
