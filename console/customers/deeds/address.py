"""Sending a parcel elsewhere, as long as the order could be cancelled."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from actions.order_cards import address_of
from console.customers.deeds.deed import Doing, Form, Problem
from console.words import say
from crm_backend.orders.models import Order
from crm_backend.orders.rules import may_change_address
from crm_backend.orders.schemas import Address
from crm_backend.orders.service import change_address
from kernel.turns import Language


class ChangeAddress:
    """Another address of delivery for one order."""

    fields: tuple[str, ...] = ("street", "postcode", "city", "country")

    def fill(self, doing: Doing) -> dict[str, str]:
        """Show the address as it is."""
        return {name: str(getattr(doing.order, name)) for name in self.fields}

    def offer(self, doing: Doing, language: Language) -> dict[str, Any]:
        """Nothing."""
        return {}

    def explain(self, doing: Doing, form: Form, language: Language) -> list[str]:
        """Say from where to where."""
        order = doing.order
        if not may_change_address(order, doing.now).is_allowed:
            raise Problem("customers_problem_no_address")
        wanted = self._read(form)
        if wanted.model_dump() == self.fill(doing):
            raise Problem("customers_problem_same_address")
        shown = f"{wanted.street}, {wanted.postcode} {wanted.city}, {wanted.country}"
        return [
            say("customers_address_will", language, number=order.number, address=shown),
            say("customers_address_before", language, address=address_of(order) or "–"),
            say("customers_address_only", language),
        ]

    def _read(self, form: Form) -> Address:
        try:
            return Address.model_validate({name: form[name] for name in self.fields})
        except ValidationError as error:
            raise Problem("customers_problem_address") from error

    def perform(self, session: Session, doing: Doing, form: Form, key: str) -> str:
        """Change it."""
        change_address(
            session,
            customer_id=doing.customer_id,
            number=doing.order.number,
            address=self._read(form),
            now=doing.now,
            idempotency_key=key,
        )
        return ""

    def tell(self, order: Order, mark: str, language: Language, now: datetime) -> str | None:
        """Say where the order goes now."""
        shown = address_of(order)
        return say("customers_say_address", language, number=order.number, address=shown)
