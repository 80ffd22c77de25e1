"""Results in their tables: whole, plain, and gone with their customer."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import delete, func, select

from crm_backend.analytics.pipeline.models import (
    AnalyticsReport,
    CustomerInsight,
    SegmentMembership,
)
from crm_backend.analytics.pipeline.step import Membership, Report, StepResult
from crm_backend.analytics.pipeline.storing import (
    KEPT_REPORTS,
    KEPT_WEEKS,
    choose_kept,
    date_insights,
    find_monday,
    list_segments,
    store_result,
)
from crm_backend.customers.models import Customer
from kernel.db import Database
from tests.crm_backend.shop import NOW, Shop

LATER = NOW + timedelta(days=1)


@pytest.fixture
def people(database: Database) -> Database:
    with database.transaction() as session:
        for name in ("ada", "bo", "cy"):
            Shop(session).customer(f"{name}@example.com", name)
    return database


def read(database: Database) -> dict[int, tuple[float | None, str | None]]:
    with database.session() as session:
        rows = session.scalars(select(CustomerInsight))
        return {row.customer_id: (row.churn_probability, row.rfm_segment) for row in rows}


def churn(values: dict[int, float]) -> StepResult:
    return StepResult(insights=pd.DataFrame({"churn_probability": pd.Series(values)}))


def test_each_step_fills_its_own_columns(people: Database) -> None:
    store_result(people, churn({1: 0.5, 2: 0.25}), as_of=NOW)
    names = pd.DataFrame({"rfm_segment": pd.Series({1: "champions", 3: "lost"})})
    store_result(people, StepResult(insights=names), as_of=NOW)
    assert read(people) == {1: (0.5, "champions"), 2: (0.25, None), 3: (None, "lost")}


def test_who_is_left_out_the_next_night_has_no_old_figure(people: Database) -> None:
    store_result(people, churn({1: 0.5, 2: 0.25}), as_of=NOW)
    store_result(people, churn({2: 0.75}), as_of=LATER)
    assert read(people) == {1: (None, None), 2: (0.75, None)}


def test_numbers_of_numpy_and_missing_values_are_plain(people: Database) -> None:
    frame = pd.DataFrame(
        {
            "expected_spend_cents": np.array([5, 6], dtype=np.int64),
            "p_alive": [np.nan, 0.5],
            "last_order_at": pd.to_datetime([NOW, None], utc=True),
            "churn_reasons": [[{"name": "recency", "effect": np.float64(0.5)}], None],
        },
        index=[1, 2],
    )
    store_result(people, StepResult(insights=frame), as_of=NOW)
    with people.session() as session:
        ada, bo = session.scalars(select(CustomerInsight).order_by(CustomerInsight.customer_id))
    assert (ada.expected_spend_cents, ada.p_alive, ada.last_order_at) == (5, None, NOW)
    assert ada.churn_reasons == [{"name": "recency", "effect": 0.5}]
    assert (bo.p_alive, bo.last_order_at, bo.churn_reasons) == (0.5, None, None)


def test_a_column_that_is_none_is_a_fault(people: Database) -> None:
    with pytest.raises(ValueError, match="mood"):
        store_result(people, StepResult(insights=pd.DataFrame({"mood": [1]})), as_of=NOW)


def test_a_customer_takes_their_insights_along(people: Database) -> None:
    who = pd.Series({1: "champions", 2: "lost", 99: "gone meanwhile"})
    store_result(people, churn({1: 0.5, 2: 0.5, 99: 0.5}), as_of=NOW)
    store_result(people, StepResult(memberships=(Membership("rfm", who),)), as_of=NOW)
    with people.transaction() as session:
        session.execute(delete(Customer).where(Customer.id == 1))
    assert list(read(people)) == [2]
    with people.session() as session:
        assert list(session.scalars(select(SegmentMembership.customer_id))) == [2]


def test_one_picture_a_week_is_kept(people: Database) -> None:
    monday = find_monday(NOW)
    for day in (0, 3, 6, 7):
        moment = monday + timedelta(days=day, hours=3)
        who = Membership("rfm", pd.Series({1: f"day {day}"}))
        store_result(people, StepResult(memberships=(who,)), as_of=moment)
    with people.session() as session:
        kept = session.scalars(select(SegmentMembership.segment).order_by(SegmentMembership.as_of))
        assert list(kept) == ["day 6", "day 7"]


def test_beyond_a_month_one_report_a_week_is_kept_for_a_year() -> None:
    nights = [NOW - timedelta(days=day) for day in range(500)]
    kept = choose_kept(nights)
    assert kept[:KEPT_REPORTS] == nights[:KEPT_REPORTS]
    gaps = {early - late for early, late in pairwise(kept[KEPT_REPORTS:])}
    assert gaps == {timedelta(days=7)}
    assert timedelta(weeks=51) < NOW - kept[-1] < timedelta(weeks=KEPT_WEEKS)
    for days in (61, 91, 120):  # spans of forecasts: one to compare with is never far
        assert min(abs(NOW - timedelta(days=days) - one) for one in kept) <= timedelta(days=3)


def test_each_part_of_an_insight_has_its_own_date(people: Database) -> None:
    store_result(
        people, StepResult(reports=(Report("churn", {}), Report("quality", {}))), as_of=NOW
    )
    store_result(people, StepResult(reports=(Report("value", {}),)), as_of=LATER)
    with people.session() as session:
        assert date_insights(session) == {"churn": NOW, "value": LATER}


def test_a_customers_way_through_segments_is_told(people: Database) -> None:
    for week, name in enumerate(("champions", "champions", "lost")):
        who = Membership("rfm", pd.Series({1: name, 2: "lost"}))
        moment = NOW + timedelta(weeks=week)
        store_result(people, StepResult(memberships=(who,)), as_of=moment)
    with people.session() as session:
        assert list_segments(session, 1, "rfm") == [
            (NOW, "champions"),
            (NOW + timedelta(weeks=2), "lost"),
        ]
        assert list_segments(session, 2, "rfm") == [(NOW, "lost")]


def test_reports_are_replaced_and_forgotten(database: Database) -> None:
    for night in range(KEPT_REPORTS + 3):
        moment = NOW + timedelta(days=night)
        report = Report("sales", {"night": night, "nan": float("nan"), 1: NOW}, ("a note",))
        for _twice in range(2):
            store_result(database, StepResult(reports=(report,)), as_of=moment)
    with database.session() as session:
        assert session.scalar(select(func.count(AnalyticsReport.id))) == KEPT_REPORTS + 1
        oldest = session.scalars(select(AnalyticsReport).order_by(AnalyticsReport.as_of)).first()
    assert oldest is not None
    assert oldest.payload == {"night": 0, "nan": None, "1": NOW.isoformat()}
    assert oldest.notes == ["a note"]
