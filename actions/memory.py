"""What the bot itself has just talked about, and for how long that counts. Pure.

An order, ticket or product counts only if this message names it, or if one of the customer's last
two messages was answered about it ("where is FD-1004217?" - "cancel it"). A plain "yes" counts only
right after the question. So nothing said long ago can answer for what is asked now.
"""

from collections.abc import Mapping
from typing import Any

from actions.answer import Answer
from actions.mentions import find_order_number, find_ticket_number, says_latest
from actions.turn import Turn

FOCUS_MESSAGES = 2  # one exchange in between ("thanks") does not break the thread


def keep_focus(answer: Answer, turn: Turn, **things: str) -> Answer:
    """Remember what this answer is about (`order`, `ticket`, `product`)."""
    return answer.set(focus={**things, "said_in": turn.context.message_id})


def find_focus(turn: Turn, thing: str) -> str | None:
    """Return what was just talked about, or None where that is too long ago."""
    focus = turn.slots.get("focus")
    if not isinstance(focus, Mapping) or not _is_recent(focus, turn, FOCUS_MESSAGES):
        return None
    value = focus.get(thing)
    return str(value) if value else None


def meant_order(turn: Turn) -> str | None:
    """Return the order the customer means, or None for "the latest" or none at all."""
    named = find_order_number(turn)
    if named is not None or says_latest(turn):
        return named
    return find_focus(turn, "order")


def meant_ticket(turn: Turn) -> str | None:
    """Return the ticket the customer means, or None for "the latest" or none at all."""
    named = find_ticket_number(turn)
    if named is not None or says_latest(turn):
        return named
    return find_focus(turn, "ticket")


def await_yes(answer: Answer, turn: Turn, action: str, **facts: Any) -> Answer:
    """Remember that the next "yes" means `action` with these facts."""
    return answer.set(awaiting={**facts, "action": action, "said_in": turn.context.message_id})


def find_awaited(turn: Turn) -> Mapping[str, Any] | None:
    """Return what the message right before this one asked to be confirmed, or None."""
    awaited = turn.slots.get("awaiting")
    if not isinstance(awaited, Mapping) or not _is_recent(awaited, turn, 1):
        return None
    return awaited


def confirmed(turn: Turn, action: str) -> Mapping[str, Any] | None:
    """Return the facts of `action` if the customer has just said yes to it, or None."""
    awaited = find_awaited(turn)
    if turn.intent != "affirm" or awaited is None or awaited.get("action") != action:
        return None
    return awaited


def _is_recent(memory: Mapping[str, Any], turn: Turn, messages: int) -> bool:
    recent = (turn.context.message_id, *turn.said_in[:messages])
    return memory.get("said_in") in recent
