"""What is on its way out, mails, Telegram messages and events.

queued → sending → sent | unknown | dead.

`unknown` means that nobody can say whether it arrived: a process died while it was sending, or the
line was cut before the answer. It is never sent again by itself. Texts of mails are emptied at the
end: a code must not stay in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from bot.ledger.models import Channel
from bot.ledger.notes import add_note
from bot.ledger.outbox_models import Outbox, OutboxKind, OutboxState
from kernel.errors import Conflict, NotFound

MAX_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=5)  # doubled each time: 5, 10, 20, 40, 80 s
LONGEST_PAUSE = timedelta(hours=1)
SENDING_LIMIT = timedelta(minutes=2)  # far above the 10 s a mail server is given
INTERACTIVE, BULK = 0, 10  # priorities: an answer somebody waits for, one of a campaign
MESSAGE_LIFETIME = timedelta(days=1)  # an answer to what was asked yesterday only confuses


@dataclass(frozen=True)
class Chat:
    """Where a conversation outside the web is sent to: `id` is the chat of the account `bot`."""

    channel: Channel
    bot: str
    id: str


@dataclass(frozen=True)
class Parcel:
    """A mail or an event that was taken for delivery."""

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


def queue_message(
    session: Session,
    *,
    chat: Chat,
    conversation_id: str | None,
    message_id: int | None,
    now: datetime,
    text: str = "",
    subject: str = "",
    priority: int = INTERACTIVE,
) -> None:
    """Store that a message is to be sent to a chat; one without an id is the plain `text`."""
    row = {
        "kind": chat.channel,
        "bot": chat.bot,
        "recipient": chat.id,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "subject": subject,
        "text": text,
        "priority": priority,
        "next_at": now,
        "useless_at": now + MESSAGE_LIFETIME,
        "created_at": now,
    }
    session.execute(insert(Outbox), row)
    add_note(session, "telegram")


def requeue(session: Session, *, outbox_id: int, now: datetime) -> bool:
    """Send again what is dead or unknown: a decision of staff. Exactly one call of many does it.

    False where it is on its way or has arrived; raises `Conflict` for a mail, whose text is gone.
    """
    row = session.get(Outbox, outbox_id)
    if row is None:
        raise NotFound("There is no such message.")
    if row.kind == "mail":
        raise Conflict("The text of a mail is not kept; ask the customer to start again.")
    useless_at = None if row.kind == "webhook" else now + MESSAGE_LIFETIME
    moved = session.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.state.in_(("dead", "unknown")))
        .values(
            state="queued",
            attempts=0,
            failures=0,
            reason="",
            next_at=now,
            ended_at=None,
            useless_at=useless_at,
        )
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if moved is not None:
        add_note(session, row.kind)
        tell_delivery(session, row.conversation_id)
    return moved is not None


def tell_delivery(session: Session, conversation_id: str | None) -> None:
    """Tell staff's pages that something of a conversation is delivered, or may not be."""
    if conversation_id is not None:
        add_note(session, "desk", conversation_id)


def list_stranded(session: Session, *, limit: int = 100) -> Sequence[Outbox]:
    """Return what is dead or unknown, the newest first: staff decide what becomes of it."""
    query = select(Outbox).where(Outbox.state.in_(("dead", "unknown")))
    return session.scalars(query.order_by(Outbox.id.desc()).limit(limit)).all()


def _due(kind: OutboxKind, now: datetime, state: OutboxState = "queued") -> Select[Outbox]:
    return select(Outbox).where(Outbox.kind == kind, Outbox.state == state, Outbox.next_at <= now)


def has_due(session: Session, *, now: datetime, kind: OutboxKind = "mail") -> bool:
    """Tell whether there is anything of a kind to send or to give up."""
    due = (_due(kind, now), _due(kind, now, "sending"))
    return any(session.scalar(query.limit(1)) is not None for query in due)


def take_due(
    session: Session, *, now: datetime, limit: int = 10, kind: OutboxKind = "mail"
) -> list[Parcel]:
    """Mark what is due as being sent and return it; what is past its use is given up."""
    rows = session.scalars(
        _due(kind, now).order_by(Outbox.id).limit(limit).with_for_update(skip_locked=True)
    ).all()
    kept = [row for row in rows if row.useless_at is None or row.useless_at > now]
    for row in rows:
        if row not in kept:
            end(row, "dead", now, reason="too late")
            continue
        row.state, row.attempts, row.next_at = "sending", row.attempts + 1, now + SENDING_LIMIT
    return [Parcel(row.id, row.attempts, row.recipient, row.subject, row.text) for row in kept]


def settle(
    session: Session, *, outbox_id: int, state: OutboxState, now: datetime, reason: str = ""
) -> None:
    """Note how a sending ended; only one that is still `sending` can end."""
    row = session.get_one(Outbox, outbox_id)
    if row.state == "sending":
        end(row, state, now, reason=reason)


def postpone(session: Session, *, outbox_id: int, now: datetime, most: int = MAX_ATTEMPTS) -> None:
    """Queue again what was surely not taken, later each time; give up after `most` tries."""
    row = session.get_one(Outbox, outbox_id)
    if row.state != "sending":
        return
    if row.attempts >= most:
        end(row, "dead", now, reason="never taken")
        return
    pause = min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
    row.state, row.next_at = "queued", now + pause


def mark_unknown(session: Session, *, now: datetime) -> Sequence[int]:
    """Mark mails that have been `sending` for too long: whoever sent them is gone."""
    return session.scalars(
        update(Outbox)
        .where(Outbox.kind == "mail", Outbox.state == "sending", Outbox.next_at <= now)
        .values(state="unknown", subject="", text="", ended_at=now)
        .returning(Outbox.id)
    ).all()


def retake_stuck(session: Session, *, kind: OutboxKind, now: datetime) -> Sequence[int]:
    """Queue again what has been `sending` for too long: only where twice does no harm."""
    return session.scalars(
        update(Outbox)
        .where(Outbox.kind == kind, Outbox.state == "sending", Outbox.next_at <= now)
        .values(state="queued", next_at=now)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    ).all()


def end(row: Outbox, state: OutboxState, now: datetime, *, reason: str = "") -> None:
    """Bring a row to its end; what was written in it goes, but for an event: that is no secret."""
    row.state, row.ended_at, row.reason = state, now, reason
    if row.kind != "webhook":
        row.subject = row.text = ""
