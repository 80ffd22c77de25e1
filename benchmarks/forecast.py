"""`python -m benchmarks.forecast [--data …] [--ets] [--validate]`: forecasts, naive ones, peers.

M1 competition (published horizons), Australian retail, Walmart's weeks, airline passengers: sMAPE
and MASE of the method chosen per series, of every method for all series, and of statsforecast's
AutoETS and DynamicOptimizedTheta in the same run; the difference to seasonal naive with an
interval by resampling series; how much of what came lies inside the intervals.

What was tuned (the prior and margin of the choice, windows of the back-test) was tuned with
`--validate`, which drops the held-back periods and holds back those before them. That series which
fall are not carried through zero was found there too, after a first look at the report.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from statsforecast.models import AutoETS, DynamicOptimizedTheta

from benchmarks.forecast_sets import Floats, Task, read_tasks
from benchmarks.report import figure
from crm_backend.analytics.demand import ets
from crm_backend.analytics.demand.errors import scale_of, symmetric
from crm_backend.analytics.demand.forecasting import Options, forecast
from crm_backend.analytics.demand.methods import forecast_by_all, forecast_seasonal_naive
from crm_backend.analytics.demand.results import Forecasts

LEVELS = (0.8, 0.95)
RESAMPLES = 2_000
LONGEST_PEER_SEASON = 24

Errors = tuple[Floats, Floats]  # sMAPE and MASE of each series


def measure_task(task: Task, *, with_ets: bool) -> None:
    """Print the figures of one set of series."""
    extra = ets.METHOD if with_ets else None
    results = {}
    for level in LEVELS:
        start = time.process_time()
        options = Options(task.horizon, task.season, level=level, extra=extra)
        results[level] = forecast(task.collected, options)
        spent = time.process_time() - start
    chosen = results[LEVELS[0]]
    ours = np.array([one.mean for one in chosen.series])
    found = {"chosen per series": errors_of(task, ours)}
    for name, ahead in forecast_each(task).items():
        found[name] = errors_of(task, ahead)
    for name, peer in PEERS.items():
        found[name] = errors_of(task, run_peer(task, peer))
    for name, (smape, mase) in found.items():
        more = {"set": task.name, "method": name, "series": len(smape)}
        figure("smape", float(smape.mean()), "per cent", **more)
        figure("mase", float(np.nanmean(mase)), "ratio", **more)
    report_gain(task, found["chosen per series"][0], found["seasonal_naive"][0])
    for level, result in results.items():
        report_coverage(task, result, level)
    figure("cpu", spent, "s", set=task.name, series=len(chosen.series))
    tally = {name: sum(one.method == name for one in chosen.series) for name in found}
    print({name: count for name, count in tally.items() if count}, *chosen.notes, flush=True)


def errors_of(task: Task, ahead: Floats) -> Errors:
    """Return the sMAPE and MASE of each series; MASE is NaN where a history never changes."""
    smape = symmetric(task.actual, ahead).mean(axis=1)
    scales = np.array([scale_of(one.values, task.season) for one in task.collected.series])
    scales[scales == 0] = np.nan
    return smape, np.abs(task.actual - ahead).mean(axis=1) / scales


def forecast_each(task: Task) -> dict[str, Floats]:
    """Return what every own method says of all series."""
    rows: dict[str, list[Floats]] = {}
    for one in task.collected.series:
        is_positive = bool(one.values.min() >= 0)
        said = forecast_by_all(one.values, task.horizon, task.season, is_positive=is_positive)
        said["seasonal_naive"] = forecast_seasonal_naive(one.values, task.horizon, task.season)
        for name, ahead in said.items():
            rows.setdefault(name, []).append(ahead)
    return {name: np.array(ahead) for name, ahead in rows.items()}


def run_peer(task: Task, make: Callable[[int], object]) -> Floats:
    """Return what a model of statsforecast says; with no season where it takes none so long."""
    rows = []
    for one in task.collected.series:
        fits = task.season <= LONGEST_PEER_SEASON and len(one.values) >= 2 * task.season
        model = make(task.season if fits else 1)
        rows.append(model.forecast(y=one.values, h=task.horizon)["mean"])  # type: ignore[attr-defined]
    return np.array(rows)


PEERS: dict[str, Callable[[int], object]] = {
    "statsforecast AutoETS": lambda season: AutoETS(season_length=season),
    "statsforecast DynamicOptimizedTheta": lambda season: DynamicOptimizedTheta(
        season_length=season
    ),
}


def report_gain(task: Task, ours: Floats, naive: Floats) -> None:
    """Print how much lower the sMAPE is than seasonal naive's, with its interval over series."""
    chance = np.random.default_rng(1)
    picks = chance.integers(0, len(ours), (RESAMPLES, len(ours)))
    gains = 100 * (1 - ours[picks].mean(axis=1) / naive[picks].mean(axis=1))
    interval = [round(float(cut), 2) for cut in np.percentile(gains, [2.5, 97.5])]
    value = 100 * float(1 - ours.mean() / naive.mean())
    figure("smape_below_seasonal_naive", value, "per cent", set=task.name, interval=interval)


def report_coverage(task: Task, result: Forecasts, level: float) -> None:
    """Print the share of what came that lies inside the intervals, in per cent."""
    lower = np.array([one.lower for one in result.series], dtype=np.float64)
    upper = np.array([one.upper for one in result.series], dtype=np.float64)
    inside = (task.actual >= lower) & (task.actual <= upper)
    width = (upper - lower) / np.maximum(np.abs(task.actual).mean(axis=1, keepdims=True), 1e-9)
    more = {"set": task.name, "level": 100 * level, "width": round(float(np.median(width)), 3)}
    figure("coverage", 100 * float(inside.mean()), "per cent", **more)


def main() -> None:
    """Measure every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--ets", action="store_true", help="let ETS be chosen too (slow)")
    parser.add_argument("--validate", action="store_true", help="on the periods before")
    parser.add_argument("--only", default="", help="sets whose name holds this")
    told = parser.parse_args()
    for task in read_tasks(told.data, validates=told.validate):
        if task is None:
            print(f"A set is not in {told.data}: skipped.")
        elif told.only in task.name:
            measure_task(task, with_ets=told.ets)


if __name__ == "__main__":
    main()
