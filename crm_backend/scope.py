"""Whose things a query may see. Staff see everybody's; a customer only their own."""

from enum import Enum

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import InstrumentedAttribute


class Everyone(Enum):
    """A word of its own for "all customers", so that a missing id can never mean it."""

    EVERYONE = "everyone"


EVERYONE = Everyone.EVERYONE
Scope = int | Everyone


def is_visible(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], scope: Scope
) -> ColumnElement[bool]:
    """Return the condition under which a row is seen from `scope`; `None` sees nothing."""
    if scope is EVERYONE:
        return true()
    return column == scope if isinstance(scope, int) else false()
