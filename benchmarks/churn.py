"""`python -m benchmarks.churn`: who leaves, on public tables and on CDNOW's orders.

Telco: 5 folds x 2, stratified; beside the additive models the seed's plain logistic regression
and scikit-learn's boosted trees on the same folds; the paired difference with its interval (of the
held rows; folds share the rows of their fits, so it is a little too narrow). The penalty of the
splines is chosen inside each fit; knots and the boosting's bags were set by hand before anything
was measured. That the boosting learns five pairs was decided once boosted trees were seen to win on
mlc-churn; their number was not searched. Reasons: one row at a time, from the saved
form. The other tables: 5 folds by `fit_churn`, with and without the columns that leak.

CDNOW (no contract): silent for 13 weeks, learnt at up to three cuts, judged at the last full
window. The master file (23,570 customers) is in the package lifetimes: `--master FILE`. Expected
purchases come from `crm_backend.analytics.value`.
"""

import argparse
import json
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.churn_data import OTHERS, TELCO, Table, read_cdnow
from benchmarks.report import figure, figure_latency
from crm_backend.analytics.churn.columns import Feature, inspect_columns
from crm_backend.analytics.churn.features import Expected
from crm_backend.analytics.churn.fitting import fit_churn
from crm_backend.analytics.churn.folds import assign_folds
from crm_backend.analytics.churn.metrics import Estimate, calibrate_check
from crm_backend.analytics.churn.model import AdditiveModel, read_model
from crm_backend.analytics.churn.plain import predict_plain, predict_trees
from crm_backend.analytics.churn.silence import fit_silence
from crm_backend.analytics.churn.target import read_target
from crm_backend.analytics.churn.validation import (
    as_table,
    fit_model,
    measure_folds,
    take_rows,
)

FOLDS, REPEATS = 5, 2
SCORED = 500
CDNOW_END = pd.Timestamp("1998-07-01", tz="UTC")
WEEKS = 13


def say(name: str, found: Estimate, **more: Any) -> None:
    """Print a figure of three digits with its interval."""
    interval = [round(found.low, 4), round(found.high, 4)]
    line = {"figure": name, "value": round(found.value, 4), "interval": interval, **more}
    print(json.dumps(line), flush=True)


def measure_telco(data: Path, *, with_boosting: bool) -> None:
    """Print what each model is worth on Telco, and how fast and exact reasons are."""
    frame = TELCO.read(data)
    if frame is None:
        print(f"skipped: no {TELCO.name} in {data}")
        return
    read = read_target(frame[TELCO.target], TELCO.target)
    features = inspect_columns(frame, target=TELCO.target).features
    made: dict[str, list[Any]] = {}
    kinds = ("logistic", "ebm") if with_boosting else ("logistic",)
    for repeat in range(REPEATS):
        folds = assign_folds(read.is_positive, FOLDS, seed=repeat)
        chances = predict_all(features, read.is_positive, folds, kinds)
        for name, given in chances.items():
            made.setdefault(name, []).append((given, folds))
    report_models(read.is_positive, made)
    model = fit_model("logistic", features, read.is_positive)
    measure_reasons(read_model(json.loads(json.dumps(model.to_dict()))), frame)


def predict_all(
    features: tuple[Feature, ...], truth: Any, folds: Any, kinds: tuple[str, ...]
) -> dict[str, Any]:
    """Return the out-of-fold chances of every model and rival."""
    made: dict[str, Any] = {}
    for fold in range(FOLDS):
        held, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        seen, new = take_rows(features, rest), take_rows(features, held)
        for kind in kinds:
            start = time.process_time()
            model = fit_model(kind, seen, truth[rest])
            figure("fit", time.process_time() - start, "cpu s", model=kind, fold=fold)
            made.setdefault(kind, np.zeros(len(truth)))[held] = model.predict(as_table(new))
        for name, predict in {"plain_logistic": predict_plain, "trees": predict_trees}.items():
            made.setdefault(name, np.zeros(len(truth)))[held] = predict(seen, truth[rest], new)
    return made


def report_models(truth: Any, made: dict[str, list[Any]]) -> None:
    """Print the figures of each model, mean of the repeats, and its gain over the plain one."""
    for name, runs in made.items():
        parts = [measure_folds(truth, given, folds) for given, folds in runs]
        for what in ("auc", "log_loss", "brier"):
            say(f"telco_{what}", mean_of([part[what] for part in parts]), model=name)
        errors = [calibrate_check(truth, given).error for given, _ in runs]
        figure("telco_ece", 100 * float(np.mean(errors)), "per cent", model=name)
        if name == "plain_logistic":
            continue
        pairs = zip(runs, made["plain_logistic"], strict=True)
        gains = [measure_folds(truth, own[0], own[1], other[0]) for own, other in pairs]
        for what in ("auc", "log_loss"):
            gain = mean_of([part[what] for part in gains])
            say(f"telco_{what}_less_plain", gain, model=name)


def mean_of(parts: list[Estimate]) -> Estimate:
    """Return the mean of repeats; its interval is a single repeat's, as the rows are the same."""
    value = float(np.mean([part.value for part in parts]))
    half = float(np.mean([(part.high - part.low) / 2 for part in parts]))
    return Estimate(value, value - half, value + half)


def measure_reasons(model: AdditiveModel, frame: pd.DataFrame) -> None:
    """Print how long one row's chance with all its reasons takes, and how far off their sum is."""
    rows = frame.head(SCORED).to_dict("records")
    spans, work, worst = [], [], 0.0
    for row in rows:
        start, busy = time.perf_counter(), time.process_time()
        told = model.explain({str(name): value for name, value in row.items()})
        spans.append(time.perf_counter() - start)
        work.append(time.process_time() - busy)
        total = told.base + sum(reason.log_odds for reason in told.reasons)
        worst = max(worst, abs(total - float(np.log(told.probability / (1 - told.probability)))))
    figure_latency("telco_reasons", spans)
    figure_latency("telco_reasons_cpu", work)
    print(json.dumps({"figure": "telco_reasons_off", "value": worst, "unit": "log-odds"}))


def measure_table(table: Table, data: Path) -> None:
    """Print what `fit_churn` finds on a table, with the columns that leak and without."""
    frame = table.read(data)
    if frame is None:
        print(f"skipped: no {table.name} in {data}")
        return
    for drop in ((), table.leaks) if table.leaks else ((),):
        report = fit_churn(frame, table.target, drop=drop)
        more: dict[str, Any] = {"table": table.name, "without": list(drop)}
        named = [suspect.column for suspect in report.suspects]
        say("table_auc", report.metrics["auc"], **more, suspects=named)
        say("table_brier", report.metrics["brier"], **more)
        for name in ("plain_logistic", "boosted_trees"):
            say("table_auc_rival", report.rivals[name]["auc"], **more, rival=name)


def measure_cdnow(name: str, path: Path) -> None:
    """Print how well silence is foretold on CDNOW, by what."""
    orders = read_cdnow(path)
    if orders is None:
        print(f"skipped: no CDNOW {name} at {path}")
        return
    expected = find_expected()
    if expected is None:
        print("skipped: expected purchases, as crm_backend.analytics.value is not there")
    report = fit_silence(orders, CDNOW_END, weeks=WEEKS, expected=expected)
    more: dict[str, Any] = {"file": name, "customers": report.customers}
    for what, found in report.metrics.items():
        say(f"cdnow_{what}", found, **more, model="splines")
    for rival, figures in report.rivals.items():
        for what in ("auc", "log_loss"):
            say(f"cdnow_{what}", figures[what], **more, model=rival)
            difference = report.differences[rival][what]
            say(f"cdnow_{what}_less_rival", difference, **more, rival=rival)
    for what, found in report.metrics_active.items():
        say(f"cdnow_{what}_active", found, **more, model="splines")
    figure("cdnow_ece", 100 * report.calibration.error, "per cent", **more)
    if expected is not None:
        plain = fit_silence(orders, CDNOW_END, weeks=WEEKS)
        for what, found in plain.metrics.items():
            say(f"cdnow_{what}", found, **more, model="splines without expected purchases")


def find_expected() -> Expected | None:
    """Return what gives expected purchases, where the models of value are there."""
    if find_spec("crm_backend.analytics.value") is None:
        return None
    fitting = import_module("crm_backend.analytics.value.fitting")
    reading = import_module("crm_backend.analytics.value.transactions")
    summary = import_module("crm_backend.analytics.value.summary")

    def expect(past: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[Any]":
        seen = reading.read_purchases(
            past["customer"], past["at"], past["amount"], as_of=as_of - pd.Timedelta(seconds=1)
        )
        customers = summary.summarize(seen, unit="week")
        model, _ = fitting.fit_buying(customers, "MBG/NBD")
        return pd.Series(model.expect(customers, WEEKS), index=customers.ids)

    return expect


def main() -> None:
    """Measure what the data allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--master", type=Path, help="CDNOW_master.txt of the package lifetimes")
    parser.add_argument("--no-ebm", action="store_true", help="leave the boosting out")
    asked = parser.parse_args()
    with threadpool_limits(limits=1):
        measure_telco(asked.data, with_boosting=not asked.no_ebm)
        for table in OTHERS:
            measure_table(table, asked.data)
        measure_cdnow("sample", asked.data / "cdnow" / "CDNOW_sample.txt")
        if asked.master is not None:
            measure_cdnow("master", asked.master)


if __name__ == "__main__":
    main()
