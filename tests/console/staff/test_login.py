"""Logging in and out, failures that look alike, limits, the life of a session."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from console.staff import service
from console.staff.models import LoginFailure, Staff, StaffSession
from console.web import COOKIE
from tests.conftest import FakeClock
from tests.console.conftest import HOST, ClientOf
from tests.console.scene import PASSWORD, Scene

GOOD = {"email": "ben@desk.example", "password": PASSWORD}
BAD = GOOD | {"password": "not the password"}


@pytest.fixture
def ben(scene: Scene) -> Staff:
    return scene.staff()


def count(scene: Scene, table: type[LoginFailure] | type[StaffSession]) -> int:
    with scene.db.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def from_address(app: FastAPI, host: str) -> TestClient:
    headers = {"Origin": HOST}
    return TestClient(app, headers=headers, follow_redirects=False, client=(host, 5000))


@pytest.mark.usefixtures("ben")
def test_staff_get_in_when_the_password_is_right(visitor: TestClient) -> None:
    assert "Log in to Frontdesk" in visitor.get("/staff/login").text
    done = visitor.post("/staff/login", data=GOOD | {"email": " BEN@desk.example "})
    assert (done.status_code, done.headers["Location"]) == (303, "/staff/")
    assert "Ben Okafor" in visitor.get("/staff/").text


@pytest.mark.usefixtures("ben")
def test_s31_failures_look_alike_when_account_or_password_is_wrong(
    visitor: TestClient, scene: Scene
) -> None:
    scene.staff(name="Gone Person")
    with scene.db.transaction() as session:
        session.execute(update(Staff).where(Staff.name == "Gone Person").values(is_active=False))
    tries = [BAD, GOOD | {"email": "nobody@desk.example"}, GOOD | {"email": "gone@desk.example"}]
    pages = [visitor.post("/staff/login", data=one) for one in tries]
    assert {page.status_code for page in pages} == {401}
    texts = {re.sub(r"[a-z]+@desk\.example", "", page.text) for page in pages}
    assert len(texts) == 1
    assert "e-mail address or the password is wrong" in texts.pop()
    assert all(COOKIE not in page.cookies for page in pages)
    assert count(scene, LoginFailure) == 3


def test_s31_password_is_checked_when_there_is_no_such_account(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []

    class Hasher:
        def verify(self, known: str, password: str) -> bool:
            checked.append(known)
            return True

    monkeypatch.setattr(service, "HASHER", Hasher())
    page = visitor.post("/staff/login", data=GOOD)
    assert page.status_code == 401  # even if somebody guessed the decoy
    assert checked == [service.DECOY]


@pytest.mark.usefixtures("ben")
def test_s30_address_must_wait_when_it_failed_five_times(app: FastAPI, clock: FakeClock) -> None:
    here, there = from_address(app, "192.0.2.1"), from_address(app, "192.0.2.2")
    for number in range(5):
        bad = BAD | {"email": f"guess{number}@desk.example"}
        assert here.post("/staff/login", data=bad).status_code == 401
    refused = here.post("/staff/login", data=GOOD)
    assert refused.status_code == 429
    assert "wait a quarter of an hour" in refused.text
    assert there.post("/staff/login", data=GOOD).status_code == 303
    clock.advance(minutes=5)
    assert here.post("/staff/login", data=GOOD).status_code == 303


@pytest.mark.usefixtures("ben")
def test_s30_account_must_wait_when_ten_logins_failed(app: FastAPI, clock: FakeClock) -> None:
    for number in range(10):
        client = from_address(app, f"192.0.2.{number // 4}")
        assert client.post("/staff/login", data=BAD).status_code == 401
    fresh = from_address(app, "198.51.100.7")
    assert fresh.post("/staff/login", data=GOOD).status_code == 429
    clock.advance(minutes=15)
    assert fresh.post("/staff/login", data=GOOD).status_code == 303


@pytest.mark.usefixtures("ben")
def test_no_hash_is_computed_when_too_many_have_failed(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = from_address(app, "192.0.2.1")
    for _ in range(5):
        here.post("/staff/login", data=BAD)
    monkeypatch.setattr(service, "HASHER", None)
    assert here.post("/staff/login", data=GOOD).status_code == 429


@pytest.mark.usefixtures("ben")
def test_failures_are_forgotten_when_they_are_old(
    visitor: TestClient, scene: Scene, clock: FakeClock
) -> None:
    visitor.post("/staff/login", data=BAD)
    clock.advance(minutes=16)
    visitor.post("/staff/login", data=BAD)
    assert count(scene, LoginFailure) == 1


@pytest.mark.usefixtures("ben")
def test_failures_name_nobody_when_they_are_stored(visitor: TestClient, scene: Scene) -> None:
    visitor.post("/staff/login", data=BAD)
    with scene.db.session() as session:
        kept = session.scalars(select(LoginFailure)).one()
    assert re.fullmatch("[0-9a-f]{64}", kept.account_hash)
    assert kept.account_hash != service.hash_token(BAD["email"])


def test_s33_session_ends_when_nothing_was_done_for_half_an_hour(
    agent: TestClient, clock: FakeClock
) -> None:
    clock.advance(minutes=29, seconds=59)
    assert agent.get("/staff/").status_code == 200
    clock.advance(minutes=29, seconds=59)
    assert agent.get("/staff/").status_code == 200
    clock.advance(minutes=30)
    assert agent.get("/staff/").headers["Location"] == "/staff/login?back=%2Fstaff%2F&ended=1"


def test_s33_session_ends_when_only_an_open_page_asked(agent: TestClient, clock: FakeClock) -> None:
    for _ in range(29):
        clock.advance(minutes=1)
        assert agent.get("/staff/", headers={"HX-Request": "true"}).status_code == 200
    clock.advance(minutes=1)
    ended = agent.get("/staff/", headers={"HX-Request": "true"})
    assert ended.headers["HX-Redirect"] == "/staff/login?back=%2Fstaff%2F&ended=1"
    assert "Your session has ended" in agent.get(ended.headers["HX-Redirect"]).text


def test_login_leads_back_to_the_page_whose_part_asked(visitor: TestClient) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "https://desk.example/staff/tickets?view=all"}
    led = visitor.get("/staff/board", headers=asked).headers["HX-Redirect"]
    assert led == "/staff/login?back=%2Fstaff%2Ftickets"


def test_s33_session_ends_when_it_is_twelve_hours_old(agent: TestClient, clock: FakeClock) -> None:
    for _ in range(35):
        clock.advance(minutes=20)
        assert agent.get("/staff/").status_code == 200
    clock.advance(minutes=20)
    assert agent.get("/staff/").status_code == 303


def test_session_is_written_once_a_minute_when_it_is_busy(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    start = clock.now

    def seen() -> float:
        with scene.db.session() as session:
            return (session.scalars(select(StaffSession)).one().seen_at - start).total_seconds()

    clock.advance(seconds=60)
    agent.get("/staff/")
    assert seen() == 0
    clock.advance(seconds=1)
    agent.get("/staff/")
    assert seen() == 61


def test_s33_cookie_opens_nothing_when_its_owner_logged_out(
    agent: TestClient, scene: Scene
) -> None:
    stolen = agent.cookies[COOKIE]
    done = agent.post("/staff/logout")
    assert (done.status_code, done.headers["Location"]) == (303, "/staff/login")
    assert COOKIE not in agent.cookies
    agent.cookies.set(COOKIE, stolen, domain="testserver.local", path="/staff")
    assert agent.get("/staff/").status_code == 303
    assert count(scene, StaffSession) == 0


def test_s33_session_ends_when_the_account_is_switched_off(agent: TestClient, scene: Scene) -> None:
    with scene.db.transaction() as session:
        session.execute(update(Staff).values(is_active=False))
    assert agent.get("/staff/").status_code == 303


def test_s33_old_session_ends_when_its_browser_logs_in_anew(
    agent: TestClient, scene: Scene
) -> None:
    old = agent.cookies[COOKIE]
    agent.post("/staff/login", data=GOOD)
    assert agent.cookies[COOKIE] != old
    assert count(scene, StaffSession) == 1


def test_outlived_sessions_are_deleted_when_somebody_logs_in(
    client_of: ClientOf, scene: Scene, clock: FakeClock
) -> None:
    client_of("agent", "Ann Early")
    clock.advance(hours=12)
    client_of("agent", "Bob Late")
    assert count(scene, StaffSession) == 1


@pytest.mark.usefixtures("ben")
def test_staff_come_back_to_the_page_they_asked_for(visitor: TestClient) -> None:
    asked = visitor.get("/staff/tickets")
    assert asked.headers["Location"] == "/staff/login?back=%2Fstaff%2Ftickets"
    form = visitor.get(asked.headers["Location"]).text
    assert 'name="back" value="/staff/tickets"' in form
    assert "session has ended" not in form
    done = visitor.post("/staff/login", data=GOOD | {"back": "/staff/tickets"})
    assert done.headers["Location"] == "/staff/tickets"


@pytest.mark.usefixtures("ben")
def test_staff_stay_here_when_a_link_would_send_them_away(visitor: TestClient) -> None:
    done = visitor.post("/staff/login", data=GOOD | {"back": "//evil.example/staff/"})
    assert done.headers["Location"] == "/staff/"
