"""The pointer: read, and moved by one deed at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.releases import rules
from bot.releases.models import Deed, ModelServer, Release
from bot.releases.rules import Proposal, State, Trial
from kernel.errors import Conflict

MAX_WHY = 500


class PointerMoved(Conflict):
    """Somebody else has moved it meanwhile."""

    code = "pointer_moved"


@dataclass(frozen=True)
class Mover:
    """Who moves the pointer, and why. `staff_id` is None for the machine."""

    staff_id: int | None
    name: str
    why: str = ""


def read_state(session: Session) -> State:
    """Return which models answer; an empty state before anybody said so."""
    row = session.scalar(select(Release).order_by(Release.id.desc()).limit(1))
    if row is None:
        return State()
    trial = None
    if row.canary is not None:
        trial = Trial(row.canary, row.share, row.trial_id or row.id)
    proposal = None
    if row.proposed is not None:
        proposal = Proposal(
            row.proposed, row.proposed_share, row.proposed_by or 0, row.proposed_by_name
        )
    return State(row.id, row.live, row.previous, trial, proposal)


def list_deeds(session: Session, *, limit: int = 50) -> list[Release]:
    """Return the newest deeds, newest first."""
    return list(session.scalars(select(Release).order_by(Release.id.desc()).limit(limit)))


def move(
    session: Session,
    deed: Deed,
    change: Callable[[State], State],
    *,
    mover: Mover,
    now: datetime,
    seen_id: int | None = None,
    seconded_by: str = "",
) -> State:
    """Change the state and write the deed down; return the new state.

    `seen_id` is the state the mover saw: raises `PointerMoved` where there is a newer one by now,
    and what the rule raises.
    """
    before = read_state(session)
    if seen_id is not None and seen_id != before.id:
        raise PointerMoved("Somebody else has changed this meanwhile; look again.")
    after = change(before)
    trial, proposal = after.trial, after.proposal
    row = Release(
        id=before.id + 1,
        at=now,
        deed=deed,
        live=after.live,
        previous=after.previous,
        canary=trial.model if trial else None,
        share=trial.share if trial else 0.0,
        trial_id=trial.id if trial else None,
        proposed=proposal.model if proposal else None,
        proposed_share=proposal.share if proposal else None,
        proposed_by=proposal.staff_id if proposal else None,
        proposed_by_name=proposal.staff_name if proposal else "",
        staff_id=mover.staff_id,
        staff_name=mover.name,
        seconded_by=seconded_by,
        why=mover.why[:MAX_WHY],
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise PointerMoved("Somebody else has changed this meanwhile; look again.") from error
    return read_state(session)


def settle(session: Session, *, model: str, now: datetime) -> State:
    """Write down which model serves where nobody ever chose one; later calls change nothing."""
    state = read_state(session)
    if state.live is not None:
        return state
    try:
        return move(
            session,
            "settled",
            lambda old: rules.settle(old, model),
            mover=Mover(None, "", "the newest model when Frontdesk started"),
            now=now,
        )
    except PointerMoved:  # another process was faster
        return read_state(session)


def list_servers(session: Session, *, since: datetime) -> list[ModelServer]:
    """Return what the processes seen since then serve."""
    query = select(ModelServer).where(ModelServer.seen_at >= since).order_by(ModelServer.name)
    return list(session.scalars(query))
