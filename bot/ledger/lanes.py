"""Messages to chats, each chat a lane: the next one is not taken while an earlier is on its way.

"Earlier" is by priority, then by age: an answer overtakes a campaign even in its own chat. What is
dead or unknown blocks nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from bot.ledger.models import Channel
from bot.ledger.notes import add_note
from bot.ledger.outbox import end, tell_delivery
from bot.ledger.outbox_models import ChannelBot, Outbox, OutboxKind, OutboxState

SENDING_LIMIT = timedelta(minutes=1)  # a call has 5 s to connect, 20 to write and 15 to be answered
FIRST_PAUSE = timedelta(seconds=1)  # doubled each time
LONGEST_PAUSE = timedelta(minutes=1)
MAX_FAILURES = 3  # answers with a fault of the server
MAX_REASON = 300  # characters
KEPT = timedelta(days=30)  # how long staff can look up what was delivered when


@dataclass(frozen=True)
class Head:
    """The first message of a lane, ready to be sent."""

    id: int
    recipient: str
    priority: int


@dataclass(frozen=True)
class Shipment:
    """A message that was taken: its part number `part` is to be sent."""

    id: int
    recipient: str
    conversation_id: str | None
    message_id: int | None
    text: str
    subject: str
    priority: int
    part: int
    attempt: int


def read_heads(
    session: Session,
    *,
    channel: Channel,
    bot: str,
    now: datetime,
    limit: int,
    without: Iterable[str] = (),
) -> list[Head]:
    """Return what may be sent next, the most urgent first; not from the lanes of `without`."""
    earlier = aliased(Outbox)
    is_before = or_(
        earlier.state == "sending",
        and_(
            earlier.state == "queued",
            tuple_(earlier.priority, earlier.id) < tuple_(Outbox.priority, Outbox.id),
        ),
    )
    query = (
        select(Outbox.id, Outbox.recipient, Outbox.priority)
        .where(
            Outbox.kind == channel,
            Outbox.bot == bot,
            Outbox.state == "queued",
            Outbox.next_at <= now,
            Outbox.recipient.not_in(list(without)),
            ~exists().where(
                earlier.kind == channel,
                earlier.recipient == Outbox.recipient,
                earlier.bot == bot,
                is_before,
            ),
        )
        .order_by(Outbox.priority, Outbox.id)
        .limit(limit)
    )
    return [Head(*row) for row in session.execute(query)]


def take(
    session: Session, *, channel: Channel, bot: str, holder: str, ids: Sequence[int], now: datetime
) -> list[Shipment]:
    """Mark messages as being sent and return them, in their order; none unless `holder` speaks.

    Those past their use are given up.
    """
    if not _speaks(session, f"{channel}:{bot}", holder):
        return []
    query = select(Outbox).where(Outbox.id.in_(ids), Outbox.state == "queued")
    rows = {row.id: row for row in session.scalars(query.with_for_update(skip_locked=True))}
    taken = []
    for row in (rows[number] for number in ids if number in rows):
        if row.useless_at is not None and row.useless_at <= now:
            end(row, "dead", now, reason="too late")
            tell_delivery(session, row.conversation_id)
            continue
        row.state, row.attempts, row.next_at = "sending", row.attempts + 1, now + SENDING_LIMIT
        taken.append(_ship(row))
    return taken


def _speaks(session: Session, bot_id: str, holder: str) -> bool:
    query = select(ChannelBot.id).where(ChannelBot.id == bot_id, ChannelBot.holder == holder)
    return session.scalar(query) is not None


def _ship(row: Outbox) -> Shipment:
    return Shipment(
        id=row.id,
        recipient=row.recipient,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        text=row.text,
        subject=row.subject,
        priority=row.priority,
        part=row.parts_sent,
        attempt=row.attempts,
    )


def _find_sent(session: Session, outbox_id: int) -> Outbox | None:
    """Return a message whose sender has something to say of it; None if staff were faster.

    One that was thought lost is told apart once its sender is heard of after all.
    """
    row = session.get_one(Outbox, outbox_id, with_for_update=True)
    return row if row.state in ("sending", "unknown") else None


def end_message(
    session: Session, *, outbox_id: int, state: OutboxState, reason: str, now: datetime
) -> None:
    """Note that nothing more is done about a message."""
    row = _find_sent(session, outbox_id)
    if row is not None:
        end(row, state, now, reason=reason[:MAX_REASON])
        tell_delivery(session, row.conversation_id)


def settle_part(session: Session, *, outbox_id: int, is_last: bool, now: datetime) -> None:
    """Note that a part has arrived; the rest waits for its turn."""
    row = _find_sent(session, outbox_id)
    if row is None:
        return
    row.parts_sent, row.attempts, row.failures = row.parts_sent + 1, 0, 0
    if is_last:
        end(row, "sent", now)
        tell_delivery(session, row.conversation_id)
    else:
        _queue_again(row, now)
        add_note(session, "telegram")


def _queue_again(row: Outbox, at: datetime) -> None:
    row.state, row.next_at, row.ended_at, row.reason = "queued", at, None, ""


def send_later(
    session: Session,
    *,
    outbox_id: int,
    now: datetime,
    pause: timedelta | None = None,
    is_failure: bool = False,
) -> None:
    """Queue again what was surely not taken: after `pause`, or later each time.

    A failure is one that the server answered as its own fault: after three it is dead. While
    nobody can be reached messages wait until they are of no more use.
    """
    row = _find_sent(session, outbox_id)
    if row is None:
        return
    row.failures += is_failure
    if row.failures >= MAX_FAILURES:
        end(row, "dead", now, reason="the server failed three times")
        tell_delivery(session, row.conversation_id)
        return
    grown = FIRST_PAUSE * 2 ** min(row.attempts - 1, 6)
    _queue_again(row, now + (pause or min(grown, LONGEST_PAUSE)))


def mark_stuck(session: Session, *, channel: Channel, bot: str, now: datetime) -> int:
    """Mark as unknown what has been `sending` for too long; returns how many."""
    return _give_up(session, channel, bot, now, stuck_since=now)


def mark_left(session: Session, *, channel: Channel, bot: str, now: datetime) -> int:
    """Mark as unknown all that is being sent: whoever spoke before is gone."""
    return _give_up(session, channel, bot, now, stuck_since=now + SENDING_LIMIT)


def _give_up(
    session: Session, channel: Channel, bot: str, now: datetime, *, stuck_since: datetime
) -> int:
    lost = session.scalars(
        update(Outbox)
        .where(
            Outbox.kind == channel,
            Outbox.bot == bot,
            Outbox.state == "sending",
            Outbox.next_at <= stuck_since,
        )
        .values(state="unknown", ended_at=now, reason="the sender died")
        .returning(Outbox.conversation_id)
        .execution_options(synchronize_session=False)
    ).all()
    for conversation_id in lost:
        tell_delivery(session, conversation_id)
    return len(lost)


def stop_lane(
    session: Session, *, channel: Channel, bot: str, recipient: str, reason: str, now: datetime
) -> int:
    """Give up all that waits for a chat that takes nothing; returns how many."""
    dead = session.scalars(
        update(Outbox)
        .where(
            Outbox.kind == channel,
            Outbox.bot == bot,
            Outbox.recipient == recipient,
            Outbox.state == "queued",
        )
        .values(state="dead", ended_at=now, reason=reason)
        .returning(Outbox.conversation_id)
        .execution_options(synchronize_session=False)
    ).all()
    for conversation_id in dead:
        tell_delivery(session, conversation_id)
    return len(dead)


def forget_old(session: Session, *, channel: OutboxKind, now: datetime) -> None:
    """Delete what arrived long ago."""
    session.execute(
        delete(Outbox).where(
            Outbox.kind == channel, Outbox.state == "sent", Outbox.ended_at < now - KEPT
        )
    )
