"""`python -m benchmarks.value [--data ../shared/datasets]`: customer value beside the obvious.

CDNOW sample: parameters beside the published ones, seconds of a fit, and what 39 weeks after the
cut brought, beside zero for everyone, the own past rate, the same with those silent for 21 weeks
given up, and the library `lifetimes` (`uv pip install lifetimes`, skipped where it is missing).
Online Retail (`uv pip install pyarrow`): the last 13 weeks in the same way. Nothing is tuned: the
kind of model is chosen by `fit_value` on what lies before the period that is reported, and both are
shown. Intervals are of a bootstrap over customers.
"""

import argparse
import contextlib
import io
import statistics
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.report import figure
from crm_backend.analytics.value.buying import KINDS
from crm_backend.analytics.value.choosing import choose_kind, fit_model
from crm_backend.analytics.value.evaluation import own_rate, score
from crm_backend.analytics.value.fit import fit_value
from crm_backend.analytics.value.fitting import fit_buying, fit_spending
from crm_backend.analytics.value.summary import Summary, count_later, summarize
from crm_backend.analytics.value.transactions import Floats, Purchases, read_purchases

PUBLISHED = {
    "BG/NBD": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    "Gamma-Gamma": {"p": 6.25, "q": 3.74, "v": 15.44},
}
SILENT_WEEKS = 21.0
RESAMPLES = 1_000
RUNS = 9


def read_cdnow(data: Path) -> Purchases:
    """Return the 1/10 sample that Fader and Hardie published."""
    frame = pd.read_csv(
        data / "cdnow" / "CDNOW_sample.txt", sep=r"\s+", header=None, dtype={1: str, 2: str}
    )
    return read_purchases(frame[1], pd.to_datetime(frame[2]), frame[4])


def read_online_retail(data: Path) -> Purchases:
    """Return the purchases of 541,909 order lines."""
    frame = pd.read_parquet(data / "online-retail" / "online_retail.parquet")
    who = frame["CustomerID"].map(lambda one: "" if pd.isna(one) else str(int(one)))
    return read_purchases(who, frame["InvoiceDate"], frame["Quantity"] * frame["UnitPrice"])


def compare_parameters(known: Summary) -> None:
    """Print the fitted parameters beside the published ones, and how long a fit takes."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        buying, fit = fit_buying(known, "BG/NBD")
        spending, spent = fit_spending(known)
        seconds.append(time.perf_counter() - start)
    for name, model, how in (("BG/NBD", buying, fit), ("Gamma-Gamma", spending, spent)):
        fitted = {key: round(getattr(model, key), 4) for key in PUBLISHED[name]}
        off = [abs(getattr(model, key) / value - 1) for key, value in PUBLISHED[name].items()]
        more = {"model": name, "fitted": fitted, "published": PUBLISHED[name]}
        more |= {"log_likelihood": round(how.log_likelihood, 2), "converged": how.converged}
        figure("parameters_off_at_most", 100 * max(off), "per cent", **more)
    figure("fit_both_median", 1000 * statistics.median(seconds), "ms", most=round(max(seconds), 3))


def guess(known: Summary, horizon: float) -> Iterator[tuple[str, Floats, Floats]]:
    """Yield the name, purchases and spend that each way expects of each customer."""
    rate, nothing = own_rate(known, horizon), np.zeros(len(known))
    is_silent = known.age - known.recency >= SILENT_WEEKS
    heuristic = np.where(is_silent, 0.0, rate)
    yield "zero for everyone", nothing, nothing
    yield "own past rate", rate, rate * known.monetary
    yield "own past rate, silent for 21 weeks given up", heuristic, heuristic * known.monetary
    for kind in KINDS:
        model, _ = fit_model(known, kind, "week")
        expected = model.buying.expect(known, horizon)
        yield f"{kind} x Gamma-Gamma", expected, expected * model.spending.expect(known)
    yield from guess_with_lifetimes(known, horizon)


def guess_with_lifetimes(known: Summary, horizon: float) -> Iterator[tuple[str, Floats, Floats]]:
    """Yield what the library says, where it is installed."""
    try:
        import lifetimes
    except ImportError:
        print('{"skipped": "lifetimes is not installed: uv pip install lifetimes"}')
        return
    again = (known.frequency > 0) & (known.monetary > 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spending = lifetimes.GammaGammaFitter().fit(known.frequency[again], known.monetary[again])
        basket = spending.conditional_expected_average_profit(
            pd.Series(known.frequency), pd.Series(known.monetary)
        )
        for fitter in (
            lifetimes.BetaGeoFitter(),
            lifetimes.ModifiedBetaGeoFitter(),
            lifetimes.ParetoNBDFitter(),
        ):
            start = time.perf_counter()
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    fitter.fit(known.frequency, known.recency, known.age)
            except lifetimes.utils.ConvergenceError:
                print(f'{{"failed": "lifetimes {type(fitter).__name__} did not converge"}}')
                continue
            name = f"lifetimes {type(fitter).__name__}"
            figure("rival_fit", 1000 * (time.perf_counter() - start), "ms", model=name)
            expected = np.asarray(
                fitter.conditional_expected_number_of_purchases_up_to_time(
                    horizon, known.frequency, known.recency, known.age
                )
            )
            yield name, expected, expected * basket.to_numpy()


def compare_holdout(name: str, purchases: Purchases, cut: int, horizon: float) -> None:
    """Print how far each way was from what came."""
    before = purchases.until(cut)
    known = summarize(before)
    counts, spend = count_later(purchases, after=cut, until=cut + round(horizon * 7))
    kind, _ = choose_kind(before, "week")
    figure("customers", len(known), "customers", data=name, chosen=kind)
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(known), (RESAMPLES, len(known)))
    for model, purchased, spent in guess(known, horizon):
        for what, expected, came in (("purchases", purchased, counts), ("spend", spent, spend)):
            told = score(model, expected, came)
            squares = np.sqrt(((expected - came) ** 2)[drawn].mean(axis=1))
            low, high = np.quantile(squares, [0.025, 0.975])
            figure(
                f"holdout_{what}_rmse",
                told.rmse,
                what,
                data=name,
                model=model,
                interval=[round(float(low), 3), round(float(high), 3)],
                mae=round(told.mae, 3),
                rank=None if told.rank is None else round(told.rank, 3),
                total_per_cent=None if told.total is None else round(100 * told.total, 1),
            )


def report_whole(name: str, purchases: Purchases, horizon: float) -> None:
    """Print the seconds of the whole report and how well its intervals held."""
    start = time.process_time()
    report = fit_value(purchases, horizon=horizon, holdout=horizon)
    seconds = time.process_time() - start
    figure("whole_report", seconds, "s of processor", data=name, customers=len(report.customers))
    if report.holdout is not None:
        for what, share in report.holdout.covered.items():
            figure("interval_held", 100 * share, "per cent", data=name, of=what, level=90)


def main() -> None:
    """Measure what the data that are there allow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    data = parser.parse_args().data
    cut = int(pd.Timestamp("1997-09-30").timestamp() // 86_400)
    for name, read, horizon in (
        ("cdnow", read_cdnow, 39.0),
        ("online-retail", read_online_retail, 13.0),
    ):
        if not (data / name).is_dir():
            print(f'{{"skipped": "{data / name} is not there"}}')
            continue
        purchases = read(data)
        if name == "cdnow":
            compare_parameters(summarize(purchases.until(cut)))
            compare_holdout(name, purchases, cut, horizon)
        else:
            compare_holdout(name, purchases, purchases.end - round(horizon * 7), horizon)
        report_whole(name, purchases, horizon)


if __name__ == "__main__":
    main()
