"""Every route there is: who may (S20), what lists tell (S21), what bodies take and show (S22, S23),
whose chats (S25), forms of other sites (S42), headers (S44), what is no query (S53)."""

import itertools
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from console.staff import service as accounts
from console.web import COOKIE, cookie_name, same_origin
from crm_backend.access import guard
from crm_backend.access.service import create_api_key
from kernel.db import Database
from kernel.principals import ALLOWED
from kernel.runtime import Runtime
from tests.console.scene import Scene
from tests.crm_backend.shop import NOW, Shop
from tests.crm_backend.test_permissions import NEEDED as OF_CRM
from tests.security.twins import expect_red
from tests.security.whole import create_whole, list_routes

DESK, CHAT = "/api/v1/desk", "/api/v1/desk/conversations/{conversation_id}"
READ, WORK, RUN = "conversations:read", "conversations:write", "desk:write"
# Route → the permission it must ask for. A route that is in none of the tables fails the build.
OF_BOT = {
    ("get", DESK): READ,
    ("put", f"{DESK}/agents/{{agent_id}}"): WORK,
    ("get", f"{DESK}/queue"): READ,
    ("post", f"{DESK}/queue/next"): WORK,
    ("get", CHAT): READ,
    ("post", f"{CHAT}/take"): WORK,
    ("post", f"{CHAT}/reply"): WORK,
    ("post", f"{CHAT}/transfer"): WORK,
    ("post", f"{CHAT}/requeue"): WORK,
    ("post", f"{CHAT}/return"): WORK,
    ("post", f"{CHAT}/close"): WORK,
    ("get", f"{DESK}/hours"): READ,
    ("put", f"{DESK}/hours"): RUN,
    ("get", f"{DESK}/escalation"): READ,
    ("put", f"{DESK}/escalation"): RUN,
    ("get", f"{DESK}/timers"): READ,
    ("put", f"{DESK}/timers"): RUN,
    ("get", f"{DESK}/refunds"): READ,
    ("put", f"{DESK}/refunds"): RUN,
    ("get", f"{DESK}/targets"): READ,
    ("put", f"{DESK}/targets"): RUN,
    ("post", f"{CHAT}/pass-on"): WORK,
    ("post", f"{CHAT}/snooze"): WORK,
    ("post", f"{CHAT}/unsnooze"): WORK,
    ("get", f"{CHAT}/take-up"): READ,
    ("post", f"{CHAT}/merge"): WORK,
    ("post", f"{CHAT}/split"): WORK,
    ("get", f"{CHAT}/stream"): READ,
    ("get", f"{CHAT}/gazes"): READ,
    ("put", f"{CHAT}/gazes"): WORK,
    ("delete", f"{CHAT}/gazes/{{agent_id}}"): WORK,
    ("get", f"{CHAT}/notes"): READ,
    ("post", f"{CHAT}/notes"): WORK,
    ("put", f"{CHAT}/notes/{{note_id}}"): WORK,
    ("post", f"{CHAT}/notes/{{note_id}}/delete"): WORK,
    ("get", f"{DESK}/agents/{{agent_id}}/mentions"): READ,
    ("post", f"{DESK}/agents/{{agent_id}}/mentions/read"): WORK,
    ("get", f"{DESK}/profiles"): READ,
    ("get", f"{DESK}/profiles/{{agent_id}}"): READ,
    ("put", f"{DESK}/profiles/{{agent_id}}"): RUN,
    ("delete", f"{DESK}/profiles/{{agent_id}}"): RUN,
    ("get", f"{DESK}/assignment"): READ,
    ("put", f"{DESK}/assignment"): RUN,
    ("get", f"{DESK}/outcomes"): READ,
    ("put", f"{DESK}/outcomes"): RUN,
    ("get", f"{DESK}/letters"): READ,
    ("post", f"{DESK}/letters/{{letter_id}}/requeue"): WORK,
    ("post", "/api/v1/identity/logout"): "identity:end",
}
NEEDED = OF_CRM | OF_BOT
# What keeps strangers out of the others; all else below /staff is for staff who are signed in.
SECRET = {("post", "/internal/actions/webhook"), ("post", "/telegram/v1/webhook")}
SESSION = {("ws", "/chat/v1/ws"), ("post", "/chat/v1/attachments"), ("ws", "/staff/live")}
DEMO_ONLY = {("get", "/demo/mails")}
OPEN = {
    ("get", "/"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/openapi.json"),
    ("get", "/pictures/{name}.svg"),
    ("get", "/shop/static/*"),
    ("get", "/widget/v1/{name}.js"),
    ("get", "/chat/v1/config"),
    ("get", "/chat/v1/continue/{token}"),  # leads to a page and shows nothing
    ("get", "/chat/v1/attachments/{attachment_id}"),  # the id is the secret (S24)
    ("options", "/chat/v1/attachments"),
    ("get", "/staff/login"),
    ("post", "/staff/login"),
    ("get", "/staff/login/code"),  # opens by the cookie that the password gave
    ("post", "/staff/login/code"),
    ("post", "/staff/logout"),
    ("get", "/staff/setup/{token}"),
    ("post", "/staff/setup/{token}"),
    ("get", "/staff/static/*"),
    ("get", "/staff/vendor/{name}"),
}
ROLES = (None, "viewer", "agent", "supervisor", "admin")
# For each part of a path: what is there, what is somebody else's or nobody's, what is no id at all.
IDS = {
    "customer_id": ["1", "2", "999999", "0", "-1", "x", str(2**63)],
    "identity_id": ["1", "999"],
    "number": ["FD-1000001", "T-20000", "FD-9999999", "%00", "'"],
    "sku": ["LL-0001", "X", "%25"],
    "slug": ["warranty", "x"],
    "key_id": ["998", "999", str(2**63)],  # 1 is the caller's own, which they may end
    "conversation_id": ["0" * 32, "f" * 32, "x", "0" * 31 + "%00"],
    "agent_id": ["1", "x" * 65],
    "letter_id": ["1", "999", "0"],
    "note_id": ["1", "999", "0"],
    "offer_id": ["1", "999", "0", str(2**63)],
    "key": ["greeting", "x%00", "x" * 200],
}


@pytest.fixture
def app(runtime: Runtime) -> Iterator[FastAPI]:
    """The whole application; only its ledger runs."""
    app = create_whole(runtime)
    ledger = app.state.bot.ledger

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncIterator[None]:
        ledger.open()
        yield
        await ledger.close()

    app.router.lifespan_context = live
    with runtime.db.transaction() as session:
        shop = Shop(session)
        ada, lamps = shop.customer(), shop.category()
        shop.customer("bo@example.com", "Bo Diddley")
        lamp = shop.product("LL-0001", lamps)
        shop.product("LL-0003", lamps, "Hidden Lamp", "隐藏灯", is_active=False)
        placed = NOW - timedelta(days=6)
        shop.order(ada, (lamp, 2), status="delivered", delivered_at=NOW, placed_at=placed)
    with TestClient(app):
        yield app


ClientOf = Callable[[str | None], TestClient]


@pytest.fixture
def client_of(app: FastAPI, database: Database) -> ClientOf:
    def make(role: str | None) -> TestClient:
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        if role is not None:
            with database.transaction() as session:
                _row, key = create_api_key(session, name=role, role=role, now=NOW)
            client.headers["Authorization"] = f"Bearer {key}"
        return client

    return make


def find_staff_routes(app: FastAPI) -> set[tuple[str, str]]:
    """Return what opens to a login of staff alone; which role is asked is looked at in S38."""
    below = {(method.lower(), path) for method, path in list_routes(app) if path[:7] == "/staff/"}
    return below - SESSION - OPEN


def test_s20_every_route_is_in_a_table(app: FastAPI) -> None:
    found = {(method.lower(), path) for method, path in list_routes(app)}
    staff = find_staff_routes(app)
    assert len(staff) > 80
    tables = (set(NEEDED), staff, SECRET, SESSION, DEMO_ONLY, OPEN)
    assert found == set().union(*tables)
    assert sum(map(len, tables)) == len(found)
    described = {(method, path) for path, item in app.openapi()["paths"].items() for method in item}
    assert described == set(NEEDED) | {("get", "/pictures/{name}.svg")}


def fill(path: str) -> list[str]:
    """Return the path with every combination of ids."""
    names = re.findall(r"{(\w+)}", path)
    made = []
    for ids in itertools.product(*(IDS[name] for name in names)):
        concrete = path
        for name, value in zip(names, ids, strict=True):
            concrete = concrete.replace(f"{{{name}}}", value)
        made.append(concrete)
    return made


async def obeys_the_table(client: TestClient, role: str | None) -> None:
    permissions, refusal = ALLOWED[role or "anonymous"], 403 if role else 401
    for (method, path), permission in NEEDED.items():
        for concrete in fill(path):
            body = {} if method in ("post", "put", "patch") else None
            status = client.request(method, concrete, json=body).status_code
            if permission in permissions:
                assert status in (200, 201, 204, 404, 409, 422), (method, concrete, status)
            else:  # and never 404: who may not ask does not hear what there is
                assert status == refusal, (method, concrete, status)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
async def test_s20_route_opens_to_who_may_and_to_nobody_else(
    client_of: ClientOf, role: str | None
) -> None:
    await obeys_the_table(client_of(role), role)


@pytest.mark.parametrize("role", [None, "viewer", "agent"])
async def test_s20_twin_turns_red(
    client_of: ClientOf, role: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "require", lambda *_who: None)
    await expect_red(obeys_the_table, client_of(role), role)


def test_s20_the_other_routes_keep_strangers_out(client_of: ClientOf, app: FastAPI) -> None:
    stranger = client_of("admin")  # a key of the API opens no page and is no secret
    for method, path in find_staff_routes(app):
        concrete = path.replace("{conversation_id}", "0" * 32).replace("{move}", "take")
        headers = {"Origin": "http://testserver"}
        answer = stranger.request(method, concrete, headers=headers)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/staff/login")
    for method, path in SECRET:
        assert stranger.request(method, path, json={}).status_code in (401, 403), path
    assert stranger.post("/chat/v1/attachments", content=b"x").status_code == 401
    app.state.runtime = app.state.bot.runtime
    plain = app.state.runtime.settings.model_copy(update={"demo": False})
    app.state.runtime = Runtime(plain, app.state.runtime.db, app.state.runtime.clock)
    assert stranger.get("/demo/mails").status_code == 404


def test_s20_right_to_overrule_is_a_supervisors(client_of: ClientOf) -> None:
    body = {"agent_id": "1", "agent_name": "Mina", "despite_capacity": True}
    url = f"{DESK}/conversations/{'0' * 32}/take"
    assert client_of("agent").post(url, json=body).status_code == 403
    assert client_of("supervisor").post(url, json=body).status_code == 404


TRICKS = [
    "",
    "?has_inactive=false",
    "?sort=is_active&order_by=stock",
    "?is_active=false&fields=*",
    "?limit=100&include=inactive",
    "?category=lamps",
]


def test_s21_lists_tell_nothing_of_what_is_hidden(client_of: ClientOf) -> None:
    anonymous, agent = client_of(None), client_of("agent")
    for client, trick in itertools.product((anonymous, agent), TRICKS):
        page = client.get(f"/api/v1/products{trick}").json()
        assert [item["sku"] for item in page["items"]] == ["LL-0001"], trick
        assert page.get("total", 1) == 1
    for text in ("Hidden Lamp", "LL-0003", "隐藏灯", "lamp"):
        found = anonymous.get("/api/v1/product-search", params={"text": text}).text
        assert "LL-0003" not in found
    assert anonymous.get("/api/v1/products?has_inactive=true").status_code in (401, 403)
    for path in ("customers", "orders", "tickets", "desk/queue"):
        answer = anonymous.get(f"/api/v1/{path}?limit=1&customer_id=1")
        assert (answer.status_code, "total" in answer.text) == (401, False)


def find_models(app: FastAPI, side: str) -> dict[str, Any]:
    """Return the schemas that bodies ("requestBody") or answers ("responses") are made of."""
    spec = app.openapi()
    schemas, found, todo = spec["components"]["schemas"], set[str](), []
    for item in spec["paths"].values():
        for operation in item.values():
            todo += re.findall(r"#/components/schemas/(\w+)", str(operation.get(side)))
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += re.findall(r"#/components/schemas/(\w+)", str(schemas[name]))
    return {name: schemas[name] for name in found}


def test_s22_no_body_takes_a_field_it_does_not_name(app: FastAPI) -> None:
    models = find_models(app, "requestBody")
    objects = {name: one for name, one in models.items() if one.get("type") == "object"}
    assert len(objects) > 20
    lax = [name for name, one in objects.items() if one.get("additionalProperties") is not False]
    assert lax == []


SMUGGLED = {
    "id": 7,
    "role": "admin",
    "customer_id": 2,
    "tenant": "x",
    "price_cents": 1,
    "created_at": "2020-01-01T00:00:00Z",
    "total_cents": 0,
    "is_verified": True,
}


def test_s22_smuggled_fields_are_refused_and_nothing_changes(client_of: ClientOf) -> None:
    admin = client_of("admin")
    targets = ("/api/v1/customers/1", "/api/v1/products/LL-0001")
    before = [admin.get(url).json() for url in targets]
    for url, (name, value) in itertools.product(targets, SMUGGLED.items()):
        if (url, name) != ("/api/v1/products/LL-0001", "price_cents"):
            assert admin.patch(url, json={name: value}).status_code == 422, (url, name)
    moved = {"status": "refunded", "customer_id": 2}
    assert admin.post("/api/v1/orders/FD-1000001/status", json=moved).status_code == 422
    assert [admin.get(url).json() for url in targets] == before


NEVER = re.compile(r"hash|password|secret|payload|lease|fence|token|address_hash|idempotency|totp")


def test_s23_answers_show_no_inner_fields(app: FastAPI, client_of: ClientOf) -> None:
    models = find_models(app, "responses")
    shown = {(name, field) for name, one in models.items() for field in one.get("properties", {})}
    assert len(shown) > 100
    assert [one for one in shown if NEVER.search(one[1])] == []
    admin = client_of("admin")
    order = admin.get("/api/v1/orders/FD-1000001").json()
    assert set(order) == set(models["OrderRead"]["properties"])
    customer = admin.get("/api/v1/customers/1").json()
    assert set(customer) == set(models["CustomerRead"]["properties"])
    made = admin.post("/api/v1/api-keys", json={"name": "x", "role": "viewer"}).json()
    assert {name for name in made if NEVER.search(name)} == set()


def test_s25_what_a_colleague_answers_is_not_ones_own(
    app: FastAPI, client_of: ClientOf, runtime: Runtime
) -> None:
    agent, scene = client_of("agent"), Scene(runtime)
    chat = scene.conversation()
    scene.hear(chat, "hello")
    url = f"{DESK}/conversations/{chat}"
    mina, oli = ({"agent_id": one, "agent_name": one} for one in ("mina", "oli"))
    assert agent.post(f"{url}/take", json=mina).status_code == 204
    tries = [
        ("take", oli),
        ("reply", oli | {"text": "hi"}),
        ("return", oli),
        ("requeue", oli),
        ("close", oli),
    ]
    for move, body in tries:
        refused = agent.post(f"{url}/{move}", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_yours"), move
    assert agent.post(f"{url}/reply", json=mina | {"text": "hi"}).status_code == 201
    found = scene.read(chat)
    assert (found.owner, found.agent_id) == ("person", "mina")


@pytest.fixture
def signed_in(app: FastAPI, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The browser of an agent, with its cookie."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", cheap)
    monkeypatch.setattr(accounts, "DECOY", cheap.hash("nobody's"))
    scene = Scene(runtime)
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    token = scene.session(scene.staff("admin"))
    name = cookie_name(runtime.settings)
    client.cookies.set(name, token, domain="testserver.local", path="/staff")
    return client


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
    for path in writes:
        concrete = path.replace("{conversation_id}", chat).replace("{move}", "take")
        concrete = concrete.replace("{token}", "x")
        for headers, kind in itertools.product(FOREIGN, KINDS):
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


def list_pages(app: FastAPI, chat: str) -> list[tuple[str, str]]:
    """Return every route with something in the place of its ids; files by an example."""
    files = {"/shop/static/*": "/shop/static/shop.css", "/staff/static/*": "/staff/static/icon.svg"}
    made = []
    for method, path in sorted(list_routes(app)):
        concrete = files.get(path, path).replace("{conversation_id}", chat)
        concrete = concrete.replace("{name}.js", "widget.js").replace("{name}", "htmx.min.js")
        concrete = re.sub(r"{\w+}", "1", concrete)
        if method != "WS" and path != "/readyz":  # it asks Rasa; its answer is made like /healthz's
            made.append((method, concrete))
    return made


async def has_safe_headers(app: FastAPI, client: TestClient, chat: str) -> None:
    for method, path in list_pages(app, chat):
        answer = client.request(method, path)
        headers, where = answer.headers, (method, path, answer.status_code)
        assert answer.status_code < 500, where
        assert headers["x-content-type-options"] == "nosniff", where
        assert "referrer-policy" in headers, where
        policy = headers["content-security-policy"]
        assert "unsafe-eval" not in policy, where
        assert "'unsafe-inline'" not in policy.replace("style-src 'unsafe-inline'; sandbox", "")
        assert "default-src 'none'" in policy, where
        assert headers["strict-transport-security"] == "max-age=31536000", where
        kind = headers.get("content-type", "")
        if kind.startswith("text/html"):
            assert "frame-ancestors 'none'" in policy, where
            assert "base-uri 'none'" in policy, where
            assert headers["cross-origin-opener-policy"] == "same-origin", where
        if kind.startswith(("text/html", "application/json")) and path != "/chat/v1/config":
            assert headers["cache-control"] == "no-store", where
        assert "server" not in headers, where


@pytest.fixture
def chat(app: FastAPI, runtime: Runtime) -> str:
    scene = Scene(runtime)
    made = scene.conversation()
    scene.hear(made, "hello")
    return made


@pytest.fixture
def settings(settings: Any) -> Any:
    return settings.model_copy(update={"public_url": "https://desk.example"})


@pytest.mark.slow
async def test_s44_every_answer_has_safe_headers(
    app: FastAPI, client_of: ClientOf, signed_in: TestClient, chat: str
) -> None:
    for client in (client_of(None), client_of("admin"), signed_in):
        await has_safe_headers(app, client, chat)


async def test_s44_twin_turns_red(
    app: FastAPI, client_of: ClientOf, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk.headers.DEFAULTS", {})
    with pytest.raises(KeyError):
        await has_safe_headers(app, client_of(None), chat)


STRANGE = [
    "%",
    "_",
    "\\",
    "'",
    "''; DROP TABLE customer; --",
    "' OR '1'='1",
    '" OR ""="',
    "%' ESCAPE '\\",
    "x' UNION SELECT key_hash FROM api_key --",
    "$.a[*]",
    '{"$ne": null}',
    "a OR b NEAR(c)",
    "*",
    '"',
    "(((",
    "\x00",
    "a\x00b",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "1; SELECT pg_sleep(5)",
    "${jndi:ldap://x}",
    "a" * 5_000,
]


@pytest.mark.slow
def test_s53_no_query_is_made_of_what_callers_send(client_of: ClientOf, app: FastAPI) -> None:
    admin = client_of("admin")
    for path, item in app.openapi()["paths"].items():
        query = [
            one["name"] for one in item.get("get", {}).get("parameters", ()) if one["in"] == "query"
        ]
        concrete = re.sub(r"{\w+}", "1", path)
        for name, value in itertools.product(query, STRANGE):
            answer = admin.get(concrete, params={name: value})
            assert answer.status_code in (200, 404, 422), (path, name, value)
    for path in ("orders", "tickets", "products", "articles", "desk/conversations", "customers"):
        for value in ("%25", "%27", "_", "%00", "1%00", "%5C", "%F0%9F%98%80", "%ED%A0%80"):
            status = admin.get(f"/api/v1/{path}/{value}").status_code
            assert status in (404, 422), (path, value)


def test_s53_wildcards_are_letters(client_of: ClientOf) -> None:
    admin = client_of("admin")
    admin.post("/api/v1/customers", json={"name": "100% Wool_Shop", "email": "wool@example.com"})
    for word, names in {
        "%": ["100% Wool_Shop"],
        "_": ["100% Wool_Shop"],
        "0%": ["100% Wool_Shop"],
        "l_s": ["100% Wool_Shop"],
        "%%": [],
        "a%a": [],
        "_da": [],
        "\\": [],
        "' OR '1'='1": [],
    }.items():
        found = admin.get("/api/v1/customers", params={"query": word}).json()["items"]
        assert [one["name"] for one in found] == names, word


def test_s53_staff_pages_take_strange_ids(signed_in: TestClient) -> None:
    for value in ("%00", "0" * 31 + "%00", "%27", "%25", "x" * 3_000, "%ED%A0%80"):
        status = signed_in.get(f"/staff/conversations/{value}").status_code
        assert status in (404, 422), value
        headers = {"Origin": "http://testserver"}
        for move in ("take", "reply"):
            url = f"/staff/conversations/{value}/{move}"
            answer = signed_in.post(url, headers=headers, data={"text": "a\x00b"})
            assert answer.status_code in (404, 422), (value, move)
    for query in ("after=%00", "owner=%00", "after='", "after=" + "9" * 400, "status=%00"):
        assert signed_in.get(f"/staff/?{query}").status_code in (200, 422), query
        assert signed_in.get(f"/staff/tickets?{query}").status_code in (200, 422), query


NUL = "a\x00b"


def test_s53_what_no_text_can_hold_is_refused_and_not_stored(
    client_of: ClientOf, signed_in: TestClient, chat: str
) -> None:
    agent, mina = client_of("supervisor"), {"agent_id": "mina", "agent_name": "Mina"}
    url = f"{DESK}/conversations/{chat}"
    rule = {"words": [NUL]}
    tries = [
        ("post", f"{url}/take", mina | {"agent_name": NUL}),
        ("post", f"{url}/take", mina | {"agent_id": NUL}),
        ("post", f"{DESK}/queue/next", mina | {"agent_id": NUL}),
        ("put", f"{DESK}/agents/x", {"name": NUL, "state": "online"}),
        ("put", f"{DESK}/agents/%00", {"name": "x", "state": "online"}),
        ("put", f"{DESK}/escalation", {"rules": [rule]}),
        ("put", f"{DESK}/hours", {"zone": NUL}),
        ("post", "/api/v1/identity/logout", {"token_id": NUL}),
        ("post", "/api/v1/api-keys", {"name": NUL, "role": "viewer"}),
    ]
    for method, where, body in tries:
        status = agent.request(method, where, json=body).status_code
        assert status in (403, 422), (where, body, status)
    assert agent.post(f"{url}/take", json=mina).status_code == 204
    assert agent.post(f"{url}/reply", json=mina | {"text": NUL}).status_code == 422
    headers = {"Origin": "http://testserver"}
    forms = {
        "/staff/login": {"email": NUL, "password": NUL},
        "/staff/setup/%00": {"name": NUL, "email": NUL, "password": NUL},
        f"/staff/conversations/{chat}/reply": {"text": NUL},
    }
    for where, form in forms.items():
        status = signed_in.post(where, data=form, headers=headers).status_code
        assert status in (303, 401, 404, 409, 422), (where, status)
