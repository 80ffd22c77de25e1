"""Forecasts of many series at once: cleaned, back-tested, a method chosen for each, intervals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.demand import cleaning
from crm_backend.analytics.demand.backtest import Backtest, find_size, run_backtest
from crm_backend.analytics.demand.choosing import choose
from crm_backend.analytics.demand.collecting import Collected, Kind, Series
from crm_backend.analytics.demand.errors import Errors, scale_of
from crm_backend.analytics.demand.judging import judge_held_out, tell_held_out
from crm_backend.analytics.demand.methods import (
    NAIVE,
    SEASONAL_NAIVE,
    Method,
    forecast_by_all,
)
from crm_backend.analytics.demand.periods import choose_season
from crm_backend.analytics.demand.results import Forecasts, SeriesForecast
from crm_backend.analytics.demand.seasons import Floats
from crm_backend.analytics.demand.spread import Spread, fit_spread
from kernel.errors import Invalid

LONGEST_HORIZON = 1_000
MOST_FOR_EXTRA = 100  # series for which methods that take long are tried
FEW_VALUES = 8
NOT_BETTER = (
    "In the back-test of this series the chosen method did not beat the naive forecast; its few "
    "windows alone are no reason to leave it."
)
MOST_GROWTH = 3.0  # of a series since a window of the back-test, by which its errors are scaled


@dataclass(frozen=True)
class Options:
    """How to forecast. `season` None is the usual one of the calendar; `level` of intervals."""

    horizon: int
    season: int | None = None
    level: float = 0.9
    softens_wild: bool = True
    extra: Mapping[str, Method] | None = None


@dataclass(frozen=True)
class _Prepared:
    series: Series
    values: Floats
    season: int
    is_positive: bool
    is_count: bool
    test: Backtest | None
    notes: tuple[str, ...]


def forecast(collected: Collected, options: Options) -> Forecasts:
    """Forecast every series of a collection.

    A method is chosen per series by rolling back-test (see `choosing`); the errors of all methods
    are told beside it, and what the choice was worth on the last periods, which it did not see.
    Raises `Invalid` for a horizon, season or level that makes no sense, or where no series can be
    forecast.
    """
    _check(options)
    notes = list(collected.notes)
    if options.extra and len(collected.series) > MOST_FOR_EXTRA:
        names = ", ".join(options.extra)
        notes.append(f"Not tried on more than {MOST_FOR_EXTRA} series, for time: {names}.")
        options = Options(options.horizon, options.season, options.level, options.softens_wild)
    ready = [found for one in collected.series if (found := _prepare(one, collected, options))]
    if len(ready) < len(collected.series):
        left_out = len(collected.series) - len(ready)
        notes.append(f"{left_out} series are left out: more than half of their periods are empty.")
    if not ready:
        raise Invalid("No series has values in half of its periods: choose longer periods.")
    longest = max(len(one.values) for one in ready)
    if options.horizon > longest:
        notes.append(
            f"The horizon ({options.horizon}) is longer than any history ({longest}): what lies "
            "far ahead is little more than a guess."
        )
    tests = [one.test for one in ready]
    methods = choose(tests)
    errors = [_errors_at(one, method) for one, method in zip(ready, methods, strict=True)]
    changes = np.array([scale_of(one.values, 1) for one in ready])
    spread = fit_spread(errors, changes, options.level)
    sums = [None if one is None else one.cumsum(axis=1) for one in errors]
    spreads = (spread, fit_spread(sums, changes, options.level))
    series = [
        _tell(one, methods[place], spreads, place, collected, options)
        for place, one in enumerate(ready)
    ]
    held_out = judge_held_out(tests)
    notes += tell_held_out(held_out, series)
    every = str(collected.calendar.every)
    return Forecasts(options.horizon, every, options.level, tuple(series), held_out, tuple(notes))


def _errors_at(one: _Prepared, method: str) -> Floats | None:
    """Return the back-test's errors as they would be at the size the series has now."""
    if one.test is None:
        return None
    now = find_size(one.values, one.test.steps, one.season)
    grown = np.ones(one.test.origins)
    np.divide(now, one.test.levels, out=grown, where=one.test.levels > 0)
    power = 0.5 if one.is_count else 1.0
    grown = np.clip(grown, 1 / MOST_GROWTH, MOST_GROWTH) ** power if one.is_positive else grown**0
    return np.asarray(one.test.errors_of(method) * grown[:, np.newaxis])


def _check(options: Options) -> None:
    if not 1 <= options.horizon <= LONGEST_HORIZON:
        raise Invalid(f"A horizon is 1 to {LONGEST_HORIZON} periods.")
    if options.season is not None and options.season < 1:
        raise Invalid("A season is 1 period (none) or more.")
    if not 0.5 <= options.level < 1:
        raise Invalid("An interval holds 0.5 to 0.99 of what comes.")


def _prepare(series: Series, collected: Collected, options: Options) -> _Prepared | None:
    values, notes = series.values, []
    if (~np.isnan(values)).mean() < cleaning.MOST_GAPS:
        return None
    season = options.season or choose_season(collected.calendar.every, len(values))
    cleaned = cleaning.clean(series.values, season, softens_wild=options.softens_wild)
    values = cleaned.learnt
    if cleaned.count:
        notes.append(f"{cleaned.count} values far from all around them are brought in.")
    is_positive = collected.kind is Kind.COUNTS or bool(values.min() >= 0)
    if np.ptp(values) == 0 and len(values) > 1:
        notes.append("Every value is the same: nothing can be said of how it may change.")
    elif len(values) < FEW_VALUES:
        notes.append(f"{len(values)} periods are few: the forecast is little more than their mean.")
    test = run_backtest(
        series.values,
        horizon=options.horizon,
        season=season,
        is_positive=is_positive,
        softens_wild=options.softens_wild,
        extra=options.extra,
    )
    is_count = collected.kind is Kind.COUNTS
    return _Prepared(series, values, season, is_positive, is_count, test, tuple(notes))


def _tell(
    one: _Prepared,
    method: str,
    spreads: tuple[Spread, Spread],
    place: int,
    collected: Collected,
    options: Options,
) -> SeriesForecast:
    horizon, calendar = options.horizon, collected.calendar
    said = forecast_by_all(
        one.values, horizon, one.season, is_positive=one.is_positive, extra=options.extra
    )
    mean, width = said[method], spreads[0].width(place, horizon)
    lower = np.maximum(mean - width, 0.0) if one.is_positive else mean - width
    is_known = len(one.values) > 1
    first = one.series.start + len(one.values)
    errors = _errors(one)
    gain, notes = _gain(errors, method), list(one.notes)
    if gain is not None and gain <= 0:
        notes.append(NOT_BETTER)
    return SeriesForecast(
        key=one.series.key,
        method=method,
        season=one.season,
        history=len(one.values),
        first=first,
        periods=tuple(calendar.name(first + step) for step in range(horizon)),
        mean=tuple(mean.tolist()),
        lower=_known(lower, is_known=is_known),
        upper=_known(mean + width, is_known=is_known),
        mean_errors=_known(spreads[0].mean_error(place, horizon), is_known=is_known),
        sum_errors=_known(spreads[1].mean_error(place, horizon), is_known=is_known),
        errors=errors,
        origins=one.test.origins if one.test else 0,
        steps=one.test.steps if one.test else 0,
        gain=gain,
        notes=tuple(notes),
    )


def _errors(one: _Prepared) -> dict[str, Errors]:
    if one.test is None:
        return {}
    return {name: one.test.measure(name) for name in one.test.ahead}


def _gain(errors: Mapping[str, Errors], method: str) -> float | None:
    naive = [errors[name].mae for name in (NAIVE, SEASONAL_NAIVE) if name in errors]
    if not naive:
        return None
    least = min(naive)
    return 1 - errors[method].mae / least if least > 0 else 0.0


def _known(values: Floats, *, is_known: bool) -> tuple[float | None, ...]:
    return tuple(values.tolist()) if is_known else (None,) * len(values)
