"""Tells the shop's own program what happened: signed, at least once, later where it was away.

A receiver that was told twice knows it by the event's `id`; so a call whose end nobody knows is
made again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.delivery import OutboxWorker
from bot.ledger import lanes, outbox
from bot.ledger.ledger import Ledger
from bot.ledger.outbox import Parcel
from bot.webhooks.signature import HEADER, write_header
from kernel import crash
from kernel.clock import Clock
from kernel.errors import FrontdeskError
from kernel.logging import get_logger
from kernel.outgoing import Answer, Outgoing
from kernel.settings import Settings

log = get_logger(__name__)

MOST_ATTEMPTS = 12  # the pauses between them add up to two hours: a receiver may be repaired
FORGET_EVERY = timedelta(hours=1)
# Of the answers that say "not like this", these say "not now".
LATER = frozenset({408, 425, 429})


class Webhooks(OutboxWorker):
    """One worker, one call at a time; while the receiver is away it is asked every few seconds."""

    kind = "webhook"

    def __init__(
        self,
        ledger: Ledger,
        outgoing: Outgoing,
        *,
        url: str,
        secrets: Sequence[str],
        clock: Clock,
    ) -> None:
        super().__init__(ledger, clock=clock)
        self.outgoing, self.url, self.secrets = outgoing, url, tuple(secrets)
        self._forget_at = clock()

    async def stop(self) -> None:
        """Finish the call at hand and end."""
        await super().stop()
        await self.outgoing.close()

    async def deliver_due(self) -> None:
        """Tell everything whose time has come, up to the first that is not taken now."""
        now = self.clock()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            await self.ledger.write(lambda session: forget_old(session, now))
        while not self._is_stopping and await self.ledger.read(self._has_due):
            for parcel in await self.ledger.write(self._take_one):
                if not await self._deliver(parcel):
                    return

    def _take_one(self, session: Session) -> list[Parcel]:
        now = self.clock()
        outbox.retake_stuck(session, kind=self.kind, now=now)
        return outbox.take_due(session, now=now, limit=1, kind=self.kind)

    async def _deliver(self, parcel: Parcel) -> bool:
        """Make one call; False where the receiver is away."""
        crash.point("outbox_taken")
        try:
            answer = await self._call(parcel)
        except FrontdeskError as error:
            return await self._try_later(parcel, error.code)
        crash.point("after_send")
        if answer.status >= 500 or answer.status in LATER:
            return await self._try_later(parcel, f"status {answer.status}")
        if 200 <= answer.status < 300:
            await self._settle(parcel, "sent")
        else:
            log.error("webhook_refused", event_type=parcel.subject, status=answer.status)
            await self._settle(parcel, "dead", f"status {answer.status}")
        return True

    async def _call(self, parcel: Parcel) -> Answer:
        body, timestamp = parcel.text.encode(), int(self.clock().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Frontdesk-Webhooks/1",
            HEADER: write_header(body, timestamp=timestamp, secrets=self.secrets),
        }
        return await self.outgoing.post(self.url, body=body, headers=headers)

    async def _try_later(self, parcel: Parcel, why: str) -> bool:
        log.warning("webhook_postponed", event_type=parcel.subject, why=why, tries=parcel.attempt)
        await self.ledger.write(
            lambda session: outbox.postpone(
                session, outbox_id=parcel.id, now=self.clock(), most=MOST_ATTEMPTS
            )
        )
        return False


def forget_old(session: Session, now: datetime) -> None:
    """Delete what was told long ago."""
    lanes.forget_old(session, channel="webhook", now=now)


def make_webhooks(ledger: Ledger, settings: Settings, *, clock: Clock) -> Webhooks | None:
    """Return the worker of these settings, None where nobody is to be told."""
    if not settings.webhook_url:
        return None
    return Webhooks(
        ledger,
        Outgoing(allows_loopback=settings.webhook_loopback),
        url=settings.webhook_url,
        secrets=[one.get_secret_value() for one in settings.webhook_secrets],
        clock=clock,
    )
