"""Handing over as the customer sees it: escalated or offered, a message left, a form taken up."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import BotService
from bot.dialogue import Answer, DialogueFailed, Question, ScriptedDialogue
from bot.handoff import desk, presence
from bot.handoff.hours import Hours
from bot.handoff.models import Handoff
from bot.handoff.moves import Agent
from bot.handoff.reasons import Escalation
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Button, Reply
from kernel.messages import Handoff as Wish
from tests.bot.acting import hand_back, take_over
from tests.bot.driver import Client, find_token

MINA = Agent("1", "Mina")
UNCLEAR = {"intent": {"name": "nlu_fallback", "confidence": 0.3}}


@pytest.fixture
def staffed(database: Database) -> None:
    with database.transaction() as session:
        presence.set_presence(session, agent_id="1", name="Mina", state="online", now=utc_now())


def set_desk(database: Database, value: Any) -> None:
    with database.transaction() as session:
        desk.write_setting(session, value, now=utc_now(), by="test")


def script(**lines: Any) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        found = lines.get(question.text.replace(" ", "_"), Reply(text="ok"))
        return found if isinstance(found, Answer) else Answer((found,))

    return answer


def reasons(database: Database) -> list[str]:
    with database.session() as session:
        found = session.scalars(select(Handoff.reasons)).all()
    return [one["code"] for stored in found for one in stored or ()]


@pytest.mark.usefixtures("staffed")
async def test_chat_is_handed_over_when_two_messages_were_not_understood(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    engine.script = script(hm=Answer((Reply(text="What do you mean?"),), UNCLEAR))
    async with Client(address) as client:
        await client.ask("hm")
        await client.quiet()
        await client.ask("hm")
        status = await client.wait(type="status", owner="waiting")
        assert status["position"] == 1
        assert any("colleague help you" in frame["text"] for frame in client.messages)
    assert reasons(database) == ["clarifications"]


async def test_person_is_only_offered_when_nobody_is_there(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    engine.script = script(hm=Answer((Reply(text="What do you mean?"),), UNCLEAR))
    async with Client(address) as client:
        await client.ask("hm")
        await client.quiet()
        await client.ask("hm")
        offer = await client.wait(type="message", sender="bot")
        assert find_token(offer, "Talk to a person")
    assert reasons(database) == []


@pytest.mark.usefixtures("staffed")
async def test_rule_of_the_shop_hands_over(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    rule = {"name": "Legal threats", "words": ["lawyer"], "priority": 2}
    set_desk(database, Escalation.model_validate({"rules": [rule]}))
    engine.script = script()
    async with Client(address) as client:
        await client.ask("my lawyer will call you")
        await client.wait(type="status", owner="waiting")
    assert reasons(database) == ["rule"]


@pytest.mark.usefixtures("staffed")
async def test_failure_is_a_reason_when_the_shop_wants_it(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    set_desk(database, Escalation(action_failed="hand_over"))
    engine.script = {"cancel it": DialogueFailed("raised")}
    async with Client(address) as client:
        await client.say("cancel it")
        await client.wait(type="status", owner="waiting")
    assert reasons(database) == ["action_failed"]


async def test_message_is_left_with_the_bot_when_nobody_is_there(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    set_desk(database, Hours(week=(("00:00-00:01",),) + ((),) * 6))
    engine.script = script(a_person=Reply(text="Yes", directives=(Wish(reason="asked"),)))
    async with Client(address) as client:
        await client.ask("a person")
        told = await client.wait(type="message", sender="system")
        await client.press(find_token(told, "Leave a message"))
        await client.wait(type="status", owner="bot")
        await client.wait(type="message", text="ok")
    assert engine.asked[-1].text == "/open_ticket"


async def test_form_is_taken_up_when_the_bot_is_back(
    address: str, service: BotService, engine: ScriptedDialogue
) -> None:
    yes = Button(label="Broken", payload='/inform{"reason":"broken"}')
    asks = Reply(text="What is wrong with it?", buttons=(yes,))
    engine.script = script(
        return_it=Answer((asks,), form="return_form"),
        a_person=Answer(
            (Reply(text="Of course.", directives=(Wish(reason="asked"),)),), form="return_form"
        ),
    )
    async with Client(address) as client:
        await client.ask("return it")
        await client.ask("a person")
        await client.wait(type="status", owner="waiting")
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
        await service.post_agent_message(chat, MINA, "I have looked at it.")
        await hand_back(service, chat, MINA)
        again = await client.wait(
            lambda frame: "We were here" in frame["text"], type="message", sender="system"
        )
        assert again["text"].endswith("What is wrong with it?")
        await client.press(find_token(again, "Broken"))
        await client.wait(type="message", text="ok")
    assert engine.asked[-1].text == yes.payload


async def test_nothing_is_taken_up_when_no_form_was_open(
    address: str, service: BotService, engine: ScriptedDialogue
) -> None:
    engine.script = script(
        return_it=Answer((Reply(text="What is wrong?"),), form="return_form"),
        stop=Answer((Reply(text="Stopped."),), form=None),
    )
    async with Client(address) as client:
        await client.ask("return it")
        await client.ask("stop")
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
        await hand_back(service, chat, MINA)
        said = await client.wait(lambda frame: "again" in frame["text"], type="message")
        assert "We were here" not in said["text"]
