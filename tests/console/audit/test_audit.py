"""The audit log: what stands in it, who sees it, how it is filtered and exported (S52)."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.actions import ACTIONS, KINDS
from console.audit.models import AuditEntry
from console.audit.service import (
    Actor,
    Filters,
    is_reading_due,
    list_entries,
    record,
    record_reading,
)
from console.words import WORDS
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.scene import PASSWORD, Scene

ADA = Actor(1, "Ada Boss", "admin", "f" * 64)
BEN = Actor(2, "Ben Okafor", "agent")


def add(scene: Scene, actor: Actor = ADA, action: str = "conversation_closed", **more: Any) -> None:
    with scene.db.transaction() as session:
        record(session, actor, action, now=scene.now, **more)


def entries(scene: Scene, **filters: Any) -> list[AuditEntry]:
    with scene.db.session() as session:
        found = list_entries(session, Filters(**filters), after=None, limit=100).items
    return list(found)


@pytest.fixture
def admin(client_of: ClientOf) -> TestClient:
    return client_of("admin", "Ada Boss")


def test_every_action_and_kind_has_words() -> None:
    assert {f"audit_{action}" for action in ACTIONS} <= set(WORDS)
    assert {f"audit_kind_{kind}" for kind in KINDS} <= set(WORDS)
    assert len(set(ACTIONS)) == len(ACTIONS)


def test_line_is_stored_with_what_it_tells_of_or_not_at_all(scene: Scene) -> None:
    with scene.db.session() as session:  # which is rolled back
        record(session, ADA, "conversation_closed", now=scene.now)
    assert entries(scene) == []
    add(scene, kind="conversation", object_id="c" * 32, customer_id=7, details={"by": "staff"})
    (line,) = entries(scene)
    assert (line.actor_id, line.actor, line.role) == (1, "Ada Boss", "admin")
    assert (line.object_kind, line.object_id, line.customer_id) == ("conversation", "c" * 32, 7)
    assert (line.details, line.address_hash, line.at) == ({"by": "staff"}, "f" * 64, scene.now)


@pytest.mark.parametrize(
    "details",
    [
        {"password": "x"},
        {"api_token": "x"},
        {"text": "what a customer wrote"},
        {"Message": "x"},
        {"totp_secret": "x"},
        {f"fact_{number}": 1 for number in range(9)},
    ],
)
def test_secrets_and_texts_are_refused(scene: Scene, details: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not fit for the audit log"):
        add(scene, details=details)


def test_action_that_is_none_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="no action"):
        add(scene, action="made_up")


def test_details_are_short_facts(scene: Scene) -> None:
    add(scene, details={"long": "x" * 500, "many": 3, "is_so": True, "none": None})
    (line,) = entries(scene)
    assert line.details == {"long": "x" * 120, "many": 3, "is_so": True}


FORGED = 'Eve\r\n2026-01-01 admin "deleted"\x1b[31m\x00{"level":"info"}\u2028=cmd'


def test_s52_forged_line_stays_one_record(admin: TestClient, scene: Scene) -> None:
    add(scene, Actor(3, FORGED, "agent\n"), kind="staff\r", object_id=FORGED, details={"a": FORGED})
    (line,) = entries(scene, actor_id=3)
    for value in (line.actor, line.role, line.object_kind, line.object_id, line.details["a"]):
        assert value.isprintable()
    page = admin.get("/staff/audit?who=3").text
    assert page.count("<tr>") == 2  # its head and the one line
    assert "\x1b" not in page
    assert "{&#34;level&#34;" in page
    text = admin.get("/staff/audit/export?who=3").text
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][1] == line.actor


def test_s52_name_that_somebody_gives_themselves_forges_no_line(
    client_of: ClientOf, scene: Scene
) -> None:
    agent = client_of("agent")
    agent.post("/staff/account", data={"name": "=1+1\r\nfake,row", "language": ""})
    agent.post("/staff/logout")
    (line,) = entries(scene, action="logged_out")
    assert line.actor == "=1+1 fake,row"


def test_reading_counts_once_a_person_object_and_hour(scene: Scene, clock: FakeClock) -> None:
    def read(actor: Actor = ADA, object_id: str = "c1") -> tuple[bool, bool]:
        what: dict[str, Any] = {"kind": "conversation", "object_id": object_id}
        with scene.db.transaction() as session:
            action = "conversation_read"
            is_due = is_reading_due(session, actor, action, now=scene.now, **what)
            return is_due, record_reading(session, actor, action, now=scene.now, **what)

    assert read() == (True, True)
    assert read() == (False, False)
    clock.advance(minutes=29)
    assert read() == (False, False)
    assert read(BEN) == (True, True)
    assert read(object_id="c2") == (True, True)
    clock.advance(minutes=1)  # ten o'clock
    assert read() == (True, True)
    assert len(entries(scene, action="conversation_read")) == 4


def test_only_admins_see_the_log(client_of: ClientOf, scene: Scene) -> None:
    for role in ("viewer", "agent", "supervisor"):
        client = client_of(role, f"{role.title()} Person")
        for path in ("/staff/audit", "/staff/audit/export"):
            assert client.get(path).status_code == 403, (role, path)
    assert entries(scene, action="exported") == []


def test_page_shows_the_newest_first_in_words(admin: TestClient, scene: Scene) -> None:
    add(scene, BEN, "conversation_replied", kind="conversation", object_id="c" * 32, customer_id=9)
    page = admin.get("/staff/audit").text
    assert "replied to a customer" in page
    assert f'href="/staff/conversations/{"c" * 32}"' in page
    assert "customer 9" in page
    chinese = admin.get("/staff/audit", headers={"Accept-Language": "zh"}).text
    assert "回复顾客" in chinese
    assert "审计日志" in chinese


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b", "c"}),
        ("who=2", {"b", "c"}),
        ("action=conversation_closed", {"a"}),
        ("kind=ticket", {"c"}),
        ("kind=conversation&about=b", {"b"}),
        ("since=2026-03-03", {"c"}),
        ("until=2026-03-02", {"a", "b"}),
        ("since=2026-03-03&until=2026-03-03", {"c"}),
        ("since=2026-03-04", set()),
        ("who=x&action=none&since=yesterday&kind=moon&until=2026-99-99", {"a", "b", "c"}),
        ("until=9999-12-31", {"a", "b", "c"}),
        ("about=%00%27", set()),
    ],
)
def test_lines_are_found_by_what_is_asked(
    admin: TestClient, scene: Scene, clock: FakeClock, query: str, found: set[str]
) -> None:
    add(scene, ADA, "conversation_closed", kind="conversation", object_id="a")
    add(scene, BEN, "conversation_taken", kind="conversation", object_id="b")
    clock.advance(hours=20)
    add(scene, BEN, "ticket_changed", kind="ticket", object_id="c")
    clock.advance(hours=-20)
    page = admin.get("/staff/audit?" + query)
    assert page.status_code == 200
    cells = re.findall(r'<td class="wide subject">(.*?)</td>', page.text, re.DOTALL)
    objects = [re.sub(r"<[^>]+>", "", cell).split() for cell in cells]
    assert {one[-1] for one in objects} == found


def test_pages_go_on_with_the_same_filter(admin: TestClient, scene: Scene) -> None:
    for number in range(60):
        add(scene, BEN if number % 2 else ADA, object_id=f"n{number}", kind="ticket")
    first = admin.get("/staff/audit?who=2&kind=ticket").text
    assert first.count("<tr>") == 31
    for number in range(60, 160):
        add(scene, BEN, object_id=f"n{number}", kind="ticket")
    first = admin.get("/staff/audit?who=2&kind=ticket").text
    assert first.count("<tr>") == 51
    onward = first.split('<nav class="onward"')[1].split('href="')[1].split('"')[0]
    second = admin.get("/staff/audit" + onward.replace("&amp;", "&")).text
    assert second.count("<tr>") == 51
    assert "n159" in first
    assert "n159" not in second
    assert "n109" in second


def test_export_is_a_table_of_what_is_shown_and_recorded(admin: TestClient, scene: Scene) -> None:
    add(scene, BEN, "ticket_changed", kind="ticket", object_id="=1+1", details={"to": "closed"})
    add(scene, ADA, "conversation_closed", kind="conversation", object_id="other")
    answer = admin.get("/staff/audit/export?who=2")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="audit-2026-03-02.csv"' in answer.headers["Content-Disposition"]
    header, row = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert header[:4] == ["Time", "Person", "Role", "Action"]
    assert row[1:5] == ["Ben Okafor", "agent", "changed a ticket", "ticket =1+1"]
    (line,) = entries(scene, action="exported")
    assert (line.object_kind, line.details) == ("audit", {"who": "2"})


def test_log_holds_what_happens_to_accounts(visitor: TestClient, scene: Scene) -> None:
    staff = scene.staff()
    visitor.post("/staff/login", data={"email": "nobody@desk.example", "password": PASSWORD})
    visitor.post("/staff/login", data={"email": staff.email, "password": "hunter2 hunter2"})
    visitor.post("/staff/login", data={"email": staff.email, "password": PASSWORD})
    visitor.post("/staff/logout")
    with scene.db.session() as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, one.actor_id, one.object_id) for one in lines] == [
        ("login_failed", None, ""),  # what was typed may be a password
        ("login_failed", None, str(staff.id)),
        ("logged_in", staff.id, str(staff.id)),
        ("logged_out", staff.id, str(staff.id)),
    ]
    everything = " ".join(str(vars(one)) for one in lines)
    for word in ("nobody@", "hunter2", PASSWORD):
        assert word not in everything


def test_days_are_of_utc(scene: Scene, clock: FakeClock) -> None:
    clock.now = clock.now.replace(hour=23, minute=59, second=59)
    add(scene, object_id="late")
    clock.advance(seconds=1)
    add(scene, object_id="early")
    day = date(2026, 3, 2)
    assert [one.object_id for one in entries(scene, since=day, until=day)] == ["late"]
    tomorrow = day + timedelta(days=1)
    assert [one.object_id for one in entries(scene, since=tomorrow)] == ["early"]
