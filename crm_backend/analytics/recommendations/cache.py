"""The fitted model of each database of this process."""

from datetime import datetime, timedelta
from threading import Lock
from typing import TypeGuard
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.purchases import (
    Learnt,
    learn,
    read_catalog_mark,
    read_newest_id,
)
from crm_backend.analytics.recommendations.rules import is_fresh

CATALOG_PAUSE = timedelta(minutes=5)

_learnt: WeakKeyDictionary[Engine, Learnt] = WeakKeyDictionary()
_fitted_at: WeakKeyDictionary[Engine, datetime] = WeakKeyDictionary()
_kept: WeakSet[Engine] = WeakSet()  # fitted in the background: requests take what there is
_fitting = Lock()


def get_learnt(session: Session, *, now: datetime) -> Learnt:
    """Return the model. Where one is kept fresh in the background, no request fits again.

    Elsewhere it is fitted anew when the orders have moved on. One thread fits; the others go on
    with the model before, or wait where there is none: then the quick one is fitted.
    """
    engine = session.get_bind().engine
    known = _learnt.get(engine)
    if known is not None and engine in _kept:
        return known
    newest_id = read_newest_id(session)
    if serves(known, newest_id):
        return known
    if not _fitting.acquire(blocking=known is None) and known is not None:
        return known
    try:
        known = _learnt.get(engine)
        if serves(known, newest_id):
            return known
        return keep(engine, learn(session, now=now, is_quick=True), now)
    finally:
        _fitting.release()


def refresh(session: Session, *, now: datetime, is_first: bool = False) -> bool:
    """Fit the model in the background if it is due, and say whether it was.

    It is due when the orders have moved on, and when products are new, given up or changed: then
    at most every five minutes, since a catalog is edited piece by piece. The first time it is due
    in any case: a request may have fitted the quick one. Requests go on with what they have
    meanwhile.
    """
    engine = session.get_bind().engine
    if not is_first and serves(_learnt.get(engine), read_newest_id(session)):
        is_pause = abs(now - _fitted_at[engine]) < CATALOG_PAUSE
        if is_pause or _learnt[engine].catalog == read_catalog_mark(session):
            return False
    keep(engine, learn(session, now=now), now)
    _kept.add(engine)
    return True


def keep(engine: Engine, made: Learnt, now: datetime) -> Learnt:
    """Make a model that of a database, and return it."""
    _learnt[engine], _fitted_at[engine] = made, now
    return made


def forget(engine: Engine) -> None:
    """Leave fitting to the requests again: nobody keeps this database's model fresh any more."""
    _kept.discard(engine)


def serves(known: Learnt | None, newest_id: int) -> TypeGuard[Learnt]:
    """Whether there is a model that is young enough."""
    return known is not None and is_fresh(
        fitted_count=known.order_count, fitted_newest_id=known.newest_id, newest_id=newest_id
    )
