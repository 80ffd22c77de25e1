"""Payloads of buttons that the conversation service itself understands; the rest go to Rasa."""

from typing import get_args

from bot.wording import say
from kernel.messages import Button
from kernel.turns import Language

OWN = "frontdesk:"
PERSON = "frontdesk:person"
BACK = "frontdesk:back"
LEAVE = "/open_ticket"  # the bot's own way to take a message down; it leads out of the line
RETRY = "frontdesk:retry:"
MOVED = "frontdesk:moved"  # in the place of a code: its customer goes on in another conversation
DELAYED = "frontdesk:delayed"  # marks our own word that an answer takes longer
LANGUAGE = "frontdesk:language:"
CONTACT = "frontdesk:contact"
RATE = "frontdesk:rate:"
SCORES = range(1, 6)
TELEGRAM = "frontdesk:telegram"
UNLINK = "frontdesk:unlink"
LINK_YES, LINK_NO = "frontdesk:link-yes:", "frontdesk:link-no:"
LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}


def person_button(language: Language) -> Button:
    """Call a person, whether Rasa answers or not."""
    return Button(label=say("talk_to_person", language), payload=PERSON)


def back_button(language: Language) -> Button:
    """Leave the line and go back to the bot."""
    return Button(label=say("back_to_bot", language), payload=BACK)


def leave_button(language: Language) -> Button:
    """Leave the line and open a ticket instead."""
    return Button(label=say("leave_message", language), payload=LEAVE)


def retry_button(language: Language, message_id: int) -> Button:
    """Answer a message anew, as the same turn: what it did to the CRM is not done twice."""
    return Button(label=say("try_again", language), payload=f"{RETRY}{message_id}")


def contact_button(language: Language) -> Button:
    """Ask for the customer's own phone number; only Telegram can show it."""
    return Button(label=say("share_phone", language), payload=CONTACT)


def link_button(language: Language) -> Button:
    """Ask for a link that opens Telegram."""
    return Button(label=say("link_button", language), payload=TELEGRAM)


def language_buttons() -> tuple[Button, ...]:
    """Return one button per language, named in itself."""
    return tuple(
        Button(label=name, payload=f"{LANGUAGE}{tag}") for tag, name in LANGUAGE_NAMES.items()
    )


def confirm_buttons(language: Language, link_id: int) -> tuple[Button, Button]:
    """Return yes and no to an account that wants to be linked."""
    return (
        Button(label=say("link_yes", language), payload=f"{LINK_YES}{link_id}"),
        Button(label=say("link_no", language), payload=f"{LINK_NO}{link_id}"),
    )


def rating_buttons() -> tuple[Button, ...]:
    """Rate a chat with a person where a channel has no stars of its own."""
    return tuple(Button(label="★" * score, payload=f"{RATE}{score}") for score in SCORES)


def rated_score(payload: str) -> int | None:
    """Return which score a button gives."""
    score = _read_number(payload, RATE)
    return score if score in SCORES else None


def is_own(payload: str) -> bool:
    """Tell whether a button is done by the service itself, without a turn."""
    return payload.startswith(OWN) and not payload.startswith(RETRY)


def retried_id(payload: str | None) -> int | None:
    """Return which message a button asks to answer anew."""
    return _read_number(payload, RETRY)


def confirmed_id(payload: str) -> int | None:
    """Return which link a button says yes to."""
    return _read_number(payload, LINK_YES)


def refused_id(payload: str) -> int | None:
    """Return which link a button says no to."""
    return _read_number(payload, LINK_NO)


def chosen_language(payload: str) -> Language | None:
    """Return the language a button stands for."""
    if not payload.startswith(LANGUAGE):
        return None
    tag = payload.removeprefix(LANGUAGE)
    return next((one for one in get_args(Language) if one == tag), None)


def _read_number(payload: str | None, prefix: str) -> int | None:
    number = (payload or "").removeprefix(prefix)
    return int(number) if payload and payload.startswith(prefix) and number.isdecimal() else None
