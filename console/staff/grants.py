"""Rights of the studio that one person has beyond their role. They end with a change of role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.ledger.notes import add_note
from console.refusals import refusal
from console.staff.models import Staff, StaffGrant
from kernel.errors import Invalid, NotFound
from kernel.principals import ALLOWED, GRANTABLE

SEE = GRANTABLE[0]  # who changes something must see it


@dataclass(frozen=True)
class Right:
    """An area as the page of an account shows it: has the role it already, was it given?"""

    permission: str
    is_by_role: bool
    is_given: bool

    @property
    def name(self) -> str:
        """The last part of the permission, by which words are found: "train"."""
        return self.permission.rpartition(":")[2]


@dataclass(frozen=True)
class Changed:
    """What was given and taken away."""

    given: tuple[str, ...]
    taken: tuple[str, ...]


def list_rights(role: str, grants: Collection[str]) -> list[Right]:
    """Return every area that can be given. Pure."""
    allowed = ALLOWED.get(role, frozenset())
    return [Right(one, one in allowed, one in grants) for one in GRANTABLE]


def choose_grants(role: str, wanted: Collection[str]) -> frozenset[str]:
    """Return what is stored of the wanted rights: nothing the role has, and seeing with the rest.

    Raises `Invalid` for what nobody can be given. Pure.
    """
    if not set(wanted) <= set(GRANTABLE):
        raise refusal(Invalid, "right_unknown")
    whole = {*wanted, SEE} if wanted else set()
    return frozenset(whole - ALLOWED.get(role, frozenset()))


def set_grants(
    session: Session, *, staff_id: int, wanted: Collection[str], by: int, now: datetime
) -> Changed:
    """Give somebody exactly these rights beyond their role, from their next request on.

    Raises `NotFound` for no such account. Open pages of theirs hear of it.
    """
    query = select(Staff.role).where(Staff.id == staff_id).with_for_update()
    role = session.scalar(query)
    if role is None:
        raise refusal(NotFound, "no_such_account")
    chosen = choose_grants(role, wanted)
    theirs = select(StaffGrant.permission).where(StaffGrant.staff_id == staff_id)
    had = frozenset(session.scalars(theirs))
    _drop(session, staff_id, had - chosen)
    rows = [
        {"staff_id": staff_id, "permission": one, "given_at": now, "given_by": by}
        for one in sorted(chosen - had)
    ]
    if rows:
        session.execute(insert(StaffGrant), rows)
    if chosen != had:
        add_note(session, "staff", str(staff_id))
    return Changed(tuple(sorted(chosen - had)), tuple(sorted(had - chosen)))


def drop_grants(session: Session, *, staff_id: int) -> tuple[str, ...]:
    """Take everything away that somebody was given; returns what it was."""
    theirs = select(StaffGrant.permission).where(StaffGrant.staff_id == staff_id)
    had = frozenset(session.scalars(theirs))
    _drop(session, staff_id, had)
    return tuple(sorted(had))


def _drop(session: Session, staff_id: int, permissions: Collection[str]) -> None:
    same = (StaffGrant.staff_id == staff_id, StaffGrant.permission.in_(permissions))
    if permissions:
        session.execute(delete(StaffGrant).where(*same))
