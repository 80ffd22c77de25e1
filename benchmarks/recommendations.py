"""`python -m benchmarks.recommendations`: accuracy on a time split of the demo shop, and speed.

Every quarter of the last year is predicted from what lay before it: the products a customer had
not and bought then, among all they had not (no sampling). Beside the model: what sold best, ever
and lately. The settings of the model were chosen on the third of these quarters.
"""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sqlalchemy import select

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from benchmarks.report import figure, figure_latency
from crm_backend.analytics.recommendations import recommend
from crm_backend.analytics.recommendations.neighbours import ItemKnn
from crm_backend.analytics.recommendations.purchases import HALF_LIFE, IS_KEPT
from crm_backend.orders.models import Order, OrderLine
from crm_backend.seed import seed_shop
from kernel.db import Database

NOW = datetime(2026, 3, 2, tzinfo=UTC)
QUARTER = timedelta(days=91)
TOP = 10
RESAMPLES = 2_000

Floats = NDArray[np.float64]


def read_sales(database: Database) -> list[tuple[int, int, datetime]]:
    """Return who bought what when."""
    query = select(Order.customer_id, OrderLine.product_id, Order.placed_at)
    query = query.join(OrderLine, OrderLine.order_id == Order.id).where(IS_KEPT)
    with database.session() as session:
        return [tuple(row) for row in session.execute(query)]


def ndcg(scores: Floats, owned: Floats, bought: Floats) -> Floats:
    """Return NDCG@10 of each row; what is owned is never ranked."""
    ranked = np.argsort(-np.where(owned > 0, -np.inf, scores), axis=1, kind="stable")[:, :TOP]
    discounts = 1 / np.log2(np.arange(2, TOP + 2))
    gains = np.take_along_axis(bought, ranked, axis=1) @ discounts
    best = np.array([discounts[: int(min(TOP, count))].sum() for count in bought.sum(axis=1)])
    return np.asarray(gains / best)


def evaluate(sales: list[tuple[int, int, datetime]], start: datetime, end: datetime) -> None:
    """Print NDCG@10 of the model and of two popularities for what was bought in the span."""
    shape = (max(row[0] for row in sales) + 1, max(row[1] for row in sales) + 1)
    owned, bought = np.zeros(shape), np.zeros(shape)
    ever, lately = np.zeros(shape[1]), np.zeros(shape[1])
    for customer, product, at in sales:
        if at < start:
            owned[customer, product] = 1
            ever[product] += 1
            lately[product] += 0.5 ** ((start - at) / HALF_LIFE)
        elif at < end:
            bought[customer, product] = 1
    bought[owned > 0] = 0
    rows = np.flatnonzero((owned.sum(axis=1) > 0) & (bought.sum(axis=1) > 0))
    model = ItemKnn().fit(csr_array(owned), lately)
    scored = np.array([model.score(np.flatnonzero(owned[row])) for row in rows])
    count = (len(rows), 1)
    results = {
        "co-purchase": ndcg(scored, owned[rows], bought[rows]),
        "popular lately": ndcg(np.tile(lately, count), owned[rows], bought[rows]),
        "popular ever": ndcg(np.tile(ever, count), owned[rows], bought[rows]),
    }
    for name, values in results.items():
        more = {"model": name, "from": str(start.date()), "customers": len(rows)}
        figure("ndcg_at_10", 100 * values.mean(), "per cent", **more)
    report_gain(results["co-purchase"] - results["popular lately"], start)


def report_gain(gains: Floats, start: datetime) -> None:
    """Print the mean gain over popularity with its interval by resampling customers."""
    chance = np.random.default_rng(1)
    means = [chance.choice(gains, len(gains)).mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    interval = [round(100 * float(low), 2), round(100 * float(high), 2)]
    value = 100 * float(gains.mean())
    figure("ndcg_gain", value, "points", interval=interval, **{"from": str(start.date())})


def measure_speed(database: Database) -> None:
    """Print how long fitting takes and how long a request does once that is done."""
    start = time.perf_counter()
    with database.session() as session:
        recommend(session, customer_id=1, now=NOW)
    figure("recommend_first", (time.perf_counter() - start) * 1000, "ms")
    spans = []
    for customer_id in range(1, 501):
        with database.session() as session:
            start = time.perf_counter()
            recommend(session, customer_id=customer_id, now=NOW)
            spans.append(time.perf_counter() - start)
    figure_latency("recommend", spans)


def main() -> None:
    """Seed a shop of full size, then measure."""
    with tempfile.TemporaryDirectory() as name:
        database = Database(f"sqlite:///{Path(name) / 'shop.db'}")
        database.create_all()
        seed_shop(database, data=Path(name), now=NOW, progress=lambda *_: None)
        sales = read_sales(database)
        for quarter in range(4, 0, -1):
            evaluate(sales, NOW - quarter * QUARTER, NOW - (quarter - 1) * QUARTER)
        measure_speed(database)
        database.dispose()


if __name__ == "__main__":
    main()
