"""Which way of recommending an experiment gives a customer, and counting them in."""

from datetime import datetime

from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.exposing import Given, expose, peek
from crm_backend.analytics.experiments.registry import ARMS
from crm_backend.analytics.recommendations.rules import Holdout

POPULAR = "popular"  # the arm that gets what sells; every other gets what the model says


def find_trial(
    session: Session, *, target: str, customer_id: int | None, holdout: Holdout, now: datetime
) -> Given | None:
    """Return by which strategy somebody is recommended things at a place; None: as always.

    The hold-out goes first: who is in it is in no experiment. Arms that the place does not know
    decide nothing, and nobody is counted as having had them.
    """
    if holdout.holds(customer_id):
        return None
    given = peek(session, subject="recommendation", target=target, customer_id=customer_id, now=now)
    known = ARMS["recommendation", target]
    return given if given is not None and given.arm in known else None


def count_in(
    session: Session, *, target: str, customer_id: int, holdout: Holdout, now: datetime
) -> None:
    """Note that a customer was shown what their strategy recommends, where one is tried."""
    given = find_trial(session, target=target, customer_id=customer_id, holdout=holdout, now=now)
    if given is not None:
        expose(session, given, customer_id=customer_id, now=now)
