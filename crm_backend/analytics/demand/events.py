"""From events (orders, contacts) to forecasts per product, category or reason, and to rosters."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from crm_backend.analytics.demand.collecting import (
    KEY,
    QUANTITY,
    TIME,
    Collected,
    Kind,
    Series,
    collect_series,
)
from crm_backend.analytics.demand.forecasting import Options, forecast
from crm_backend.analytics.demand.periods import Every
from crm_backend.analytics.demand.results import Forecasts
from crm_backend.analytics.demand.staffing import Service, StaffedHour, staff_hours
from crm_backend.analytics.demand.stock import StockOutlook, look_ahead
from kernel.errors import Invalid

MOST_SERIES = 1_000  # forecast one by one; the smallest beyond are left out, and counted
WEEK = 168  # hours


def forecast_events(
    events: pd.DataFrame,
    options: Options,
    *,
    every: Every,
    as_of: pd.Timestamp,
    most: int = MOST_SERIES,
) -> Forecasts:
    """Forecast how much happens per key and period.

    `events` has `key`, `time` (aware, UTC) and `quantity` (1 for a contact, units for an order
    line, negative for what came back). Up to `most` keys of the greatest volume are forecast.
    Raises `Invalid` where nothing is over yet or an option makes no sense.
    """
    if events.empty:
        raise Invalid("There are no events to forecast from.")
    collected = collect_series(events, every=every, kind=Kind.COUNTS, as_of=as_of)
    return forecast(keep_largest(collected, most), options)


def keep_largest(collected: Collected, most: int) -> Collected:
    """Return the series of the greatest volume, in the order they had; how many went is noted."""
    if len(collected.series) <= most:
        return collected
    ranked = sorted(collected.series, key=_volume, reverse=True)
    kept = {one.key for one in ranked[:most]}
    series = tuple(one for one in collected.series if one.key in kept)
    total = sum(map(_volume, ranked)) or 1.0
    share = 100 * sum(map(_volume, ranked[most:])) / total
    gone = len(ranked) - most
    note = f"The {gone} smallest series ({share:.1f} % of the volume) are not forecast."
    return Collected(series, collected.calendar, collected.kind, (*collected.notes, note))


def _volume(series: Series) -> float:
    return float(pd.Series(series.values).abs().sum())


def plan_roster(
    contacts: pd.DataFrame,
    *,
    as_of: pd.Timestamp,
    handling: float,
    service: Service,
    at_once: int = 1,
    shrinkage: float = 0.0,
    level: float = 0.9,
    zone: str = "UTC",
) -> tuple[list[StaffedHour], Forecasts]:
    """Return the hours of the week ahead with agents needed, and the forecast behind them.

    `contacts` has `time` (aware, UTC), one row per contact; `handling` is the mean seconds of
    one. Hours are those of clocks in `zone` (`Europe/Berlin`): the forecast is of clock hours, so
    that a busy morning stays one when the clocks change; an hour that a change skips is left out,
    one that it repeats stands twice. Each has its distance from UTC. Raises
    `Invalid` as `forecast_events` and `staff_hours`.
    """
    events = pd.DataFrame({KEY: "contacts", TIME: read_clock(contacts[TIME], zone), QUANTITY: 1.0})
    options = Options(WEEK, level=level, softens_wild=False)
    now = read_clock(pd.Series([as_of]), zone).iloc[0]
    found = forecast_events(events, options, every=Every.HOUR, as_of=now)
    one = found.series[0]
    hours = list_hours(one.periods, zone)
    table = staff_hours(
        [name for name, _ in hours],
        [one.mean[place] for _, place in hours],
        [one.upper[place] for _, place in hours],
        handling=handling,
        service=service,
        at_once=at_once,
        shrinkage=shrinkage,
    )
    return table, found


def read_clock(times: "pd.Series[Any]", zone: str) -> "pd.Series[Any]":
    """Return what clocks in a zone showed, written as if it were UTC."""
    shown: pd.Series[Any] = times.dt.tz_convert(zone).dt.tz_localize(None).dt.tz_localize("UTC")
    return shown


def list_hours(periods: Sequence[str], zone: str) -> list[tuple[str, int]]:
    """Return the hours that there are in a zone, each with its distance from UTC and its place.

    An hour of the clock that a change skips is not there; one that it repeats is there twice.
    """
    hours = []
    for place, period in enumerate(periods):
        clock = datetime.fromisoformat(period)
        found = {clock.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
        for moment in sorted(found):
            there = moment.astimezone(ZoneInfo(zone))
            if there.replace(tzinfo=None) == clock:
                hours.append((there.isoformat(timespec="minutes"), place))
    return hours


def outlooks_of(
    found: Forecasts, stock: dict[str, float], lead: int, elapsed: float = 0.0
) -> list[StockOutlook]:
    """Return how long the stock of every series lasts of which it is known, most urgent first.

    `elapsed` is the share of the first period that is over.
    """
    looked = [
        look_ahead(one, stock=stock[one.key], lead=lead, elapsed=elapsed)
        for one in found.series
        if one.key in stock
    ]
    return sorted(looked, key=lambda one: (-one.probability, one.key))
