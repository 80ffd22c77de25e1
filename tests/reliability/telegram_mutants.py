"""Seeded defects of the Telegram channel: each takes one guard away."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.channels.telegram import polling, updates, webhook
from bot.channels.telegram.models import TelegramUpdate
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.updates import read_id
from bot.ledger import lanes
from bot.ledger.lanes import Head, Shipment
from bot.ledger.models import Channel
from bot.ledger.outbox_models import Outbox

CONFIRM_SECONDS = 0.2  # between the confirmation and the commit


def take_highest_update() -> None:
    """What has a lower update_id than the highest seen is taken for a repeat."""

    def keep_newer(
        session: Session, *, bot: str, bodies: Iterable[Mapping[str, Any]], now: datetime
    ) -> int:
        mine = select(func.max(TelegramUpdate.update_id)).where(TelegramUpdate.bot == bot)
        highest = session.scalar(mine) or 0
        newer = [body for body in bodies if read_id(body) > highest]
        return updates.keep_updates(session, bot=bot, bodies=newer, now=now)

    polling.keep_updates = webhook.keep_updates = keep_newer  # type: ignore[attr-defined]


def confirm_before_commit() -> None:
    """The offset moves, and Telegram forgets, before what came is stored."""

    async def fetch(self: Poller) -> None:
        bodies = await self.door.fetch_updates(self.offset, seconds=self.seconds)
        if not bodies:
            return
        self.offset = max(read_id(body) for body in bodies) + 1
        bodies += await self.door.fetch_updates(self.offset, seconds=0)
        await asyncio.sleep(CONFIRM_SECONDS)
        bot, now = self.door.bot_id, self.clock()
        await self.ledger.write(
            lambda session: updates.keep_updates(session, bot=bot, bodies=bodies, now=now)
        )

    Poller.fetch = fetch  # type: ignore[method-assign]


def mark_message_sent_before_sending() -> None:
    """A message is called sent when it is taken for sending."""
    take = lanes.take

    def take_as_sent(session: Session, **wish: Any) -> list[Shipment]:
        taken = take(session, **wish)
        session.flush()
        ids = [shipment.id for shipment in taken]
        session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(state="sent"))
        return taken

    lanes.take = take_as_sent  # type: ignore[assignment]


def resend_what_was_left() -> None:
    """A message whose sender died is sent again, though it may have arrived."""

    def queue_again(session: Session, *, channel: Channel, bot: str, now: datetime) -> int:
        left = update(Outbox).where(
            Outbox.kind == channel, Outbox.bot == bot, Outbox.state == "sending"
        )
        session.execute(left.values(state="queued", next_at=now))
        return 0

    lanes.mark_left = queue_again


def ignore_lane() -> None:
    """A message is sent though one before it is on its way to the same chat."""

    def read_any(
        session: Session,
        *,
        channel: Channel,
        bot: str,
        now: datetime,
        limit: int,
        without: Iterable[str] = (),
    ) -> list[Head]:
        query = (
            select(Outbox.id, Outbox.recipient, Outbox.priority)
            .where(Outbox.kind == channel, Outbox.bot == bot, Outbox.state == "queued")
            .where(Outbox.next_at <= now, Outbox.recipient.not_in(list(without)))
            .order_by(Outbox.priority, Outbox.id)
        )
        return [Head(*row) for row in session.execute(query.limit(limit))]

    lanes.read_heads = read_any


TELEGRAM_MUTANTS: dict[str, Callable[[], None]] = {
    "update_high_water_mark": take_highest_update,
    "confirmed_before_commit": confirm_before_commit,
    "message_sent_at_taking": mark_message_sent_before_sending,
    "left_message_resent": resend_what_was_left,
    "lane_ignored": ignore_lane,
}
