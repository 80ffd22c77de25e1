"""What all quick actions on orders have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from console.staff.models import Staff
from crm_backend.orders.models import Order
from kernel.errors import Invalid
from kernel.turns import Language

Form = Mapping[str, str]


class Problem(Invalid):
    """The form cannot be done as it is; `key` are its words, `values` fill them in."""

    code = "form_problem"

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(f"This form cannot be done: {key}.")
        self.key, self.values = key, values


@dataclass(frozen=True)
class Doing:
    """An order in the hands of somebody: who, when, whose, up to how many cents of refunds."""

    order: Order
    customer_id: int
    staff: Staff
    now: datetime
    limit_cents: int | None


class Deed(Protocol):
    """One quick action. `fields` are the names of what its form asks for."""

    fields: tuple[str, ...]

    def fill(self, doing: Doing) -> dict[str, str]:
        """Return what the form is filled in with at first."""

    def offer(self, doing: Doing, language: Language) -> dict[str, Any]:
        """Return what the form needs beside its fields, such as lines to choose from."""

    def explain(self, doing: Doing, form: Form, language: Language) -> list[str]:
        """Return what exactly will happen; raise `Problem` where it cannot."""

    def perform(self, session: Session, doing: Doing, form: Form, key: str) -> str:
        """Do it, once for each key; return by which mark it is found again on the order."""

    def tell(self, order: Order, mark: str, language: Language, now: datetime) -> str | None:
        """Return a sentence for the customer about what was done; None for an unknown mark."""
