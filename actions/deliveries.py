"""Parcels that did not come, or not as they should: say how it stands, offer to have it sorted."""

from typing import ClassVar

from sqlalchemy.orm import Session

from actions.answer import Answer, button
from actions.memory import await_yes, confirmed
from actions.mentions import find_item
from actions.order_cards import tell_status
from actions.orders import OrderAction
from actions.ticket_cards import tell_opened
from actions.turn import Turn
from actions.wording import word
from crm_backend.orders.models import Order
from crm_backend.orders.service import find_order, list_orders
from crm_backend.tickets.service import open_ticket

MAX_DETAILS = 4_000
LOOKED_AT = 20
SUBJECTS = {
    "delivery": ("Delivery of order", "订单配送问题"),
    "damaged": ("Damaged item in order", "商品损坏，订单"),
    "missing": ("Missing item in order", "漏发商品，订单"),
}


class DeliveryAction(OrderAction):
    """Base: apologises, offers a ticket, and opens it when the customer says yes."""

    writes = True
    softens = False  # its answers apologise already
    trouble: ClassVar[str]
    response: ClassVar[str]
    likely: ClassVar[tuple[str, ...]] = ("delivered",)

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Open the ticket that was agreed to; else speak about the order meant."""
        agreed = confirmed(turn, self.name())
        if agreed is None:
            return super().answer(session, turn)
        number = str(agreed["order"])
        order = find_order(session, customer_id=turn.owner, number=number)
        subject = f"{SUBJECTS[self.trouble][turn.language == 'zh']} {order.number}"
        ticket = open_ticket(
            session,
            customer_id=turn.owner,
            subject=subject,
            kind="delivery",
            details=str(agreed.get("text") or subject)[:MAX_DETAILS],
            conversation_id=turn.context.conversation_id,
            order_id=order.id,
            priority="high",
            now=turn.now,
            idempotency_key=turn.key("delivery"),
        )
        return tell_opened(Answer(), ticket, turn).set(awaiting=None)

    def find(self, session: Session, turn: Turn, number: str | None) -> Order | None:
        """Return the order meant; without a word about which, the newest that can have it."""
        if number is not None or find_item(turn):
            return super().find(session, turn, number)
        orders = list_orders(session, customer_id=turn.owner, limit=LOOKED_AT).items
        by_status = [[order for order in orders if order.status == one] for one in self.likely]
        return next((found[0] for found in by_status if found), next(iter(orders), None))

    def speak(self, session: Session, turn: Turn, order: Order) -> Answer:
        """Say how the order stands and offer a ticket."""
        question = f"trouble:{order.number}:{turn.context.message_id}"
        label = word("label_ticket", turn.language)
        buttons = [button(label, "affirm", choice=f"ask:{question}")]
        if self.trouble == "damaged":
            label = word("label_return", turn.language)
            buttons.append(button(label, "return_item", order_number=order.number))
        buttons.append(button(word("label_human", turn.language), "request_human"))
        told = tell_status(order, turn, buttons=()) if self.trouble == "delivery" else Answer()
        asked = told.utter(self.response, buttons=buttons, order_number=order.number)
        facts = {"order": order.number, "text": turn.text}
        return await_yes(asked, turn, self.name(), question, **facts)


class ActionReportDeliveryProblem(DeliveryAction):
    """The parcel is late, lost, or was left somewhere odd."""

    trouble = "delivery"
    response = "utter_report_delivery_problem"
    likely = ("shipped", "delivered")


class ActionReportDamagedItem(DeliveryAction):
    """Something arrived broken."""

    trouble = "damaged"
    response = "utter_report_damaged_item"


class ActionReportMissingItem(DeliveryAction):
    """Something was not in the parcel."""

    trouble = "missing"
    response = "utter_report_missing_item"
