"""`python -m benchmarks.segments [--data ../shared/datasets]`: segments beside other ways to cut.

Mall customers (income and spending score): the number of segments that is chosen and its
silhouette; a mixture of Gaussians with as many. CDNOW and Online Retail: segments of what lies
before a cut, and how much of the spend after it they explain, by means learned on one half of the
customers and judged on the other (so that many cells are no advantage), 20 times; beside the names
by rule, all 125 RFM cells, and the mixture. Agreement is the mean adjusted Rand index of ten
redrawn samples. Nothing is tuned: the number of segments is chosen by stability and silhouette.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from benchmarks.report import figure
from benchmarks.value import read_cdnow, read_online_retail
from crm_backend.analytics.segments.clustering import REDRAWN, find_silhouette
from crm_backend.analytics.segments.fit import fit_clusters, fit_rfm_clusters
from crm_backend.analytics.segments.rfm import measure_rfm
from crm_backend.analytics.value.summary import count_later
from crm_backend.analytics.value.transactions import Floats, Purchases

COLUMNS = ("Annual Income (k$)", "Spending Score (1-100)")
BASELINE = 0.554
SPLITS = 20


def fit_mixture(scaled: Floats, k: int) -> tuple[NDArray[np.intp], float]:
    """Return the labels of a mixture of k Gaussians, and their agreement when redrawn."""
    rng = np.random.default_rng(0)
    whole = GaussianMixture(k, n_init=5, random_state=0).fit(scaled).predict(scaled)
    agreements = []
    for turn in range(REDRAWN):
        again = scaled[rng.integers(0, len(scaled), len(scaled))]
        labels = GaussianMixture(k, n_init=2, random_state=turn).fit(again).predict(scaled)
        agreements.append(adjusted_rand_score(whole, labels))
    return whole, float(np.mean(agreements))


def measure_mall(data: Path) -> None:
    """Print the number of segments of the mall's customers and how far they stand apart."""
    frame = pd.read_csv(data / "Mall_Customers.csv")
    table = {name: frame[name].to_numpy(float) for name in COLUMNS}
    found = fit_clusters(frame["CustomerID"].to_numpy(object), table)
    more = {"k": found.chosen.k, "agreement": round(found.chosen.stability, 3)}
    more |= {"exact": round(found.silhouette, 4), "baseline": BASELINE}
    more |= {"shuffled": round(found.shuffled, 3)}
    figure("silhouette", found.silhouette, "of 1", data="mall-customers", model="KMeans", **more)
    scaled = found.segmenter.scaling.transform(np.column_stack(list(table.values())))
    labels, agreement = fit_mixture(scaled, found.chosen.k)
    told = {"model": "mixture", "k": found.chosen.k, "agreement": round(agreement, 3)}
    exact = find_silhouette(scaled, labels, 0)
    figure("silhouette", exact, "of 1", data="mall-customers", exact=round(exact, 4), **told)


def explain(labels: NDArray[np.integer], came: Floats) -> tuple[float, float]:
    """Return the share of variance explained in customers not learned from: mean and deviation."""
    rng = np.random.default_rng(0)
    shares = []
    for _ in range(SPLITS):
        learns = rng.random(len(came)) < 0.5
        sums = np.bincount(labels[learns], came[learns], minlength=labels.max() + 1)
        counts = np.bincount(labels[learns], minlength=labels.max() + 1)
        overall = came[learns].mean()
        means = np.where(counts > 0, sums / np.maximum(counts, 1), overall)
        rest = came[~learns]
        errors = ((rest - means[labels[~learns]]) ** 2).sum()
        shares.append(1 - errors / ((rest - overall) ** 2).sum())
    return float(np.mean(shares)), float(np.std(shares))


def measure_shop(name: str, purchases: Purchases, cut: int) -> None:
    """Print what each way to cut the customers of a day says of what they spend after it."""
    before = purchases.until(cut)
    _, spend = count_later(purchases, after=cut, until=purchases.end)
    rfm = measure_rfm(before)
    start = time.process_time()
    found = fit_rfm_clusters(rfm)
    seconds = time.process_time() - start
    figure("choose_and_fit", seconds, "s of processor", data=name, customers=len(rfm.ids))
    scaled = found.segmenter.scaling.transform(rfm.values)
    rules = rfm.learn_rules()
    scores = rules.score(rfm.recency_days, rfm.frequency, rfm.monetary)
    names = pd.factorize(rfm.name(rules))[0]
    start = time.process_time()
    mixture, agreement = fit_mixture(scaled, found.chosen.k)
    mixture_seconds = time.process_time() - start
    six = fit_rfm_clusters(rfm, k=6)
    for model, labels, more in (
        ("KMeans, chosen", found.places, {"agreement": round(found.chosen.stability, 3)}),
        ("KMeans, k = 6", six.places, {"agreement": round(six.chosen.stability, 3)}),
        (
            "mixture, same k",
            mixture,
            {"agreement": round(agreement, 3), "seconds": round(mixture_seconds, 2)},
        ),
        ("RFM names by rule", names, {}),
        ("RFM cells", np.ravel_multi_index(tuple(scores - 1), (5, 5, 5)), {}),
    ):
        told: dict[str, object] = {"data": name, "model": model, **more}
        told |= {"groups": len(np.unique(labels))}
        told |= {"silhouette": round(find_silhouette(scaled, labels, 0), 3)}
        for what, came in (("spend", spend), ("log_spend", np.log1p(spend))):
            share, deviation = explain(labels, came)
            spread = round(100 * deviation, 1)
            figure(f"explained_{what}", 100 * share, "per cent", deviation=spread, **told)


def main() -> None:
    """Measure what the data that are there allow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    data = parser.parse_args().data
    for name in ("mall-customers", "cdnow", "online-retail"):
        if not (data / name).is_dir():
            print(f'{{"skipped": "{data / name} is not there"}}')
        elif name == "mall-customers":
            measure_mall(data / name)
        elif name == "cdnow":
            purchases = read_cdnow(data)
            measure_shop(name, purchases, purchases.end - 273)
        else:
            purchases = read_online_retail(data)
            measure_shop(name, purchases, purchases.end - 91)


if __name__ == "__main__":
    main()
