"""Failures are pages for people, never JSON."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from console.desk import listing
from console.headers import HEADERS
from console.staff import service
from console.web import COOKIE
from kernel.errors import Unavailable
from tests.conftest import FakeClock
from tests.console.scene import Scene


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/staff/nothing", 404, "There is nothing here"),
        ("/staff/conversations/unknown", 404, "There is no such conversation."),
        ("/staff/?view=nobody", 422, "That could not be read"),
        ("/staff/?after=made-up", 422, "The cursor is not one of ours"),
        ("/staff/?after=" + "c" * 300, 422, "The cursor is not one of ours"),
        ("/staff/?after=c999999999999999999-1", 422, "The cursor is not one of ours"),
        ("/staff/tickets?after=made-up", 422, "The cursor is not one of ours"),
        ("/staff/tickets?status=lost", 422, "That could not be read"),
        ("/staff/logout", 405, "Method Not Allowed"),
        ("/staff/static/none.css", 404, "There is nothing here"),
    ],
)
def test_failure_is_a_page_with_the_way_on(
    agent: TestClient, path: str, status: int, words: str
) -> None:
    page = agent.get(path)
    assert page.status_code == status
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert words in page.text
    assert "Log out" in page.text
    assert 'href="/staff/"' in page.text


def test_failure_shows_no_names_when_nobody_is_signed_in(visitor: TestClient) -> None:
    page = visitor.get("/staff/nothing")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert "Log out" not in page.text


@pytest.mark.parametrize("cookie", ["", "guessed", "x" * 4_000])
def test_login_is_asked_for_when_the_cookie_is_worthless(visitor: TestClient, cookie: str) -> None:
    visitor.cookies[COOKIE] = cookie
    assert visitor.get("/staff/").status_code == 303
    assert "Log out" not in visitor.get("/staff/nothing").text


def test_page_says_so_when_something_is_not_there_just_now(
    agent: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise Unavailable("The database is busy; try again.")

    monkeypatch.setattr(listing, "list_view", fail)
    page = agent.get("/staff/")
    assert page.status_code == 503
    assert "Not just now" in page.text
    assert "The database is busy" in page.text


@pytest.mark.parametrize("place", ["listing", "session"])
def test_page_says_so_when_the_database_takes_nothing(
    agent: TestClient, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("database is locked"))

    where, name = {"listing": (listing, "list_view"), "session": (service, "find_session")}[place]
    monkeypatch.setattr(where, name, fail)
    page = agent.get("/staff/")
    assert page.status_code == 503
    assert "Not just now" in page.text
    assert "The database did not take this." in page.text
    assert "secret" not in page.text


def test_page_tells_no_secrets_when_something_breaks(
    app: FastAPI, agent: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(listing, "list_view", fail)
    client = TestClient(app, cookies=dict(agent.cookies), raise_server_exceptions=False)
    page = client.get("/staff/")
    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert "hunter2" not in page.text
    assert page.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_rest_of_the_product_keeps_its_own_failures(visitor: TestClient) -> None:
    response = visitor.get("/api/nothing")
    assert response.json()["error"]["code"] == "not_found"
    assert "Content-Security-Policy" not in response.headers


def test_start_page_is_found_without_the_slash(visitor: TestClient) -> None:
    assert visitor.get("/staff").headers["Location"].endswith("/staff/")


@pytest.mark.parametrize("kind", ["form", "file"])
def test_body_without_end_is_refused_before_anybody_is_signed_in(
    visitor: TestClient, kind: str
) -> None:
    read = 0

    def drip() -> Iterator[bytes]:
        nonlocal read
        if kind == "file":
            yield b'--b\r\nContent-Disposition: form-data; name="email"; filename="x"\r\n\r\n'
        while read < 20_000_000:
            read += 100_000
            yield b"x" * 99_990 + b"&password="

    media = {
        "form": "application/x-www-form-urlencoded",
        "file": "multipart/form-data; boundary=b",
    }
    headers = {"Content-Type": media[kind], "Accept-Language": "zh"}
    page = visitor.post("/staff/login", content=drip(), headers=headers)
    assert page.status_code == 413
    assert "内容过大" in page.text


def test_failures_have_titles_in_the_language_of_the_reader(visitor: TestClient) -> None:
    page = visitor.put("/staff/login", headers={"Accept-Language": "zh"})
    assert page.status_code == 405
    assert "不支持这种访问方式" in page.text
    assert "Allowed" not in page.text


def test_script_is_told_what_pages_are_led_on_for(
    agent: TestClient, visitor: TestClient, scene: Scene
) -> None:
    chat = f"/staff/conversations/{scene.conversation()}"
    by_script = {"X-Requested-With": "fetch"}
    forms = (
        ("/staff/presence", {"state": "online"}, 204),
        (f"{chat}/take", {}, 204),
        (f"{chat}/draft", {"text": "Hello"}, 204),
        (f"{chat}/reply", {"text": "Hello"}, 204),
        (f"{chat}/reply", {"text": ""}, 422),
    )
    for path, form, status in forms:
        assert agent.post(path, data=form, headers=by_script).status_code == status
        refused = visitor.post(path, data=form, headers=by_script)
        assert (refused.status_code, refused.headers.get("Location")) == (401, None)
        assert visitor.post(path, data=form).status_code == 303


def test_what_a_script_sends_for_somebody_keeps_the_login_alive(
    agent: TestClient, clock: FakeClock
) -> None:
    for _ in range(3):
        clock.advance(minutes=20)
        sent = agent.post(
            "/staff/presence", data={"state": "away"}, headers={"X-Requested-With": "fetch"}
        )
        assert sent.status_code == 204
