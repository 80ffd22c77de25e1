"""The whole way: a frame in, the ledger, a turn, frames out."""

from bot.app import BotService
from bot.dialogue import Answer, ScriptedDialogue
from kernel.messages import Button, Card, Reply
from tests.bot.driver import Client, find_token


async def test_answer_comes_when_customer_writes(address: str) -> None:
    async with Client(address) as client:
        cid = await client.say("hello there")
        answer = await client.wait(type="message", sender="bot")
        assert answer["text"] == "You said: hello there"
        assert answer["id"] == 2
        ack = next(frame for frame in client.frames if frame["type"] == "ack")
        assert ack == {"type": "ack", "cid": cid, "id": 1}
        assert {"type": "typing", "from": "bot"} in client.frames
        mine = client.messages[0]
        assert (mine["from"], mine["id"], mine["cid"]) == ("customer", 1, cid)


async def test_welcome_has_the_agreed_fields_when_new(address: str) -> None:
    async with Client(address) as client:
        assert set(client.welcome) == {"type", "session", "conversation", "last", "owner", "known"}
        assert client.welcome["last"] == 0
        assert client.welcome["owner"] == "bot"
        assert len(client.welcome["session"]) >= 22  # 128 bits and more
        assert client.socket.subprotocol == "frontdesk.v1"


async def test_message_frames_hold_tokens_and_no_payloads(
    address: str, engine: ScriptedDialogue
) -> None:
    buy = Button(label="Buy", payload='/buy{"product":"lamp"}')
    card = Card(title="Lamp", price="€ 20", reason="because", image="/l.svg", buttons=(buy,))
    more = Button(label="More", payload="/more")
    engine.script = {
        "lamps": Answer((Reply(text="Here", cards=(card,), buttons=(more,)),)),
        '/buy{"product":"lamp"}': Answer((Reply(text="Bought"),)),
    }
    async with Client(address) as client:
        answer = await client.ask("lamps")
        assert "payload" not in str(client.frames)
        assert "/buy" not in str(client.frames)
        (shown,) = answer["cards"]
        assert (shown["title"], shown["price"], shown["reason"]) == ("Lamp", "€ 20", "because")
        assert find_token(answer, "More")
        await client.press(find_token(shown, "Buy"))
        mine = await client.wait(type="message", sender="customer")
        assert mine["text"] == "Buy"
        bought = await client.wait(type="message", sender="bot")
        assert bought["text"] == "Bought"


async def test_few_commits_are_made_when_a_turn_runs(address: str, service: BotService) -> None:
    async with Client(address) as client:
        before = service.ledger.commits
        await client.ask("count")
        assert service.ledger.commits - before <= 3  # receive, claim, finish
