"""Saved filters: everybody keeps their own, and whoever runs the desk shares some with all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.inbox.filters import Filters, read_filters
from console.inbox.models import SavedFilter
from console.inbox.views import VIEWS, View
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid, NotFound
from kernel.principals import Principal, may, require

MAX_NAME = 60
MOST = 50  # of one member of staff
SHARING = "desk:write"


@dataclass(frozen=True)
class Saved:
    """A saved filter as it is shown; `may_change` where the reader may delete it."""

    id: int
    name: str
    view: View
    filters: Filters
    is_shared: bool
    may_change: bool


def list_saved(session: Session, *, principal: Principal) -> list[Saved]:
    """Return one's own filters in one's order, then those that others share, by name."""
    mine = SavedFilter.staff_id == int(principal.id)
    rows = session.scalars(select(SavedFilter).where(or_(mine, SavedFilter.is_shared))).all()
    own = [row for row in rows if _is_own(row, principal)]
    others = [row for row in rows if not _is_own(row, principal)]
    own.sort(key=lambda row: (row.place, row.id))
    others.sort(key=lambda row: (row.name.casefold(), row.id))
    return [_show(row, principal) for row in (*own, *others)]


def save_filter(
    session: Session,
    *,
    principal: Principal,
    name: str,
    view: View,
    filters: Filters,
    now: datetime,
    is_shared: bool = False,
) -> SavedFilter:
    """Keep a filter, at the end of one's own.

    Raises `Forbidden` where a filter is shared by who may not, `Conflict` where one has a filter
    of this name or as many as may be kept.
    """
    if is_shared:
        require(principal, SHARING)
    if view not in VIEWS:
        raise Invalid("There is no such view.", field="view")
    owner = int(principal.id)
    kept = _read_own(session, owner)
    if len(kept) >= MOST:
        raise Conflict(f"You have {MOST} filters; delete one first.")
    made = SavedFilter(
        staff_id=owner,
        name=_check_name(kept, name),
        view=view,
        filters=filters.to_values(),
        is_shared=is_shared,
        place=max((one.place for one in kept), default=0) + 1,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def delete_filter(session: Session, *, principal: Principal, filter_id: int) -> None:
    """Forget a filter, or raise `NotFound`."""
    session.delete(_find(session, principal, filter_id))


def _read_own(session: Session, owner: int) -> Sequence[SavedFilter]:
    query = select(SavedFilter).where(SavedFilter.staff_id == owner)
    return session.scalars(query.order_by(SavedFilter.place, SavedFilter.id)).all()


def _find(session: Session, principal: Principal, filter_id: int) -> SavedFilter:
    found = session.get(SavedFilter, filter_id)
    # Another's filter that is not shared is nobody's business: it is not even there.
    if found is None or not _may_change(found, principal):
        raise NotFound("There is no such filter, or it is not yours to change.")
    return found


def _is_own(row: SavedFilter, principal: Principal) -> bool:
    return row.staff_id == int(principal.id)


def _may_change(row: SavedFilter, principal: Principal) -> bool:
    return _is_own(row, principal) or (row.is_shared and may(principal, SHARING))


def _show(row: SavedFilter, principal: Principal) -> Saved:
    view: View = next((each for each in VIEWS if each == row.view), "open")
    return Saved(
        row.id,
        row.name,
        view,
        _read_kept(row.filters),
        row.is_shared,
        _may_change(row, principal),
    )


def _read_kept(values: Mapping[str, str]) -> Filters:
    """Return the filters as far as they are known: an older version may have kept others."""
    known = dict(values)
    while True:
        try:
            return read_filters(known)
        except Invalid as error:
            del known[error.data["field"]]


def _check_name(kept: Sequence[SavedFilter], name: str) -> str:
    tidy = " ".join(plain(name).split())
    if not 1 <= len(tidy) <= MAX_NAME:
        raise Invalid(f"A name has 1 to {MAX_NAME} characters.", field="name")
    if any(one.name.casefold() == tidy.casefold() for one in kept):
        raise Conflict("You have a filter of this name.", field="name")
    return tidy
