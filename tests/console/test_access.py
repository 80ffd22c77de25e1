"""Who gets in where: logins, roles, forms of other sites, headers on everything."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount

from console.app import create_pages
from console.headers import HEADERS
from console.web import same_origin
from tests.console.conftest import HOST, ClientOf
from tests.console.scene import Scene

OPEN = {"/staff/login", "/staff/logout", "/staff/setup/{token}", "/staff/vendor/{name}"}
ID = "0" * 32


def routes(items: list[BaseRoute]) -> Iterator[APIRoute]:
    for item in items:
        if isinstance(item, APIRoute):
            yield item
        elif hasattr(item, "original_router"):
            yield from routes(item.original_router.routes)


def all_routes(app: FastAPI) -> list[tuple[str, str]]:
    """Return (method, path) of every page and form."""
    found = [
        (method, "/staff" + route.path)
        for route in routes(create_pages(app.state).routes)
        for method in route.methods
    ]
    assert len(found) >= 11
    return found


def fill(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda name: {"move": "take"}.get(name[1], ID), path)


def test_every_page_asks_for_a_login_when_nobody_is_signed_in(
    app: FastAPI, visitor: TestClient
) -> None:
    for method, path in all_routes(app):
        if path not in OPEN:
            response = visitor.request(method, fill(path))
            where = response.headers.get("Location", "")
            assert (response.status_code, where.split("?")[0]) == (303, "/staff/login"), path


def test_pages_open_to_all_are_the_few_that_must_be(app: FastAPI) -> None:
    paths = {path for _method, path in all_routes(app)}
    assert paths >= OPEN
    assert {"/staff/", "/staff/tickets", "/staff/conversations/{conversation_id}"} <= paths


def test_only_pages_are_mounted_on_the_product(app: FastAPI) -> None:
    (mount,) = [item for item in app.routes if isinstance(item, Mount)]
    assert mount.path == "/staff"
    assert "/staff" not in str(app.openapi()["paths"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{HOST}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": HOST},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_form_is_refused_when_another_site_sent_it(
    app: FastAPI, agent: TestClient, scene: Scene, headers: dict[str, str]
) -> None:
    conversation_id = scene.conversation()
    del agent.headers["Origin"]
    for method, path in all_routes(app):
        if method == "POST":
            path = fill(path).replace(ID, conversation_id)
            page = agent.request(method, path, headers=headers, data={"text": "Hello"})
            assert page.status_code == 403, path
            assert "You may not do this" in page.text
            assert "nothing was done" in page.text
    assert scene.read(conversation_id).owner == "bot"
    assert agent.get("/staff/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": HOST}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_form_is_taken_when_it_is_ours(
    agent: TestClient, scene: Scene, headers: dict[str, str]
) -> None:
    conversation_id = scene.conversation()
    del agent.headers["Origin"]
    agent.post(f"/staff/conversations/{conversation_id}/take", headers=headers)
    assert scene.read(conversation_id).owner == "person"


def test_form_of_another_site_would_be_taken_when_the_guard_were_off(
    agent: TestClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation_id = scene.conversation()
    monkeypatch.setattr(same_origin, "__code__", (lambda request, runtime: None).__code__)
    path = f"/staff/conversations/{conversation_id}/take"
    agent.post(path, headers={"Origin": "https://evil.example"})
    assert scene.read(conversation_id).owner == "person"


def test_form_is_refused_when_there_is_no_public_address_and_the_origin_is_empty(
    agent: TestClient,
) -> None:
    assert agent.post("/staff/logout", headers={"Origin": ""}).status_code == 403


@pytest.mark.parametrize("role", ["viewer", "agent", "supervisor", "admin"])
def test_page_shows_what_the_role_may_do(client_of: ClientOf, scene: Scene, role: str) -> None:
    client, conversation_id = client_of(role), scene.conversation()
    for path in ("/staff/", "/staff/tickets", f"/staff/conversations/{conversation_id}"):
        assert client.get(path).status_code == 200
    page = client.get(f"/staff/conversations/{conversation_id}").text
    assert ("Take over" in page) == (role != "viewer")


@pytest.mark.parametrize("move", ["take", "return", "close", "reply"])
def test_viewer_is_refused_when_writing(client_of: ClientOf, scene: Scene, move: str) -> None:
    conversation_id = scene.conversation()
    path = f"/staff/conversations/{conversation_id}/{move}"
    page = client_of("viewer").post(path, data={"text": "Hello"})
    assert page.status_code == 403
    assert "You may not do this" in page.text
    found = scene.read(conversation_id)
    assert (found.owner, found.last_id) == ("bot", 0)


def test_nothing_is_shown_when_the_role_is_unknown(client_of: ClientOf, scene: Scene) -> None:
    client, conversation_id = client_of("agent"), scene.conversation()
    with scene.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE staff SET role = 'dismissed'")
    for path in ("/staff/", "/staff/tickets", f"/staff/conversations/{conversation_id}"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "cache"),
    [
        ("/staff/", 200, "no-store"),
        ("/staff/login", 200, "no-store"),
        ("/staff/setup/guessed", 404, "no-store"),
        ("/staff/nothing", 404, "no-store"),
        ("/staff/?view=nobody", 422, "no-store"),
        ("/staff/static/console.css", 200, "no-cache"),
        ("/staff/vendor/nothing.js", 404, "no-store"),
    ],
)
def test_headers_are_strict_whatever_the_answer_is(
    agent: TestClient, path: str, status: int, cache: str
) -> None:
    response = agent.get(path)
    assert response.status_code == status
    assert HEADERS.items() <= {**response.headers, **HEADERS}.items()
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert response.headers["Cache-Control"] == cache


def test_policy_allows_no_inline_code(agent: TestClient) -> None:
    policy = agent.get("/staff/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_hold_no_inline_code(agent: TestClient, scene: Scene) -> None:
    paths = ["/staff/", "/staff/login", f"/staff/conversations/{scene.conversation()}"]
    for path in [*paths, "/staff/tickets", f"/staff/setup/{scene.link()}"]:
        text = agent.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", text), path


def test_redirects_are_strict_too(visitor: TestClient) -> None:
    response = visitor.get("/staff/")
    assert response.status_code == 303
    assert HEADERS["Content-Security-Policy"] == response.headers["Content-Security-Policy"]
