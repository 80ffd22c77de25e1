"""Cancelling an order that has not left."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.order_cards import name_items
from actions.wording import money
from console.customers.deeds.deed import Doing, Form, Problem
from console.words import say
from crm_backend.orders.models import Order
from crm_backend.orders.rules import count_refundable, may_cancel
from crm_backend.orders.service import cancel_order
from kernel.turns import Language


class Cancel:
    """A cancellation: nothing need be filled in."""

    fields: tuple[str, ...] = ()

    def fill(self, doing: Doing) -> dict[str, str]:
        """Nothing."""
        return {}

    def offer(self, doing: Doing, language: Language) -> dict[str, Any]:
        """Nothing."""
        return {}

    def explain(self, doing: Doing, form: Form, language: Language) -> list[str]:
        """Say what is cancelled and what money goes back."""
        order = doing.order
        if not may_cancel(order, doing.now).is_allowed:
            raise Problem("customers_problem_no_cancel")
        back = count_refundable(order)
        items = name_items(order, language)
        told = [say("customers_cancel_will", language, number=order.number, items=items)]
        if back:
            told.append(say("customers_cancel_back", language, back=money(back, order.currency)))
        return [*told, say("customers_cancel_stock", language)]

    def perform(self, session: Session, doing: Doing, form: Form, key: str) -> str:
        """Cancel it."""
        cancel_order(
            session,
            customer_id=doing.customer_id,
            number=doing.order.number,
            now=doing.now,
            idempotency_key=key,
        )
        return ""

    def tell(self, order: Order, mark: str, language: Language, now: datetime) -> str | None:
        """Say that it is cancelled."""
        if order.status != "cancelled":
            return None
        return say("customers_say_cancel", language, number=order.number)
