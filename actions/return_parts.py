"""Parts of a return: the questions the form asks, refusals, the refund of earlier returns."""

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer, button
from actions.forms import start_form
from actions.memory import ask_yes_no, find_focus, keep_focus, meant_order
from actions.mentions import find_item, says_latest
from actions.order_cards import choose_order, offer_next, show_line, tell_not_found, total_of
from actions.order_items import match_lines, orders_with, returnable_lines, returnable_orders
from actions.turn import Turn
from actions.wording import day, money, word
from crm_backend.orders.models import Order, OrderLine, Return
from crm_backend.orders.rules import count_return_refund, count_returnable, refund_due_at
from crm_backend.orders.service import find_order, latest_order, list_returns
from kernel.errors import NotFound
from kernel.messages import Button
from kernel.turns import Language

SHOWN = 6
REFUSALS = frozenset(
    {"not_delivered", "window_passed", "nothing_left", "already_cancelled", "already_returned"}
)


def resolve_order(session: Session, turn: Turn, number: str | None) -> Order | None:
    """Return the order to send something back from, or None where it must be asked.

    The one named counts, then the one just talked about, then the only one that fits the item.
    """
    if number is not None:
        return find_order(session, customer_id=turn.owner, number=number)
    if says_latest(turn):
        return latest_order(session, customer_id=turn.owner)
    item, focus = find_item(turn), find_focus(turn, "order")
    if focus is not None:
        order = find_order(session, customer_id=turn.owner, number=focus)
        if not item or match_lines(order.lines, item):
            return order
    orders = returnable_orders(session, turn)
    if item:
        orders = orders_with(orders, item)
    return orders[0] if len(orders) == 1 else None


def choose_from(session: Session, turn: Turn, answer: Answer, reason: str | None) -> Answer:
    """Ask which order it is, if there is any to choose from."""
    if not returnable_orders(session, turn):
        return answer.utter("utter_return_item_none")
    return start_form(answer, "return_form", return_reason=reason)


def find_line(order: Order, line_id: object) -> OrderLine:
    """Return the line of the order, or raise `NotFound`."""
    for line in order.lines:
        if str(line.id) == str(line_id):
            return line
    raise NotFound("There is no such line in this order.")


def refuse_line(answer: Answer, order: Order, line: OrderLine, reason: str, turn: Turn) -> Answer:
    """Say why this cannot go back."""
    outcome = reason if reason in REFUSALS else "not_delivered"
    return answer.utter(
        f"utter_return_item_refused_{outcome}",
        order_number=order.number,
        product=line.product.name(turn.language),
        buttons=offer_next(order, turn) if outcome == "not_delivered" else (),
        status=word(order.status, turn.language),
    )


def pieces_to_return(order: Order, line: OrderLine, turn: Turn) -> int:
    """Return how many pieces go back: as many as were said, at most what is left; else all."""
    left = max(count_returnable(order, line), 1)
    said = str(turn.slots.get("return_quantity") or "")
    return min(max(int(said), 1), left) if said.isdecimal() else left


def name_pieces(line: OrderLine, quantity: int, language: Language) -> str:
    """Return "2 × Cushion", or the name alone for one piece."""
    name = line.product.name(language)
    return f"{quantity} × {name}" if quantity > 1 else name


def offer_reasons(language: Language) -> list[Button]:
    """Return the usual reasons as buttons."""
    reasons = ("damaged", "wrong", "unfit", "regret")
    return [button(word(key, language), "inform", choice=f"reason:{key}") for key in reasons]


class ActionAskReturnOrder(FrontdeskAction):
    """Asks which order something goes back from."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Offer the orders that can be sent back."""
        if turn.customer_id is None:
            return Answer()
        orders = returnable_orders(session, turn)[:SHOWN]
        buttons = choose_order(orders, "inform", turn.language)
        stop = button(word("label_stop", turn.language), "stop")
        return Answer().utter("utter_ask_return_order", buttons=[*buttons, stop])


class ActionAskReturnProduct(FrontdeskAction):
    """Asks which item goes back."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Offer the items of the order that can be sent back."""
        if turn.customer_id is None:
            return Answer()
        number = str(turn.slots.get("return_order"))
        order = find_order(session, customer_id=turn.customer_id, number=number)
        buttons = [
            button(line.product.name(turn.language), "inform", choice=f"line:{line.id}")
            for line in returnable_lines(order, turn.now)[:SHOWN]
        ]
        stop = button(word("label_stop", turn.language), "stop")
        return Answer().utter(
            "utter_ask_return_product", buttons=[*buttons, stop], order_number=order.number
        )


class ActionAskReturnReason(FrontdeskAction):
    """Asks why it goes back."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Offer the usual reasons."""
        return Answer().utter("utter_ask_return_reason", buttons=offer_reasons(turn.language))


def ask_return(turn: Turn) -> str:
    """Return the name of the question whether this thing shall go back."""
    return f"return:{turn.slots.get('return_order')}:{turn.slots.get('return_product')}"


class ActionAskReturnConfirmation(FrontdeskAction):
    """Shows item and refund and asks whether to register the return."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Show what will be sent back and what comes back for it."""
        if turn.customer_id is None:
            return Answer()
        number = str(turn.slots.get("return_order"))
        order = find_order(session, customer_id=turn.customer_id, number=number)
        line = find_line(order, turn.slots.get("return_product"))
        quantity = pieces_to_return(order, line, turn)
        return Answer().utter(
            "utter_ask_return_confirmation",
            cards=[show_line(order, line, turn.language)],
            buttons=ask_yes_no(
                word("label_yes_return", turn.language),
                word("label_no", turn.language),
                ask_return(turn),
            ),
            product=name_pieces(line, quantity, turn.language),
            order_number=order.number,
            reason=str(turn.slots.get("return_reason")),
            refund=money(count_return_refund(order, line, quantity), order.currency),
            refund_by=day(refund_due_at(turn.now), turn.language, turn.now),
        )


class ActionTrackRefund(FrontdeskAction):
    """Tells where the money of a return is."""

    needs_identity = True
    softens = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Tell of the newest return of the order meant, or of all orders."""
        number = meant_order(turn)
        try:
            returns = list_returns(session, customer_id=turn.owner, number=number)
        except NotFound:
            return tell_not_found(str(number))
        if returns:
            return keep_focus(tell_refund(returns[0], turn), turn, order=returns[0].order.number)
        if number is not None:
            order = find_order(session, customer_id=turn.owner, number=number)
            if order.status == "cancelled":
                facts = {"order_number": order.number, "total": total_of(order)}
                return Answer().utter("utter_track_refund_cancelled", facts)
        return Answer().utter("utter_track_refund_none")


def tell_refund(item: Return, turn: Turn) -> Answer:
    """Say how a return stands."""
    due = refund_due_at(item.requested_at)
    outcome: str = item.status
    if item.status in ("requested", "approved", "received") and due < turn.now:
        outcome = "overdue"
    return Answer().utter(
        f"utter_track_refund_{outcome}",
        return_number=item.number,
        product=item.line.product.name(turn.language),
        refund=money(item.refund_cents, item.order.currency),
        refund_by=day(due, turn.language, turn.now),
        refunded_on=day(item.refunded_at or turn.now, turn.language, turn.now),
    )
