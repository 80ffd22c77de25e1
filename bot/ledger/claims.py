"""Claiming: a worker takes the oldest waiting conversations under a lease with a fence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.ledger import guards
from bot.ledger.models import Conversation, Inbox, Message, Turn
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
    return bool(session.scalar(select(_waiting().exists())))


def has_expired(session: Session, *, now: datetime) -> bool:
    """Tell whether a lease has run out."""
    return bool(session.scalar(select(exists().where(Conversation.lease_until < now))))


def _waiting() -> Select[str]:
    """Conversations that wait for a turn, each once: by its oldest message."""
    other = aliased(Inbox)
    oldest = (
        select(func.min(other.id))
        .where(other.conversation_id == Inbox.conversation_id, other.state == "waiting")
        .scalar_subquery()
    )
    return (
        select(Conversation.id)
        .join(Inbox, Inbox.conversation_id == Conversation.id)
        .where(
            Inbox.state == "waiting",
            Inbox.id == oldest,
            Conversation.lease_until.is_(None),
            guards.bot_answers(),
        )
    )


def claim_waiting(session: Session, *, worker: str, now: datetime, limit: int) -> list[Claim]:
    """Claim up to `limit` conversations, the longest waiting first; one message of each."""
    query = (
        _waiting()
        .order_by(Inbox.id)
        .limit(limit)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    chosen = session.scalars(query).all()
    claims = (_claim(session, one, worker, now) for one in chosen)
    return [claim for claim in claims if claim is not None]


def _claim(session: Session, conversation_id: str, worker: str, now: datetime) -> Claim | None:
    inbox = session.scalar(
        select(Inbox)
        .where(Inbox.conversation_id == conversation_id, Inbox.state == "waiting")
        .order_by(Inbox.id)
        .limit(1)
    )
    if inbox is None:
        return None
    taken = session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.lease_until.is_(None),
            guards.bot_answers(),
        )
        .values(lease_until=now + LEASE, fence=Conversation.fence + 1)
        .returning(Conversation.fence)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if taken is None:
        return None
    inbox.attempts += 1
    turn = Turn(
        conversation_id=conversation_id,
        message_id=inbox.message_id,
        fence=taken,
        worker=worker,
        started_at=now,
    )
    session.add(turn)
    return _read_claim(session, inbox, taken)


def _read_claim(session: Session, inbox: Inbox, fence: int) -> Claim:
    message = session.get_one(Message, (inbox.conversation_id, inbox.message_id))
    conversation = session.get_one(Conversation, inbox.conversation_id)
    return Claim(
        conversation_id=inbox.conversation_id,
        message_id=inbox.message_id,
        fence=fence,
        attempt=inbox.attempts,
        text=message.text,
        payload=message.payload,
        language=conversation.language,
        level=conversation.level,
        verified_until=conversation.verified_until,
        customer_id=conversation.customer_id,
    )


def reclaim_expired(session: Session, *, now: datetime) -> int:
    """Take back the leases that ran out; their messages wait again. Returns how many."""
    freed = session.scalars(
        update(Conversation)
        .where(Conversation.lease_until < now)
        .values(lease_until=None)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    ).all()
    if freed:
        session.execute(
            update(Turn)
            .where(Turn.state == "running", Turn.conversation_id.in_(freed))
            .values(state="lost", ended_at=now)
        )
        add_note(session, "inbox")
    return len(freed)


def release(session: Session, *, claim: Claim, now: datetime) -> bool:
    """Give a claim back undone; False where it was no longer ours."""
    freed = session.execute(
        update(Conversation)
        .where(Conversation.id == claim.conversation_id, guards.holds_lease(claim))
        .values(lease_until=None)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if freed is None:
        return False
    end_turn_row(session, claim=claim, state="lost", now=now)
    add_note(session, "inbox", claim.conversation_id)
    return True


def end_turn_row(session: Session, *, claim: Claim, state: str, now: datetime, **more: str) -> None:
    """Note how a claim ended."""
    session.execute(
        update(Turn)
        .where(Turn.conversation_id == claim.conversation_id, Turn.fence == claim.fence)
        .values(state=state, ended_at=now, **more)
    )
