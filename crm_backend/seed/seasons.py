"""When people buy: months, days of the week, hours of the day, and the growth of the shop."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from crm_backend.seed.chance import Wheel
from crm_backend.seed.texts import read_document

LAST_DAYS = 0.35  # of the usual traffic: too late for a parcel before Christmas


class Seasons:
    """The days between two moments, weighted by how busy the shop is on each of them."""

    def __init__(self, first: datetime, now: datetime) -> None:
        texts: dict[str, Any] = read_document("tastes")
        self.by_season: dict[str, list[float]] = texts["seasons"]
        self.first, self.now = first, now
        days = (now - first).days
        dates = [first.date() + timedelta(days=day) for day in range(days)]
        traffic = texts["traffic"]
        growth: float = traffic["growth"]
        weights = (
            weigh_day(day, traffic) * growth ** (number / days) for number, day in enumerate(dates)
        )
        self.dates = dates
        self.bounds: list[float] = [0.0, *accumulate(weights)]
        self.hours = Wheel(enumerate(traffic["hours"]))

    def weigh(self, season: str, month: int) -> float:
        """Return how much things of this season are wanted in a month."""
        return self.by_season[season][month - 1] if season else 1.0

    def measure(self, start: datetime, end: datetime) -> float:
        """Return how much is bought between the two moments by somebody who is always there."""
        return self.bounds[self._day(end)] - self.bounds[self._day(start)]

    def draw(self, chance: Random, start: datetime, end: datetime) -> datetime:
        """Return a moment between the two, likelier on busy days; their dates must differ."""
        low, high = self._day(start), self._day(end)
        at = chance.uniform(self.bounds[low], self.bounds[high])
        day = self.dates[min(max(bisect_left(self.bounds, at) - 1, low), high - 1)]
        return combine(day, chance, self.hours)

    def _day(self, moment: datetime) -> int:
        return min(max((moment.date() - self.first.date()).days, 0), len(self.dates))


def weigh_day(day: date, traffic: dict[str, Any]) -> float:
    """Return how busy the day is; the last days before Christmas are too late for a parcel."""
    month: float = traffic["months"][day.month - 1]
    weekday: float = traffic["weekdays"][day.weekday()]
    is_too_late = day.month == 12 and day.day > 20
    return month * weekday * (LAST_DAYS if is_too_late else 1.0)


def combine(day: date, chance: Random, hours: Wheel[int]) -> datetime:
    """Return a moment of that day; the hours are meant in UTC."""
    clock = time(hours.spin(chance), chance.randrange(60), chance.randrange(60), tzinfo=UTC)
    return datetime.combine(day, clock)
