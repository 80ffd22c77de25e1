"""Claiming: a worker takes conversations under a lease with a fence, served longest ago first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.ledger import statements
from bot.ledger.models import Channel, TurnState
from bot.ledger.notes import add_note
from kernel.turns import Language, Level

# A dead worker's conversation is taken up after this long; a living one renews its leases every
# two seconds, so a turn may take longer.
LEASE = timedelta(seconds=8)


@dataclass(frozen=True)
class Claim:
    """One message to answer, and its conversation as it stood when the turn began.

    `until` is when the lease ends unless it is kept: who has not begun by then must not begin.
    """

    conversation_id: str
    message_id: int
    fence: int
    until: datetime
    attempt: int
    received_at: datetime
    text: str
    payload: str | None
    channel: Channel
    language: Language
    level: Level
    verified_until: datetime | None
    customer_id: int | None


def has_waiting(session: Session, *, now: datetime) -> bool:
    """Tell whether anything could be claimed: a look that takes no write lock."""
    return bool(session.scalar(statements.HAS_WAITING, {"now": now}))


def has_expired(session: Session, *, now: datetime) -> bool:
    """Tell whether a lease has run out."""
    return bool(session.scalar(statements.HAS_EXPIRED, {"now": now}))


def claim_waiting(session: Session, *, worker: str, now: datetime, limit: int) -> list[Claim]:
    """Claim up to `limit` conversations, those served longest ago first; one message of each."""
    looking = {"most": limit, "now": now}
    waiting = session.execute(statements.WAITING_IN_ORDER, looking).all()
    claims = (_claim(session, chosen, inbox, worker, now) for chosen, inbox in waiting)
    return [claim for claim in claims if claim is not None]


def _claim(
    session: Session, conversation_id: str, inbox_id: int, worker: str, now: datetime
) -> Claim | None:
    # Both updates look again: the list may have been read before another worker was done.
    counted = session.execute(statements.COUNT_ATTEMPT, {"inbox_id": inbox_id}).one_or_none()
    if counted is None:
        return None
    until = now + LEASE
    leased = session.execute(
        statements.LEASE, {"this": conversation_id, "until": until, "now": now}
    ).one_or_none()
    if leased is None:
        return None
    message_id, attempt, received_at = counted
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
        until=until,
        attempt=attempt,
        received_at=received_at,
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


def renew_leases(session: Session, *, claims: Iterable[Claim], now: datetime) -> None:
    """Keep what is held a while longer; what is held no more stays lost."""
    for claim in claims:
        held = {"this": claim.conversation_id, "held_fence": claim.fence, "until": now + LEASE}
        session.execute(statements.RENEW, held)


def hurry(session: Session, *, reason: str, now: datetime) -> None:
    """Have tried at once what was postponed for `reason`."""
    session.execute(statements.HURRY, {"why": reason, "now": now})
    add_note(session, "inbox")


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
