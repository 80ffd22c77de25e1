"""Orders: where they are, what is in them, changing, cancelling, invoices."""

from abc import abstractmethod

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer, button
from actions.memory import ask_yes_no, await_yes, confirmed, keep_focus, meant_order
from actions.mentions import find_item, says_latest
from actions.offers import offer_beside
from actions.order_cards import (
    address_of,
    name_items,
    offer_next,
    show_line,
    show_order,
    tell_not_found,
    tell_status,
    total_of,
)
from actions.order_items import find_order_with
from actions.turn import Turn
from actions.wording import day, deadline, money, word
from crm_backend.orders.models import Order
from crm_backend.orders.rules import may_cancel
from crm_backend.orders.service import cancel_order, find_order, latest_order, list_orders
from crm_backend.tickets.service import open_ticket
from kernel.errors import Conflict, NotFound

SHOWN = 5
UNPAID = "placed"


class OrderAction(FrontdeskAction):
    """An action about one order: the one named, the one just talked about, or the latest."""

    needs_identity = True
    softens = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Find the order and speak about it; another's order is no order."""
        number = meant_order(turn)
        try:
            order = self.find(session, turn, number)
        except NotFound:
            return tell_not_found(str(number))
        if order is None:
            return Answer().utter("utter_no_orders")
        return keep_focus(self.speak(session, turn, order), turn, order=order.number)

    def find(self, session: Session, turn: Turn, number: str | None) -> Order | None:
        """Return the order meant: by its number, by an item in it, or the latest."""
        if number is not None:
            return find_order(session, customer_id=turn.owner, number=number)
        item = "" if says_latest(turn) else find_item(turn)
        return find_order_with(session, turn, item) or latest_order(session, customer_id=turn.owner)

    @abstractmethod
    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Say it about this order of this customer."""


class ActionTrackOrder(OrderAction):
    """Tells where an order is."""

    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Say its state and what can be done next."""
        told = tell_status(order, turn)
        return offer_beside(session, turn, order, told, self.workplace.holdout)


class ActionViewOrder(OrderAction):
    """Shows what is in an order."""

    yields = True

    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Say the items, the total and the address; show each item."""
        told = Answer().utter(
            "utter_view_order",
            cards=[show_line(order, line, turn.language) for line in order.lines[:10]],
            buttons=offer_next(order, turn),
            order_number=order.number,
            placed_on=day(order.placed_at, turn.language, turn.now),
            status=word(order.status, turn.language),
            items=name_items(order, turn.language),
            total=total_of(order),
            shipping=money(order.shipping_cents, order.currency),
            address=address_of(order),
        )
        return offer_beside(session, turn, order, told, self.workplace.holdout)


class ActionListOrders(FrontdeskAction):
    """Shows the latest orders."""

    yields = True
    needs_identity = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Show a card for each."""
        orders = list_orders(session, customer_id=turn.owner, limit=SHOWN).items
        if not orders:
            return Answer().utter("utter_no_orders")
        cards = [show_order(order, turn.language, turn.now) for order in orders]
        return Answer().utter("utter_list_orders", cards=cards)


class ActionChangeOrder(OrderAction):
    """Says what can still be changed, and offers to do it."""

    yields = True

    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Offer the changes while they are possible; a person for the rest."""
        facts = {"order_number": order.number, "status": word(order.status, turn.language)}
        if may_cancel(order, turn.now).is_allowed:
            ticket = button(word("label_ticket", turn.language), "open_ticket")
            buttons = [*offer_next(order, turn), ticket]
            return Answer().utter("utter_change_order_open", facts, buttons=buttons)
        human = button(word("label_human", turn.language), "request_human")
        buttons = [*offer_next(order, turn), human]
        return Answer().utter("utter_change_order_closed", facts, buttons=buttons)


class ActionCancelOrder(OrderAction):
    """Cancels an order, after asking once."""

    grants_wish = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Cancel what was agreed to; else ask about the order meant."""
        agreed = confirmed(turn, self.name())
        if agreed is None:
            return super().answer(session, turn)
        return self._cancel(session, turn, str(agreed["order"]))

    def find(self, session: Session, turn: Turn, number: str | None) -> Order | None:
        """Return the order meant; without a word about which, the newest that can be cancelled."""
        if number is not None or says_latest(turn) or find_item(turn):
            return super().find(session, turn, number)
        orders = list_orders(session, customer_id=turn.owner, limit=SHOWN).items
        open_ones = [order for order in orders if may_cancel(order, turn.now).is_allowed]
        return next(iter(open_ones or orders), None)

    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Ask whether it shall be cancelled, or say why it cannot."""
        if not may_cancel(order, turn.now).is_allowed:
            return refuse_cancelling(order, turn)
        language, question = turn.language, f"cancel:{order.number}"
        yes, no = word("label_yes_cancel", language), word("label_no_keep", language)
        asked = Answer().utter(
            "utter_cancel_order_confirm",
            buttons=ask_yes_no(yes, no, question),
            order_number=order.number,
            items=name_items(order, language),
            total=total_of(order),
        )
        return await_yes(asked, turn, self.name(), question, order=order.number)

    def _cancel(self, session: Session, turn: Turn, number: str) -> Answer:
        order = find_order(session, customer_id=turn.owner, number=number)
        was_unpaid = order.status == UNPAID
        try:
            done = cancel_order(
                session,
                customer_id=turn.owner,
                number=number,
                now=turn.now,
                idempotency_key=turn.key("cancel"),
            )
        except Conflict:
            return refuse_cancelling(order, turn).set(awaiting=None)
        response = "utter_cancel_order_done_unpaid" if was_unpaid else "utter_cancel_order_done"
        answer = Answer().utter(response, order_number=done.number, total=total_of(done))
        return keep_focus(answer, turn, order=done.number).set(awaiting=None)


def refuse_cancelling(order: Order, turn: Turn) -> Answer:
    """Say that it is too late, and what can be done instead."""
    is_over = order.status in ("cancelled", "returned")
    response = "utter_cancel_order_refused_done" if is_over else "utter_cancel_order_refused"
    return Answer().utter(
        response,
        buttons=offer_next(order, turn),
        order_number=order.number,
        status=word(order.status, turn.language),
    )


class ActionRequestInvoice(OrderAction):
    """Asks the team to mail an invoice: there is none to hand out here."""

    writes = True
    softens = False

    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Open a ticket for it."""
        subject = "发票" if turn.language == "zh" else "Invoice for order"
        ticket = open_ticket(
            session,
            customer_id=turn.owner,
            subject=f"{subject} {order.number}",
            kind="account",
            details=turn.text or f"{subject} {order.number}",
            conversation_id=turn.context.conversation_id,
            order_id=order.id,
            now=turn.now,
            idempotency_key=turn.key("invoice"),
        )
        return Answer().utter(
            "utter_request_invoice_done",
            order_number=order.number,
            total=total_of(order),
            ticket_number=ticket.number,
            due=deadline(ticket.due_at, turn.language, turn.now),
        )
