"""Gives customers their arm and writes down the first time: what other code calls."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.assigning import choose_arm
from crm_backend.analytics.experiments.cache import SETTLED, Known, Memory, get_memory
from crm_backend.analytics.experiments.models import Exposure, Subject
from kernel.db import insert_into
from kernel.errors import NotFound


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
    return _give(session, memory, known, customer_id, now)


def choose(
    session: Session, *, subject: Subject, target: str, customer_id: int | None, now: datetime
) -> str | None:
    """Return the arm of a customer in what is tried at a place; None where nothing ever was.

    Strangers (`None`) are in no experiment: they get the winner or the control.
    """
    memory = get_memory(session, now)
    here = [
        one
        for one in memory.by_key.values()
        if (one.subject, one.target) == (subject, target) and one.state != "draft"
    ]
    if not here:
        return None
    known = next((one for one in here if one.state == "running"), here[-1])
    if customer_id is None:
        return known.winner or known.control
    return _give(session, memory, known, customer_id, now)


def _give(session: Session, memory: Memory, known: Known, customer_id: int, now: datetime) -> str:
    if known.winner:
        return known.winner
    if known.state == "draft":
        return known.control
    arm = memory.seen.get((known.id, customer_id))
    if arm is not None:
        return arm
    mine = select(Exposure.arm, Exposure.at).where(
        Exposure.experiment_id == known.id, Exposure.customer_id == customer_id
    )
    found = session.execute(mine).first()
    if found is not None:
        if now - found.at > SETTLED:
            memory.remember(known.id, customer_id, found.arm)
        return str(found.arm)
    if known.state != "running":
        return known.control
    row = {
        "experiment_id": known.id,
        "customer_id": customer_id,
        "arm": choose_arm(known.key, customer_id, known.shares),
        "at": now,
    }
    # Another process may be faster; the hash gave it the same arm.
    session.execute(insert_into(session, Exposure).values(row).on_conflict_do_nothing())
    return str(row["arm"])
