"""Giving money back: a part or all of what was paid and did not go back yet."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.wording import money
from console.customers.deeds.deed import Doing, Form, Problem
from console.words import say
from crm_backend.orders.models import Order
from crm_backend.orders.rules import (
    count_given_back,
    count_paid,
    count_refundable,
    is_within_limit,
    may_refund,
)
from crm_backend.orders.service import refund_order
from kernel.turns import Language

# "12", "12.5", "12.50" or "12,50"; a sign that groups thousands is not taken: it could be either.
AMOUNT = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")


def read_cents(text: str) -> int | None:
    """Return the cents of an amount as it is typed; None for what is none.

    >>> read_cents("12.5"), read_cents("12,50"), read_cents("1,250.00")
    (1250, 1250, None)
    """
    found = AMOUNT.fullmatch(text.strip())
    if found is None or not text.isascii():
        return None
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class GiveBack:
    """A refund."""

    fields: tuple[str, ...] = ("amount", "reason")

    def fill(self, doing: Doing) -> dict[str, str]:
        """Offer all that is left, or as much as one may give."""
        left = self._most(doing)
        return {"amount": f"{left / 100:.2f}", "reason": ""}

    def _most(self, doing: Doing) -> int:
        left, limit = count_refundable(doing.order), doing.limit_cents
        if limit is None:
            return left
        given = sum(item.amount_cents for item in doing.order.refunds)
        return max(min(left, limit - given), 0)

    def offer(self, doing: Doing, language: Language) -> dict[str, Any]:
        """Tell what was paid, what went back, and how much may go back now."""
        order = doing.order
        return {
            "paid": money(count_paid(order), order.currency),
            "given": money(count_given_back(order), order.currency),
            "left": money(count_refundable(order), order.currency),
            "most": money(self._most(doing), order.currency),
            "is_limited": self._most(doing) < count_refundable(order),
        }

    def explain(self, doing: Doing, form: Form, language: Language) -> list[str]:
        """Say how much goes back for which order, and what is left then."""
        order, cents = doing.order, self._read(doing, form)
        unit = order.currency
        rest = count_refundable(order) - cents
        values = {"amount": money(cents, unit), "number": order.number}
        return [
            say("customers_refund_will", language, **values),
            say("customers_refund_rest", language, rest=money(rest, unit)),
            say("customers_reason_is", language, reason=form["reason"].strip()),
        ]

    def _read(self, doing: Doing, form: Form) -> int:
        order, cents = doing.order, read_cents(form["amount"])
        if cents is None or cents == 0:
            raise Problem("customers_problem_amount")
        decision = may_refund(order, cents)
        if decision.reason == "more_than_left":
            left = money(count_refundable(order), order.currency)
            raise Problem("customers_problem_more_than_left", left=left)
        if not decision.is_allowed:
            raise Problem("customers_problem_no_refund")
        if not is_within_limit(order, cents, doing.limit_cents):
            limit = money(doing.limit_cents or 0, order.currency)
            raise Problem("customers_problem_limit", limit=limit)
        if not form["reason"].strip():
            raise Problem("customers_problem_reason")
        return cents

    def perform(self, session: Session, doing: Doing, form: Form, key: str) -> str:
        """Refund it."""
        cents = read_cents(form["amount"])
        if cents is None:
            raise Problem("customers_problem_amount")
        made = refund_order(
            session,
            customer_id=doing.customer_id,
            number=doing.order.number,
            amount_cents=cents,
            reason=form["reason"],
            given_by=f"staff:{doing.staff.id}",
            limit_cents=doing.limit_cents,
            now=doing.now,
            idempotency_key=key,
        )
        return str(made.id)

    def tell(self, order: Order, mark: str, language: Language, now: datetime) -> str | None:
        """Say how much was refunded."""
        found = next((one for one in order.refunds if str(one.id) == mark), None)
        if found is None:
            return None
        amount = money(found.amount_cents, order.currency)
        return say("customers_say_refund", language, amount=amount, number=order.number)
