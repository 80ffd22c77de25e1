"""Who among the staff can see to a ticket."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.staff.models import Staff
from console.web import as_principal
from kernel.principals import may


def list_assignable(session: Session) -> Sequence[Staff]:
    """Return the active staff who may work on tickets, by name."""
    people = session.scalars(select(Staff).where(Staff.is_active).order_by(Staff.name, Staff.id))
    return [one for one in people if may(as_principal(one), "tickets:write")]


def find_assignable(session: Session, staff_id: str) -> Staff | None:
    """Return whom a form names, None for nobody or for one who cannot."""
    return next((one for one in list_assignable(session) if str(one.id) == staff_id), None)
