"""Delivers the mails of the outbox; what was surely not taken is tried again, later each time."""

import asyncio

from bot.ledger import outbox
from bot.ledger.ledger import Ledger
from bot.ledger.models import OutboxState
from bot.ledger.notes import Note
from bot.ledger.outbox import Parcel
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.errors import FrontdeskError, Unavailable
from kernel.logging import get_logger
from kernel.mail import Mail, Mailer

log = get_logger(__name__)

POLL_SECONDS = 2.0


class MailDelivery:
    """One worker for all mails of the process: a mail server wants no more at once."""

    def __init__(
        self, ledger: Ledger, mailer: Mailer, *, clock: Clock, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self.ledger, self.mailer, self.clock = ledger, mailer, clock
        self.poll_seconds = poll_seconds
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False
        ledger.listen(self._hear)

    def start(self) -> None:
        """Begin to deliver."""
        self._is_stopping = False
        self._task = asyncio.create_task(self._run(), name="mail")

    async def stop(self) -> None:
        """Finish the mail at hand and end."""
        self._is_stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def _hear(self, note: Note) -> None:
        if note.kind == "mail":
            self._wake.set()

    async def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            try:
                await self.deliver_due()
            except LedgerUnavailable:
                log.warning("ledger_unavailable")
            try:
                await asyncio.wait_for(self._wake.wait(), self.poll_seconds)
            except TimeoutError:
                continue

    async def deliver_due(self) -> None:
        """Send everything whose time has come."""
        now = self.clock()
        if not await self.ledger.read(lambda session: outbox.has_due(session, now=now)):
            return
        lost = await self.ledger.write(lambda session: outbox.mark_unknown(session, now=now))
        if lost:
            log.error("mails_unknown", count=len(lost))
        for parcel in await self.ledger.write(lambda session: outbox.take_due(session, now=now)):
            await self._deliver(parcel)

    async def _deliver(self, parcel: Parcel) -> None:
        mail = Mail(to=parcel.recipient, subject=parcel.subject, text=parcel.text)
        try:
            await asyncio.to_thread(self.mailer.send, mail)
        except (Unavailable, OSError):
            log.warning("mail_postponed", mail=parcel.id, attempt=parcel.attempt)
            await self.ledger.write(
                lambda session: outbox.postpone(session, outbox_id=parcel.id, now=self.clock())
            )
        except FrontdeskError as error:
            log.error("mail_refused", mail=parcel.id, error=error.code)
            await self._settle(parcel, "dead")
        else:
            await self._settle(parcel, "sent")

    async def _settle(self, parcel: Parcel, state: OutboxState) -> None:
        await self.ledger.write(
            lambda session: outbox.settle(
                session, outbox_id=parcel.id, state=state, now=self.clock()
            )
        )
