"""`python -m benchmarks.recs_size`: recommendations for 1,000,000 customers and 100,000 products.

Made-up purchases (10 million pairs): products by Zipf's law, half of each customer's from one of
500 tastes. Prints the seconds of the fit, the highest memory of the process, and the time to score
and rank for one customer (by the clock, and the processor's share of it: on a busy machine the
clock tells of others too). It tells nothing of accuracy. `--customers`, `--products` and `--pairs`
make it smaller.
"""

import argparse
import resource
import time

import numpy as np
from scipy.sparse import csr_array

from benchmarks.report import figure, figure_latency
from crm_backend.analytics.recommendations.blend import choose_model
from crm_backend.analytics.recommendations.evaluation import rank
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.model import ItemModel, Matrix
from crm_backend.analytics.recommendations.neighbours import ItemKnn

TASTES = 500
ASKED = 2_000  # customers scored one by one
SEED = 1


def make_purchases(customers: int, products: int, pairs: int) -> Matrix:
    """Return customers x products with about so many pairs."""
    chance = np.random.default_rng(SEED)
    drawn = int(pairs * 1.08)  # some pairs are drawn twice
    share = 1 / np.arange(1, products + 1) ** 0.8
    place = np.searchsorted(np.cumsum(share / share.sum()), chance.random(drawn))
    place = np.minimum(place, products - 1)
    owners = chance.integers(0, customers, drawn)
    taste = owners % TASTES
    is_taste = chance.random(drawn) < 0.5
    place[is_taste] = (place[is_taste] // TASTES * TASTES + taste[is_taste]) % products
    bought = csr_array((np.ones(drawn), (owners, place)), shape=(customers, products))
    bought.sum_duplicates()
    bought.data[:] = 1.0
    return bought


def measure(model: ItemModel, bought: Matrix) -> None:
    """Print what one model costs."""
    about = {"model": model.name, "customers": bought.shape[0], "products": bought.shape[1]}
    about["pairs"] = bought.nnz
    start, cpu = time.perf_counter(), time.process_time()
    model.fit(bought)
    figure("fit", time.perf_counter() - start, "s", **about)
    figure("fit_cpu", time.process_time() - cpu, "s", **about)
    weights = model.weights_
    figure("weights", (weights.data.nbytes + weights.indices.nbytes) / 1e6, "MB", **about)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figure("memory_peak", peak, "MB", **about)
    spans, processor = [], []
    for customer in np.random.default_rng(SEED).integers(0, bought.shape[0], ASKED):
        row = slice(bought.indptr[customer], bought.indptr[customer + 1])
        items = bought.indices[row].astype(np.intp)
        start, cpu = time.perf_counter(), time.thread_time()
        rank(model.score(items), items)
        spans.append(time.perf_counter() - start)
        processor.append(time.thread_time() - cpu)
    figure_latency("score_one", spans, **about)
    figure_latency("score_one_cpu", processor, **about)


def main() -> None:
    """Measure the model that is chosen for the size; with `--all` the others after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=10_000_000)
    parser.add_argument("--all", action="store_true", help="item-kNN and RP3beta alone, too")
    asked = parser.parse_args()
    bought = make_purchases(asked.customers, asked.products, asked.pairs)
    measure(choose_model(asked.products), bought)
    if asked.all:
        measure(ItemKnn(), bought)
        measure(Rp3Beta(), bought)


if __name__ == "__main__":
    main()
