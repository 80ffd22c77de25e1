"""Typed answers to buttons over the socket: what the engine is told, and what customers see."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.dialogue import Answer, DialogueSlow, DialogueUnavailable, ScriptedDialogue
from bot.ledger.models import Message
from kernel.db import Database
from kernel.messages import Button, Card, Handoff, Reply
from tests.bot.driver import Client, find_token

TRACK = Button(label="Where is my order?", payload='/track_order{"order_number": "FD-1"}')
REFUND = Button(label="Get a refund", payload="/track_refund")
OTHER = Button(label="Something else", payload="/nlu_fallback")
MENU = Answer((Reply(text="Did you mean …?", buttons=(TRACK, REFUND, OTHER)),))
LAMPS = tuple(
    Card(title=title, buttons=(Button(label="Tell me more", payload=payload),))
    for title, payload in (("Aurora Lamp", "/a"), ("Brook Lamp", "/b"))
)


@pytest.fixture(autouse=True)
def _menu(engine: ScriptedDialogue) -> None:
    """Say `menu` to be offered something."""
    stop = Button(label="Never mind", payload="/stop")
    engine.script = {
        "menu": MENU,
        "菜单": Answer(
            (Reply(text="？", buttons=(Button(label="查看退款", payload="/track_refund"),)),)
        ),
        "lamps": Answer((Reply(text="Look:", cards=LAMPS, buttons=(stop,)),)),
        "lamps and a wish": Answer(
            (
                Reply(text="Look:", cards=LAMPS),
                Reply(text="And:", buttons=(TRACK,)),
            )
        ),
        "a wish and a picture": Answer(
            (Reply(text="And:", buttons=(TRACK,)), Reply(text="Look:", cards=(Card(title="Vase"),)))
        ),
        "both": Answer((MENU.replies[0], Reply(text="And what is the ticket about?"))),
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("1", TRACK.payload),
        ("the second one", REFUND.payload),
        ("Refund, please!", REFUND.payload),
        ("the last one", REFUND.payload),
        ("something else", OTHER.payload),
        ("where is my order FD-2?", "where is my order FD-2?"),
        ("yes", "yes"),
    ],
)
async def test_typed_choice_is_told_as_if_pressed(
    address: str, engine: ScriptedDialogue, said: str, told: str
) -> None:
    async with Client(address) as client:
        await client.ask("menu")
        await client.ask(said)
        assert engine.asked[-1].text == told
    async with Client(address, session=client.session) as again:
        await again.quiet()
        assert [one["text"] for one in again.messages if one["from"] == "customer"][-1] == said


async def test_choice_is_typed_in_chinese(address: str, engine: ScriptedDialogue) -> None:
    async with Client(address) as client:
        await client.ask("菜单")
        await client.ask("第一个")
        assert engine.asked[-1].text == "/track_refund"
        assert engine.asked[-1].language == "zh"


async def test_buttons_are_past_when_something_else_was_said_since(
    address: str, engine: ScriptedDialogue
) -> None:
    async with Client(address) as client:
        await client.ask("menu")
        await client.ask("hello there")
        await client.ask("2")
        assert engine.asked[-1].text == "2"


async def test_buttons_count_when_the_same_answer_goes_on(
    address: str, engine: ScriptedDialogue
) -> None:
    async with Client(address) as client:
        await client.ask("both")
        await client.wait(type="message", sender="bot")
        await client.ask("the first one")
        assert engine.asked[-1].text == TRACK.payload


@pytest.mark.parametrize(
    ("said", "told"),
    [("2", "/b"), ("the aurora one", "/a"), ("tell me more", "tell me more"), ("3", "3")],
)
async def test_cards_are_counted_when_there_are_some(
    address: str, engine: ScriptedDialogue, said: str, told: str
) -> None:
    async with Client(address) as client:
        await client.ask("lamps")
        await client.ask(said)
        assert engine.asked[-1].text == told


@pytest.mark.parametrize(
    ("asked", "said", "told"),
    [
        ("lamps and a wish", "the second one", "/b"),
        ("lamps and a wish", "where is my order?", TRACK.payload),
        ("a wish and a picture", "the first one", TRACK.payload),
    ],
)
async def test_what_is_counted_is_the_newest_list_or_else_the_newest_button(
    address: str, engine: ScriptedDialogue, asked: str, said: str, told: str
) -> None:
    async with Client(address) as client:
        await client.ask(asked)
        await client.quiet()
        await client.ask(said)
        assert engine.asked[-1].text == told


async def test_nothing_is_chosen_when_the_number_is_a_code_or_nothing_was_offered(
    address: str, engine: ScriptedDialogue
) -> None:
    async with Client(address) as client:
        await client.ask("1")
        assert engine.asked[-1].text == "1"


async def test_try_again_may_be_typed_and_asks_the_typed_choice_again(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    failing: dict[str, Any] = {"menu": MENU, REFUND.payload: DialogueSlow("slow")}
    engine.script = failing
    async with Client(address) as client:
        await client.ask("menu")
        apology = await client.ask("2")
        assert find_token(apology, "Try again")
        engine.script = {}
        answer = await client.ask("try again")
        assert answer["text"] == f"You said: {REFUND.payload}"
    ids = [question.message_id for question in engine.asked]
    assert ids[1] == ids[2]
    with database.session() as session:
        kept = session.scalars(select(Message).where(Message.text == "2")).one()
    assert kept.payload == REFUND.payload


@pytest.mark.parametrize("said", ["talk to a person", "person", "转人工"])
async def test_person_is_called_when_the_button_is_typed_though_rasa_is_down(
    address: str, engine: ScriptedDialogue, said: str
) -> None:
    engine.script = {"help": DialogueUnavailable("down")}
    async with Client(address) as client:
        await client.ask("help")
        await client.say(said)
        status = await client.wait(type="status")
        assert (status["owner"], status["position"]) == ("waiting", 1)
    assert {question.text for question in engine.asked} == {"help"}


@pytest.mark.parametrize("said", ["back to the bot", "Back to the bot please", "返回智能助手"])
@pytest.mark.parametrize("between", [[], ["are you there?"]])
async def test_way_back_to_the_bot_may_be_typed_by_who_waits(
    address: str, engine: ScriptedDialogue, said: str, between: list[str]
) -> None:
    engine.script = {"a person": Answer((Reply(directives=(Handoff(reason="asked"),)),))}
    async with Client(address) as client:
        await client.ask("a person", sender="system")
        await client.wait(type="status", owner="waiting")
        for text in between:
            await client.say(text)
        await client.say(said)
        await client.wait(type="status", owner="bot")
        for text in between:  # nobody came: it is the bot's again
            await client.wait(type="message", text=f"You said: {text}")
        assert (await client.ask("hello"))["text"] == "You said: hello"


async def test_who_waits_goes_on_waiting_when_they_write_something_else(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.script = {"a person": Answer((Reply(directives=(Handoff(reason="asked"),)),))}
    async with Client(address) as client:
        await client.ask("a person", sender="system")
        await client.wait(type="status", owner="waiting")
        await client.say("I get back pain from this chair")
        assert (await client.wait(type="status"))["owner"] == "waiting"


async def test_way_back_is_answered_when_the_bot_is_there_already(
    address: str, engine: ScriptedDialogue
) -> None:
    back = Button(label="Back to the bot", payload="frontdesk:back")
    engine.script = {"menu": Answer((Reply(text="?", buttons=(back,)),))}
    async with Client(address) as client:
        await client.ask("menu")
        assert "automatic assistant" in (await client.ask("back to the bot"))["text"]
    assert len(engine.asked) == 1


@pytest.mark.parametrize(
    ("said", "noted"), [("Wo ist meine Bestellung?", "other"), ("where is it", "en")]
)
async def test_language_that_is_not_spoken_is_noted_and_changes_nothing(
    address: str, engine: ScriptedDialogue, database: Database, said: str, noted: str
) -> None:
    understood = {"intent": {"name": "track_order", "confidence": 0.9}, "language": "en"}
    engine.script = {said: Answer((Reply(text="…"),), understood)}
    async with Client(address, lang="zh") as client:
        await client.ask(said)
    assert engine.asked[0].language == ("zh" if noted == "other" else "en")
    with database.session() as session:
        kept = session.scalars(select(Message).where(Message.sender == "customer")).one()
    assert kept.understanding == {**understood, "language": noted}
