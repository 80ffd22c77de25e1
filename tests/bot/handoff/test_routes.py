"""The desk over HTTP: what an agents' console is built on."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.app import BotService
from bot.dialogue import Answer, DialogueFailed, ScriptedDialogue
from crm_backend.access.service import create_api_key
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Handoff, Reply
from tests.bot.driver import Client

ClientOf = Callable[[str | None], httpx.AsyncClient]
MINA = {"agent_id": "1", "agent_name": "Mina"}
OLI = {"agent_id": "2", "agent_name": "Oli"}
WISH = Answer((Reply(text="Yes", directives=(Handoff(reason="asked"),)),))


@pytest_asyncio.fixture
async def client_of(address: str, database: Database) -> AsyncIterator[ClientOf]:
    clients: list[httpx.AsyncClient] = []

    def make(role: str | None) -> httpx.AsyncClient:
        base = address.replace("ws", "http", 1).replace("/chat/v1/ws", "/api/v1")
        clients.append(httpx.AsyncClient(base_url=base, trust_env=False))
        if role is not None:
            with database.transaction() as session:
                _row, key = create_api_key(session, name=role, role=role, now=utc_now())
            clients[-1].headers["Authorization"] = f"Bearer {key}"
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()


async def ask_for_person(client: Client, engine: ScriptedDialogue) -> str:
    engine.script = {"a person": WISH}
    await client.ask("a person")
    await client.wait(type="status", owner="waiting")
    return str(client.welcome["conversation"])


async def test_chat_goes_through_the_desk_and_back(
    address: str, engine: ScriptedDialogue, client_of: ClientOf
) -> None:
    agent = client_of("agent")
    presence = {"name": "Mina", "state": "online", "capacity": 2}
    assert (await agent.put("/desk/agents/1", json=presence)).status_code == 204
    async with Client(address) as customer:
        chat = await ask_for_person(customer, engine)
        (waiting,) = (await agent.get("/desk/queue")).json()
        assert waiting["conversation_id"] == chat
        assert waiting["reasons"] == [{"code": "asked", "detail": "asked", "weight": 1.0}]
        taken = await agent.post("/desk/queue/next", json=MINA)
        assert taken.json() == {"conversation_id": chat}
        shown = (await agent.get("/desk")).json()
        assert shown["staffing"]["is_staffed"] is True
        assert [(one["name"], one["chats"]) for one in shown["agents"]] == [("Mina", 1)]
        path = f"/desk/conversations/{chat}"
        refused = await agent.post(f"{path}/take", json=OLI)
        assert refused.status_code == 409
        assert refused.json()["error"]["data"] == {"owner": "person", "agent": "Mina"}
        sent = await agent.post(f"{path}/reply", json={**MINA, "text": "Hello!"})
        assert sent.status_code == 201
        await customer.wait(type="message", sender="agent", text="Hello!")
        after = sent.json()["message_id"] - 1
        transcript = (await agent.get(path, params={"after": after})).json()
        assert [one["text"] for one in transcript["messages"]] == ["Hello!"]
        assert (await agent.post(f"{path}/return", json=OLI)).status_code == 409
        assert (await agent.post(f"{path}/return", json=MINA)).status_code == 204
        await customer.wait(type="status", owner="bot")
        assert (await agent.post("/desk/queue/next", json=MINA)).json() == {"conversation_id": None}


async def test_chat_is_transferred_requeued_and_closed(
    address: str, engine: ScriptedDialogue, client_of: ClientOf
) -> None:
    agent, boss = client_of("agent"), client_of("supervisor")
    async with Client(address) as customer:
        chat = await ask_for_person(customer, engine)
        path = f"/desk/conversations/{chat}"
        await agent.post(f"{path}/take", json=MINA)
        to = {"to_id": "2", "to_name": "Oli"}
        assert (await agent.post(f"{path}/transfer", json={**MINA, **to})).status_code == 404
        await agent.put("/desk/agents/2", json={"name": "Oli", "state": "online"})
        assert (await agent.post(f"{path}/transfer", json={**MINA, **to})).status_code == 204
        await customer.wait(type="status", name="Oli")
        force = {**MINA, "despite_capacity": True}
        assert (await agent.post(f"{path}/take", json=force)).status_code == 403
        assert (await boss.post(f"{path}/requeue", json=MINA)).status_code == 204
        await customer.wait(type="status", owner="waiting")
        assert (await agent.post(f"{path}/close", json=MINA)).status_code == 204


@pytest.mark.parametrize(
    ("name", "body", "wrong"),
    [
        ("hours", {"zone": "Asia/Shanghai", "week": [["09:00-18:00"]] * 7}, {"zone": "nowhere"}),
        ("escalation", {"mood": "off", "rules": [{"name": "x", "words": ["y"]}]}, {"mood": "no"}),
        ("timers", {"gone_seconds": 60}, {"gone_seconds": 1}),
        ("assignment", {"mode": "least_busy", "capacity": 2}, {"mode": "random"}),
        (
            "outcomes",
            {
                "items": [
                    {"code": "a", "en": "A", "zh": "甲", "asks_rating": True, "is_active": True}
                ]
            },
            {"items": [{"code": "merged", "en": "A", "zh": "甲"}]},
        ),
    ],
)
async def test_desk_is_set_by_supervisors(
    client_of: ClientOf, name: str, body: dict[str, Any], wrong: dict[str, Any]
) -> None:
    boss, agent = client_of("supervisor"), client_of("agent")
    assert (await boss.put(f"/desk/{name}", json=body)).status_code == 200
    shown = (await agent.get(f"/desk/{name}")).json()
    assert body.items() <= {**shown, "rules": body.get("rules", shown.get("rules"))}.items()
    assert (await agent.put(f"/desk/{name}", json=body)).status_code == 403
    refused = await boss.put(f"/desk/{name}", json=wrong)
    assert refused.status_code == 422
    assert refused.json()["error"]["data"]["problems"]


async def test_dead_letter_is_requeued_once(
    address: str, engine: ScriptedDialogue, client_of: ClientOf
) -> None:
    agent = client_of("agent")
    engine.script = {"poison": DialogueFailed("raised")}
    async with Client(address) as customer:
        await customer.say("poison")
        await customer.wait(lambda frame: "Try again" in str(frame["buttons"]), type="message")
        (letter,) = (await agent.get("/desk/letters")).json()
        assert (letter["text"], letter["reason"]) == ("poison", "failed")
        engine.script = {}
        path = f"/desk/letters/{letter['id']}/requeue"
        assert (await agent.post(path)).status_code == 204
        assert (await agent.post(path)).status_code == 409
        await customer.wait(type="message", text="You said: poison")
    assert (await agent.post("/desk/letters/99/requeue")).status_code == 404


PATHS = [
    ("get", "/desk", "viewer"),
    ("put", "/desk/agents/1", "agent"),
    ("get", "/desk/queue", "viewer"),
    ("post", "/desk/queue/next", "agent"),
    ("get", f"/desk/conversations/{'0' * 32}", "viewer"),
    *(
        ("post", f"/desk/conversations/{'0' * 32}/{move}", "agent")
        for move in (
            *("take", "reply", "transfer", "requeue", "return", "close", "pass-on", "snooze"),
            *("unsnooze", "merge", "split", "notes", "notes/1/delete"),
        )
    ),
    *(
        ("get", f"/desk/conversations/{'0' * 32}/{part}", "viewer")
        for part in ("take-up", "stream", "notes", "gazes")
    ),
    ("put", f"/desk/conversations/{'0' * 32}/gazes", "agent"),
    ("put", f"/desk/conversations/{'0' * 32}/notes/1", "agent"),
    ("delete", f"/desk/conversations/{'0' * 32}/gazes/1", "agent"),
    ("get", "/desk/agents/1/mentions", "viewer"),
    ("post", "/desk/agents/1/mentions/read", "agent"),
    ("get", "/desk/profiles/1", "viewer"),
    ("put", "/desk/profiles/1", "supervisor"),
    ("delete", "/desk/profiles/1", "supervisor"),
    ("put", "/desk/assignment", "supervisor"),
    ("put", "/desk/outcomes", "supervisor"),
    ("put", "/desk/hours", "supervisor"),
    ("put", "/desk/escalation", "supervisor"),
    ("put", "/desk/timers", "supervisor"),
    ("get", "/desk/letters", "viewer"),
    ("post", "/desk/letters/1/requeue", "agent"),
    ("post", "/identity/logout", "agent"),
]
ROLES = ["viewer", "agent", "supervisor", "admin"]


@pytest.mark.usefixtures("service")
async def test_each_route_asks_for_its_permission(client_of: ClientOf) -> None:
    for role in (None, *ROLES):
        client = client_of(role)
        for method, path, least in PATHS:
            answer = await client.request(method, path, json={})
            if role is None:
                assert answer.status_code == 401, path
            elif ROLES.index(role) < ROLES.index(least):
                assert answer.status_code == 403, (role, path)
            else:
                assert answer.status_code not in (401, 403, 500), (role, path)


async def test_customer_is_logged_out_everywhere(
    address: str, service: BotService, client_of: ClientOf, database: Database
) -> None:
    agent = client_of("agent")
    assert (await agent.post("/identity/logout", json={})).status_code == 422
    both = {"customer_id": 1, "token_id": "x"}
    assert (await agent.post("/identity/logout", json=both)).status_code == 422
    done = await agent.post("/identity/logout", json={"customer_id": 1})
    assert done.json() == {"browsers": 0}
