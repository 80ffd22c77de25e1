"""An engine that is away or fails: tried again, told once, given up in the end, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import BotService
from bot.dialogue import Answer, DialogueFailed, DialogueUnavailable, Question, ScriptedDialogue
from bot.ledger import letters
from bot.ledger.models import Inbox
from bot.turns.retries import RETRIES
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Conflict, NotFound
from kernel.messages import Reply
from tests.bot.driver import Client, Frame, find_token, until


def texts(client: Client) -> list[str]:
    return [frame["text"] for frame in client.messages if frame["from"] == "bot"]


def dead(database: Database) -> list[letters.DeadLetter]:
    with database.session() as session:
        return letters.list_dead_letters(session)


def requeue(service: BotService, letter_id: int) -> object:
    return service.ledger.write(
        lambda session: letters.requeue_letter(session, letter_id=letter_id, now=utc_now())
    )


def is_apology(frame: Frame) -> bool:
    return "Try again" in str(frame["buttons"])


@given(st.integers(1, 6), st.floats(0, 1))
def test_pauses_double_and_end(attempt: int, chance: float) -> None:
    pause = RETRIES.find_pause("failed", attempt=attempt, age=0, chance=lambda: chance)
    if attempt == 6:
        assert pause is None
    else:
        assert pause == pytest.approx(2 ** (attempt - 1), rel=0.11)


@given(st.floats(0, 599), st.integers(1, 10_000))
def test_nobody_is_given_up_while_the_engine_is_away_for_minutes(age: float, attempt: int) -> None:
    pause = RETRIES.find_pause("unavailable", attempt=attempt, age=age, chance=lambda: 0.5)
    assert pause is not None
    assert 1 <= pause <= 5
    assert RETRIES.find_pause("unavailable", attempt=1, age=600, chance=lambda: 0.5) is None


async def test_all_messages_are_answered_in_order_when_the_engine_comes_back(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.script = lambda _question: DialogueUnavailable("down")
    async with Client(address) as client:
        for number in range(3):
            await client.say(f"message {number}")
        notice = await client.wait(type="message", sender="bot")
        assert "kept" in notice["text"]
        assert find_token(notice, "Talk to a person")
        await until(lambda: len(engine.asked) > 5)
        assert {question.text for question in engine.asked} == {"message 0"}
        engine.script = {}
        await client.wait(text="You said: message 2")
        assert texts(client)[1:] == [f"You said: message {number}" for number in range(3)]


async def test_message_is_answered_once_when_the_engine_fails_twice(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    lines = [DialogueFailed("raised"), Answer(()), Answer((Reply(text="at last"),))]
    engine.script = lambda _question: lines.pop(0)
    async with Client(address) as client:
        await client.say("where is it")
        await client.wait(text="at last")
        assert await client.quiet() == []
    assert len({question.message_id for question in engine.asked}) == 1
    assert dead(database) == []


async def test_dead_letter_has_one_effect_when_it_is_requeued_twice(
    address: str, engine: ScriptedDialogue, service: BotService, database: Database
) -> None:
    engine.script = {"poison": DialogueFailed("raised")}
    async with Client(address) as client:
        await client.say("poison")
        await client.wait(is_apology, type="message")
        assert (await client.ask("next one"))["text"] == "You said: next one"
        (letter,) = dead(database)
        assert (letter.text, letter.reason) == ("poison", "failed")
        engine.script = {}
        await requeue(service, letter.id)  # type: ignore[misc]
        with pytest.raises(Conflict):
            await requeue(service, letter.id)  # type: ignore[misc]
        await client.wait(text="You said: poison")
        assert await client.quiet() == []
    assert dead(database) == []
    with pytest.raises(NotFound):
        await requeue(service, 999)  # type: ignore[misc]


async def test_dead_letter_is_none_any_more_when_the_customer_had_it_tried_again(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    engine.script = {"poison": DialogueFailed("raised")}
    async with Client(address) as client:
        await client.say("poison")
        apology = await client.wait(is_apology, type="message")
        engine.script = {}
        await client.press(find_token(apology, "Try again"))
        await client.wait(text="You said: poison")
    assert dead(database) == []


async def test_dead_letter_stays_when_a_person_answers(
    address: str, engine: ScriptedDialogue, service: BotService, database: Database
) -> None:
    engine.script = {"poison": DialogueFailed("raised")}
    async with Client(address) as client:
        await client.say("poison")
        apology = await client.wait(is_apology, type="message")
        await client.press(find_token(apology, "Talk to a person"))
        await client.wait(type="status", owner="waiting")
        (letter,) = dead(database)
        with pytest.raises(Conflict):
            await requeue(service, letter.id)  # type: ignore[misc]


async def test_what_waits_is_for_the_person_when_one_is_called_meanwhile(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    engine.script = lambda _question: DialogueUnavailable("down")
    async with Client(address) as client:
        await client.say("where is it")
        await client.wait(type="message", sender="bot")
        await client.say("I want to speak to a human")
        await client.wait(type="status", owner="waiting")
    with database.session() as session:
        states = session.scalars(select(Inbox.state)).all()
    assert set(states) == {"done"}


async def test_engine_is_asked_again_at_once_when_it_answers_somebody_else(
    address: str, engine: ScriptedDialogue, service: BotService
) -> None:
    service.runner.retries = RETRIES

    def answer(question: Question) -> Answer | Exception:
        if is_away:
            return DialogueUnavailable("down")
        return Answer((Reply(text=f"Heard {question.text}"),))

    engine.script, is_away = answer, True
    async with Client(address) as first, Client(address) as second:
        await first.say("one")
        await until(lambda: len(engine.asked) == 1)
        is_away = False
        await second.ask("two")
        await first.wait(text="Heard one", seconds=0.8)  # the pause was one second
