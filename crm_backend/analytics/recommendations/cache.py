"""The fitted model of each database of this process."""

from threading import Lock
from typing import TypeGuard
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.purchases import Learnt, learn, read_newest_id
from crm_backend.analytics.recommendations.rules import is_fresh

_learnt: WeakKeyDictionary[Engine, Learnt] = WeakKeyDictionary()
_fitting = Lock()


def get_learnt(session: Session) -> Learnt:
    """Return the model, fitted anew when the orders have moved on.

    One thread fits; the others go on with the model before, or wait where there is none.
    """
    engine = session.get_bind().engine
    newest_id = read_newest_id(session)
    known = _learnt.get(engine)
    if serves(known, newest_id):
        return known
    if not _fitting.acquire(blocking=known is None) and known is not None:
        return known
    try:
        known = _learnt.get(engine)
        if serves(known, newest_id):
            return known
        _learnt[engine] = learn(session)
        return _learnt[engine]
    finally:
        _fitting.release()


def serves(known: Learnt | None, newest_id: int) -> TypeGuard[Learnt]:
    """Whether there is a model that is young enough."""
    return known is not None and is_fresh(
        fitted_count=known.order_count, fitted_newest_id=known.newest_id, newest_id=newest_id
    )
