"""Long polling: updates are stored, and only then does the next poll tell Telegram to forget them.

Where the process starts is no matter: it asks from the beginning, and repeats are known.
"""

import asyncio

from bot.channels.telegram.door import Contested, Door, Flooded, TelegramTrouble, TokenRefused
from bot.channels.telegram.updates import NoUpdate, keep_updates, read_id
from bot.ledger.ledger import Ledger
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.logging import get_logger

log = get_logger(__name__)

POLL_SECONDS = 25  # Telegram holds a poll for up to 50; proxies cut quiet lines after 30 to 60
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
CONTESTED_PAUSE = 5.0  # another process may just be ending
TOKEN_PAUSE = 60.0  # a wrong token does not become right by asking


class Poller:
    """Fetches updates of one account until it is cancelled."""

    def __init__(
        self, ledger: Ledger, door: Door, *, clock: Clock, seconds: int = POLL_SECONDS
    ) -> None:
        self.ledger, self.door, self.clock, self.seconds = ledger, door, clock, seconds
        self.offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll; whatever goes wrong is tried again, later each time."""
        while True:
            try:
                await self.fetch()
            except TelegramTrouble as trouble:
                await asyncio.sleep(self._pause(trouble))
            except LedgerUnavailable:
                log.warning("ledger_unavailable")
                await asyncio.sleep(FIRST_PAUSE)
            else:
                self._failures = 0

    async def fetch(self) -> None:
        """Poll once and store what came; the offset moves after the commit."""
        bodies = await self.door.fetch_updates(self.offset, seconds=self.seconds)
        proper = [body for body in bodies if _has_id(body)]
        if not proper:
            return
        bot, now = self.door.bot_id, self.clock()
        await self.ledger.write(
            lambda session: keep_updates(session, bot=bot, bodies=proper, now=now)
        )
        self.offset = max(read_id(body) for body in proper) + 1

    def _pause(self, trouble: TelegramTrouble) -> float:
        self._failures += 1
        log.warning("telegram_poll_failed", error=type(trouble).__name__, count=self._failures)
        if isinstance(trouble, Flooded):
            return trouble.seconds
        if isinstance(trouble, Contested):
            return CONTESTED_PAUSE
        if isinstance(trouble, TokenRefused):
            return TOKEN_PAUSE
        return min(FIRST_PAUSE * 2.0 ** (self._failures - 1), LONGEST_PAUSE)


def _has_id(body: dict[str, object]) -> bool:
    try:
        read_id(body)
    except NoUpdate:
        log.error("telegram_update_without_number")
        return False
    return True
