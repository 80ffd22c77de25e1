"""Turns over the socket: what customers see when things go well and when they do not."""

import asyncio
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.app import BotService
from bot.dialogue import (
    Answer,
    DialogueFailed,
    DialogueSlow,
    DialogueUnavailable,
    Question,
    ScriptedDialogue,
)
from bot.ledger.models import Conversation, Message, Turn
from bot.turns.questions import SLASH, escape_text
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Button, Challenge, Close, Handoff, Reply, SetLanguage
from kernel.settings import Settings
from kernel.turns import TurnContext, verify_turn
from tests.bot.conftest import QUICK, Mailbox
from tests.bot.driver import Client, find_token, until

FAILURES = [
    DialogueFailed("raised"),
    DialogueSlow("slow"),
    Answer(()),
    Answer((Reply(),)),
]


def read_context(question: Question, settings: Settings) -> TurnContext:
    return verify_turn(question.context, settings.derive_key("turns"), utc_now())


@given(st.text())
def test_escaped_text_is_never_read_as_an_intent(said: str) -> None:
    escaped = escape_text(said)
    assert not escaped.strip().startswith("/")
    assert escaped == said or said.strip().startswith("/")


async def test_slash_is_escaped_when_customers_type_it(
    address: str, engine: ScriptedDialogue
) -> None:
    async with Client(address) as client:
        await client.ask('  /restart{"slot":"x"}')
    assert engine.asked[0].text == f'{SLASH}restart{{"slot":"x"}}'


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize(
    ("said", "again", "person", "sorry"),
    [
        ("where is it", "Try again", "Talk to a person", "sorry"),
        ("到哪了", "再试一次", "转人工客服", "抱歉"),
    ],
)
async def test_customer_gets_an_apology_and_two_ways_on_when_the_engine_fails(
    address: str,
    engine: ScriptedDialogue,
    failure: Any,
    said: str,
    again: str,
    person: str,
    sorry: str,
) -> None:
    engine.script = {said: failure}
    async with Client(address) as client:
        await client.say(said)
        answer = await client.wait(lambda frame: again in str(frame), type="message", sender="bot")
        assert sorry in answer["text"]
        assert find_token(answer, person)
        assert (await client.ask("next one"))["text"] == "You said: next one"


async def test_same_turn_is_asked_again_when_try_again_is_pressed(
    address: str, engine: ScriptedDialogue, settings: Settings
) -> None:
    engine.script = {"cancel my order": DialogueSlow("slow")}
    async with Client(address) as client:
        first = await client.ask("cancel my order")
        await client.press(find_token(first, "Try again"))
        second = await client.wait(type="message", sender="bot")
        engine.script = {}
        await client.press(find_token(second, "Try again"))
        done = await client.wait(type="message", sender="bot")
        assert done["text"] == "You said: cancel my order"
    # The same key three times: what the first try did to the CRM is not done again.
    keys = {read_context(question, settings).turn_key for question in engine.asked}
    assert len(engine.asked) == 3
    assert len(keys) == 1


async def test_person_is_called_when_the_button_is_pressed_though_rasa_is_down(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.script = {"help": DialogueUnavailable("down")}
    async with Client(address) as client:
        answer = await client.ask("help")
        await client.press(find_token(answer, "Talk to a person"))
        status = await client.wait(type="status")
        assert (status["owner"], status["position"]) == ("waiting", 1)


async def test_person_is_called_when_asked_in_plain_words_though_rasa_is_down(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.script = {"转人工客服": DialogueUnavailable("down")}
    async with Client(address) as client:
        answer = await client.ask("转人工客服", sender="system")
        assert "第 1 位" in answer["text"]


async def test_understanding_is_stored_and_never_sent(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    understood = {
        "intent": {"name": "complain", "confidence": 0.9},
        "sentiment": {"label": "negative", "score": -0.8},
    }
    engine.script = {"bad": Answer((Reply(text="sorry"),), understood, "m1")}
    async with Client(address) as client:
        await client.ask("bad")
        assert "sentiment" not in str(client.frames)
        assert "complain" not in str(client.frames)
    with database.session() as session:
        message = session.scalars(select(Message).where(Message.sender == "customer")).one()
        turn = session.scalars(select(Turn)).one()
    assert message.understanding == understood
    assert (message.sentiment_label, message.sentiment_score) == ("negative", -0.8)
    assert (turn.state, turn.result, turn.model) == ("done", "answered", "m1")


async def test_context_says_who_speaks_in_which_language(
    address: str, engine: ScriptedDialogue, settings: Settings
) -> None:
    async with Client(address) as client:
        await client.ask("你好，在吗")
        conversation = client.welcome["conversation"]
    context = read_context(engine.asked[0], settings)
    assert context == TurnContext(conversation, 1, None, "anonymous", "zh")
    assert engine.asked[0].language == "zh"


async def test_customer_is_verified_by_mail_when_an_action_asks_for_it(
    address: str,
    engine: ScriptedDialogue,
    mailbox: Mailbox,
    customer: Customer,
    settings: Settings,
    database: Database,
    logged: StringIO,
) -> None:
    sent = Answer((Reply(text="sent", directives=(Challenge(email=customer.email),)),))
    engine.script = {"ada@example.com": sent}
    async with Client(address) as client:
        await client.ask("123456")  # nobody waits for a code: a number like any other
        await client.ask("ada@example.com")
        await until(lambda: mailbox.mails)
        wrong = "111111" if mailbox.code != "111111" else "222222"
        assert (await client.ask(wrong))["text"] == "You said: /refuse_code"
        assert (await client.ask(f"code {mailbox.code}"))["text"] == "You said: /confirm_identity"
        await client.ask("thanks a lot")
        masked = [frame["text"] for frame in client.messages if frame["from"] == "customer"]
        assert "code ••••••" in masked  # every tab shows it masked
    contexts = [read_context(question, settings) for question in engine.asked]
    assert engine.asked[0].text == "123456"
    assert [one.level for one in contexts] == [
        *("anonymous", "anonymous", "claimed", "verified", "verified")
    ]
    assert contexts[-1].customer_id == customer.id
    assert contexts[2].customer_id is None
    with database.session() as session:
        everything = "".join(session.scalars(select(Message.text)))
        assert session.execute(text("SELECT text FROM outbox")).scalar_one() == ""
    assert mailbox.code not in everything
    assert "turn_ended" in logged.getvalue()
    assert mailbox.code not in logged.getvalue()
    assert customer.email not in logged.getvalue()


async def test_customer_is_told_when_too_many_codes_were_asked_for(
    address: str, engine: ScriptedDialogue
) -> None:
    sent = Answer((Reply(text="sent", directives=(Challenge(email="a@example.com"),)),))
    engine.script = {"a@example.com": sent}
    async with Client(address) as client:
        for _ in range(6):
            await client.ask("a@example.com")
        refusal = await client.wait(type="message", sender="bot")
        assert "no new one was sent" in refusal["text"]


async def test_directives_are_carried_out_when_the_turn_ends(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    engine.script = {
        "speak chinese": Answer((Reply(text="好", directives=(SetLanguage(language="zh"),)),)),
        "goodbye now": Answer((Reply(text="Bye", directives=(Close(),)),)),
        "a person": Answer((Reply(text="Yes", directives=(Handoff(reason="asked"),)),)),
    }
    async with Client(address) as client:
        await client.ask("speak chinese")
        with database.session() as session:
            assert session.scalars(select(Conversation.language)).one() == "zh"
        await client.ask("goodbye now")
        with database.session() as session:
            assert session.scalars(select(Conversation.owner)).one() == "closed"
        await client.ask("a person")
        assert (await client.wait(type="status"))["owner"] == "waiting"


async def test_customer_goes_back_to_the_bot_when_waiting_is_too_long(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.script = {"a person": Answer((Reply(directives=(Handoff(reason="asked"),)),))}
    async with Client(address) as client:
        place = await client.ask("a person", sender="system")
        await client.wait(type="status", owner="waiting")
        await client.say("still there?")
        again = await client.wait(type="status", owner="waiting")
        assert again["position"] == 1
        back = find_token(place, "Back to the bot")
        await client.press(back)
        await client.wait(type="status", owner="bot")
        await client.wait(type="message", text="You said: still there?")
        assert (await client.ask("hello"))["text"] == "You said: hello"
        await client.press(back)  # again, late: said, but nothing to move
        said = await client.wait(type="message", sender="system")
        assert "automatic assistant" in said["text"]
    asked = [question.text for question in engine.asked]
    assert asked == ["a person", "still there?", "hello"]


async def test_payload_is_trusted_when_a_button_was_pressed(
    address: str, engine: ScriptedDialogue
) -> None:
    button = Button(label="Track", payload='/track_order{"order_number":"FD-1"}')
    engine.script = {"menu": Answer((Reply(text="?", buttons=(button,)),))}
    async with Client(address) as client:
        answer = await client.ask("menu")
        await client.press(find_token(answer, "Track"))
        await client.wait(type="message", sender="bot")
    assert engine.asked[-1].text == '/track_order{"order_number":"FD-1"}'


async def test_messages_are_answered_one_at_a_time_in_order(
    address: str, engine: ScriptedDialogue
) -> None:
    engine.delay_seconds = 0.02
    async with Client(address) as client:
        for number in range(8):
            await client.say(f"n{number}")
        async with asyncio.timeout(10):
            while len([one for one in client.messages if one["from"] == "bot"]) < 8:
                await client.receive()
        answers = [one["text"] for one in client.messages if one["from"] == "bot"]
        assert answers == [f"You said: n{number}" for number in range(8)]
        assert sorted(one["id"] for one in client.messages) == list(range(1, 17))


async def test_others_are_answered_when_one_turn_hangs(
    address: str, engine: ScriptedDialogue
) -> None:
    def script(question: Question) -> Answer:
        return Answer((Reply(text="quick"),))

    real = engine.answer

    async def answer(question: Question, *, seconds: float) -> Answer:
        if question.text == "hang":
            await asyncio.sleep(1)
        return await real(question, seconds=seconds)

    engine.script, engine.answer = script, answer  # type: ignore[method-assign]
    async with Client(address) as slow, Client(address) as other:
        await slow.say("hang")
        assert (await other.ask("hi there"))["text"] == "quick"


async def test_apology_comes_in_time_when_an_engine_forgets_its_own_limit(
    address: str, engine: ScriptedDialogue, service: BotService
) -> None:
    async def hang(question: Question, *, seconds: float) -> Answer:
        await asyncio.sleep(5)
        raise AssertionError("nobody waits so long")

    engine.answer = hang  # type: ignore[method-assign]
    object.__setattr__(service.runner, "engine_seconds", 0.05)
    async with Client(address) as client:
        assert "too long" in (await client.ask("hello?"))["text"]


async def test_message_is_answered_when_its_first_worker_died(
    address: str, service: BotService, database: Database
) -> None:
    async with Client(address) as client:
        conversation = client.welcome["conversation"]
        with database.transaction() as session:
            session.execute(
                text("UPDATE conversation SET lease_until = :past, fence = 3"),
                {"past": "2020-01-01 00:00:00.000000"},
            )
        assert (await client.ask("anyone?"))["text"] == "You said: anyone?"
    with database.session() as session:
        assert session.get_one(Conversation, conversation).fence == 4


async def test_apology_is_given_when_workers_keep_dying_on_a_message(
    address: str, engine: ScriptedDialogue, database: Database
) -> None:
    engine.script = {"poison": ZeroDivisionError("a fault of ours")}  # type: ignore[dict-item]
    expire = text("UPDATE conversation SET lease_until = :past WHERE lease_until IS NOT NULL")
    async with Client(address) as client:
        await client.say("poison")
        for number in range(QUICK.tries):
            await until(lambda: len(engine.asked) > number)  # noqa: B023
            await client.quiet(0.05)
            with database.transaction() as session:
                session.execute(expire, {"past": utc_now() - timedelta(minutes=1)})
        answer = await client.wait(type="message", sender="bot")
        assert find_token(answer, "Try again")
    assert len(engine.asked) == QUICK.tries


async def test_crash_of_a_turn_leaves_the_message_waiting(
    address: str, engine: ScriptedDialogue, service: BotService, database: Database
) -> None:
    engine.script = {"boom": ZeroDivisionError("a fault of ours")}  # type: ignore[dict-item]
    async with Client(address) as client:
        await client.say("boom")
        await client.wait(type="typing")
        await client.quiet(0.1)
        with database.transaction() as session:
            session.execute(text("UPDATE conversation SET lease_until = '2020-01-01 00:00:00'"))
        engine.script = {}
        assert (await client.wait(type="message", sender="bot"))["text"] == "You said: boom"
