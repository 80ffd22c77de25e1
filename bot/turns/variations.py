"""Which variations of responses a customer hears while experiments try them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.ledger import Ledger
from bot.ledger.writer import LedgerUnavailable
from crm_backend.analytics.experiments.cache import FRESH
from crm_backend.analytics.experiments.exposing import choose, peek_arms
from kernel.clock import Clock

Arms = dict[str, tuple[str, ...]]


class Variations:
    """Asked before every turn: where nothing is tried it reads the database once in a while."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger, self.clock = ledger, clock
        self._read_at: datetime | None = None  # when there was nothing

    async def choose(self, customer_id: int | None) -> Arms:
        """Return by response the id of the variation that is to be said, and those it needs beside
        it (`peek_arms` says why)."""
        now = self.clock()
        if self._read_at is not None and now - self._read_at < FRESH:
            return {}

        def look(session: Session) -> Arms:
            return peek_arms(session, subject="bot_response", customer_id=customer_id, now=now)

        try:
            found = await self.ledger.read(look)
        except LedgerUnavailable:
            return {}  # the turn itself will say so
        self._read_at = None if found else now
        return found


def note_said(
    session: Session, said: Mapping[str, str], *, customer_id: int | None, now: datetime
) -> None:
    """Count a customer in where a variation that is tried was said to them."""
    if customer_id is not None:
        for response in said:
            choose(
                session, subject="bot_response", target=response, customer_id=customer_id, now=now
            )
