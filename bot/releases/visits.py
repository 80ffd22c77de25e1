"""What is kept of a trial: who was given to which model, whom it went badly, how many they are."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.models import Inbox, Turn
from bot.releases.allotting import allot, is_halfway, name_subject
from bot.releases.models import Arm, Release, TrialVisit
from bot.releases.rules import State
from bot.releases.sequential import Counted
from kernel.db import insert_into

# Why a person took over, where that is the bot's fault.
BAD_REASONS = frozenset({"clarifications", "action_failed"})
THUMBS_DOWN = 2  # of 5


def find_arm(session: Session, *, trial_id: int, conversation_id: str) -> Arm | None:
    """Return whom a conversation was given to, or None."""
    return session.scalar(
        select(TrialVisit.arm).where(
            TrialVisit.trial_id == trial_id, TrialVisit.conversation_id == conversation_id
        )
    )


def goes_on(session: Session, *, conversation_id: str, fence: int, now: datetime) -> bool:
    """Tell whether a conversation had a turn of late, before the one with this fence."""
    earlier = (
        select(Turn.started_at)
        .where(Turn.conversation_id == conversation_id, Turn.fence < fence)
        .order_by(Turn.fence.desc())
        .limit(1)
    )
    return is_halfway(session.scalar(earlier), now)


def enter(
    session: Session,
    state: State,
    *,
    key: str,
    conversation_id: str,
    customer_id: int | None,
    now: datetime,
) -> Arm:
    """Give a conversation to a model for the whole of the trial, and return to which."""
    if state.trial is None:
        return "live"
    subject = name_subject(
        key, state.trial.id, customer_id=customer_id, conversation_id=conversation_id
    )
    row = {
        "trial_id": state.trial.id,
        "conversation_id": conversation_id,
        "release_id": state.id,
        "subject": subject,
        "arm": allot(subject, state.trial.share),
        "at": now,
    }
    session.execute(insert_into(session, TrialVisit).values(row).on_conflict_do_nothing())
    return find_arm(session, trial_id=state.trial.id, conversation_id=conversation_id) or "live"


def mark_bad(session: Session, *, trial_id: int, now: datetime) -> int:
    """Note the visits that went badly since; return how many.

    Bad is: a person was called because the bot had failed or had not understood, the turn was given
    up with an apology, or the customer's rating was a thumb down.
    """
    found: dict[str, str] = {}
    handoffs = select(Handoff.conversation_id, Handoff.reasons, Handoff.rating).join(
        TrialVisit,
        (TrialVisit.conversation_id == Handoff.conversation_id)
        & (Handoff.requested_at >= TrialVisit.at),
    )
    for chosen, reasons, rating in session.execute(handoffs.where(*_open(trial_id))):
        codes = {one.get("code") for one in reasons or ()}
        if codes & BAD_REASONS:
            found[chosen] = "failed" if "action_failed" in codes else "not_understood"
        elif rating is not None and rating <= THUMBS_DOWN:
            found[chosen] = "rating"
    given_up = (
        select(Inbox.conversation_id)
        .join(
            TrialVisit,
            (TrialVisit.conversation_id == Inbox.conversation_id)
            & (Inbox.received_at >= TrialVisit.at),
        )
        .where(Inbox.state == "dead", *_open(trial_id))
    )
    for chosen in session.scalars(given_up):
        found.setdefault(chosen, "failed")
    for chosen, why in found.items():
        session.execute(
            update(TrialVisit)
            .where(TrialVisit.conversation_id == chosen, *_open(trial_id))
            .values(bad_why=why, bad_at=now)
        )
    return len(found)


def count_bad(session: Session, *, trial_id: int) -> list[Counted]:
    """Return the customers with a bad outcome, each once, by the share that held then."""
    first = (
        select(TrialVisit.subject, func.min(TrialVisit.release_id).label("release_id"))
        .where(TrialVisit.trial_id == trial_id, TrialVisit.bad_why.is_not(None))
        .group_by(TrialVisit.subject)
        .subquery()
    )
    rows = session.execute(
        select(Release.id, Release.share, TrialVisit.arm, func.count(TrialVisit.subject.distinct()))
        .join(first, first.c.release_id == Release.id)
        .join(
            TrialVisit,
            (TrialVisit.subject == first.c.subject)
            & (TrialVisit.release_id == first.c.release_id)
            & (TrialVisit.trial_id == trial_id)
            & TrialVisit.bad_why.is_not(None),
        )
        .group_by(Release.id, Release.share, TrialVisit.arm)
    )
    counts: dict[tuple[int, float], dict[str, int]] = {}
    for release_id, share, arm, count in rows:
        counts.setdefault((release_id, share), {})[arm] = count
    return [
        Counted(share, on_trial=arms.get("canary", 0), live=arms.get("live", 0))
        for (_, share), arms in sorted(counts.items())
    ]


def count_seen(session: Session, *, trial_id: int) -> dict[Arm, tuple[int, int]]:
    """Return of each model how many customers it was given, and how many fared badly."""
    bad = func.count(TrialVisit.subject.distinct()).filter(TrialVisit.bad_why.is_not(None))
    rows = session.execute(
        select(TrialVisit.arm, func.count(TrialVisit.subject.distinct()), bad)
        .where(TrialVisit.trial_id == trial_id)
        .group_by(TrialVisit.arm)
    )
    found: dict[Arm, tuple[int, int]] = {"live": (0, 0), "canary": (0, 0)}
    return found | {arm: (seen, worse) for arm, seen, worse in rows}


def _open(trial_id: int) -> tuple[Any, ...]:
    return (TrialVisit.trial_id == trial_id, TrialVisit.bad_why.is_(None))
