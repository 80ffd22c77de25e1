"""Forms of other sites (S42)."""

import itertools

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from console.web import COOKIE, same_origin
from kernel.runtime import Runtime
from tests.console.scene import Scene
from tests.security.twins import expect_red
from tests.security.whole import list_routes

FOREIGN: list[dict[str, str]] = [
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Referer": "http://testserver/staff/"},
]
PART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n--x--\r\n'
KINDS = {
    "text/plain": b"text=hello",
    "application/x-www-form-urlencoded": b"text=hello&email=a&password=b",
    "multipart/form-data; boundary=x": PART,
}


async def refuses_foreign_forms(app: FastAPI, signed_in: TestClient, chat: str) -> None:
    writes = {
        path
        for method, path in list_routes(app)
        if path.startswith("/staff") and method not in ("GET", "WS")
    }
    assert len(writes) >= 5
    kinds = itertools.cycle(KINDS)  # goes on from path to path: each header meets each kind
    for path in writes:
        concrete = path.replace("{conversation_id}", chat).replace("{move}", "take")
        concrete = concrete.replace("{token}", "x")
        for headers, kind in zip(FOREIGN, kinds, strict=False):
            sent = headers | {"content-type": kind}
            answer = signed_in.post(concrete, content=KINDS[kind], headers=sent)
            assert answer.status_code == 403, (path, headers, kind)
        assert signed_in.get(concrete).status_code in (200, 303, 404, 405, 410, 422) or path in (
            "/staff/login",
            "/staff/login/code",
            "/staff/setup/{token}",
        )
    assert signed_in.get("/staff/").status_code == 200  # nobody was logged out


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_s42_form_of_another_site_changes_nothing(
    app: FastAPI, signed_in: TestClient, chat: str, runtime: Runtime
) -> None:
    await refuses_foreign_forms(app, signed_in, chat)
    found = Scene(runtime).read(chat)
    assert (found.owner, found.last_id) == ("bot", 1)


def find_pages(app: FastAPI) -> FastAPI:
    """Return the application of the staff pages within the whole."""
    (mount,) = [one for one in app.routes if getattr(one, "path", "") == "/staff"]
    pages = mount.app.app  # type: ignore[attr-defined]
    assert isinstance(pages, FastAPI)
    return pages


async def test_s42_twin_turns_red(
    app: FastAPI,
    signed_in: TestClient,
    chat: str,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the look at where a form comes from, another site takes a conversation over."""
    monkeypatch.setattr(same_origin, "__code__", (lambda request, runtime: None).__code__)
    await expect_red(refuses_foreign_forms, app, signed_in, chat)
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    signed_in.post(f"/staff/conversations/{chat}/take", headers=foreign)
    assert Scene(runtime).read(chat).owner == "person"


def test_s42_cookie_of_staff_opens_nothing_for_programs(signed_in: TestClient) -> None:
    token = signed_in.cookies.get(f"__Host-{COOKIE}")
    assert token is not None
    cookie = {"Cookie": f"{COOKIE}={token}; __Host-{COOKIE}={token}"}
    for method, path in (("get", "customers"), ("post", "desk/queue/next"), ("get", "api-keys")):
        answer = signed_in.request(method, f"/api/v1/{path}", headers=cookie)
        assert answer.status_code == 401
    assert signed_in.post("/chat/v1/attachments", content=b"x", headers=cookie).status_code == 401
