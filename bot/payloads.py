"""Payloads of buttons that the conversation service itself understands; the rest go to Rasa."""

from bot.wording import say
from kernel.messages import Button
from kernel.turns import Language

PERSON = "frontdesk:person"
BACK = "frontdesk:back"
RETRY = "frontdesk:retry:"


def person_button(language: Language) -> Button:
    """Call a person, whether Rasa answers or not."""
    return Button(label=say("talk_to_person", language), payload=PERSON)


def back_button(language: Language) -> Button:
    """Leave the line and go back to the bot."""
    return Button(label=say("back_to_bot", language), payload=BACK)


def retry_button(language: Language, message_id: int) -> Button:
    """Answer a message anew, as the same turn: what it did to the CRM is not done twice."""
    return Button(label=say("try_again", language), payload=f"{RETRY}{message_id}")


def retried_id(payload: str | None) -> int | None:
    """Return which message a button asks to answer anew."""
    number = (payload or "").removeprefix(RETRY)
    return int(number) if payload and payload.startswith(RETRY) and number.isdecimal() else None
