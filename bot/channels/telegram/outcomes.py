"""What became of a call, noted in the outbox; a database that is away is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.channels.telegram.chats import mark_blocked
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.door import (
    Blocked,
    Flooded,
    InDoubt,
    NotSent,
    Refused,
    ServerFailed,
    TelegramTrouble,
)
from bot.channels.telegram.pacing import Pacer
from bot.channels.telegram.parts import NextPart
from bot.ledger import lanes
from bot.ledger.lanes import Shipment
from bot.ledger.ledger import Ledger
from bot.ledger.outbox_models import OutboxState
from bot.ledger.writer import LedgerUnavailable, Work
from kernel.clock import Clock
from kernel.logging import get_logger

T = TypeVar("T")
log = get_logger(__name__)

PAUSES = (0.2, 1.0, 2.0, *([5.0] * 20))  # nearly two minutes: longer than a database restarts


class Outcomes:
    """Writes down how sendings ended."""

    def __init__(
        self,
        ledger: Ledger,
        desk: Desk,
        pacer: Pacer,
        *,
        clock: Clock,
        ticks: Callable[[], float],
    ) -> None:
        self.ledger, self.desk, self.pacer = ledger, desk, pacer
        self.clock, self.ticks = clock, ticks

    async def persist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something with the database, waiting for one that is away: what is known of a call
        must not be lost with it."""
        for pause in (*PAUSES, None):
            try:
                return await work()
            except LedgerUnavailable:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def write(self, work: Work[T]) -> T:
        """Write, however long it takes within two minutes."""
        return await self.persist(lambda: self.ledger.write(work))

    async def note_sent(self, shipment: Shipment, found: NextPart) -> None:
        """Note that a part has arrived."""
        now = self.clock()
        await self.write(
            lambda session: lanes.settle_part(
                session, outbox_id=shipment.id, is_last=found.is_last, now=now
            )
        )

    async def note_trouble(self, shipment: Shipment, trouble: TelegramTrouble) -> None:
        """Note what is known of a call that failed, and what follows from it."""
        log.warning(
            "telegram_send_failed",
            message=shipment.id,
            attempt=shipment.attempt,
            error=type(trouble).__name__,
        )
        if isinstance(trouble, Flooded):
            self.pacer.halt(shipment.recipient, trouble.seconds, self.ticks())
            await self._send_later(shipment, timedelta(seconds=trouble.seconds))
        elif isinstance(trouble, NotSent):
            await self._send_later(shipment)
        elif isinstance(trouble, ServerFailed):
            await self._send_later(shipment, is_failure=True)
        elif isinstance(trouble, InDoubt):
            await self.end_message(shipment, "unknown", "the line was cut")
        elif isinstance(trouble, Blocked):
            await self._stop_chat(shipment, trouble)
        elif isinstance(trouble, Refused):
            await self.end_message(shipment, "dead", trouble.message)
        else:  # the token is refused: nothing gets through until it is put right
            await self._send_later(shipment)

    async def _send_later(
        self, shipment: Shipment, pause: timedelta | None = None, *, is_failure: bool = False
    ) -> None:
        now = self.clock()
        await self.write(
            lambda session: lanes.send_later(
                session, outbox_id=shipment.id, now=now, pause=pause, is_failure=is_failure
            )
        )

    async def _stop_chat(self, shipment: Shipment, trouble: TelegramTrouble) -> None:
        now = self.clock()
        await self.end_message(shipment, "dead", trouble.message)
        await self.write(lambda session: mark_blocked(session, self.desk, shipment.recipient, now))

    async def end_message(self, shipment: Shipment, state: OutboxState, reason: str) -> None:
        """Note that nothing more is done about a message."""
        now = self.clock()
        await self.write(
            lambda session: lanes.end_message(
                session, outbox_id=shipment.id, state=state, reason=reason, now=now
            )
        )
