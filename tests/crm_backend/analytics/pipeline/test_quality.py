"""Each fault is found, counted and shown by its id; a clean shop has none."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, text

import bot.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.pipeline.faults import FAULTS
from crm_backend.analytics.pipeline.models import AnalyticsReport
from crm_backend.analytics.pipeline.run import Plan, run_steps
from crm_backend.analytics.pipeline.steps.freshness import FreshnessStep
from crm_backend.analytics.pipeline.steps.quality import QualityStep
from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from kernel.db import Database, UtcDateTime
from tests.crm_backend.shop import NOW, Shop

SOON = NOW + timedelta(days=9)
CHANGES = {
    "order_in_future": "UPDATE purchase_order SET placed_at = :soon WHERE id = 1",
    "order_free": "UPDATE purchase_order SET total_cents = 0 WHERE id = 1",
    "order_without_lines": "DELETE FROM order_line",
    "order_other_currency": "UPDATE purchase_order SET currency = 'USD' WHERE id = 1",
    "order_total_differs": "UPDATE purchase_order SET total_cents = 77 WHERE id = 1",
    "line_many": "UPDATE order_line SET quantity = 5000 WHERE id = 1",
    "line_negative": "UPDATE order_line SET unit_price_cents = -5 WHERE id = 1",
    "customer_in_future": "UPDATE customer SET created_at = :soon WHERE id = 2",
    "product_free": "UPDATE product SET price_cents = 0 WHERE id = 1",
}


def look(database: Database, folder: Path, *steps: Any) -> dict[str, Any]:
    plan = Plan(steps or [QualityStep()], folder / "analytics", "k" * 43)
    run_steps(database, plan, clock=lambda: NOW)
    with database.session() as session:
        report = session.query(AnalyticsReport).one()
    return dict(report.payload)


def found(database: Database, folder: Path) -> dict[str, list[str]]:
    checks = look(database, folder)["checks"]
    return {one["name"]: one["examples"] for one in checks if one["rows"]}


@pytest.fixture
def clean(stocked: Database) -> Database:
    """A shop in which nothing is wrong: two orders in euro."""
    with stocked.transaction() as session:
        session.execute(text("UPDATE customer SET country = 'DE'"))
        ada, lamp = session.get_one(Customer, 1), session.get_one(Product, 1)
        Shop(session).order(ada, (lamp, 1), number="FD-2", placed_at=NOW)
        Shop(session).order(ada, (lamp, 1), number="FD-3", placed_at=NOW - timedelta(days=1))
    return stocked


def test_a_clean_shop_has_no_faults(clean: Database, tmp_path: Path) -> None:
    told = look(clean, tmp_path)
    assert [one["name"] for one in told["checks"]] == list(FAULTS)
    assert [one["sentence"] for one in told["checks"] if one["rows"]] == []
    assert told["tables"]["purchase_order"] == 3


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_is_found(clean: Database, tmp_path: Path, name: str) -> None:
    with clean.transaction() as session:
        change = text(CHANGES[name])
        if ":soon" in CHANGES[name]:
            change = change.bindparams(bindparam("soon", SOON, UtcDateTime))
        session.execute(change)
    faults = found(clean, tmp_path)
    assert name in faults
    assert faults[name][0] in ("1", "2")


def test_orders_that_look_doubled_are_found(clean: Database, tmp_path: Path) -> None:
    with clean.transaction() as session:
        ada, lamp = session.get_one(Customer, 1), session.get_one(Product, 1)
        Shop(session).order(ada, (lamp, 1), number="FD-4", placed_at=NOW)
    assert found(clean, tmp_path) == {"order_twice": ["4"]}


def test_orphans_of_a_file_that_was_brought_in_are_found(clean: Database, tmp_path: Path) -> None:
    if not clean.is_sqlite:
        pytest.skip("PostgreSQL refuses them")
    with clean.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            connection.execute(text("UPDATE purchase_order SET customer_id = 99 WHERE id = 2"))
            connection.execute(text("UPDATE order_line SET product_id = 99 WHERE id = 1"))
            connection.execute(text("UPDATE order_line SET order_id = 99 WHERE id = 2"))
        driver.execute("PRAGMA foreign_keys=ON")
    faults = found(clean, tmp_path)
    assert faults["order_without_customer"] == ["2"]
    assert faults["line_without_product"] == ["1"]
    assert faults["line_without_order"] == ["2"]


def test_an_order_far_beyond_the_usual_is_doubted(clean: Database, tmp_path: Path) -> None:
    with clean.transaction() as session:
        ada, lamp = session.get_one(Customer, 1), session.get_one(Product, 1)
        for number in range(300):
            at = NOW - timedelta(days=2, minutes=number)
            Shop(session).order(ada, (lamp, 1), number=f"FD-{100 + number}", placed_at=at)
        Shop(session).order(ada, (lamp, 900), number="FD-9", placed_at=NOW - timedelta(days=3))
    assert found(clean, tmp_path) == {"order_huge": ["304"]}


def test_a_feed_that_stands_still_is_noticed(clean: Database, tmp_path: Path) -> None:
    with clean.transaction() as session:
        ada, lamp = session.get_one(Customer, 1), session.get_one(Product, 1)
        session.execute(text("DELETE FROM order_line WHERE order_id IN (2, 3)"))
        session.execute(text("DELETE FROM order_status_change WHERE order_id IN (2, 3)"))
        session.execute(text("DELETE FROM purchase_order WHERE id IN (2, 3)"))
        for number in range(30):
            at = NOW - timedelta(days=6 + number)
            Shop(session).order(ada, (lamp, 1), number=f"FD-{100 + number}", placed_at=at)
    told = {one["name"]: one for one in look(clean, tmp_path, FreshnessStep())["feeds"]}
    assert told["orders"]["is_silent"]
    assert told["orders"]["hours"] == 144
    assert told["orders"]["longest_hours"] == 24
    assert told["tickets"]["sentence"] == "There are no tickets yet."
