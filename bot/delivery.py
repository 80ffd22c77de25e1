"""Delivers the mails of the outbox; what was surely not taken is tried again, later each time.

`OutboxWorker` is what every such worker is: one task that looks, is woken, and ends with its work.
"""

import asyncio

from sqlalchemy.orm import Session

from bot.ledger import outbox
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.outbox import Parcel
from bot.ledger.outbox_models import OutboxKind, OutboxState
from bot.ledger.writer import LedgerUnavailable
from kernel import crash
from kernel.clock import Clock
from kernel.errors import FrontdeskError, Unavailable
from kernel.logging import get_logger
from kernel.loops import start_loop
from kernel.mail import Mail, Mailer, MailInDoubt

log = get_logger(__name__)

POLL_SECONDS = 2.0


class OutboxWorker:
    """Delivers one kind of row, one at a time."""

    kind: OutboxKind

    def __init__(self, ledger: Ledger, *, clock: Clock, poll_seconds: float = POLL_SECONDS) -> None:
        self.ledger, self.clock, self.poll_seconds = ledger, clock, poll_seconds
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False
        ledger.listen(self._hear)

    def start(self) -> None:
        """Begin to deliver."""
        self._is_stopping = False
        self._task = start_loop(self._run, self.kind)

    async def stop(self) -> None:
        """Finish what is at hand and end."""
        self._is_stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def _hear(self, note: Note) -> None:
        if note.kind == self.kind:
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
        """Deliver everything whose time has come."""
        raise NotImplementedError

    def _has_due(self, session: Session) -> bool:
        return outbox.has_due(session, now=self.clock(), kind=self.kind)

    async def _settle(self, parcel: Parcel, state: OutboxState, reason: str = "") -> None:
        await self.ledger.write(
            lambda session: outbox.settle(
                session, outbox_id=parcel.id, state=state, now=self.clock(), reason=reason
            )
        )


class MailDelivery(OutboxWorker):
    """One worker for all mails of the process: a mail server wants no more at once."""

    kind = "mail"

    def __init__(
        self, ledger: Ledger, mailer: Mailer, *, clock: Clock, poll_seconds: float = POLL_SECONDS
    ) -> None:
        super().__init__(ledger, clock=clock, poll_seconds=poll_seconds)
        self.mailer = mailer

    async def deliver_due(self) -> None:
        """Send everything whose time has come."""
        now = self.clock()
        if not await self.ledger.read(self._has_due):
            return
        lost = await self.ledger.write(lambda session: outbox.mark_unknown(session, now=now))
        if lost:
            log.error("mails_unknown", count=len(lost))
        # One at a time: what is taken and not sent when the process dies is in doubt, too.
        while not self._is_stopping and await self.ledger.read(self._has_due):
            await self._take_one()

    async def _take_one(self) -> None:
        now = self.clock()
        for parcel in await self.ledger.write(
            lambda session: outbox.take_due(session, now=now, limit=1)
        ):
            await self._deliver(parcel)

    async def _deliver(self, parcel: Parcel) -> None:
        mail = Mail(to=parcel.recipient, subject=parcel.subject, text=parcel.text)
        crash.point("outbox_taken")
        try:
            await asyncio.to_thread(self.mailer.send, mail)
            crash.point("after_send")
        except MailInDoubt:
            log.error("mail_in_doubt", mail=parcel.id)
            await self._settle(parcel, "unknown")
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
