"""How often experiments raise a false alarm, on the spend of real customers who were treated alike.

    python -m benchmarks.experiments [--data ../shared/datasets] [--runs 4000] [--cdnow FILE]

Each run sorts real customers by the product's own assignment, measures what they really spent in
the later half of the data and knows what they spent in the earlier one. `--cdnow` takes the whole
CDNOW_master.txt (in the wheel of `lifetimes` on PyPI) in the place of the sample of a tenth. Rivals
in the same runs: the plain test, stopping at the first p < .05, the t-test on orders. Nothing is
tuned on these data.
"""

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2, kstest

from benchmarks.experiment_sums import Sums, ratio, sum_up, to_p, welch
from benchmarks.report import figure
from crm_backend.analytics.experiments.analysis import analyse
from crm_backend.analytics.experiments.assigning import choose_arm, draw
from crm_backend.analytics.experiments.comparing import compare
from crm_backend.analytics.experiments.files import read_experiment
from crm_backend.analytics.experiments.sample import Bools, Floats, Metric
from crm_backend.analytics.experiments.sequential import find_boundaries

LOOKS, MOST, LIFT, ALPHA = 10, 8_000, 1.12, 0.05
CHECKED = 25  # runs in which the p-values are held against the product's own
HALVES = {"control": 0.5, "treatment": 0.5}
COOKIES = ("cookie-cats/cookie_cats.csv.gz", "version", "retention_7,retention_1,sum_gamerounds")


@dataclass(frozen=True)
class Customers:
    """What each spent after and before the middle, and the amounts of each one's later orders."""

    after: Floats
    before: Floats
    orders: list[Floats]


def main() -> None:
    """Measure one data set after the other; what is not there is skipped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--runs", type=int, default=4_000)
    parser.add_argument("--cdnow", type=Path, default=None)
    parser.add_argument("--only", default="", help="cdnow or online-retail")
    given = parser.parse_args()
    if not given.only:
        measure_assignment()
        show_cookies(given.data)
    cdnow = given.cdnow or given.data / "cdnow/CDNOW_sample.txt"
    retail = given.data / "online-retail/online_retail.parquet"
    for name, path, read in (("cdnow", cdnow, read_cdnow), ("online-retail", retail, read_retail)):
        if given.only not in ("", name):
            continue
        if path.exists():
            simulate(name, split(read(path)), given.runs)
        else:
            print(f"skipped {name}: {path} is not there", flush=True)


def read_cdnow(path: Path) -> pd.DataFrame:
    """Return customer, time and amount of the orders of the file; the whole one has one id less."""
    rows = pd.read_csv(path, sep=r"\s+", header=None, dtype=str)
    rows = rows[rows[0].str.isdigit()]  # the whole one has a head
    made = pd.DataFrame(
        {"customer": rows[0], "at": pd.to_datetime(rows[rows.shape[1] - 3], format="%Y%m%d")}
    )
    return made.assign(amount=pd.to_numeric(rows[rows.shape[1] - 1]))


def read_retail(path: Path) -> pd.DataFrame:
    """Return one row for each order that was kept."""
    rows = pd.read_parquet(path)
    rows = rows[rows["CustomerID"].notna() & (rows["Quantity"] > 0) & (rows["UnitPrice"] > 0)]
    rows = rows.assign(amount=rows["Quantity"] * rows["UnitPrice"])
    grouped = rows.groupby(["CustomerID", "InvoiceNo"], as_index=False)
    made = grouped.agg(at=("InvoiceDate", "min"), amount=("amount", "sum"))
    return made.rename(columns={"CustomerID": "customer"})


def split(orders: pd.DataFrame) -> Customers:
    """Return customers known in the first half of the time, by what they did in either half."""
    first, last = orders["at"].min(), orders["at"].max()
    middle = first + (last - first) / 2
    early, late = orders[orders["at"] < middle], orders[orders["at"] >= middle]
    before = early.groupby("customer")["amount"].sum()
    amounts = late.groupby("customer")["amount"].apply(lambda one: one.to_numpy(dtype=float))
    there = [amounts.get(one, np.zeros(0)) for one in before.index]
    after = np.array([one.sum() for one in there])
    return Customers(after, before.to_numpy(dtype=float), there)


def simulate(name: str, people: Customers, runs: int) -> None:
    """Run experiments in which nothing was changed, and the same with a lift of 12 %."""
    size, rng = min(MOST, len(people.after)), np.random.default_rng(20261126)
    ends = np.array([size * number // LOOKS for number in range(1, LOOKS + 1)])
    counts = np.array([len(one) for one in people.orders], dtype=float)
    squares = np.array([(one**2).sum() for one in people.orders])
    sums, of_orders, squared = list[Any](), list[Any](), list[list[float]]()
    furthest, began = 0.0, time.perf_counter()
    for run in range(runs):
        chosen, key = rng.permutation(len(people.after))[:size], f"{name}-{run}"
        arms = np.array([choose_arm(key, int(one), HALVES) == "treatment" for one in chosen])
        after, before = people.after[chosen], people.before[chosen]
        sums.append(sum_up(arms, after, before, ends))
        of_orders.append(sum_up(arms, after, counts[chosen], ends[-1:]))
        squared.append([float(squares[chosen][mask].sum()) for mask in (~arms, arms)])
        if run < CHECKED:
            furthest = max(
                furthest, check(arms, after, before, counts[chosen], sums[-1], of_orders[-1])
            )
    more: dict[str, str | int] = {"data": name, "customers": size}
    figure("furthest_from_the_products_p", furthest * 1e12, "1e-12", runs=CHECKED, **more)
    control, treatment = (make_sums(sums, place) for place in (0, 1))
    for kind, treated in (("alarms", treatment), ("power", treatment.times(LIFT))):
        plain = welch(control, treated, with_before=False)
        report_rules(kind, plain, welch(control, treated, with_before=True), **more)
    first, second = (make_sums(of_orders, place) for place in (0, 1))
    report("alarms_ratio_delta", ratio(first, second)[:, -1] < ALPHA, **more)
    naive = judge_orders(first, second, np.array(squared))
    report("alarms_ratio_t_on_orders", naive < ALPHA, **more)
    both = control.plus(treatment)
    kept = 1 - both.cov[:, -1] ** 2 / (both.var_x[:, -1] * both.var_y[:, -1])
    figure("variance_kept_by_cuped", 100 * float(np.median(kept)), "%", **more)
    figure("seconds", time.perf_counter() - began, "s", **more)


def make_sums(sums: Sequence[Any], place: int) -> Sums:
    """Return the sums of one arm over all runs, runs × looks."""
    return Sums(*np.stack([one[place] for one in sums], axis=1))


def report_rules(kind: str, plain: Floats, cuped: Floats, **more: str | int) -> None:
    """Print how often each rule calls a difference; p-values are runs × looks."""
    bounds = find_boundaries([number / LOOKS for number in range(1, LOOKS + 1)], ALPHA)
    levels = np.array([math.erfc(bound / math.sqrt(2)) for bound in bounds])
    for mark, ps in (("", plain), ("_cuped", cuped)):
        report(f"{kind}_one_look{mark}", ps[:, -1] < ALPHA, **more)
        report(f"{kind}_ten_looks{mark}", np.asarray((ps <= levels).any(axis=1)), **more)
        report(f"{kind}_peeking{mark}", np.asarray((ps < ALPHA).any(axis=1)), **more)


def judge_orders(first: Sums, second: Sums, squared: Floats) -> Floats:
    """Return p-values of the t-test on orders, as if each order had been randomised by itself."""
    means, parts, sizes = [], [], []
    for place, arm in enumerate((first, second)):
        orders, total = arm.x[:, -1], arm.y[:, -1]
        spread = (squared[:, place] - total**2 / orders) / (orders - 1)
        means.append(total / orders)
        parts.append(spread / orders)
        sizes.append(orders)
    return to_p(means[1] - means[0], parts, sizes)


def check(
    arms: Bools, after: Floats, before: Floats, counts: Floats, sums: Any, of_orders: Any
) -> float:
    """Return how far the sums' p-values are from those of the product, at the last look."""
    control, treatment = (make_sums([sums], place) for place in (0, 1))
    first, second = (make_sums([of_orders], place) for place in (0, 1))
    spend = Metric("spend", "mean", after, before=before)
    order_value = Metric("order_value", "ratio", after, below=counts)
    pairs = (
        (welch(control, treatment, with_before=False), spend, False),
        (welch(control, treatment, with_before=True), spend, True),
        (ratio(first, second), order_value, False),
    )
    gaps = []
    for ps, metric, has_before in pairs:
        own = compare(metric, ~arms, arms, confidence=1 - ALPHA, with_before=has_before)
        gaps.append(abs(float(ps[0, -1]) - (own.p if own is not None else 1.0)))
    return max(gaps)


def report(name: str, called: Bools, **more: str | int) -> None:
    """Print in how many of the runs it was called, in percent with a 95 % interval (Wilson)."""
    count, runs = int(called.sum()), len(called)
    share, square = count / runs, 1.96**2
    centre = (share + square / (2 * runs)) / (1 + square / runs)
    reach = 1.96 * math.sqrt(share * (1 - share) / runs + square / (4 * runs**2))
    reach /= 1 + square / runs
    around = [round(100 * (centre - reach), 2), round(100 * (centre + reach), 2)]
    figure(name, 100 * share, "%", interval=around, runs=runs, **more)


def measure_assignment(count: int = 200_000) -> None:
    """Print how even, how independent and how quick the assignment is."""
    began = time.process_time()
    for one in range(count):
        choose_arm("speed", one, HALVES)
    figure("assignment", (time.process_time() - began) / count * 1e6, "us", customers=count)
    places = [draw("uniform", one) for one in range(count)]
    figure("assignment_uniform_ks_p", float(kstest(places, "uniform").pvalue), "p")
    pairs = defaultdict[tuple[str, str], int](int)
    for one in range(count):
        pairs[choose_arm("first", one, HALVES), choose_arm("second", one, HALVES)] += 1
    statistic = sum((pairs[cell] - count / 4) ** 2 / (count / 4) for cell in pairs)
    figure("assignment_of_two_experiments_independent_p", float(chi2.sf(statistic, 3)), "p")


def show_cookies(data: Path) -> None:
    """Print what is concluded of an experiment whose groups are uneven (cookie-cats)."""
    path, group, metrics = COOKIES
    if not (data / path).exists():
        print(f"skipped cookie-cats: {data / path} is not there", flush=True)
        return
    read = read_experiment(data / path, group=group, metrics=metrics.split(","))
    found = analyse(read.arms, read.metrics, read.design)
    p = found.primary.comparisons[0].p if found.primary else 1.0
    more = {"concludes": found.verdict.key, "naive_p_of_retention_7": round(p, 5)}
    figure("cookie_cats_sizes_p", found.ratio_p * 100, "%", **more)


if __name__ == "__main__":
    main()
