"""That somebody read something, once an hour. A page is shown even where it cannot be noted."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session

from bot.ledger.writer import LedgerUnavailable
from console.access import actor_of, get_bot
from console.audit.service import is_reading_due, record_reading
from console.staff.models import Staff
from kernel.logging import get_logger

log = get_logger(__name__)


@dataclass(frozen=True)
class Reading:
    """What was read: `action` of the log, the object, and whose it is."""

    action: str
    kind: str
    object_id: str | int = ""
    customer_id: int | None = None


async def note_once(
    request: Request, staff: Staff, find: Callable[[Session], Reading | None]
) -> None:
    """Add the line of what `find` returns, if this hour has none yet; nothing for None."""
    desk, actor = get_bot(request), actor_of(request, staff)
    now = desk.clock()

    def find_due(session: Session) -> Reading | None:
        found = find(session)
        if found is None:
            return None
        is_due = is_reading_due(
            session, actor, found.action, now=now, kind=found.kind, object_id=found.object_id
        )
        return found if is_due else None

    try:
        due = await desk.ledger.read(find_due)
        if due is not None:
            await desk.ledger.write(
                lambda session: record_reading(
                    session,
                    actor,
                    due.action,
                    now=now,
                    kind=due.kind,
                    object_id=due.object_id,
                    customer_id=due.customer_id,
                )
            )
    except LedgerUnavailable:
        log.warning("reading_not_noted", staff_id=staff.id)
