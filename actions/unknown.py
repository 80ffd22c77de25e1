"""What is said where nothing can be done: not understood, not ours, another language. Pure."""

from typing import NamedTuple

from actions.answer import Answer, button
from actions.asking import names_only, refuses, wants_list, wants_thing
from actions.mentions import find_choice, find_email, find_item
from actions.offers import stop_offering
from actions.turn import Turn
from actions.wording import word
from kernel.foreign import is_foreign
from kernel.turns import Language

NOT_UNDERSTOOD = ("nlu_fallback", "clarify", "out_of_scope")
NONE_OF_THESE = "none"  # what "Something else" says of the choices of "Did you mean …?"


class Unknown(NamedTuple):
    """The responses of one kind of not knowing."""

    first: str
    again: str
    in_form: str


NOT_GOT = Unknown("utter_fallback", "utter_fallback_again", "utter_fallback_form")
OUT_OF_SCOPE = Unknown("utter_out_of_scope", "utter_out_of_scope_again", "utter_out_of_scope_form")


def answer_unknown(turn: Turn, unknown: Unknown = NOT_GOT) -> Answer:
    """Return what is said where nothing can be done, with a way on."""
    if find_email(turn) and turn.customer_id is None:
        return Answer().follow("action_send_code")
    if is_foreign(turn.text, enough=1):
        return tell_languages(turn)
    if turn.form is None and wants_products(turn):
        return Answer().follow("action_recommend_product")
    if turn.form is None and refuses(turn):
        return stop_offering()
    if turn.is_angry and turn.form is None:
        return Answer().follow("action_complain")
    if find_choice(turn, "clarify") == NONE_OF_THESE:
        return Answer().utter("utter_clarify_none")
    if turn.form is None:
        return Answer().utter(unknown.again if is_repeated(turn) else unknown.first)
    person = button(word("label_human", turn.language), "request_human")
    return Answer().utter(unknown.in_form, buttons=[person] if is_repeated(turn) else ())


def wants_products(turn: Turn) -> bool:
    """Tell whether there is nothing in a message but a thing, or the wish for a list of some."""
    is_name = bool(find_item(turn)) and names_only(turn) and not turn.is_angry
    return wants_list(turn) or wants_thing(turn) or is_name


def tell_languages(turn: Turn) -> Answer:
    """Say in both languages that they are the two spoken here, and offer a person."""
    other: Language = "en" if turn.language == "zh" else "zh"
    return Answer().utter("utter_other_language", again=word("two_languages", other))


def is_repeated(turn: Turn) -> bool:
    """Tell whether the message before this one was not understood either."""
    return bool(turn.earlier_intents) and turn.earlier_intents[0] in NOT_UNDERSTOOD
