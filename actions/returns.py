"""Sending things back: what is known is taken from the message, the rest is asked for."""

from typing import Any

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer
from actions.forms import ValidateForm, end_early, forget_form, is_interruption, start_form
from actions.memory import is_of_another, keep_focus
from actions.mentions import ORDER, find_choice, find_item, find_order_number, find_quantity
from actions.order_cards import tell_not_found
from actions.order_items import mentioned_lines
from actions.phrases import has_substance, read_reason
from actions.return_parts import (
    ask_return,
    choose_from,
    find_line,
    name_pieces,
    pieces_to_return,
    refuse_line,
    resolve_order,
)
from actions.turn import Turn
from actions.wording import day, money, word
from crm_backend.orders.rules import may_return, refund_due_at
from crm_backend.orders.service import find_order, request_return
from kernel.errors import Conflict, NotFound

REASONS = ("damaged", "wrong", "unfit", "regret")
MAX_REASON = 500
YES, NO, REFUSED = "yes", "no", "refused"


class ActionReturnItem(FrontdeskAction):
    """Begins a return with all the message holds."""

    grants_wish = True
    needs_identity = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Find order, item and reason; refuse at once what the rules forbid."""
        number = find_order_number(turn)
        try:
            order = resolve_order(session, turn, number)
        except NotFound:
            return tell_not_found(str(number))
        reason = read_reason(turn.text)
        if order is None:
            return choose_from(session, turn, Answer(), reason)
        answer = keep_focus(Answer(), turn, order=order.number)
        lines = mentioned_lines(order.lines, turn) or (order.lines if len(order.lines) == 1 else [])
        if not lines and find_item(turn):
            answer.utter(
                "utter_return_item_not_in_order", product=find_item(turn), order_number=order.number
            )
        if len(lines) == 1:
            decision = may_return(order, lines[0], turn.now)
            if not decision.is_allowed:
                return refuse_line(answer, order, lines[0], decision.reason, turn)
        elif not any(may_return(order, line, turn.now).is_allowed for line in order.lines):
            line = (lines or order.lines)[0]
            return refuse_line(answer, order, line, may_return(order, line, turn.now).reason, turn)
        product = str(lines[0].id) if len(lines) == 1 else None
        return start_form(
            answer,
            "return_form",
            return_order=order.number,
            return_product=product,
            return_reason=reason,
            return_quantity=str(find_quantity(turn) or ""),
        )


class ValidateReturnForm(ValidateForm):
    """Reads the answers to the questions of a return."""

    form = "return_form"

    def read(self, session: Session, turn: Turn, asked: str) -> Answer:
        """Read the answer to the question asked."""
        if asked == "return_order":
            return self._read_order(session, turn)
        if asked == "return_product":
            return self._read_product(session, turn)
        if asked == "return_reason":
            return self._read_reason(turn)
        return self._read_confirmation(turn)

    def _read_order(self, session: Session, turn: Turn) -> Answer:
        number = find_order_number(turn)
        if number is None:
            return Answer()
        try:
            order = find_order(session, customer_id=turn.owner, number=number)
        except NotFound:
            return tell_not_found(number).set(return_order=None)
        lines = [line for line in order.lines if may_return(order, line, turn.now).is_allowed]
        if not lines:
            line = order.lines[0]
            decision = may_return(order, line, turn.now)
            refused = refuse_line(Answer(), order, line, decision.reason, turn)
            return end_early(refused.set(return_order=order.number, return_confirmation=REFUSED))
        product = str(lines[0].id) if len(order.lines) == 1 else None
        return Answer().set(return_order=order.number, return_product=product)

    def _read_product(self, session: Session, turn: Turn) -> Answer:
        number = str(turn.slots.get("return_order"))
        order = find_order(session, customer_id=turn.owner, number=number)
        chosen = find_choice(turn, "line")
        lines = (
            [line for line in order.lines if str(line.id) == chosen]
            if chosen
            else mentioned_lines(order.lines, turn)
        )
        if not lines:
            return Answer()
        if len(lines) > 1:
            return Answer().set(return_product=None)
        decision = may_return(order, lines[0], turn.now)
        if decision.is_allowed:
            return Answer().set(return_product=str(lines[0].id))
        refused = refuse_line(Answer(), order, lines[0], decision.reason, turn)
        return end_early(refused.set(return_product=str(lines[0].id), return_confirmation=REFUSED))

    def _read_reason(self, turn: Turn) -> Answer:
        chosen = find_choice(turn, "reason")
        if chosen in REASONS:
            return Answer().set(return_reason=word(chosen, turn.language))
        if is_interruption(turn) or turn.intent == "deny":
            return Answer()
        words = ORDER.sub("", turn.text)
        reason = read_reason(words) or words.strip()
        is_reason = has_substance(reason) or len(reason) > 1
        return Answer().set(return_reason=reason[:MAX_REASON]) if is_reason else Answer()

    def _read_confirmation(self, turn: Turn) -> Answer:
        if is_of_another(turn, ask_return(turn)):
            return Answer()
        said = {"affirm": YES, "deny": NO}.get(turn.intent)
        return Answer().set(return_confirmation=said) if said else Answer()


class ActionSubmitReturn(FrontdeskAction):
    """Ends the return form: registers what was confirmed."""

    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Register, leave it, or go on asking where the form was left half-way."""
        said = turn.slots.get("return_confirmation")
        if said is None:
            return Answer().follow("return_form")
        if said == REFUSED:
            return forget_form(Answer(), "return_form")
        if said == NO:
            return forget_form(Answer().utter("utter_return_item_kept"), "return_form")
        return forget_form(self._register(session, turn, turn.slots), "return_form")

    def _register(self, session: Session, turn: Turn, slots: Any) -> Answer:
        number = str(slots["return_order"])
        order = find_order(session, customer_id=turn.owner, number=number)
        line = find_line(order, slots["return_product"])
        try:
            made = request_return(
                session,
                customer_id=turn.owner,
                number=order.number,
                line_id=line.id,
                quantity=pieces_to_return(order, line, turn),
                reason=str(slots["return_reason"]),
                now=turn.now,
                idempotency_key=turn.key("return"),
            )
        except Conflict as error:
            return refuse_line(Answer(), order, line, str(error.data.get("reason", "")), turn)
        answer = Answer().utter(
            "utter_return_item_done",
            return_number=made.number,
            product=name_pieces(made.line, made.quantity, turn.language),
            refund=money(made.refund_cents, order.currency),
            refund_by=day(refund_due_at(made.requested_at), turn.language, turn.now),
        )
        return keep_focus(answer, turn, order=order.number)
