"""Which process speaks for a bot account: one at a time, by a lease that is renewed."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.ledger.models import Channel
from bot.ledger.outbox_models import ChannelBot

LEASE = timedelta(seconds=8)  # four renewals: how long a chat is silent when a process dies
RECENT = timedelta(minutes=1)


def hold(session: Session, *, bot_id: str, holder: str, now: datetime) -> bool | None:
    """Take or renew the lease: True if it is new, False if it was ours, None if another's."""
    known = session.get(ChannelBot, bot_id)
    if known is None:
        return _begin(session, bot_id, holder, now)
    was_ours = known.holder == holder and known.held_until > now
    held = session.execute(
        update(ChannelBot)
        .where(
            ChannelBot.id == bot_id,
            or_(ChannelBot.holder == holder, ChannelBot.held_until <= now),
        )
        .values(holder=holder, held_until=now + LEASE)
        .returning(ChannelBot.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if held is None else not was_ours


def _begin(session: Session, bot_id: str, holder: str, now: datetime) -> bool | None:
    try:
        with session.begin_nested():
            session.add(ChannelBot(id=bot_id, holder=holder, held_until=now + LEASE))
    except IntegrityError:
        return None  # another process was first
    return True


def let_go(session: Session, *, bot_id: str, holder: str, now: datetime) -> None:
    """Give the lease back, so that the next one need not wait."""
    session.execute(
        update(ChannelBot)
        .where(ChannelBot.id == bot_id, ChannelBot.holder == holder)
        .values(held_until=now)
    )


def name_bot(session: Session, *, bot_id: str, username: str) -> None:
    """Note under which name people find the account."""
    session.execute(update(ChannelBot).where(ChannelBot.id == bot_id).values(username=username))


def find_username(session: Session, *, channel: Channel, now: datetime) -> str | None:
    """Return the name of the account that works on a channel right now, or None."""
    query = (
        select(ChannelBot.username)
        .where(
            ChannelBot.id.startswith(f"{channel}:"),
            ChannelBot.username != "",
            ChannelBot.held_until > now - RECENT,
        )
        .order_by(ChannelBot.held_until.desc())
        .limit(1)
    )
    return session.scalar(query)
