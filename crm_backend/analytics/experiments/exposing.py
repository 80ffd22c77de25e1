"""Gives customers their arm and writes down the first time: what other code calls."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.assigning import choose_arm
from crm_backend.analytics.experiments.cache import SETTLED, Known, Memory, get_memory
from crm_backend.analytics.experiments.models import Exposure, Subject
from kernel.db import insert_into
from kernel.errors import NotFound


@dataclass(frozen=True)
class Given:
    """An arm, and the experiment whose exposure is still to be written where there is one."""

    arm: str
    experiment_id: int | None = None


def assign(session: Session, *, experiment_key: str, customer_id: int, now: datetime) -> str:
    """Return the arm of a customer, and write down that they were given it where that is new.

    Call it where the customer is really given something, in a transaction that is committed.
    A draft and a stopped experiment let nobody in: they give the control, or the arm somebody has;
    once it is decided everybody gets the winner. Raises `NotFound` for an unknown key.
    """
    memory = get_memory(session, now)
    known = memory.by_key.get(experiment_key)
    if known is None:
        raise NotFound("There is no such experiment.")
    given = _find(session, memory, known, customer_id, now)
    expose(session, given, customer_id=customer_id, now=now)
    return given.arm


def choose(
    session: Session, *, subject: Subject, target: str, customer_id: int | None, now: datetime
) -> str | None:
    """Return the arm of a customer in what is tried at a place; None where nothing ever was.

    Strangers (`None`) are in no experiment: they get the winner or the control. Call it where the
    customer is really given something, in a transaction that is committed.
    """
    given = peek(session, subject=subject, target=target, customer_id=customer_id, now=now)
    if given is not None and customer_id is not None:
        expose(session, given, customer_id=customer_id, now=now)
    return given.arm if given is not None else None


def peek(
    session: Session, *, subject: Subject, target: str, customer_id: int | None, now: datetime
) -> Given | None:
    """Return what `choose` would, and write nothing: `expose` does once it was really given."""
    memory = get_memory(session, now)
    known = memory.find_places(subject).get(target)
    return _give(session, memory, known, customer_id, now) if known is not None else None


def peek_arms(
    session: Session, *, subject: Subject, customer_id: int | None, now: datetime
) -> dict[str, tuple[str, ...]]:
    """Return for every target where something was tried the arm `choose` would return.

    The other arms follow it where the customer is in the experiment: where one of them cannot be
    given, none may be, or those who are counted would not be alike.
    """
    memory, arms = get_memory(session, now), dict[str, tuple[str, ...]]()
    for target, known in memory.find_places(subject).items():
        arm = _give(session, memory, known, customer_id, now).arm
        is_in = known.state == "running" and customer_id is not None
        arms[target] = (arm, *(one for one in known.shares if is_in and one != arm))
    return arms


def expose(session: Session, given: Given, *, customer_id: int, now: datetime) -> None:
    """Write down that a customer was given an arm; a second time changes nothing."""
    if given.experiment_id is None:
        return
    row = {
        "experiment_id": given.experiment_id,
        "customer_id": customer_id,
        "arm": given.arm,
        "at": now,
    }
    # Another process may be faster; the hash gave it the same arm.
    session.execute(insert_into(session, Exposure).values(row).on_conflict_do_nothing())


def _give(
    session: Session, memory: Memory, known: Known, customer_id: int | None, now: datetime
) -> Given:
    if customer_id is None:
        return Given(known.winner or known.control)
    return _find(session, memory, known, customer_id, now)


def _find(session: Session, memory: Memory, known: Known, customer_id: int, now: datetime) -> Given:
    if known.winner:
        return Given(known.winner)
    if known.state == "draft":
        return Given(known.control)
    arm = memory.seen.get((known.id, customer_id))
    if arm is not None:
        return Given(arm)
    mine = select(Exposure.arm, Exposure.at).where(
        Exposure.experiment_id == known.id, Exposure.customer_id == customer_id
    )
    found = session.execute(mine).first()
    if found is not None:
        if now - found.at > SETTLED:
            memory.remember(known.id, customer_id, found.arm)
        return Given(str(found.arm))
    if known.state != "running":
        return Given(known.control)
    return Given(choose_arm(known.key, customer_id, known.shares), known.id)
