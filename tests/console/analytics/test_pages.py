"""The pages of analytics: what they say of a night's results, to whom, and in which language."""

import csv
import html
import io
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.analytics import reading
from console.analytics.asking import ANALYTICS
from console.analytics.building import BUILDERS
from console.analytics.risk import say_value
from console.audit.models import AuditEntry
from crm_backend.analytics.pipeline.models import AnalyticsReport
from kernel.jobs.models import Job
from tests.console.analytics.results import store_night
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

NAMES = tuple(name for name in BUILDERS if name != "overview")


@pytest.fixture
def boss(client_of: ClientOf) -> TestClient:
    return client_of("supervisor", "Bo Lind")


@pytest.fixture
def people(scene: Scene) -> list[int]:
    names = ("Ada Moreno", "Ben Ito", "Cy Okoye", "Di Novak")
    ids = [scene.customer(name).id for name in names]
    store_night(scene.db, scene.now, ids)
    return ids


def get(boss: TestClient, name: str = "") -> str:
    answer = boss.get(f"/staff/analytics/{name}".rstrip("/"))
    assert answer.status_code == 200
    assert "style=" not in answer.text
    return answer.text


def read_csv(boss: TestClient, path: str) -> list[list[str]]:
    answer = boss.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"].startswith("text/csv"), path
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", ["", *NAMES])
def test_pages_say_that_there_is_nothing_yet(boss: TestClient, name: str) -> None:
    page = get(boss, name)
    assert any(word in page for word in ("yet", "too few")), name
    assert "<svg" not in page.split("<main")[1] or name == ""


def test_overview_tells_sales_risk_and_how_the_runs_went(
    boss: TestClient, people: list[int]
) -> None:
    page = get(boss)
    assert "600 EUR" in page  # three weeks of the quarter
    assert "40 %" in page  # four of ten came back
    assert "done in part" in page
    assert "Who may leave: too few orders" in page
    assert "42 s" in page


def test_who_may_leave_is_listed_by_the_money_at_stake_with_reasons_and_deeds(
    boss: TestClient, people: list[int]
) -> None:
    page = get(boss, "risk")
    assert page.index("Cy Okoye") < page.index("Ada Moreno")
    assert "Ben Ito" not in page
    assert "days since the last order: 140 · open complaints: 1" in page
    assert "Solve what is open first" in page
    assert "2 of 4 customers" in page
    assert "320 EUR" in page
    assert "78 %" in page
    assert "A doubt about churn." in page
    rows = read_csv(boss, "/staff/analytics/risk/who.csv")
    assert rows[1][:3] == [str(people[2]), "0.8", "300.0"]
    assert len(rows) == 3


def test_worth_shows_spans_and_how_naive_answers_did(boss: TestClient, people: list[int]) -> None:
    page = get(boss, "worth")
    assert page.index("Di Novak") < page.index("Ada Moreno")
    assert "between 10 " in page
    assert "As in the past" in page
    assert "+60 %" in page
    assert "Nought for everybody" in page


def test_segments_are_named_with_movement_and_members(boss: TestClient, people: list[int]) -> None:
    page = get(boss, "segments")
    assert "Champions → Lost" in page
    assert "75 % stayed" in page
    assert "Days of purchase: higher (9 against 2)" in page
    members = get(boss, "segments/champions")
    assert "Ben Ito" in members
    assert "Ada Moreno" not in members
    assert boss.get("/staff/analytics/segments/nobody").status_code == 404


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_audience_is_whole_however_it_is_cut(
    people: list[int], scene: Scene, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(reading, "BATCH", batch)
    told = reading.stream_audience(scene.db, "champions", "cluster")
    assert [number for number, *_rest in told] == people


@pytest.mark.parametrize("by", ["rfm", "cluster"])
def test_segment_is_an_audience(boss: TestClient, people: list[int], scene: Scene, by: str) -> None:
    members = get(boss, f"segments/champions?by={by}")
    (link,) = re.findall(r'href="([^"]+audience\.csv[^"]*)"', members)
    rows = read_csv(boss, html.unescape(link))
    expected = people if by == "cluster" else people[1::2]
    assert [row[0] for row in rows[1:]] == [str(one) for one in expected]
    assert "@" in rows[1][2]
    assert rows[1][4] == "champions"
    with scene.db.session() as session:
        taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert taken.object_id == f"audience/{by}/champions"
    assert boss.get(f"/staff/analytics/segments/nobody/audience.csv?by={by}").status_code == 404


@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_table_is_a_file(boss: TestClient, people: list[int], name: str) -> None:
    page = get(boss, name)
    links = re.findall(r'href="([^"]+\.csv[^"]*)"', page)
    behind_charts = page.count('class="chart-table"')
    assert len(links) == page.count('class="table figures-table"') + behind_charts > 0
    for link in links:
        assert len(read_csv(boss, html.unescape(link))) > 1, link


def test_demand_says_when_it_beats_the_plain_guess_and_when_not(
    boss: TestClient, people: list[int]
) -> None:
    page = get(boss, "demand")
    assert "25 % less than the plain guess" in page
    assert "25 % better than the plain guess" in page
    assert "no better than the plain guess" in page
    assert "too short to tell" in page
    assert "Ticket: Delivery" in page
    assert "Ticket: odd one" in page
    assert "Chat: See where my order is" in page
    assert ">17<" in page  # to order
    assert "≤ 9.0" in page
    assert "Smoothed with a trend" in page
    assert "week of 9 Mar" in page
    assert "2026-03-02 09:00+01:00" in page  # of the shop's own clocks


def test_feedback_shows_topics_and_what_lowers_ratings(boss: TestClient, people: list[int]) -> None:
    page = get(boss, "topics")
    assert "the largest is “late parcel” with 40 %" in page
    assert "rising" in page
    assert "Ratings that mention late parcels are low." in page
    assert "2.0 – 4.8" in page


def test_data_page_counts_faults(boss: TestClient, people: list[int]) -> None:
    page = get(boss, "data")
    assert "1 grave fault in the data" in page
    assert "Orders in the future" in page
    assert "left out of the figures" in page
    assert "silent for too long" in page


def test_pages_are_in_the_language_of_the_reader(boss: TestClient, people: list[int]) -> None:
    boss.headers["Accept-Language"] = "zh-CN"
    for name in ("", *NAMES):
        page = get(boss, name)
        assert 'lang="zh' in page, name
        assert "What was left out" not in page, name


def test_recommendations_say_what_they_add_and_where(boss: TestClient, people: list[int]) -> None:
    page = get(boss, "offers")
    assert "+19.0 to +52.0 points more of the customers buy within 14 days" in page
    assert "Goes with an order or basket, after an order answer; New for the customer" in page
    assert "9.0 %" in page  # taken
    assert "+4.50 EUR" in page
    losers = page.split('id="part-losers"')[1]
    assert "#2" in losers
    assert "#1" not in losers
    rows = read_csv(boss, "/staff/analytics/offers/time-1.csv")
    assert len(rows) == 3  # the week whose days are not over is no point


@pytest.mark.parametrize(
    ("conclusion", "said"),
    [("few", "Too few customers"), ("unclear", "cannot be told yet"), ("fewer", "look at what")],
)
def test_recommendations_conclude_no_more_than_they_may(
    boss: TestClient, people: list[int], scene: Scene, conclusion: str, said: str
) -> None:
    nothing = {"value": None, "low": None, "high": None}
    change_report(scene, "offers", conclusion=conclusion, uplift=nothing, spend_uplift=nothing)
    page = get(boss, "offers")
    assert said in page
    assert "not known yet" in page
    assert "Recommending adds buyers:" not in page


def change_report(scene: Scene, kind: str, **values: object) -> None:
    with scene.db.transaction() as session:
        report = session.scalars(select(AnalyticsReport).where(AnalyticsReport.kind == kind)).one()
        report.payload = {**report.payload, **values}


def test_who_may_leave_shows_the_score_of_the_model_that_answers(
    boss: TestClient, people: list[int], scene: Scene
) -> None:
    change_report(scene, "churn", is_live=False, metrics={"auc": {"value": 0.55}})
    page = get(boss, "risk")
    assert ">78 %<" in page
    assert "the plain guess: 71 %" in page
    assert "the newest was not let through (told apart rightly: 55 %)" in page
    assert "What facts are worth" not in page  # those of the newest, which does not answer
    change_report(scene, "churn", answering=None)
    assert "Told apart rightly" not in get(boss, "risk")


def test_card_of_a_run_is_asked_for_alone(boss: TestClient, people: list[int]) -> None:
    assert "/staff/analytics/job" not in get(boss, "risk")
    boss.post("/staff/analytics/run")
    assert 'hx-get="/staff/analytics/job?page=risk"' in get(boss, "risk")
    card = get(boss, "job?page=risk")
    assert "Being computed: 0 %" in card
    assert "<main" not in card


def test_card_leads_to_the_new_figures_when_the_run_has_ended(boss: TestClient) -> None:
    card = get(boss, "job?page=risk")
    assert "The computation has ended." in card
    assert 'href="/staff/analytics/risk"' in card
    assert "hx-get" not in card


def test_notes_that_are_not_known_in_chinese_are_marked_as_english(
    boss: TestClient, people: list[int], scene: Scene
) -> None:
    with scene.db.transaction() as session:
        report = session.scalars(
            select(AnalyticsReport).where(AnalyticsReport.kind == "churn")
        ).one()
        report.notes = ["Model x1: AUC is 0.8398; the naive answer reaches 0.8310.", "Odd <b>."]
    boss.headers["Accept-Language"] = "zh-CN"
    page = get(boss, "risk")
    assert "<li>模型 x1：AUC 为 0.8398，简单猜测为 0.8310。</li>" in page
    assert '<li lang="en">Odd &lt;b&gt;.</li>' in page


def test_a_run_is_asked_for_once(boss: TestClient, scene: Scene) -> None:
    for _ in range(2):
        answer = boss.post("/staff/analytics/run")
        assert answer.status_code == 303
    with scene.db.session() as session:
        (job,) = session.scalars(select(Job).where(Job.kind == ANALYTICS)).all()
        assert job.asked_by.endswith("Bo Lind")
        asked = select(AuditEntry).where(AuditEntry.action == "analytics_asked")
        assert len(session.scalars(asked).all()) == 1
    page = get(boss)
    assert "Being computed: 0 %" in page
    assert "Compute now" not in page


@pytest.mark.parametrize(("name", "part"), [("risk", "nothing"), ("demand", "contacts")])
def test_tables_that_are_not_there_are_not_sent(
    boss: TestClient, people: list[int], name: str, part: str
) -> None:
    assert boss.get(f"/staff/analytics/{name}/{part}.csv").status_code == 404


def test_agents_see_no_analytics(agent: TestClient, people: list[int]) -> None:
    for path in ("", "/risk", "/segments/champions", "/risk/who.csv", "/job", "/offers"):
        assert agent.get(f"/staff/analytics{path}").status_code == 403
    assert agent.post("/staff/analytics/run").status_code == 403


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("120.74", "121"),
        (0.123456, "0.123"),
        ("3", "3"),
        ("12345.6", "12,346"),
        ("zh", "zh"),
        ("", "–"),
    ],
)
def test_values_are_told_no_finer_than_they_matter(value: object, said: str) -> None:
    assert say_value(value) == said


def test_agents_are_a_picture_and_their_hours_are_folded(
    boss: TestClient, people: list[int]
) -> None:
    page = get(boss, "demand")
    staffing = page[page.index('id="part-staffing"') :]
    assert "chart-heat-5" in staffing
    assert staffing.index('<details class="folded"') < staffing.index("figures-table")
    stock = page[page.index('id="part-stock"') : page.index('id="part-staffing"')]
    assert "folded" not in stock
