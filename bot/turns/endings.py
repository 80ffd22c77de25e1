"""What a turn comes to: an answer, an apology with ways on, a person, the way back. Pure."""

from typing import Any

from bot.dialogue import Answer
from bot.labelling import OTHER_LANGUAGE
from bot.ledger.finish import Ending
from bot.payloads import BACK, PERSON, person_button, retry_button
from bot.turns.questions import Asking
from bot.wording import say
from kernel.foreign import is_foreign
from kernel.messages import Handoff, Reply

AWAY = "asked for a person while the bot was away"


def conclude(asking: Asking, answer: Answer) -> Ending:
    """Return the ending of a turn that was answered; an empty answer is a failure."""
    if not any(reply.model_dump(exclude_defaults=True) for reply in answer.replies):
        return apologise(asking, "apology", result="empty")
    return Ending(
        replies=answer.replies,
        result="answered",
        language=asking.language,
        understanding=note_language(asking, answer.understanding),
        model=answer.model,
    )


def note_language(asking: Asking, understood: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what was understood; a language that is not ours is noted, for those who label."""
    if understood is None or asking.payload is not None or not is_foreign(asking.text):
        return understood
    return {**understood, "language": OTHER_LANGUAGE}


def apologise(asking: Asking, key: str, *, result: str = "gave_up") -> Ending:
    """Return an honest apology with two ways on."""
    spoken = asking.language
    buttons = (retry_button(spoken, asking.message_id), person_button(spoken))
    reply = Reply(text=say(key, spoken), buttons=buttons)
    return Ending(replies=(reply,), result=result, language=spoken)


def call_person(asking: Asking, reason: str = AWAY) -> Ending:
    """Return the ending that puts a customer in line although the engine is away."""
    wish = Reply(directives=(Handoff(reason=reason),))
    return Ending(replies=(wish,), result="handed_over", language=asking.language)


def move(asking: Asking) -> Ending | None:
    """Return the ending of a turn whose words mean one of our own buttons; None for all others."""
    if asking.payload == PERSON:
        return call_person(asking, "asked by button")
    if asking.payload == BACK:  # the bot answers already: no turn runs for who waits in line
        reply = Reply(text=say("bot_returned", asking.language))
        return Ending(replies=(reply,), result="answered", language=asking.language)
    return None
