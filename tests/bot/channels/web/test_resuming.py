"""Coming back: the same history in every tab, nothing lost, nothing doubled."""

import asyncio
import random
import uuid
from typing import Any

import pytest
from sqlalchemy import select, text
from websockets.exceptions import ConnectionClosed

from bot.app import BotService
from bot.channels.web.connection import Connection
from bot.channels.web.news import PAGE
from bot.dialogue import Answer, ScriptedDialogue
from bot.handoff.moves import Agent
from bot.identity.models import BrowserSession
from bot.ledger.models import Conversation, Message
from bot.ledger.writer import LedgerUnavailable
from kernel.db import Database
from kernel.messages import Handoff, Reply
from tests.bot.acting import close_conversation, hand_back, take_over
from tests.bot.driver import Client, until
from tests.bot.ledger.steps import Steps


async def test_missed_messages_come_when_a_client_returns(address: str) -> None:
    async with Client(address) as client:
        await client.ask("one")
        session = client.session
    async with Client(address, session=session, after=1) as again:
        assert again.welcome["last"] == 2
        assert again.welcome["session"] == session
        missed = await again.wait(type="message")
        assert (missed["id"], missed["text"]) == (2, "You said: one")
        await again.say("two")
        await again.wait(type="message", id=4)
        assert [one["id"] for one in again.messages] == [2, 3, 4]


async def test_first_id_is_acknowledged_when_a_cid_is_repeated(
    address: str, engine: ScriptedDialogue
) -> None:
    async with Client(address) as client:
        await client.say("once", cid="same")
        first = await client.wait(type="ack")
        await client.wait(type="message", sender="bot")
        session = client.session
    async with Client(address, session=session, after=2) as again:
        for _ in range(3):
            await again.say("other words", cid="same")
            assert await again.wait(type="ack") == first
        assert [one for one in await again.quiet() if one["type"] == "message"] == []
    assert len(engine.asked) == 1


async def test_every_tab_shows_everything(address: str) -> None:
    async with Client(address) as one, Client(address, session=one.session) as two:
        await one.say("from one", cid="c1")
        seen = await two.wait(type="message", sender="customer")
        assert (seen["cid"], seen["text"]) == ("c1", "from one")
        await two.wait(type="message", sender="bot")
        await two.say("from two")
        await one.wait(type="message", id=4)
        assert sorted(frame["id"] for frame in one.messages) == [1, 2, 3, 4]


async def test_new_chat_is_opened_when_the_session_is_unknown(address: str) -> None:
    client = Client(address, session="nobody-knows-this", lang="zh")
    await client.connect()
    await client.hello()
    assert client.frames[0]["code"] == "session_unknown"
    assert "新对话" in client.frames[0]["text"]
    assert client.welcome["session"] != "nobody-knows-this"
    assert client.welcome["last"] == 0
    await client.socket.close()


async def test_session_is_stored_as_a_hash(address: str, database: Database) -> None:
    async with Client(address) as client:
        with database.session() as session:
            stored = session.scalars(select(BrowserSession.secret_hash)).one()
        assert str(client.session) not in stored


async def test_stranger_sees_nothing_when_knowing_the_conversation_id(address: str) -> None:
    async with Client(address) as owner:
        await owner.ask("my secret")
        async with Client(address, session=owner.welcome["conversation"]) as stranger:
            assert stranger.welcome["conversation"] != owner.welcome["conversation"]
            frames = await stranger.quiet()
        assert all("secret" not in str(frame) for frame in frames)


async def test_whole_history_comes_when_the_cursor_is_ahead(address: str) -> None:
    async with Client(address) as client:
        await client.ask("one")
        session = client.session
    async with Client(address, session=session, after=900) as again:
        await again.wait(type="message", id=2)
        assert [one["id"] for one in again.messages] == [1, 2]


async def test_long_history_comes_in_order(address: str, database: Database) -> None:
    async with Client(address) as client:
        chat, session = client.welcome["conversation"], client.session
    count = 2 * PAGE + 1
    with database.transaction() as db:
        for number in range(1, count + 1):
            db.add(
                Message(
                    conversation_id=chat, id=number, sender="bot", at=Steps(database).now, text="x"
                )
            )
        db.execute(text("UPDATE conversation SET last_id = :count"), {"count": count})
    async with Client(address, session=session) as again:
        await again.wait(type="message", id=count)
        assert [one["id"] for one in again.messages] == list(range(1, count + 1))


async def test_list_equals_the_servers_when_sockets_are_cut(
    address: str, database: Database
) -> None:
    """Messages sent over sockets that die at any moment, each repeated until acknowledged."""
    dice = random.Random(7)
    session: str | None = None
    after, seen = 0, dict[int, dict[str, Any]]()
    waiting = {uuid.uuid4().hex: f"m{number}" for number in range(12)}
    chat = ""
    for _ in range(60):
        client = Client(address, session=session, after=after)
        await client.connect()
        await client.hello()
        chat, session = client.welcome["conversation"], client.session
        for cid, words in list(waiting.items())[:3]:
            await client.say(words, cid)
        for _ in range(dice.randrange(12)):
            try:
                frame = await client.receive(0.1)
            except TimeoutError:
                break
            if frame["type"] == "ack":
                waiting.pop(frame["cid"], None)
            if frame["type"] == "message":
                seen[frame["id"]] = frame
                while after + 1 in seen:
                    after += 1
        client.socket.transport.abort()
        if not waiting and len(seen) == 24:
            break
    kept = Steps(database).messages(chat)
    assert [message.id for message in kept] == list(range(1, 25))
    assert {number: frame["text"] for number, frame in seen.items()} == {
        message.id: message.text for message in kept
    }


async def test_score_is_stored_when_an_answer_is_rated(address: str, database: Database) -> None:
    rating = {"type": "rate", "cid": "r1", "ref": 2, "score": 5, "comment": "nice"}
    async with Client(address) as client:
        await client.ask("rate me")
        for _ in range(2):
            await client.send(rating)
            assert await client.wait(type="ack") == {"type": "ack", "cid": "r1", "id": 2}
        await client.send(rating | {"ref": 1, "cid": "r2"})  # one's own words are not rated
        assert (await client.wait(type="error"))["code"] == "not_found"
        chat = client.welcome["conversation"]
    with database.session() as session:
        message = session.get_one(Message, (chat, 2))
        assert (message.rating, message.rating_comment) == (5, "nice")
        assert session.get_one(Conversation, chat).last_id == 2


async def test_agents_words_reach_the_customer_at_once(
    address: str, service: BotService, engine: ScriptedDialogue
) -> None:
    mina = Agent("1", "Mina")
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        await take_over(service, chat, mina)
        status = await client.wait(type="status")
        assert (status["owner"], status["name"]) == ("person", "Mina")
        await service.post_agent_message(chat, mina, "Hello, how can I help?")
        message = await client.wait(type="message", sender="agent")
        assert (message["name"], message["text"]) == ("Mina", "Hello, how can I help?")
        await client.say("to Mina")
        await client.wait(type="ack")
        await hand_back(service, chat, mina)
        assert (await client.wait(type="status"))["owner"] == "bot"
        assert engine.asked == []
        assert await close_conversation(service, chat, mina)
        assert (await client.ask("and again"))["text"] == "You said: and again"


async def test_places_of_those_who_wait_are_told_when_one_is_served(
    address: str, service: BotService, engine: ScriptedDialogue
) -> None:
    engine.script = {"a person": Answer((Reply(directives=(Handoff(reason="asked"),)),))}
    async with Client(address) as one, Client(address) as two:
        for client, place in ((one, 1), (two, 2)):
            await client.say("a person")
            assert (await client.wait(type="status"))["position"] == place
        await take_over(service, one.welcome["conversation"], Agent("1", "Mina"))
        assert (await two.wait(type="status"))["position"] == 1
    async with Client(address, session=two.session) as again:
        assert again.welcome["owner"] == "waiting"
        assert (await again.wait(type="status"))["position"] == 1


async def test_message_of_another_process_is_shown_by_polling(
    address: str, database: Database
) -> None:
    async with Client(address) as client:
        with database.transaction() as session:  # no note reaches the hub
            session.add(
                Message(
                    conversation_id=client.welcome["conversation"],
                    id=1,
                    sender="agent",
                    at=Steps(database).now,
                    text="from elsewhere",
                )
            )
            session.execute(text("UPDATE conversation SET last_id = 1"))
        assert (await client.wait(type="message"))["text"] == "from elsewhere"


class DeafSocket:
    """A socket whose other side reads nothing any more."""

    client = None

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed = 0

    async def receive(self) -> dict[str, Any]:
        return await self.inbox.get()

    async def send_text(self, _text: str) -> None:
        await asyncio.sleep(30)

    async def close(self, code: int) -> None:
        self.closed = code


async def test_slow_reader_is_evicted(service: BotService) -> None:
    object.__setattr__(service.web, "slow_seconds", 0.05)
    socket = DeafSocket()
    await socket.inbox.put({"type": "websocket.receive", "text": '{"type":"hello"}'})
    await asyncio.wait_for(Connection(service.web, socket).run(), 3)  # type: ignore[arg-type]
    assert socket.closed == 1013
    assert service.hub.viewers == []


async def test_hub_forgets_a_socket_when_it_leaves(address: str, service: BotService) -> None:
    async with Client(address):
        await until(lambda: len(service.hub.viewers) == 1)
    await until(lambda: service.hub.viewers == [])


async def test_socket_says_so_when_the_ledger_is_away(
    address: str, service: BotService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_work: Any) -> Any:
        raise LedgerUnavailable("away")

    async with Client(address) as client:
        with monkeypatch.context() as patch:
            patch.setattr(service.ledger, "write", refuse)
            await client.say("kept?", cid="a")
            error = await client.wait(type="error")
            assert (error["code"], error["cid"]) == ("unavailable", "a")
            other = Client(address)
            await other.connect()
            await other.send({"type": "hello"})
            assert (await other.receive())["code"] == "unavailable"
            with pytest.raises(ConnectionClosed):
                await other.receive()
        await client.say("kept?", cid="a")
        assert (await client.wait(type="ack"))["id"] == 1
