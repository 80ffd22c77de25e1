"""`python -m benchmarks.recommendation_requests [--products N]`: how long a customer waits.

A synthetic shop of 10,000 products, 20,000 customers and about 100,000 orders (popularity by Zipf,
tastes by category, ten rules of the shop). Each request is measured as the service is called: what
is bought, what is in stock, the rules, prices, at most two of a category, and reasons that are
checked to sum to the score. Then the same after an order: from its storing to the next list.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from benchmarks.report import figure, figure_latency
from crm_backend.analytics.product_search import find_described, read_wish
from crm_backend.analytics.recommendations import (
    Recommendation,
    recommend,
    recommend_again,
    recommend_with,
)
from crm_backend.analytics.recommendations.cache import refresh
from crm_backend.analytics.recommendations.models import RecommendationRule
from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine
from kernel.db import Database

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CATEGORIES, CUSTOMERS, ORDERS = 120, 20_000, 100_000
RUNS = 400
LINES = 2.5  # of an order, in the mean
THINGS = ("lamp", "rug", "chair", "vase", "pan", "pillow", "desk", "mirror", "towel", "basket")
WORDS = ("oak", "linen", "warm", "small", "velvet", "brass", "quiet", "woven", "round", "slim")
WISHES = ("something warm for a small flat under 50", "适合小户型的暖色灯，300以内", "oak desk")


def make_shop(database: Database, products: int) -> None:
    """Store the shop."""
    chance = np.random.default_rng(7)
    shelf_of = chance.integers(0, CATEGORIES, products)
    with database.transaction() as session:
        session.execute(
            insert(Category),
            [
                {"id": n + 1, "slug": f"c-{n}", "name_en": f"Shelf {n}", "name_zh": f"货架{n}"}
                for n in range(CATEGORIES)
            ],
        )
        session.execute(insert(Product), make_products(shelf_of, chance))
        session.execute(
            insert(Customer),
            [
                {"id": n, "name": f"C {n}", "email": f"c{n}@example.com", "created_at": NOW}
                for n in range(1, CUSTOMERS + 1)
            ],
        )
        make_orders(session, shelf_of, chance)
        make_rules(session, products)


def make_products(shelf_of: np.ndarray, chance: np.random.Generator) -> list[dict[str, object]]:
    """Return rows of products; one in twenty is sold out, as many are given up."""
    return [
        {
            "id": n + 1,
            "sku": f"P-{n}",
            "category_id": int(shelf) + 1,
            "name_en": f"{WORDS[n % 10]} {THINGS[shelf % 10]} {n}",
            "name_zh": f"商品{n}",
            "description_en": " ".join(chance.choice(WORDS, 3)),
            "price_cents": int(np.exp(chance.normal(8, 1))) + 100,
            "stock": int(chance.random() > 0.05) * 10,
            "is_active": bool(chance.random() > 0.05),
            "created_at": NOW,
        }
        for n, shelf in enumerate(shelf_of.tolist())
    ]


def make_orders(session: Session, shelf_of: np.ndarray, chance: np.random.Generator) -> None:
    """Store orders: three of four lines are of one of four categories a customer likes."""
    weights = 1 / np.arange(1, len(shelf_of) + 1) ** 0.8
    everything = chance.choice(len(shelf_of), 400_000, p=weights / weights.sum()).tolist()
    by_shelf = [np.flatnonzero(shelf_of == shelf) for shelf in range(CATEGORIES)]
    liked = chance.integers(0, CATEGORIES, (CUSTOMERS + 1, 4))
    orders: list[dict[str, object]] = []
    lines: list[dict[str, int]] = []
    for number in range(1, ORDERS + 1):
        customer = int(chance.integers(1, CUSTOMERS + 1))
        at = NOW - timedelta(days=float(chance.random() * 700))
        orders.append(
            {
                "id": number,
                "number": f"FD-{number:07d}",
                "customer_id": customer,
                "status": "delivered",
                "placed_at": at,
                "total_cents": 0,
            }
        )
        for _ in range(1 + chance.poisson(LINES - 1)):
            product = everything[len(lines) % len(everything)]
            if chance.random() < 0.75:
                shelf = by_shelf[liked[customer, chance.integers(4)]]
                product = int(shelf[min(int(chance.exponential(8)), len(shelf) - 1)])
            row = {"order_id": number, "product_id": product + 1}
            lines.append(row | {"quantity": 1, "unit_price_cents": 2_000})
    session.execute(insert(Order), orders)
    session.execute(insert(OrderLine), lines)


def make_rules(session: Session, products: int) -> None:
    """Store rules of each kind, for products and categories."""
    kinds = ("boost", "exclude", "boost", "include", "exclude")
    for number, kind in enumerate(kinds * 2):
        of_product = number % 2 == 0
        session.add(
            RecommendationRule(
                kind=kind,
                product_id=1 + number * (products // 20) if of_product else None,
                category_id=None if of_product else 1 + number,
                factor=1.5,
                starts_at=NOW - timedelta(days=1),
                created_at=NOW,
                created_by="staff:1",
            )
        )


def check(found: list[Recommendation]) -> list[Recommendation]:
    """Return a list after making sure that the parts of each score sum to it."""
    for one in found:
        gap = abs(sum(part.amount for part in one.parts) - one.score)
        if gap > 1e-9 * max(1.0, abs(one.score)):
            raise AssertionError(f"The parts miss the score by {gap}.")
    return found


def measure(database: Database, name: str, ask: Callable[[Session, int], object]) -> None:
    """Print how long a request takes, in a session of its own, for customers one after another.

    Beside the wall clock stands the processor time of the thread: on a machine that is shared the
    one tells how busy it is, the other what is done.
    """
    spans, busy = [], []
    for customer in range(1, RUNS + 1):
        with database.session() as session:
            start, begun = time.perf_counter(), time.thread_time()
            ask(session, customer)
            spans.append(time.perf_counter() - start)
            busy.append(time.thread_time() - begun)
    figure_latency(name, spans)
    figure_latency(f"{name}_cpu", busy)


def measure_after_order(database: Database) -> None:
    """Print how long it takes from an order's commit to the list that knows of it."""
    spans, busy = [], []
    for customer in range(1, RUNS + 1):
        with database.session() as session:
            wanted = recommend(session, customer_id=customer, now=NOW, limit=1)[0].product
        with database.transaction() as session:
            order = Order(
                number=f"FD-9{customer:06d}",
                customer_id=customer,
                status="paid",
                placed_at=NOW,
                total_cents=wanted.price_cents,
                lines=[
                    OrderLine(product_id=wanted.id, quantity=1, unit_price_cents=wanted.price_cents)
                ],
            )
            session.add(order)
        with database.session() as session:
            start, begun = time.perf_counter(), time.thread_time()
            found = recommend(session, customer_id=customer, now=NOW)
            spans.append(time.perf_counter() - start)
            busy.append(time.thread_time() - begun)
        if wanted.id in {one.product.id for one in found}:
            raise AssertionError("What was just bought is recommended.")
    figure_latency("recommend_after_order", spans)
    figure_latency("recommend_after_order_cpu", busy)


def measure_lists(database: Database) -> None:
    """Print how long each of the lists takes."""
    measure(
        database,
        "recommend_10_with_reasons",
        lambda session, who: check(recommend(session, customer_id=who, now=NOW, limit=10)),
    )
    measure(
        database,
        "recommend_3",
        lambda session, who: check(recommend(session, customer_id=who, now=NOW)),
    )
    measure(
        database,
        "goes_with_order_of_3",
        lambda session, who: check(
            recommend_with(
                session, product_ids=[who, who + 7, who + 70], customer_id=who, now=NOW, limit=1
            )
        ),
    )
    measure(
        database,
        "buy_again",
        lambda session, who: check(
            recommend_again(session, customer_id=who, now=NOW, is_asked=True)
        ),
    )
    measure(
        database,
        "wish_in_words",
        lambda session, who: find_described(
            session, wish=read_wish(WISHES[who % 3]), customer_id=who, now=NOW
        ),
    )


def main() -> None:
    """Make the shop, fit, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=10_000)
    products = parser.parse_args().products
    with tempfile.TemporaryDirectory() as name:
        database = Database(f"sqlite:///{Path(name) / 'shop.db'}")
        database.create_all()
        make_shop(database, products)
        start = time.perf_counter()
        with database.session() as session:
            recommend(session, customer_id=1, now=NOW)
        figure("fit_quick_and_first_request", time.perf_counter() - start, "s", products=products)
        start = time.perf_counter()
        with database.session() as session:
            refresh(session, now=NOW, is_first=True)
        figure("fit_in_background", time.perf_counter() - start, "s", products=products)
        measure_lists(database)
        measure_after_order(database)
        database.dispose()


if __name__ == "__main__":
    main()
