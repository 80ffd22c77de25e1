"""Which time a report is about, in the days of the shop's own zone. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Choice = Literal["today", "7", "28", "90", "own"]
LONGEST = 366  # days of a range of one's own: a chart of more says nothing
DEFAULT: Choice = "28"
Problem = Literal["missing", "reversed", "too_long", "future"]


@dataclass(frozen=True)
class Period:
    """From `start` up to but without `end`, both in UTC; `zone` tells when a day begins."""

    start: datetime
    end: datetime
    zone: str

    @property
    def days(self) -> list[date]:
        """The days it touches, in order."""
        zone = ZoneInfo(self.zone)
        first = self.start.astimezone(zone).date()
        last = (self.end - timedelta(microseconds=1)).astimezone(zone).date()
        return [first + timedelta(days=place) for place in range((last - first).days + 1)]

    def before(self) -> "Period":
        """Return the period as long that ends where this one's first day begins.

        Where this one ends within a day so does that: a morning is compared with a morning.
        """
        return Period(
            _shift(self.start, -len(self.days), self.zone),
            _shift(self.end, -len(self.days), self.zone),
            self.zone,
        )


def choose_period(choice: Choice, *, now: datetime, zone: str) -> Period:
    """Return one of the usual periods: so many days up to this moment, today among them."""
    days = {"today": 1, "7": 7, "28": 28, "90": 90}[choice]
    today = now.astimezone(ZoneInfo(zone)).date()
    return Period(day_start(today - timedelta(days=days - 1), zone), now, zone)


def check_range(first: date | None, last: date | None, *, today: date) -> Problem | None:
    """Tell what is wrong with a range of one's own, or None."""
    if first is None or last is None:
        return "missing"
    if first > last:
        return "reversed"
    if first > today:
        return "future"
    return "too_long" if (last - first).days >= LONGEST else None


def make_range(first: date, last: date, *, now: datetime, zone: str) -> Period:
    """Return the period of whole days, but for what is still to come of the last."""
    return Period(day_start(first, zone), min(now, day_start(last + timedelta(days=1), zone)), zone)


def day_start(day: date, zone: str) -> datetime:
    """Return when a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _shift(moment: datetime, days: int, zone: str) -> datetime:
    """Move by days of the calendar: the clock on the wall stays, whatever summer time does."""
    local = moment.astimezone(ZoneInfo(zone))
    moved = datetime.combine(local.date() + timedelta(days=days), local.time(), ZoneInfo(zone))
    return moved.astimezone(UTC)
