"""Days of the shop's own zone, as numbers that databases can count by. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.reports.period import Period

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Offset:
    """How far the zone's clocks are ahead of UTC from a moment on."""

    since: datetime
    seconds: int


def list_offsets(period: Period) -> list[Offset]:
    """Return the offset at the period's start, and each that begins within it."""
    zone = ZoneInfo(period.zone)
    found = [Offset(period.start, _ahead(period.start, zone))]
    at = period.start
    while at < period.end:
        after = min(at + timedelta(days=1), period.end)
        if _ahead(after, zone) != _ahead(at, zone):
            change = _find_change(at, after, zone)
            found.append(Offset(change, _ahead(change, zone)))
        at = after
    return found


def day_number(day: date) -> int:
    """Return how many days after 1 January 1970 a day is."""
    return (day - EPOCH).days


def name_day(number: int) -> date:
    """Return the day of a number."""
    return EPOCH + timedelta(days=number)


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _find_change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the first whole minute at which the offset is that of `high`."""
    low, high = low.astimezone(UTC), high.astimezone(UTC)
    before = _ahead(low, zone)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _ahead(middle, zone) == before else (low, middle)
    minute = high.replace(second=0, microsecond=0)
    return minute if _ahead(minute, zone) != before else minute + timedelta(minutes=1)
