"""What analytics foretell of a customer, in words: complete, partial, old, absent; for whom."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from console.analytics.page import say_chance
from console.customers.foretold import Found, read_foretold, tell_foretold
from console.customers.panel import render_panel
from console.live.parts import Viewer
from crm_backend.analytics.pipeline.models import AnalyticsReport, CustomerInsight
from crm_backend.catalog.models import Category
from kernel.principals import Principal, verified_customer
from kernel.turns import Language
from tests.console.analytics.results import make_insight
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import Store
from tests.crm_backend.shop import NOW

LAMPS = Category(id=1, slug="lamps", name_en="Lamps", name_zh="灯具")


def find(**changes: Any) -> Found:
    insight = make_insight(1, NOW, 0)
    insight.next_category_id, insight.next_category_probability = 1, 0.31
    insight.next_reason, insight.next_reason_probability = "complaint", 0.004
    for name, value in changes.items():
        setattr(insight, name, value)
    return Found(insight, LAMPS, NOW, "EUR")


def keep(store: Store, **changes: Any) -> None:
    """Store what is foretold of Ada, as of now."""

    def work(session: Session) -> None:
        at: datetime = changes.get("as_of", store.scene.now)
        insight = make_insight(store.ada.id, at, 0)
        insight.next_category_id = session.query(Category).first().id  # type: ignore[union-attr]
        insight.next_category_probability = 0.31
        for name, value in changes.items():
            setattr(insight, name, value)
        quality: dict[str, Any] = {"kind": "quality", "payload": {"currency": "EUR"}}
        session.add_all([insight, AnalyticsReport(as_of=at, **quality)])

    store.do(work)


def test_everything_is_said_in_english() -> None:
    told = tell_foretold(find(), "en", NOW)
    assert (told.problem, told.missing) == ("", "")
    assert told.segment == "At risk"
    assert told.segment_about.startswith("Used to buy often")
    assert told.value == (
        "1.5 orders expected in 91 days",
        "Still a customer: 70 %",
        "€100 expected in 91 days; four times of five between €10 and €500",
    )
    assert told.risk == "80 % that they order nothing in 91 days"
    assert [(one.fact, one.pull) for one in told.reasons] == [
        ("days since the last order: 140", "speaks strongly for leaving (odds × 3.3)"),
        ("open complaints: 1", "speaks for leaving (odds × 1.5)"),
        ("orders: 9", "speaks strongly against leaving (odds × 0.45)"),
    ]
    assert told.next == (
        "The next order most likely holds something of Lamps (31 %)",
        "If they turn to the shop, most likely: Complaint (below 1 %)",
    )


def test_everything_is_said_in_chinese() -> None:
    told = tell_foretold(find(), "zh", NOW)
    assert told.segment == "有流失风险"
    assert told.value[2] == "未来 91 天预计消费 €100；八成情况下介于 €10 与 €500 之间"
    assert told.risk == "未来 91 天不再下单的可能性为 80%"
    assert told.reasons[0].fact == "距上次下单天数：140"
    assert told.reasons[0].pull == "明显提高流失可能（几率 × 3.3）"
    assert told.next[0] == "下一单最可能购买：灯具（31%）"
    assert told.next[1] == "若联系客服，最可能是：投诉（低于 1%）"


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0, "below 1 %"),
        (0.0099, "below 1 %"),
        (0.01, "1 %"),
        (0.5, "50 %"),
        (0.99, "99 %"),
        (0.996, "above 99 %"),
        (1.0, "above 99 %"),
        (None, "chance not known"),
        (float("nan"), "chance not known"),
    ],
)
def test_no_chance_is_none_or_certain(chance: float | None, said: str) -> None:
    assert say_chance(chance, "en") == said


def test_pictures_show_what_the_sentences_say() -> None:
    told = tell_foretold(find(), "en", NOW)
    assert 'x1="7.04" x2="156"' in told.span  # from 10 to 500, on a line of 160 with edges of 4
    assert re.search('aria-label="[^"]*€10[^"]*€500', told.span)
    assert re.findall(r'class="chart-bar" x="0" y="3" width="([\d.]+)"', told.chance) == ["128"]
    widths = [
        re.findall(r'class="(chart-bar[^"]*)" x="([\d.]+)" y="3" width="([\d.]+)"', one.picture)
        for one in told.reasons
    ]
    assert widths[0] == [("chart-bar chart-below", "80", "80")]
    assert widths[2][0][0] == "chart-bar"  # to the left of the middle
    assert float(widths[2][0][1]) < 80


def test_what_is_old_is_called_old() -> None:
    assert tell_foretold(find(), "en", NOW + timedelta(days=3)).problem == ""
    told = tell_foretold(find(), "en", NOW + timedelta(days=4, hours=2))
    assert told.problem == "This is 4 days old: what happened since is not in it."
    assert told.risk
    later = NOW + timedelta(days=4)
    assert tell_foretold(find(), "zh", later).problem == "以下结果已有 4 天未更新，不含此后的变化。"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_computed_is_told_from_too_little_known(language: Language) -> None:
    never = tell_foretold(Found(), language, NOW)
    little = tell_foretold(Found(computed_at=NOW), language, NOW)
    empty = Found(CustomerInsight(customer_id=1, as_of=NOW, order_count=0), computed_at=NOW)
    assert never.problem != little.problem
    assert tell_foretold(empty, language, NOW) == little
    assert (never.as_of, little.as_of) == (None, None)


def test_part_that_is_missing_is_named() -> None:
    found = replace(find(churn_probability=None, churn_reasons=None, next_reason=None))
    told = tell_foretold(replace(found, category=None), "en", NOW)
    assert told.missing.startswith("Not foretold: risk of leaving, what comes next.")
    assert (told.risk, str(told.chance), told.reasons, told.next) == ("", "", (), ())
    assert told.value


def test_half_a_span_is_no_span_and_nought_has_no_picture() -> None:
    half = tell_foretold(find(spend_low_cents=None), "en", NOW)
    assert [line for line in half.value if "four times" in line] == []
    nought = find(
        expected_orders=0.01, expected_spend_cents=0, spend_low_cents=0, spend_high_cents=0
    )
    told = tell_foretold(nought, "en", NOW)
    assert told.value[0] == "< 0.1 orders expected in 91 days"
    assert str(told.span) == ""


def test_unknown_names_are_words_and_unknown_values_say_so() -> None:
    reasons = [{"column": "new_fact", "value": "unknown", "log_odds": 0.05}]
    told = tell_foretold(
        find(churn_reasons=reasons, next_reason="a_new_wish", rfm_segment="odd_one"), "en", NOW
    )
    assert told.reasons[0].fact == "new fact: not known"
    assert told.reasons[0].pull == "speaks a little for leaving (odds × 1.1)"
    assert "a new wish" in told.next[1]
    assert (told.segment, told.segment_about) == ("odd one", "")


def test_panel_and_page_show_it(client_of: ClientOf, store: Store) -> None:
    keep(store)
    agent = client_of("agent", "Lin Berger")
    for path in (f"conversations/{store.chat}/customer", f"customers/{store.ada.id}"):
        page = agent.get(f"/staff/{path}").text
        for words in ("Foretold", "At risk", "80 % that they order", "€100 expected", "(31 %)"):
            assert words in page, words


def test_amounts_stand_alone_where_the_currency_is_not_known(
    client_of: ClientOf, store: Store
) -> None:
    def work(session: Session) -> None:
        session.add(make_insight(store.ada.id, store.scene.now, 0))

    store.do(work)
    page = client_of("agent", "Lin Berger").get(f"/staff/customers/{store.ada.id}")
    assert "100 expected in 91 days; four times of five between 10 and 500" in page.text


def test_panel_of_a_stranger_shows_nothing_of_it(client_of: ClientOf, store: Store) -> None:
    keep(store)
    agent = client_of("agent", "Lin Berger")
    for chat in (store.scene.conversation(), store.verify(store.ada, hours=0)):
        assert "Foretold" not in agent.get(f"/staff/conversations/{chat}/customer").text


def test_who_may_not_read_customers_does_not_see_it(store: Store) -> None:
    keep(store)
    with store.scene.db.session() as session:
        for principal, sees in (
            (Principal("staff", "1", "agent"), True),
            (Principal("staff", "1", "studio"), False),
            (Principal("anonymous", "-", "anonymous"), False),
            (verified_customer(store.ada.id), False),  # never what a model says of oneself
        ):
            found = read_foretold(session, principal, store.ada.id)
            assert (found is not None) == sees, principal


def test_it_costs_one_query_and_the_live_panel_follows(store: Store) -> None:
    keep(store)
    staff = store.scene.staff("agent", "Mina Roth")
    viewer = Viewer(staff, "en")
    with store.scene.db.session() as session:
        assert "80 % that they order" in render_panel(
            session, viewer, store.chat, now=store.scene.now
        )
    counted: list[str] = []
    engine = store.scene.db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    changed = update(CustomerInsight).values(churn_probability=0.12)
    store.do(lambda session: session.execute(changed))
    counted.clear()
    with store.scene.db.session() as session:
        assert "12 % that they order" in render_panel(
            session, viewer, store.chat, now=store.scene.now
        )
    assert sum("customer_insight" in one for one in counted) == 1
