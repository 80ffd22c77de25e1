"""A second wish in one message: once the first is answered, it is one press away. Pure.

Nothing is remembered for it: where the first wish leads to a question, that question comes first,
and a wish must never be granted long after it was said or with what was said of another.
"""

import re

from actions.answer import Answer, button
from actions.meanings import MEANINGS
from actions.phrases import forbids
from actions.turn import Turn
from actions.wording import say_word

# What reads, and what asks before it does anything: a press alone changes nothing.
READING = (
    *("track_order", "view_order", "list_orders", "track_refund", "track_ticket", "ask_who_am_i"),
    *("recommend_product", "check_availability", "ask_price", "compare_products"),
    *("ask_opening_hours", "ask_payment", "ask_warranty", "ask_shipping_cost"),
    *("ask_return_policy", "ask_delivery_time"),
)
ASKING = ("cancel_order", "change_order", "return_item", "change_address", "open_ticket")
OFFERED = frozenset({*READING, *ASKING})
KNOWLEDGE = "action_answer_from_knowledge"
# Answers after which nothing is open; `tests/test_wording.py` sees to it that none of them asks.
FINISHED = re.compile(
    r"utter_(?:track_(?:order|refund|ticket)_(?!overdue)\w+"
    r"|view_order|list_orders|no_orders|no_ticket|who_am_i"
    r"|check_availability_(?:in_stock|few|sold_out_alone)|ask_price"
    r"|recommend_product(?:_found|_newest|_cheapest|_again)?|goes_with_order"
    r"|compare_products|answer_from_knowledge|ask_warranty_product|request_invoice_done)"
)


def offer_wish(answer: Answer, turn: Turn, action: str) -> Answer:
    """Add the next wish as a button to an answer of `action` that leaves nothing open."""
    wish = next((one for one in turn.also if one in OFFERED and one != turn.intent), None)
    is_direct = action in (f"action_{turn.intent}", KNOWLEDGE) and turn.form is None
    if wish is None or not is_direct or turn.is_angry or forbids(turn.text):
        return answer
    if not is_finished(answer):
        return answer
    label = say_word(MEANINGS[wish], turn.language)
    return answer.utter("utter_also", buttons=[button(label, wish)])


def is_finished(answer: Answer) -> bool:
    """Tell whether an answer leaves nothing open."""
    waits = any(answer.slots.get(name) for name in ("awaiting", "pending_action"))
    goes_on = waits or answer.directives or not answer.ends_turn(None)
    return not goes_on and all(FINISHED.fullmatch(name) for name in answer.responses)
