"""Mails on their way: queued → sending → sent | unknown | dead.

`unknown` means that a process died while it was sending: it may have left, so it is never sent
again by itself. Texts are emptied at the end: a code must not stay in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from bot.ledger.models import Outbox, OutboxState
from bot.ledger.notes import add_note

MAX_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=5)  # doubled each time: 5, 10, 20, 40, 80 s
SENDING_LIMIT = timedelta(minutes=2)  # far above the 10 s a mail server is given


@dataclass(frozen=True)
class Parcel:
    """A mail that was taken for delivery."""

    id: int
    attempt: int
    recipient: str
    subject: str
    text: str


def queue_mail(
    session: Session,
    *,
    conversation_id: str | None,
    recipient: str,
    subject: str,
    text: str,
    now: datetime,
    useless_at: datetime | None = None,
) -> None:
    """Store a mail to be sent once the transaction is committed."""
    session.add(
        Outbox(
            conversation_id=conversation_id,
            recipient=recipient,
            subject=subject,
            text=text,
            next_at=now,
            useless_at=useless_at,
            created_at=now,
        )
    )
    add_note(session, "mail")


def _due(now: datetime) -> Select[Outbox]:
    return select(Outbox).where(Outbox.state == "queued", Outbox.next_at <= now)


def has_due(session: Session, *, now: datetime) -> bool:
    """Tell whether there is anything to send or to give up."""
    stuck = select(Outbox).where(Outbox.state == "sending", Outbox.next_at <= now)
    return any(session.scalar(query.limit(1)) is not None for query in (_due(now), stuck))


def take_due(session: Session, *, now: datetime, limit: int = 10) -> list[Parcel]:
    """Mark mails as being sent and return them; those past their use are given up."""
    rows = session.scalars(
        _due(now).order_by(Outbox.id).limit(limit).with_for_update(skip_locked=True)
    ).all()
    kept = [row for row in rows if row.useless_at is None or row.useless_at > now]
    for row in rows:
        if row not in kept:
            _end(row, "dead", now)
            continue
        row.state, row.attempts, row.next_at = "sending", row.attempts + 1, now + SENDING_LIMIT
    return [Parcel(row.id, row.attempts, row.recipient, row.subject, row.text) for row in kept]


def settle(session: Session, *, outbox_id: int, state: OutboxState, now: datetime) -> None:
    """Note how a sending ended; only one that is still `sending` can end."""
    row = session.get_one(Outbox, outbox_id)
    if row.state == "sending":
        _end(row, state, now)


def postpone(session: Session, *, outbox_id: int, now: datetime) -> None:
    """Queue a mail again that was surely not taken, later each time; give up in the end."""
    row = session.get_one(Outbox, outbox_id)
    if row.state != "sending":
        return
    if row.attempts >= MAX_ATTEMPTS:
        _end(row, "dead", now)
        return
    row.state, row.next_at = "queued", now + FIRST_PAUSE * 2 ** (row.attempts - 1)


def mark_unknown(session: Session, *, now: datetime) -> Sequence[int]:
    """Mark what has been `sending` for too long: whoever sent it is gone."""
    return session.scalars(
        update(Outbox)
        .where(Outbox.state == "sending", Outbox.next_at <= now)
        .values(state="unknown", text="", ended_at=now)
        .returning(Outbox.id)
    ).all()


def _end(row: Outbox, state: OutboxState, now: datetime) -> None:
    row.state, row.text, row.ended_at = state, "", now
