"""What waits when a person is called, when one comes, when nobody does."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.app import BotService
from bot.dialogue import DialogueUnavailable, ScriptedDialogue
from bot.handoff import ending
from bot.handoff import service as handoff
from bot.handoff.ending import BotStillAnswers
from bot.handoff.moves import Agent
from bot.handoff.reasons import make_reason
from bot.ledger.models import Inbox, Turn
from kernel.db import Database
from tests.bot.acting import take_over
from tests.bot.driver import Client, find_token
from tests.bot.ledger.steps import Steps

MINA = Agent("1", "Mina")


def move(steps: Steps, work: Any, **arguments: Any) -> Any:
    with steps.db.transaction() as session:
        return work(session, now=steps.now, **arguments)


async def test_question_is_answered_after_all_when_nobody_came(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.script = lambda _question: DialogueUnavailable("down")
    async with Client(address) as client:
        await client.say("where is it")
        notice = await client.wait(type="message", sender="bot")
        await client.press(find_token(notice, "Talk to a person"))
        line = await client.wait(type="message", sender="system")
        engine.script = {}
        await client.press(find_token(line, "Back to the bot"))
        await client.wait(type="message", text="You said: where is it")


def test_turn_that_ran_when_a_person_came_lands_nowhere(database: Database) -> None:
    steps = Steps(database)
    chat = steps.open()
    steps.receive(chat, "a")
    (claim,) = steps.claim()
    move(steps, handoff.take_over, conversation_id=chat, agent=MINA)
    move(steps, ending.hand_back, conversation_id=chat, agent=MINA)
    before = steps.texts(chat)
    assert steps.finish(claim, "stale") == "taken_over"
    assert steps.texts(chat) == before
    assert steps.claim() == []
    with database.session() as session:
        assert session.scalars(select(Turn.state)).all() == ["taken_over"]


def test_person_who_came_has_answered_what_waited(database: Database) -> None:
    steps = Steps(database)
    chat = steps.open()
    steps.receive(chat, "a")
    reasons = [make_reason("asked")]
    move(steps, handoff.request_handoff, conversation_id=chat, reasons=reasons)
    move(steps, handoff.take_over, conversation_id=chat, agent=MINA)
    move(steps, ending.hand_back, conversation_id=chat, agent=MINA)
    assert steps.claim() == []


def test_chat_is_not_closed_while_the_bot_has_something_to_answer(database: Database) -> None:
    steps = Steps(database)
    chat = steps.open()
    steps.receive(chat, "a")
    with pytest.raises(BotStillAnswers):
        move(steps, ending.close, conversation_id=chat, agent=MINA)
    assert not move(steps, ending.close, conversation_id=chat, actor="bot")
    steps.finish(steps.claim()[0])
    assert move(steps, ending.close, conversation_id=chat, agent=MINA)
    with database.session() as session:
        assert session.scalars(select(Inbox.state)).all() == ["done"]


async def test_reply_is_stored_once_when_it_is_sent_twice(
    address: str, service: BotService
) -> None:
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
        await take_over(service, chat, MINA)  # pressed twice
        numbers = [
            await service.ledger.write(
                lambda session: handoff.post_agent_message(
                    session,
                    conversation_id=chat,
                    agent=MINA,
                    text="Hello",
                    cid="once",
                    now=service.clock(),
                )
            )
            for _ in range(2)
        ]
        assert numbers[0] == numbers[1]
        await client.quiet()
        assert [one["text"] for one in client.messages if one["from"] == "agent"] == ["Hello"]
