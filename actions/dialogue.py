"""The thread of the talk: yes, no, stop, a bare datum, and what was not understood."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.action import RECOMMEND, FrontdeskAction
from actions.answer import Answer
from actions.asking import refuses, wants_list
from actions.forms import forget_form
from actions.identity import PHONE
from actions.memory import find_awaited, find_focus, find_pointed
from actions.mentions import find_email, find_item, find_order_number, find_ticket_number
from actions.offers import stop_offering
from actions.product_cards import find_meant
from actions.refining import leave_out_aside
from actions.turn import Turn
from actions.unknown import OUT_OF_SCOPE, answer_unknown

PRICE = "action_ask_price"
OF_ONE = ("ask_price", "check_availability", "compare_products")  # asked of one product, by name
CANCEL = re.compile(r"\bcancel|取消", re.IGNORECASE)


class ActionAffirm(FrontdeskAction):
    """Does what was just asked about."""

    yields = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Let the action that asked go on; a yes without a question asks what to do."""
        if turn.form is not None:
            return Answer()  # no answer to its question: the form asks again
        awaited = find_awaited(turn)
        if awaited is None:
            return Answer().utter("utter_affirm_nothing").set(awaiting=None)
        return Answer().follow(str(awaited["action"]))


class ActionDeny(FrontdeskAction):
    """Leaves what was just asked about as it is."""

    yields = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Say what stays as it is; a no in a form ends the form."""
        if turn.form is not None:
            return leave_form(turn.form)
        awaited = find_awaited(turn) or {}
        answer = Answer().set(awaiting=None)
        if awaited.get("action") == "action_cancel_order":
            return answer.utter("utter_cancel_order_kept", order_number=str(awaited["order"]))
        if awaited.get("action") == "action_close_ticket":
            return answer.utter("utter_close_ticket_kept", ticket_number=str(awaited["ticket"]))
        return answer.utter("utter_deny")


class ActionStop(FrontdeskAction):
    """Stops what we are doing."""

    yields = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Leave the form that runs and forget what waits."""
        if turn.form is not None:
            return leave_form(turn.form)
        if find_focus(turn, "order") and CANCEL.search(turn.text):
            return Answer().follow("action_cancel_order")  # "cancel it", said of the order shown
        forgotten = {"pending_action": None, "pending_words": None, "awaiting": None}
        answer = stop_offering() if refuses(turn) else Answer().utter("utter_stop")
        return answer.set(**forgotten)


class ActionInform(FrontdeskAction):
    """A datum without a question: does the most likely thing with it."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Send a code, track the order or ticket, or show the product that was named."""
        if turn.form is not None:
            return Answer()  # no answer to its question: the form asks again
        if wants_list(turn):
            return Answer().follow(RECOMMEND)
        follow_up = read_datum(turn)
        if follow_up == PRICE and describes_kind(session, turn):
            follow_up = RECOMMEND
        return Answer().follow(follow_up) if follow_up else Answer().utter("utter_inform_unclear")


class ActionFallback(FrontdeskAction):
    """Nothing was understood: says so, and offers a person the second time."""

    understands_all = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Take a datum where there is one; else say what can be done here."""
        return answer_unknown(turn)


class ActionOutOfScope(FrontdeskAction):
    """Understood, and nothing the shop can do: says so, and offers a person the second time."""

    understands_all = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Say what can be done here instead."""
        return answer_unknown(turn, OUT_OF_SCOPE)


def leave_form(form: str) -> Answer:
    """End a form and say that nothing was done."""
    return forget_form(Answer().utter(f"utter_stop_{form}").end_form(), form)


def describes_kind(session: Session, turn: Turn) -> bool:
    """Tell whether what is named is a kind of thing rather than one product that is asked about."""
    if turn.earlier_intents[:1] and turn.earlier_intents[0] in OF_ONE:
        return False
    if find_item(turn) and not find_item(leave_out_aside(turn)):
        return True  # "under the bed": no bed is meant
    found, is_told = find_meant(session, turn), turn.wish.narrows or turn.wish.has_price
    return len(found) > 1 or bool(found and is_told)


def read_datum(turn: Turn) -> str | None:
    """Return the action for what a bare datum most likely means, or None."""
    meanings: Sequence[tuple[object, str]] = (
        (find_email(turn), "action_send_code"),
        (find_order_number(turn), "action_track_order"),
        (find_ticket_number(turn), "action_track_ticket"),
        (find_item(turn) or find_pointed(turn), PRICE),
        (turn.first("phone") or PHONE.fullmatch(turn.text.strip()), "action_update_details"),
    )
    return next((action for datum, action in meanings if datum), None)
