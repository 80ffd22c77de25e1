"""Failures are pages for people, never JSON."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import bot.service
from console.headers import HEADERS
from console.web import COOKIE
from kernel.errors import Unavailable


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/staff/nothing", 404, "There is nothing here"),
        ("/staff/conversations/unknown", 404, "There is no such conversation."),
        ("/staff/?owner=nobody", 422, "That could not be read"),
        ("/staff/?after=made-up", 422, "The cursor is not one of ours"),
        ("/staff/?after=" + "c" * 300, 422, "That could not be read"),
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

    monkeypatch.setattr(bot.service, "list_conversations", fail)
    page = agent.get("/staff/")
    assert page.status_code == 503
    assert "Not just now" in page.text
    assert "The database is busy" in page.text


def test_page_tells_no_secrets_when_something_breaks(
    app: FastAPI, agent: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(bot.service, "list_conversations", fail)
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
