"""What an admin has set for all: who must have a second factor, who approves a promotion."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from console.staff.models import Staff, StaffRule
from console.staff.rules import ROLES

FACTOR_ROLES = "factor_roles"
SECOND_PERSON = "promotion_by_two"


def read_factor_roles(session: Session) -> frozenset[str]:
    """Return the roles whose people must have a second factor; none by default."""
    row = session.get(StaffRule, FACTOR_ROLES)
    return frozenset(row.value.split()) if row is not None else frozenset()


def write_factor_roles(session: Session, roles: Iterable[str]) -> frozenset[str]:
    """Set it from now on; what is no role is left out."""
    chosen = frozenset(roles) & set(ROLES)
    session.merge(StaffRule(key=FACTOR_ROLES, value=" ".join(sorted(chosen))))
    session.flush()
    return chosen


def needs_factor(session: Session, staff: Staff) -> bool:
    """Tell whether somebody must have a second factor. It gives no right to anything."""
    return not read_factor_roles(session).isdisjoint({staff.role})


def lacks_factor(session: Session, staff: Staff) -> bool:
    """Tell whether somebody must have a second factor and has none."""
    return staff.factor_at is None and needs_factor(session, staff)


def needs_second_person(session: Session) -> bool:
    """Tell whether somebody else must approve before a model is promoted; not by default."""
    row = session.get(StaffRule, SECOND_PERSON)
    return row is not None and row.value == "yes"


def write_second_person(session: Session, *, is_needed: bool) -> bool:
    """Set it from now on; tells whether that is a change."""
    was_needed = needs_second_person(session)
    session.merge(StaffRule(key=SECOND_PERSON, value="yes" if is_needed else "no"))
    session.flush()
    return was_needed != is_needed
