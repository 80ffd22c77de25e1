"""The clock is an argument: code that needs the time is handed one of these."""

from collections.abc import Callable
from datetime import UTC, datetime

from kernel.errors import Invalid

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def require_aware(moment: datetime) -> datetime:
    """Return `moment` in UTC; a naive time is refused where it enters."""
    if moment.tzinfo is None:
        raise Invalid("A time without a zone was given; write it with an offset, such as +00:00.")
    return moment.astimezone(UTC)
