"""Notes, snoozing, merging, profiles and who looks, over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest_asyncio

from bot.app import BotService
from bot.ledger.models import Conversation
from crm_backend.access.service import create_api_key
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from tests.bot.driver import Client

MINA = {"agent_id": "1", "agent_name": "Mina"}
OLI = {"agent_id": "2", "agent_name": "Oli"}


def make_client(address: str, database: Database, role: str) -> httpx.AsyncClient:
    base = address.replace("ws", "http", 1).replace("/chat/v1/ws", "/api/v1/desk")
    with database.transaction() as session:
        _row, key = create_api_key(session, name=role, role=role, now=utc_now())
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(base_url=base, trust_env=False, headers=headers)


@pytest_asyncio.fixture
async def agent(address: str, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with make_client(address, database, "agent") as client:
        for one in (MINA, OLI):
            body = {"name": one["agent_name"], "state": "online"}
            await client.put(f"/agents/{one['agent_id']}", json=body)
        yield client


@pytest_asyncio.fixture
async def boss(address: str, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with make_client(address, database, "supervisor") as client:
        yield client


async def take(agent: httpx.AsyncClient, customer: Client) -> str:
    path = f"/conversations/{customer.welcome['conversation']}"
    assert (await agent.post(f"{path}/take", json=MINA)).status_code == 204
    return path


async def test_note_is_written_read_changed_and_taken_back(
    address: str, agent: httpx.AsyncClient, boss: httpx.AsyncClient
) -> None:
    async with Client(address) as customer:
        path = await take(agent, customer)
        made = await agent.post(f"{path}/notes", json={**MINA, "text": "@Oli look"})
        assert made.status_code == 201
        note = f"{path}/notes/{made.json()['note_id']}"
        (row,) = (await agent.get(f"{path}/notes")).json()
        assert (row["note"]["text"], row["mentions"]) == ("@Oli look", ["2"])
        named = (await agent.get("/agents/2/mentions")).json()
        assert (named["unread"], named["notes"][0]["text"]) == (1, "@Oli look")
        chat = {"conversation_id": customer.welcome["conversation"]}
        assert (await agent.post("/agents/2/mentions/read", json=chat)).json() == {"count": 1}
        assert (await agent.put(note, json={**OLI, "text": "x"})).status_code == 403
        assert (await boss.put(note, json={**OLI, "text": "x"})).status_code == 204
        assert (await agent.post(f"{note}/delete", json=MINA)).status_code == 204
        (row,) = (await agent.get(f"{path}/notes")).json()
        assert (row["note"]["text"], row["note"]["deleted_at"] is None) == ("", False)
        assert "look" not in str(await customer.quiet())


async def test_chat_is_snoozed_and_wakes(
    address: str, service: BotService, agent: httpx.AsyncClient
) -> None:
    async with Client(address) as customer:
        path = await take(agent, customer)
        until = (service.clock() + timedelta(hours=1)).isoformat()
        naive = {**MINA, "until": "2030-01-01T00:00:00"}
        assert (await agent.post(f"{path}/snooze", json=naive)).status_code == 422
        assert (await agent.post(f"{path}/snooze", json={**OLI})).status_code == 409
        sleep = {**MINA, "until": until}
        assert (await agent.post(f"{path}/snooze", json=sleep)).status_code == 204
        shown = (await agent.get(path)).json()["conversation"]
        assert shown["snoozed_until"] is not None
        await customer.say("are you there?")
        await customer.quiet()
        shown = (await agent.get(path)).json()["conversation"]
        assert shown["snoozed_until"] is None
        stale = {**MINA, "text": "Hello", "seen_id": 0}
        refused = await agent.post(f"{path}/reply", json=stale)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "newer_message")
        sent = await agent.post(f"{path}/reply", json={**stale, "despite_newer": True})
        assert sent.status_code == 201
        await agent.post(f"{path}/snooze", json=MINA)
        assert (await agent.post(f"{path}/unsnooze", json=MINA)).json() == {"is_done": True}


async def test_two_chats_of_a_customer_are_merged_and_split(
    address: str, agent: httpx.AsyncClient, database: Database, customer: Customer
) -> None:
    async with Client(address) as one, Client(address) as other:
        paths = [await take(agent, client) for client in (one, other)]
        chats = [client.welcome["conversation"] for client in (one, other)]
        into = {**MINA, "into": chats[1]}
        assert (await agent.post(f"{paths[0]}/merge", json=into)).status_code == 409
        with database.transaction() as session:
            for chat in chats:
                session.get_one(Conversation, chat).customer_id = customer.id
        assert (await agent.post(f"{paths[0]}/merge", json=into)).json() == {"is_done": True}
        assert (await agent.post(f"{paths[0]}/merge", json=into)).json() == {"is_done": False}
        told = await one.wait(lambda frame: "going on" in frame["text"], type="message")
        assert told["from"] == "system"
        stream = (await agent.get(f"{paths[1]}/stream")).json()
        assert {row["conversation_id"] for row in stream} == set(chats)
        shown = (await agent.get(paths[0])).json()["conversation"]
        assert (shown["merged_into"], shown["owner"]) == (chats[1], "closed")
        assert (await agent.post(f"{paths[0]}/split", json=MINA)).json() == {"is_done": True}


async def test_who_looks_is_shown_and_the_chat_goes_to_a_team(
    address: str, agent: httpx.AsyncClient, boss: httpx.AsyncClient
) -> None:
    profile = {"languages": ["en"], "teams": ["Returns"], "capacity": 3}
    assert (await boss.put("/profiles/2", json=profile)).status_code == 200
    assert (await agent.get("/profiles")).json()["2"]["teams"] == ["returns"]
    async with Client(address) as customer:
        path = await take(agent, customer)
        typing = {**MINA, "state": "typing"}
        assert (await agent.put(f"{path}/gazes", json=typing)).status_code == 204
        (gaze,) = (await agent.get(f"{path}/gazes")).json()
        assert (gaze["agent_id"], gaze["state"]) == ("1", "typing")
        assert (await agent.delete(f"{path}/gazes/1")).status_code == 204
        assert (await agent.get(f"{path}/gazes")).json() == []
        assert (await agent.get(f"{path}/take-up")).json()["question"] is None
        to = {**MINA, "team": "returns", "note": "broken lamp"}
        assert (await agent.post(f"{path}/pass-on", json=to)).status_code == 204
        (waiting,) = (await agent.get("/queue")).json()
        assert waiting["team"] == "returns"
        assert (await boss.delete("/profiles/2")).status_code == 204
        assert (await boss.delete("/profiles/2")).status_code == 404


async def test_chat_is_closed_with_an_outcome(address: str, agent: httpx.AsyncClient) -> None:
    async with Client(address) as customer:
        path = await take(agent, customer)
        wrong = {**MINA, "outcome": "nonsense"}
        assert (await agent.post(f"{path}/close", json=wrong)).status_code == 422
        done = {**MINA, "outcome": "resolved", "note": "sent anew"}
        assert (await agent.post(f"{path}/close", json=done)).status_code == 204
        kinds = [row["note"]["kind"] for row in (await agent.get(f"{path}/notes")).json()]
        assert kinds == ["close", "close"]
