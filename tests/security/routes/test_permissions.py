"""Who may use a route (S20), and whose chats are whose (S25)."""

import itertools
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from crm_backend.access import guard
from kernel.principals import ALLOWED
from kernel.runtime import Runtime
from tests.console.scene import Scene
from tests.security.routes.tables import (
    DEMO_ONLY,
    DESK,
    IDS,
    NEEDED,
    OPEN,
    ROLES,
    SECRET,
    SESSION,
    ClientOf,
    find_staff_routes,
)
from tests.security.twins import expect_red
from tests.security.whole import list_routes


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
