"""The worker that looks who has left and missed an answer, and mails it to them."""

import asyncio

from bot.ledger.ledger import Ledger
from bot.ledger.writer import LedgerUnavailable
from bot.mailings.service import MailSettings, find_left, mail_answers
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

POLL_SECONDS = 15.0  # a mail that is minutes late by design may be a quarter of one later


class FollowUp:
    """One worker of the process; several processes share the work through the database."""

    def __init__(
        self,
        ledger: Ledger,
        mailing: MailSettings,
        *,
        clock: Clock,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.ledger, self.mailing, self.clock = ledger, mailing, clock
        self.poll_seconds = poll_seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = start_loop(self._run, "followup")

    async def stop(self) -> None:
        """Look no more; a write at hand is still done."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self.poll_seconds)
            try:
                await self.mail_due()
            except LedgerUnavailable:
                log.warning("ledger_unavailable")

    async def mail_due(self) -> int:
        """Queue every mail whose time has come; return how many."""
        now, count = self.clock(), 0
        left = await self.ledger.read(lambda session: find_left(session, now=now))
        for conversation_id in left:
            try:
                count += await self._mail(conversation_id)
            except NotFound:
                log.info("conversation_gone", conversation=conversation_id)
        return count

    async def _mail(self, conversation_id: str) -> bool:
        return await self.ledger.write(
            lambda session: mail_answers(
                session, self.mailing, conversation_id=conversation_id, now=self.clock()
            )
        )
