"""What the bot itself has just talked about, and for how long that counts. Pure.

An order, ticket or product counts only if this message names it, or if one of the customer's last
two messages was answered about it ("where is FD-1004217?" - "cancel it"). A plain "yes" counts only
right after the question. So nothing said long ago can answer for what is asked now.
"""

from collections.abc import Mapping
from typing import Any

from actions.answer import Answer, button
from actions.mentions import (
    find_choice,
    find_order_number,
    find_ordinal,
    find_ticket_number,
    says_latest,
)
from actions.phrases import says_yes
from actions.turn import Turn
from kernel.messages import Button

FOCUS_MESSAGES = 2  # one exchange in between ("thanks") does not break the thread


def keep_focus(answer: Answer, turn: Turn, **things: str) -> Answer:
    """Remember what this answer is about (`order`, `ticket`, `product`)."""
    return answer.set(focus={**things, "said_in": turn.context.message_id})


def find_focus(turn: Turn, thing: str) -> str | None:
    """Return what was just talked about, or None where that is too long ago."""
    focus = turn.slots.get("focus")
    if not isinstance(focus, Mapping) or not is_recent(focus, turn, FOCUS_MESSAGES):
        return None
    value = focus.get(thing)
    return str(value) if value else None


def find_shown(turn: Turn) -> Mapping[str, Any] | None:
    """Return what was just recommended, or None where that is too long ago."""
    shown = turn.slots.get("shown")
    is_shown = isinstance(shown, Mapping) and is_recent(shown, turn, FOCUS_MESSAGES)
    return shown if is_shown else None


def find_pointed(turn: Turn) -> str | None:
    """Return the SKU of what is meant by its place in the list just shown ("the second one")."""
    place, shown = find_ordinal(turn), find_shown(turn)
    if place is None or shown is None:
        return None
    return next(map(str, list(shown.get("skus", ()))[place:]), None)


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


def ask_yes_no(yes: str, no: str, question: str) -> list[Button]:
    """Return the two buttons of a question; they answer this question and never a later one."""
    choice = f"ask:{question}"
    return [button(yes, "affirm", choice=choice), button(no, "deny", choice=choice)]


def is_of_another(turn: Turn, question: str) -> bool:
    """Tell whether a button was pressed that belongs to another question than this."""
    pressed = find_choice(turn, "ask")
    return pressed is not None and pressed != question


def await_yes(answer: Answer, turn: Turn, action: str, question: str = "", **facts: Any) -> Answer:
    """Remember that the next "yes" means `action` with these facts."""
    asked = {"action": action, "question": question, "said_in": turn.context.message_id}
    return answer.set(awaiting={**facts, **asked})


def find_awaited(turn: Turn) -> Mapping[str, Any] | None:
    """Return what the message right before this one asked to be confirmed, or None."""
    awaited = turn.slots.get("awaiting")
    if not isinstance(awaited, Mapping) or not is_recent(awaited, turn, 1):
        return None
    return None if is_of_another(turn, str(awaited.get("question"))) else awaited


def confirmed(turn: Turn, action: str) -> Mapping[str, Any] | None:
    """Return the facts of `action` if the customer has just said yes to it, or None.

    "Yes cancel it" is a yes, too, unless it names another order or ticket.
    """
    awaited = find_awaited(turn)
    if awaited is None or awaited.get("action") != action:
        return None
    named = find_order_number(turn) or find_ticket_number(turn)
    is_yes = turn.intent == "affirm" or says_yes(turn.text)
    return awaited if is_yes and (named is None or named in awaited.values()) else None


def is_recent(memory: Mapping[str, Any], turn: Turn, messages: int) -> bool:
    """Tell whether something was said in this message or one of so many before it."""
    recent = (turn.context.message_id, *turn.said_in[:messages])
    return memory.get("said_in") in recent
