"""What is foretold of a customer stands beside their chat and on their page, in both languages."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from console.customers.foretold import read_foretold, say_chance
from crm_backend.analytics.pipeline.models import AnalyticsReport, CustomerInsight
from crm_backend.catalog.models import Category
from kernel.turns import Language
from tests.console.conftest import ClientOf

from .conftest import Store

ALL: dict[str, Any] = {
    "rfm_segment": "at_risk",
    "expected_orders": 1.34,
    "expected_spend_cents": 12_000,
    "spend_low_cents": 0,
    "spend_high_cents": 31_000,
    "horizon_days": 91,
    "p_alive": 0.996,
    "churn_probability": 0.614,
    "churn_days": 90,
    "churn_reasons": [
        {"column": "recency_days", "value": "140", "log_odds": 1.5},
        {"column": "orders", "value": "6", "log_odds": -0.5},
        {"column": "tenure_days", "value": "400", "log_odds": 0.01},
    ],
    "next_reason": "track_order",
    "next_reason_probability": 0.31,
}


def foretell(store: Store, days_ago: float = 0, **more: Any) -> None:
    as_of = store.scene.now - timedelta(days=days_ago)

    def write(session: Any) -> None:
        shelf = session.query(Category).first()
        session.add(AnalyticsReport(kind="sales", as_of=as_of, payload={"currency": "GBP"}))
        facts = {**ALL, "next_category_id": shelf.id, "next_category_probability": 0.4, **more}
        session.add(CustomerInsight(customer_id=store.ada.id, as_of=as_of, **facts))

    store.do(write)


def test_panel_tells_worth_segment_and_risk_with_its_reasons(
    store: Store, agent: TestClient
) -> None:
    foretell(store)
    page = agent.get(f"/staff/conversations/{store.chat}/customer").text
    for said in (
        "At risk",
        "120 GBP",
        "between 0 GBP and 310 GBP",
        "&gt; 99 %",
        "Buys nothing for 90 days",
        "61 %",
        "days since the last order: 140",
        "for leaving",
        "orders: 6",
        "for staying",
        "Lamps",
        "31 %",
    ):
        assert said in page, said
    assert "days as a customer" not in page  # hardly matters


def test_page_of_the_customer_tells_it_in_chinese(store: Store, client_of: ClientOf) -> None:
    foretell(store)
    client = client_of("agent")
    page = client.get(f"/staff/customers/{store.ada.id}", headers={"Accept-Language": "zh-CN"}).text
    assert "有流失风险" in page
    assert "未来 90 天不再购买" in page
    assert "距上次下单天数: 140" in page


@pytest.mark.parametrize(("days", "is_old"), [(2.9, False), (3.1, True)])
def test_old_figures_say_that_they_are(
    store: Store, agent: TestClient, days: float, is_old: bool
) -> None:
    foretell(store, days_ago=days)
    page = agent.get(f"/staff/customers/{store.ada.id}").text
    assert ("has not run since" in page) == is_old


def test_nothing_is_made_up_before_the_first_run(store: Store, agent: TestClient) -> None:
    page = agent.get(f"/staff/customers/{store.ada.id}").text
    assert "Nothing is foretold yet" in page
    assert "GBP in" not in page


def test_what_is_not_known_is_left_out(store: Store, agent: TestClient) -> None:
    absent = dict.fromkeys([*ALL, "next_category_id", "next_category_probability"])
    foretell(store, **{**absent, "rfm_segment": "new"})
    page = agent.get(f"/staff/customers/{store.ada.id}").text
    assert "Bought once, just now" in page
    assert "Buys nothing" not in page
    assert "None" not in page.split('class="facts foretold"')[1].split("</dl>")[0]


def test_a_stranger_claiming_to_be_ada_brings_nothing_of_her(
    store: Store, agent: TestClient
) -> None:
    foretell(store)
    chat = store.scene.conversation(visitor_email="ada@example.com")
    assert "At risk" not in agent.get(f"/staff/conversations/{chat}/customer").text


def test_it_costs_three_queries_by_key(store: Store) -> None:
    foretell(store)
    asked: list[str] = []
    event.listen(
        store.scene.db.engine, "before_cursor_execute", lambda *all_: asked.append(str(all_[2]))
    )
    language: Language = "en"
    with store.scene.db.session() as session:
        told = read_foretold(
            session, customer_id=store.ada.id, language=language, now=store.scene.now
        )
    assert told is not None
    assert sum(text.startswith("SELECT") for text in asked) == 3
    assert sum(one.percent for one in told.reasons) == 100


@pytest.mark.parametrize(
    ("chance", "said"), [(0, "< 1 %"), (0.0099, "< 1 %"), (0.5, "50 %"), (1.0, "> 99 %")]
)
def test_no_chance_is_certain(chance: float, said: str) -> None:
    assert say_chance(chance) == said
