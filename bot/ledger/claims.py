"""Claiming: a worker takes the oldest waiting conversations under a lease with a fence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.ledger import statements
from bot.ledger.models import TurnState
from bot.ledger.notes import add_note
from kernel.turns import Language, Level

LEASE = timedelta(seconds=20)  # a turn has 15; the rest is for storing its answer


@dataclass(frozen=True)
class Claim:
    """One message to answer, and its conversation as it stood when the turn began."""

    conversation_id: str
    message_id: int
    fence: int
    attempt: int
    text: str
    payload: str | None
    language: Language
    level: Level
    verified_until: datetime | None
    customer_id: int | None


def has_waiting(session: Session) -> bool:
    """Tell whether anything could be claimed: a look that takes no write lock."""
    return bool(session.scalar(statements.HAS_WAITING))


def has_expired(session: Session, *, now: datetime) -> bool:
    """Tell whether a lease has run out."""
    return bool(session.scalar(statements.HAS_EXPIRED, {"now": now}))


def claim_waiting(session: Session, *, worker: str, now: datetime, limit: int) -> list[Claim]:
    """Claim up to `limit` conversations, the longest waiting first; one message of each."""
    waiting = session.execute(statements.WAITING_IN_ORDER, {"most": limit}).all()
    claims = (_claim(session, chosen, inbox, worker, now) for chosen, inbox in waiting)
    return [claim for claim in claims if claim is not None]


def _claim(
    session: Session, conversation_id: str, inbox_id: int, worker: str, now: datetime
) -> Claim | None:
    # Both updates look again: the list may have been read before another worker was done.
    counted = session.execute(statements.COUNT_ATTEMPT, {"inbox_id": inbox_id}).one_or_none()
    if counted is None:
        return None
    leased = session.execute(
        statements.LEASE, {"this": conversation_id, "until": now + LEASE}
    ).one_or_none()
    if leased is None:
        return None
    message_id, attempt = counted
    row = {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "fence": leased.fence,
        "worker": worker,
        "state": "running",
        "started_at": now,
    }
    session.execute(statements.ADD_TURN, row)
    said = session.execute(statements.SAID, {"this": conversation_id, "number": message_id}).one()
    return Claim(
        conversation_id=conversation_id,
        message_id=message_id,
        attempt=attempt,
        text=said.text,
        payload=said.payload,
        **leased._mapping,
    )


def reclaim_expired(session: Session, *, now: datetime) -> int:
    """Take back the leases that ran out; their messages wait again. Returns how many."""
    freed = session.scalars(statements.FREE_EXPIRED, {"now": now}).all()
    if freed:
        session.execute(statements.LOSE_TURNS, {"freed": freed, "now": now})
        add_note(session, "inbox")
    return len(freed)


def release(session: Session, *, claim: Claim, now: datetime) -> bool:
    """Give a claim back undone; False where it was no longer ours."""
    if not free(session, claim):
        return False
    end_turn_row(session, claim=claim, state="lost", now=now)
    add_note(session, "inbox", claim.conversation_id)
    return True


def free(session: Session, claim: Claim) -> bool:
    """Let go of the lease; False where it was no longer ours."""
    held = {"this": claim.conversation_id, "held_fence": claim.fence}
    return session.execute(statements.FREE, held).scalar_one_or_none() is not None


def end_turn_row(
    session: Session,
    *,
    claim: Claim,
    state: TurnState,
    now: datetime,
    result: str | None = None,
    model: str | None = None,
) -> None:
    """Note how a claim ended."""
    ended = {
        "this": claim.conversation_id,
        "held_fence": claim.fence,
        "new_state": state,
        "now": now,
        "how": result,
        "by_model": model,
    }
    session.execute(statements.END_TURN, ended)
