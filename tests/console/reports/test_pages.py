"""The pages of the reports and their tables as CSV."""

import csv
import io
import re
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from bot.handoff import ending
from bot.handoff.hours import Hours
from console.reports.definitions import DEFINED
from console.reports.tables import TABLES, TableName
from console.reports.view import COLUMNS
from console.words import WORDS
from tests.console.conftest import ClientOf
from tests.console.floor import MINA, OLI, Floor


@pytest.fixture
def boss(client_of: ClientOf) -> TestClient:
    return client_of("supervisor", "Bo Lind")


def read(boss: TestClient, name: str, **params: str) -> list[list[str]]:
    answer = boss.get(f"/staff/reports/{name}.csv", params=params)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")  # Excel reads Chinese by it
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def fill(floor: Floor) -> None:
    for score in (5, 4, 2, 5, 4, None):
        floor.help("mood", wait=90, first=30, handle=40, score=score)
    floor.help("asked", agent=OLI, handle=40, score=1)
    floor.hand_back(floor.ask("rule"), actor="customer")
    for _ in range(12):
        floor.hear(floor.conversation(), "Where is my order?")
    floor.wait(1)  # a period ends now, and what begins this moment is not in it


def test_page_shows_figures_charts_and_what_they_mean(floor: Floor, boss: TestClient) -> None:
    fill(floor)
    page = boss.get("/staff/reports").text
    assert "95 % sure:" in page
    assert "60 %" in page  # the bot alone: 12 of 20
    assert page.count('role="img"') >= 6
    for key, name in DEFINED:
        assert f'id="def-{key}"' in page
        assert {name, f"report_def_{key}"} <= WORDS.keys()
    for link in re.findall(r'href="#(def-\w+)"', page):
        assert f'id="{link}"' in page
    assert "style=" not in page
    assert {f"report_{one}" for one in COLUMNS} <= WORDS.keys()


def test_outcomes_bear_the_shops_own_words(floor: Floor, boss: TestClient) -> None:
    chat = floor.ask()
    floor.take(chat)
    floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="unresolved")
    floor.wait(1)
    assert read(boss, "outcomes")[1:] == [["Not resolved", "1"]]
    page = boss.get("/staff/reports", headers={"Accept-Language": "zh-CN"}).text
    assert "未解决" in page
    assert "unresolved" not in page


def test_page_speaks_chinese(floor: Floor, boss: TestClient) -> None:
    fill(floor)
    page = boss.get("/staff/reports", headers={"Accept-Language": "zh-CN"}).text
    main = page[page.index("<main") :]
    shown = re.sub(r"<[^>]+>", " ", main)
    words = set(re.findall(r"[A-Za-z]{4,}", shown))
    names = {"CSAT", "Wilson", "Telegram", "Mina", "Okafor", "Lind", "rensen"}
    assert words - names == set()
    assert "机器人独立处理" in main


def test_empty_shop_has_a_page(boss: TestClient) -> None:
    page = boss.get("/staff/reports?period=today")
    assert page.status_code == 200
    assert page.text.count("Nothing in this period.") >= 5
    assert "Nobody asked for a person in this period." in page.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("period=own", "Give both days."),
        ("period=own&from=2026-03-02", "Give both days."),
        ("period=own&from=x&to=2026-03-01", "Give both days."),
        ("period=own&from=2026-03-02&to=2026-03-01", "ends before it begins"),
        ("period=own&from=2020-01-01&to=2026-03-01", "at most 366 days"),
        ("period=own&from=0001-01-01&to=0001-01-02", "Give both days."),
        ("period=own&from=2027-01-01&to=2027-01-02", "begins in the future"),
    ],
)
def test_range_that_cannot_be_is_told_beside_it(boss: TestClient, query: str, words: str) -> None:
    page = boss.get(f"/staff/reports?{query}")
    assert page.status_code == 200
    assert words in page.text
    assert "The last 28 days are shown." in page.text


def test_own_range_and_filters_are_kept_in_the_links(floor: Floor, boss: TestClient) -> None:
    fill(floor)
    query = {"period": "own", "from": "2026-03-02", "to": "2026-03-02", "agent": "oli"}
    page = boss.get("/staff/reports", params=query).text
    assert "agents.csv?period=own&amp;from=2026-03-02&amp;to=2026-03-02&amp;agent=oli" in page
    assert "Not counted by agent, team or reason" in page
    rows = read(boss, "agents", **query)
    assert [row[0] for row in rows[1:]] == ["Oli"]


@pytest.mark.parametrize(
    "query", ["period=1", "channel=fax", "language=de", "reason=x", "agent=" + "x" * 65]
)
def test_what_no_form_of_ours_sends_is_refused(boss: TestClient, query: str) -> None:
    assert boss.get(f"/staff/reports?{query}").status_code == 422


@pytest.mark.parametrize("agent", ["' OR 1=1", "%", "nobody"])
def test_agent_nobody_knows_has_no_figures(floor: Floor, boss: TestClient, agent: str) -> None:
    fill(floor)
    page = boss.get("/staff/reports", params={"agent": agent})
    assert page.status_code == 200
    assert "Nobody asked for a person in this period." in page.text


def test_tables_are_all_there(floor: Floor, boss: TestClient) -> None:
    assert set(TABLES) == set(get_args(TableName))
    fill(floor)
    for name in TABLES:
        head, *rows = read(boss, name)
        assert rows, name
        assert all(len(row) == len(head) for row in rows), name
    agents = {row[0]: row for row in read(boss, "agents")}
    assert float(agents["Mina Sørensen"][2]) == pytest.approx(120, abs=0.1)  # first response
    assert agents["Oli"][agents["Agent"].index("Rating (CSAT)")] == ""  # one says nothing
    assert sum(int(row[1]) for row in read(boss, "days")[1:]) == 8
    assert len(read(boss, "hours")) == 1 + 168
    assert boss.get("/staff/reports/secrets.csv").status_code == 422


def test_table_is_named_by_what_it_holds(floor: Floor, boss: TestClient) -> None:
    floor.set(Hours(zone="Asia/Shanghai"))
    answer = boss.get("/staff/reports/days.csv?period=today")
    wanted = 'attachment; filename="frontdesk-days-2026-03-02-2026-03-02.csv"'
    assert answer.headers["Content-Disposition"] == wanted


def test_no_cell_of_a_stranger_is_a_formula(floor: Floor, boss: TestClient) -> None:
    from bot.handoff.moves import Agent

    floor.help(agent=Agent("evil", '=HYPERLINK("http://evil.example","x")'))
    assert read(boss, "agents")[1][0] == '\'=HYPERLINK("http://evil.example","x")'


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_reports_are_for_who_may_read_them(client_of: ClientOf, role: str) -> None:
    client = client_of(role)
    assert client.get("/staff/reports").status_code == 403
    assert client.get("/staff/reports/agents.csv").status_code == 403
    assert "/staff/reports" not in client.get("/staff/").text
