"""The insight page: what it tells, who sees it, what leaves the house."""

import csv
import io
import re
from dataclasses import asdict
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from console.audit.models import AuditEntry
from console.studio.insight.alarms import HISTORY, Alarm, find_alarms, narrow
from console.studio.insight.days import day_number, name_day
from console.studio.insight.figures import Group, Rate
from console.studio.insight.keeping import VERSION
from console.studio.insight.models import InsightDay, InsightGroup
from console.studio.insight.report import read_alarms
from console.studio.insight.tables import TableName
from console.studio.insight.view import tell_alarm
from tests.console.conftest import ClientOf
from tests.console.studio.desk import Desk
from tests.console.studio.insight.conftest import Life

PAGE, RETURN = "/staff/studio/insight", "Send <something> back"


@pytest.fixture
def editor(client_of: ClientOf) -> TestClient:
    return client_of("studio", "Eddy Tor")


def make_life(life: Life) -> None:
    returning = {"waits": "return_form", "last": "return_form"}
    ada = life.customer("Zebedee Marker", email="zebedee@marker.example")
    for text in (
        "Do you ship to Norway? I am Zebedee Marker",
        "do you ship to norway, zebedee@marker.example",
        "do you ship to Norway 4929123412341234",
    ):
        life.ask(life.conversation(ada), "nlu_fallback", text, likely="ask_shipping_cost")
    chat = life.conversation()
    did = {"action": "action_track_order", "last": "action_track_order", "story": "Tracking"}
    life.ask(chat, "track_order", **did)
    life.ask(chat, "return_item", story=RETURN, form="return_form", **returning)
    life.clock.advance(hours=2)


@pytest.fixture
def filled(client_of: ClientOf, life: Life) -> TestClient:
    """The browser of a bot editor who logs in after all of it."""
    make_life(life)
    return client_of("studio", "Eddy Tor")


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_page_tells_what_is_asked_and_where_customers_leave(filled: TestClient) -> None:
    page = filled.get(PAGE)
    assert page.status_code == 200
    text = plain(page.text)
    assert "Marker" not in page.text
    assert "4929123412341234" not in page.text
    assert "ship to norway" in text.lower()
    assert "asked by a form: return_form" in text
    assert "Of 4 conversations 0 were done by the bot, 0 by a person." in text
    assert "action_track_order" in text
    assert "a rule" in text
    assert "Nothing unusual" in text


def test_page_is_empty_without_conversations(editor: TestClient) -> None:
    page = editor.get(PAGE)
    assert page.status_code == 200
    assert "No messages in this period." in page.text


def test_page_speaks_chinese(filled: TestClient) -> None:
    page = filled.get(PAGE, headers={"Accept-Language": "zh-CN"}).text
    assert "听不懂的提问" in page
    assert "表单等待回答" in page


@pytest.mark.parametrize(
    ("query", "messages"),
    [("", 5), ("channel=web", 5), ("channel=telegram", 0), ("language=zh", 0), ("period=7", 5)],
)
def test_filters_leave_out(filled: TestClient, query: str, messages: int) -> None:
    rows = read_csv(filled, "intents", query)
    assert sum(int(row["Messages"]) for row in rows) == messages


@pytest.mark.parametrize("query", ["channel=fax", "language=de", "period=never", "period=today"])
def test_address_that_no_form_sends_is_refused(editor: TestClient, query: str) -> None:
    assert editor.get(f"{PAGE}?{query}").status_code == 422


def test_range_that_cannot_be_is_told(editor: TestClient) -> None:
    page = editor.get(f"{PAGE}?period=own&from=2026-05-02&to=2026-05-01")
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text


def read_csv(client: TestClient, name: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{PAGE}/{name}.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", get_args(TableName))
def test_every_table_is_a_file_and_leaves_a_line_in_the_audit(
    filled: TestClient, life: Life, name: str
) -> None:
    rows = read_csv(filled, name)
    assert rows
    assert "Marker" not in str(rows)
    with life.db.session() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == "exported")
        (details,) = session.scalars(query)
        assert details["table"] == f"insight {name}"


def test_figures_in_files_are_right(filled: TestClient) -> None:
    by_intent = {row["Intent"]: row for row in read_csv(filled, "intents")}
    missed = by_intent["ask_shipping_cost"]
    assert (missed["Typed"], missed["Not understood"]) == ("3", "3")
    by_story = {row["Story or rule"]: row for row in read_csv(filled, "stories")}
    assert set(by_story) == {"rule: Tracking", f"rule: {RETURN}"}
    assert by_story["rule: Tracking"]["Messages"] == "1"
    (left,) = [row for row in read_csv(filled, "leavings") if row["Form"]]
    assert (left["Form"], left["Intent"], left["Last step"], left["Story or rule"]) == (
        *("return_form", "return_item", "return_form", f"rule: {RETURN}"),
    )
    (cluster,) = read_csv(filled, "clusters")
    assert (cluster["Messages"], cluster["May mean"]) == ("3", "ask_shipping_cost")


def test_stories_are_told_with_the_page_of_those_that_are_published(
    filled: TestClient, life: Life
) -> None:
    desk = Desk(life.runtime, life.clock, life.runtime.settings.project)
    rule = "- rule: {}\n  steps:\n  - intent: a\n  - action: b\n"
    desk.write("data/rules.yml", "rules:\n" + rule.format("Tracking") + rule.format(RETURN))
    desk.write("data/stories.yml", "stories:\n" + rule.format("Tracking").replace("rule", "story"))
    page = filled.get(PAGE).text
    link = '<a href="/staff/studio/stories/story?path=data%2Frules.yml&amp;kind=rule&amp;name={}">'
    assert link.format("Tracking") + "rule: Tracking</a>" in page
    returned = link.format("Send+%3Csomething%3E+back") + "rule: Send &lt;something&gt; back</a>"
    assert page.count(returned) == 2  # where customers leave, too
    desk.write("data/rules.yml", "rules:\n" + rule.format("Tracking of orders"))
    page = filled.get(PAGE).text
    assert '<th scope="row">rule: Tracking</th>' in page
    desk.write("data/rules.yml", "rules: [")
    assert '<th scope="row">rule: Tracking</th>' in filled.get(PAGE).text


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("viewer", 403), ("supervisor", 200)])
def test_page_is_for_who_may_see_the_studio(client_of: ClientOf, role: str, status: int) -> None:
    client = client_of(role, "Own Self")
    assert client.get(PAGE).status_code == status
    assert client.get(f"{PAGE}/intents.csv").status_code == status


def test_file_that_is_none_is_not_found(editor: TestClient) -> None:
    assert editor.get(f"{PAGE}/everything.csv").status_code in (404, 422)


def make_days(today: int, shares: list[float], channel: str = "web", n: int = 200) -> list[Group]:
    """Return days up to yesterday with so much not understood."""
    found = []
    for back, share in enumerate(reversed(shares), start=1):
        missed = round(n * share)
        line = ("en", "track_order")
        rest = ("", "", "", "", "")
        day = today - back
        found.append(Group(day, channel, *line, "unknown", *rest, messages=missed, typed=missed))
        good = n - missed
        found.append(Group(day, channel, *line, "understood", *rest, messages=good, typed=good))
    return found


def test_alarm_names_the_channel_where_one_alone_has_risen() -> None:
    steady, risen = [0.1] * HISTORY, [0.1] * (HISTORY - 6) + [0.3] * 6
    assert find_alarms(make_days(900, steady), 900) == []
    web = make_days(900, risen) + make_days(900, steady, "telegram")
    kinds = {(one.kind, one.about) for one in find_alarms(web, 900)}
    assert ("missed_on", "web") in kinds
    assert ("missed", "") not in kinds
    both = make_days(900, risen) + make_days(900, risen, "telegram")
    found = find_alarms(both, 900)
    assert ("missed", "") in {(one.kind, one.about) for one in found}
    assert "missed_on" not in {one.kind for one in found}
    assert next(one for one in found if one.kind == "missed").since == 894


def test_today_is_not_whole_and_raises_nothing() -> None:
    groups = make_days(900, [0.1] * HISTORY)
    today = make_days(901, [1.0])
    assert find_alarms(groups + today, 900) == []


def test_new_intent_and_a_badly_understood_one_are_told() -> None:
    steady = make_days(900, [0.1] * HISTORY)
    recent = [
        Group(day, "web", "en", "ask_gift", "understood", "", "", "", "", "", messages=60, typed=60)
        for day in range(894, 900)
    ]
    found = {(one.kind, one.about) for one in find_alarms(steady + recent, 900)}
    assert ("new", "ask_gift") in found
    worse = make_days(900, [0.1] * (HISTORY - 7) + [0.4] * 7)
    kinds = {(one.kind, one.about) for one in find_alarms(worse + recent, 900)}
    assert ("missed_intent", "track_order") in kinds


def test_every_kind_of_alarm_has_a_sentence_in_both_languages() -> None:
    for kind in ("missed", "missed_on", "mix", "more", "less", "new", "missed_intent"):
        alarm = Alarm(kind, "web", 20_000, Rate(1, 10), Rate(3, 10), 0.2)  # type: ignore[arg-type]
        for language in ("en", "zh"):
            said = tell_alarm(alarm, language)  # type: ignore[arg-type]
            assert "{" not in said
            assert "2024-10-04" in said
    assert narrow([], ["web"]) == []


def test_alarm_stands_on_the_first_page_of_the_studio(editor: TestClient, life: Life) -> None:
    today = day_number(life.now.date())
    days = range(today - HISTORY, today)
    kept = {"zone": "UTC", "version": VERSION, "made_at": life.now}
    groups = make_days(today, [0.1] * (HISTORY - 6) + [0.3] * 6)
    with life.db.transaction() as session:
        session.execute(insert(InsightDay), [{"day": day} | kept for day in days])
        session.execute(insert(InsightGroup), [asdict(one) for one in groups])
    since = name_day(today - 6).isoformat()
    for path in ("/staff/studio", PAGE):
        assert f"More is not understood since {since}" in editor.get(path).text


def test_alarms_wait_until_all_days_are_added_up(life: Life) -> None:
    alarms, figures = read_alarms(life.db, now=life.now, zone="UTC", patience=-1.0)
    assert alarms == []
    assert len(figures.missing) == HISTORY - 1  # but for yesterday, which is read live
