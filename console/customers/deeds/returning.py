"""Sending something back: which line, how many pieces, why."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.wording import day, money, word
from console.customers.deeds.deed import Doing, Form, Problem
from console.words import say
from crm_backend.orders.models import Order, OrderLine
from crm_backend.orders.rules import (
    count_return_refund,
    count_returnable,
    may_return,
    refund_due_at,
)
from crm_backend.orders.service import request_return
from kernel.turns import Language

REASONS = ("damaged", "wrong", "unfit", "regret")


class SendBack:
    """A return."""

    fields: tuple[str, ...] = ("line", "quantity", "reason")

    def fill(self, doing: Doing) -> dict[str, str]:
        """Choose the first line that can go back."""
        lines = self._lines(doing)
        return {"line": str(lines[0].id) if lines else "", "quantity": "1", "reason": ""}

    def _lines(self, doing: Doing) -> list[OrderLine]:
        order = doing.order
        return [line for line in order.lines if may_return(order, line, doing.now).is_allowed]

    def offer(self, doing: Doing, language: Language) -> dict[str, Any]:
        """List the lines that can go back, and the usual reasons in the language of staff."""
        lines = [
            (line.id, line.product.name(language), count_returnable(doing.order, line))
            for line in self._lines(doing)
        ]
        most = max((count for _id, _name, count in lines), default=1)
        return {"lines": lines, "most": most, "reasons": [word(one, language) for one in REASONS]}

    def explain(self, doing: Doing, form: Form, language: Language) -> list[str]:
        """Say what goes back, how much money for it, and by when."""
        order = doing.order
        line, quantity = self._read(doing, form)
        refund = money(count_return_refund(order, line, quantity), order.currency)
        due = day(refund_due_at(doing.now), language, doing.now)
        values = {"quantity": quantity, "item": line.product.name(language)}
        return [
            say("customers_return_will", language, number=order.number, **values),
            say("customers_return_refund", language, refund=refund, due=due),
            say("customers_reason_is", language, reason=form["reason"].strip()),
        ]

    def _read(self, doing: Doing, form: Form) -> tuple[OrderLine, int]:
        line = next((one for one in doing.order.lines if str(one.id) == form["line"]), None)
        if line is None:
            raise Problem("customers_problem_line")
        decision = may_return(doing.order, line, doing.now)
        if not decision.is_allowed:
            raise Problem("customers_problem_no_return")
        most = count_returnable(doing.order, line)
        written = form["quantity"].strip()
        quantity = int(written) if written.isdecimal() and len(written) < 5 else 0
        if not 1 <= quantity <= most:
            raise Problem("customers_problem_quantity", most=most)
        if not form["reason"].strip():
            raise Problem("customers_problem_reason")
        return line, quantity

    def perform(self, session: Session, doing: Doing, form: Form, key: str) -> str:
        """Register it."""
        if not form["line"].isdecimal() or not form["quantity"].strip().isdecimal():
            raise Problem("customers_problem_line")
        made = request_return(
            session,
            customer_id=doing.customer_id,
            number=doing.order.number,
            line_id=int(form["line"]),
            quantity=int(form["quantity"]),
            reason=form["reason"],
            now=doing.now,
            idempotency_key=key,
        )
        return made.number

    def tell(self, order: Order, mark: str, language: Language, now: datetime) -> str | None:
        """Say the number of the return, and by when the money is back."""
        found = next((one for one in order.returns if one.number == mark), None)
        if found is None:
            return None
        line = next(line for line in order.lines if line.id == found.order_line_id)
        return say(
            "customers_say_return",
            language,
            number=found.number,
            item=line.product.name(language),
            refund=money(found.refund_cents, order.currency),
            due=day(refund_due_at(found.requested_at), language, now),
        )
