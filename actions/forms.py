"""Filling forms: which messages answer the question, which interrupt it, how a form ends.

Rasa runs a form and calls `validate_<form>` with each message. Where that sets no slot, the message
was no answer: the rules answer it (a price, the opening hours) and the form asks again.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer
from actions.phrases import is_question
from actions.turn import Turn

# Never an answer to a question of a form.
ALWAYS_INTERRUPT = frozenset({"stop", "request_human", "request_help", "ask_if_bot", "say_goodbye"})
CODES = frozenset({"confirm_identity", "refuse_code", "expire_code"})
# Never learnt from examples. What could mean several things may well be an answer in free words.
INTERNAL = CODES | {"clarify"}
# An interruption when asked as a question; "my card was declined" is what a ticket may be about.
INTERRUPT_AS_QUESTION = frozenset(
    {
        "ask_opening_hours",
        "ask_payment",
        "ask_warranty",
        "ask_shipping_cost",
        "ask_return_policy",
        "ask_delivery_time",
        "ask_price",
        "check_availability",
        "recommend_product",
        "compare_products",
        "ask_who_am_i",
        "delete_data",
        "track_ticket",
        "list_orders",
    }
)
# A word of politeness is no answer either.
SMALL_TALK = frozenset({"greet", "thank", "chitchat", "affirm"})
MAX_WORDS_OF_SMALL_TALK = 4

FORM_SLOTS: Mapping[str, tuple[str, ...]] = {
    "ticket_form": ("ticket_subject", "ticket_details"),
    "comment_form": ("comment_ticket", "comment_text"),
    "return_form": (
        "return_order",
        "return_product",
        "return_reason",
        "return_confirmation",
        "return_quantity",
    ),
    "address_form": ("address_order", "new_address", "address_confirmation"),
}


def forget_form(answer: Answer, form: str) -> Answer:
    """Forget what a form has gathered."""
    return answer.set(**dict.fromkeys(FORM_SLOTS[form]))


def start_form(answer: Answer, form: str, **slots: Any) -> Answer:
    """Begin a form anew with what is known already."""
    return answer.set(**{**dict.fromkeys(FORM_SLOTS[form]), **slots}).follow(form)


def is_interruption(turn: Turn) -> bool:
    """Tell whether a message is something else than an answer in free words."""
    if turn.intent in ALWAYS_INTERRUPT | CODES or not turn.text:
        return True
    if turn.intent in SMALL_TALK and len(turn.text.split()) <= MAX_WORDS_OF_SMALL_TALK:
        return True
    return turn.intent in INTERRUPT_AS_QUESTION and is_question(turn.text)


class ValidateForm(FrontdeskAction):
    """Base of `validate_<form>`: reads the answer to the question that was asked."""

    is_part_of_form = True
    form: ClassVar[str]

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Read the answer; without a proved identity the form ends and what follows it asks."""
        asked = turn.slots.get("requested_slot")
        if turn.customer_id is None:
            return Answer().set(requested_slot=None)
        return self.read(session, turn, str(asked)) if asked else Answer()

    @abstractmethod
    def read(self, session: Session, turn: Turn, asked: str) -> Answer:
        """Set `asked` from this message, or nothing where it is no answer."""


def end_early(answer: Answer) -> Answer:
    """End the form from its validation; the action after it runs next."""
    return answer.set(requested_slot=None)
