"""The steps over a whole small shop: what each leaves for the pages; what a second night does."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import func, select

import frontdesk.schema  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.pipeline.models import (
    AnalyticsReport,
    CustomerInsight,
    SegmentMembership,
)
from crm_backend.analytics.pipeline.run import Plan, run_steps
from crm_backend.analytics.pipeline.steps import choose_steps, make_steps
from crm_backend.analytics.pipeline.steps.demand import share_over
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import find_live
from crm_backend.orders.models import Order
from kernel.db import Database
from tests.crm_backend.analytics.warehouse.shops import NOW, fill

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, dict[str, str]]]:
    """A small demo shop after its first night."""
    folder = tmp_path_factory.mktemp("night")
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    fill(database, folder)
    told = run_steps(database, make_plan(folder), clock=lambda: NOW)
    yield database, {one.name: one.state for one in told}
    database.dispose()


def make_plan(folder: Path, *names: str) -> Plan:
    steps = choose_steps(list(names)) if names else make_steps()
    return Plan(steps, folder / "analytics", "k" * 43, zone="Europe/Berlin", by="a test")


def read(database: Database, kind: str) -> dict[str, Any]:
    with database.session() as session:
        query = select(AnalyticsReport).where(AnalyticsReport.kind == kind)
        report = session.scalars(query.order_by(AnalyticsReport.as_of.desc())).first()
    assert report is not None
    return dict(report.payload)


@pytest.mark.parametrize(
    ("day", "share"),
    [("2026-03-01", 0.0), ("2026-03-02", 0.0), ("2026-03-06", 4 / 7), ("2026-03-09", 1)],
)
def test_a_week_is_over_in_part(day: str, share: float) -> None:
    assert share_over("2026-03-02", pd.Timestamp(day, tz="UTC")) == pytest.approx(share)


def test_no_step_fails(shop: tuple[Database, dict[str, str]]) -> None:
    assert "failed" not in shop[1].values()
    assert {shop[1][name] for name in ("value", "segments", "churn", "demand")} == {"done"}


def test_customers_have_insights(shop: tuple[Database, dict[str, str]]) -> None:
    database, _ = shop
    with database.session() as session:
        rows = list(session.scalars(select(CustomerInsight)))
        buyers = session.scalar(
            select(func.count(func.distinct(Order.customer_id))).where(
                Order.status.not_in(("cancelled", "returned"))
            )
        )
    assert len(rows) == 150
    valued = [row for row in rows if row.expected_orders is not None]
    assert len(valued) == buyers
    for row in valued:
        assert row.spend_low_cents is not None
        assert row.spend_high_cents is not None
        assert 0 <= row.spend_low_cents <= row.spend_high_cents
        assert row.rfm_segment
        assert row.horizon_days == 91
    scored = [row for row in rows if row.churn_probability is not None]
    assert all(0 < float(row.churn_probability or 0) < 1 for row in scored)
    assert all(row.churn_days and row.churn_reasons for row in scored)


def test_reports_are_plain_and_compare_with_the_naive(
    shop: tuple[Database, dict[str, str]],
) -> None:
    database, _ = shop
    churn = read(database, "churn")
    assert churn["baselines"]
    assert sum(band["customers"] for band in churn["bands"] or []) in (0, churn["customers"])
    demand = read(database, "demand")
    assert demand["categories"]["held_out"]["reference"]
    assert len(demand["roster"]) == 168
    assert read(database, "segments")["rules"]["segments"]
    assert read(database, "value")["totals"]["customers"] > 100


def test_models_are_registered_with_their_scores(shop: tuple[Database, dict[str, str]]) -> None:
    database, _ = shop
    with database.session() as session:
        models = {model.kind: model for model in session.scalars(select(AnalyticsModel))}
    assert {"churn", "value", "segments"} <= set(models)
    for model in models.values():
        assert model.scores["naive"] is not None
        assert len(model.sha256) == 64
        assert model.made_by == "a test"


def test_who_is_where_is_kept_once_a_week(shop: tuple[Database, dict[str, str]]) -> None:
    database, _ = shop
    with database.session() as session:
        kinds = set(session.scalars(select(SegmentMembership.kind)))
        moments = set(session.scalars(select(SegmentMembership.as_of)))
    assert kinds == {"rfm", "cluster"}
    assert len(moments) == 1


def test_the_next_night_goes_on_with_names_and_watches_for_drift(
    shop: tuple[Database, dict[str, str]], tmp_path: Path
) -> None:
    database, _ = shop
    folder = Path(str(database.engine.url.database)).parent
    with database.session() as session:
        before = find_live(session, "segments")
    names = {one["name"] for one in read(database, "segments")["clusters"]["segments"]}
    plan = make_plan(folder, "segments", "drift")
    told = run_steps(database, plan, clock=lambda: NOW + timedelta(days=1))
    assert {one.state for one in told} == {"done"}
    assert {one["name"] for one in read(database, "segments")["clusters"]["segments"]} == names
    drift = read(database, "drift")["models"]
    assert [one["kind"] for one in drift] == ["segments"]
    assert drift[0]["drifted"] == []
    with database.session() as session:
        live = find_live(session, "segments")
    assert before is not None
    assert live is not None
    assert live.name != before.name
