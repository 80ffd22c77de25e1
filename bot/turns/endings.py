"""What a turn comes to: an answer, an apology with ways on, a person, the way back. Pure."""

from typing import Any

from bot.dialogue import Answer
from bot.labelling import OTHER_LANGUAGE
from bot.ledger.finish import Ending, Question
from bot.payloads import BACK, MOVED, PERSON, is_own, person_button, retry_button
from bot.turns.questions import Asking
from bot.wording import say
from kernel.foreign import is_foreign
from kernel.messages import Handoff, Reply

AWAY = "asked for a person while the bot was away"


def conclude(asking: Asking, answer: Answer) -> Ending:
    """Return the ending of a turn that was answered."""
    return Ending(
        replies=answer.replies,
        result="answered",
        language=asking.language,
        understanding=note_language(asking, answer.understanding),
        model=answer.model,
        question=find_question(answer),
        variations=answer.variations,
    )


def find_question(answer: Answer) -> Question:
    """Return whether this answer asks what a form waits for; who calls a person asks nothing."""
    if answer.form is None:
        return "none"
    calls = any(isinstance(one, Handoff) for reply in answer.replies for one in reply.directives)
    return "stands" if calls else "asked"


def note_language(asking: Asking, understood: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what was understood; a language that is not ours is noted, for those who label."""
    if understood is None or asking.payload is not None or not is_foreign(asking.text):
        return understood
    return {**understood, "language": OTHER_LANGUAGE}


def apologise(asking: Asking, key: str, *, result: str = "gave_up") -> Ending:
    """Return an honest apology with two ways on; the message becomes a dead letter."""
    spoken = asking.language
    buttons = (retry_button(spoken, asking.message_id), person_button(spoken))
    reply = Reply(text=say(key, spoken), buttons=buttons)
    return Ending(
        replies=(reply,), result=result, language=spoken, reason=result, question="stands"
    )


def call_person(asking: Asking, reason: str = AWAY) -> Ending:
    """Return the ending that puts a customer in line although the engine is away."""
    wish = Reply(directives=(Handoff(reason=reason),))
    return Ending(
        replies=(wish,), result="handed_over", language=asking.language, question="stands"
    )


def move(asking: Asking) -> Ending | None:
    """Return the ending of a turn that is ours: our own buttons, files alone. None for others."""
    if asking.payload == PERSON:
        return call_person(asking, "asked by button")
    if asking.payload == MOVED:
        return Ending(replies=(), result="moved", language=asking.language)
    if asking.payload == BACK:  # the bot answers already: no turn runs for who waits in line
        reply = Reply(text=say("bot_returned", asking.language))
        return Ending(replies=(reply,), result="answered", language=asking.language)
    if asking.payload is None and not asking.text:  # files alone: nothing that Rasa could read
        reply = Reply(
            text=say("files_kept", asking.language), buttons=(person_button(asking.language),)
        )
        return Ending(replies=(reply,), result="answered", language=asking.language)
    if asking.payload is not None and is_typed_button(asking.payload):
        return Ending(replies=(), result="answered", language=asking.language)
    return None


def is_typed_button(payload: str) -> bool:
    """Tell whether a turn ends by doing what one of our own buttons does when it is pressed."""
    return is_own(payload) and payload not in (PERSON, BACK)
