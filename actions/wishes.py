"""A second wish in one message: kept while the first one is seen to, then offered. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from actions.answer import Answer
from actions.meanings import MEANINGS, NO_CHOICE
from actions.turn import CLARIFIED, Turn
from actions.wording import say_word, word
from kernel.messages import Button

# After these there is nothing left to offer: a person takes over, or the customer has had enough.
LAST_WORDS = frozenset({"request_human", "stop", "say_goodbye"})
ENDINGS = frozenset({"handoff", "close"})


def see_to_wishes(answer: Answer, turn: Turn, *, is_part_of_form: bool = False) -> Answer:
    """Offer the next wish where this answer leaves no question open; else keep it for later."""
    wishes = read_wishes(turn)
    if turn.intent in LAST_WORDS or any(one["kind"] in ENDINGS for one in answer.directives):
        return answer.set(wishes=None) if turn.slots.get("wishes") else answer
    if not wishes:
        return answer
    if is_part_of_form or leaves_question(answer, turn):
        return answer if wishes == turn.slots.get("wishes") else answer.set(wishes=wishes)
    intent, *later = wishes["intents"]
    answer.utter(
        "utter_also",
        buttons=offer_wish(turn, intent, wishes),
        wish=say_word(MEANINGS[intent], turn.language),
    )
    return answer.set(wishes={**wishes, "intents": later} if later else None)


def read_wishes(turn: Turn) -> Mapping[str, Any] | None:
    """Return the `intents` not seen to yet, and what they were said with; None for none."""
    kept = turn.slots.get("wishes")
    wishes: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    # What is said within a form answers its question.
    if turn.also and turn.slots.get("requested_slot") is None:
        entities = {name: list(values) for name, values in turn.entities.items()}
        said_in = turn.context.message_id
        wishes = {"intents": list(turn.also), "entities": entities, "said_in": said_in}
    known: Sequence[str] = [
        one
        for one in wishes.get("intents", ())
        if one in MEANINGS and one not in NO_CHOICE and one != turn.intent
    ]
    return {**wishes, "intents": known} if known else None


def leaves_question(answer: Answer, turn: Turn) -> bool:
    """Tell whether the customer is to answer something before anything else."""
    asked = ("awaiting", "pending_action")
    return not answer.ends_turn(turn.form) or any(answer.slots.get(name) for name in asked)


def offer_wish(turn: Turn, intent: str, wishes: Mapping[str, Any]) -> list[Button]:
    """Return the buttons that take up a wish, with what was named beside it, or leave it."""
    was_just_said = wishes["said_in"] == turn.context.message_id
    named = {**wishes["entities"], **({"choice": [CLARIFIED]} if was_just_said else {})}
    payload = f"/{intent}{json.dumps(named, ensure_ascii=False)}"
    return [
        Button(label=word("label_yes", turn.language), payload=payload),
        Button(label=word("label_no", turn.language), payload="/deny"),
    ]
