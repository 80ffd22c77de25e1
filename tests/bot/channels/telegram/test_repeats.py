"""Each update is one message and one turn, however often, in whatever order and where it comes."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from bot.app import BotService
from bot.channels.telegram import working
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.door import Door
from bot.channels.telegram.models import TelegramUpdate
from bot.channels.telegram.taking import take_update
from bot.channels.telegram.updates import (
    NoUpdate,
    find_lane,
    keep_updates,
    read_waiting,
    requeue_update,
)
from bot.channels.telegram.working import UpdateWorkers
from bot.dialogue import ScriptedDialogue
from bot.ledger.models import Inbox, Message, Turn
from bot.ledger.outbox_models import Outbox
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import NotFound
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.channels.telegram.conftest import Running, change, read_all, read_one
from tests.bot.conftest import Mailbox
from tests.bot.driver import until
from tests.fakes.bot_api import BOT_ID, TOKEN, FakeBotApi

BOT = str(BOT_ID)
CHATS = 20


def make_update(number: int, chat: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Ada"}
    message = {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": chat, "type": "private"},
        "from": person,
        "text": text,
    }
    return {"update_id": number, "message": message}


def swap_neighbours(bodies: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Return the updates 1 to 4 times each, neighbours swapped now and then."""
    order = list(bodies)
    for at in range(0, len(order) - 1, 2):
        if chance.random() < 0.5:
            order[at], order[at + 1] = order[at + 1], order[at]
    repeated = [body for body in order for _ in range(chance.randint(1, 4))]
    for at in range(len(repeated) - 1):
        if chance.random() < 0.3:
            repeated[at], repeated[at + 1] = repeated[at + 1], repeated[at]
    return repeated


@pytest.mark.parametrize(
    ("count", "seed"),
    [
        (200, 1),
        (200, 2),
        pytest.param(1_500, 3, marks=[pytest.mark.slow, pytest.mark.timeout(240)]),
    ],
)
async def test_each_update_is_one_turn_when_it_is_delivered_up_to_four_times_over_eight_workers(
    settings: Settings, database: Database, engine: ScriptedDialogue, count: int, seed: int
) -> None:
    chance = random.Random(seed)
    service = BotService(Runtime(settings, database), engine=engine, mailer=Mailbox())
    await service.start()
    door = Door(TOKEN, api="http://127.0.0.1:1")
    processes = [
        UpdateWorkers(service.ledger, door, Desk(BOT, "shop"), clock=utc_now, workers=4)
        for _ in range(2)
    ]
    for workers in processes:
        workers.start()
    bodies = [make_update(n, 500 + n % CHATS, f"message {n}") for n in range(1, count + 1)]
    deliveries = swap_neighbours(bodies, chance)
    line = iter(deliveries)

    async def deliver() -> None:
        for body in line:
            await service.ledger.write(
                lambda session, body=body: keep_updates(
                    session, bot=BOT, bodies=[body], now=utc_now()
                )
            )

    await asyncio.gather(*(deliver() for _ in range(8)))
    await until(lambda: count_done(database) == count, seconds=count / 20 + 10)
    for workers in processes:
        await workers.stop()
    await service.stop()
    assert {row.state for row in read_all(database, TelegramUpdate)} == {"done"}
    said = Counter(one.text for one in read_all(database, Message) if one.sender == "customer")
    assert said == Counter(f"message {n}" for n in range(1, count + 1))
    turns = Counter((turn.conversation_id, turn.message_id) for turn in read_all(database, Turn))
    assert (len(turns), set(turns.values())) == (count, {1})
    assert len(read_all(database, Outbox)) == count  # one reply each


def count_done(database: Database) -> int:
    with database.session() as session:
        return session.query(Turn).filter_by(state="done").count()


async def test_chat_is_answered_in_order_when_a_failing_update_is_tried_again(
    api: FakeBotApi, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = [True, True]

    def stumble(session: Session, desk: Desk, update: Any, *rest: Any) -> Any:
        if update.message.text == "one" and fails:
            fails.pop()
            raise ValueError("stumbled")
        return take_update(session, desk, update, *rest)

    monkeypatch.setattr(working, "take_update", stumble)
    monkeypatch.setattr("bot.channels.telegram.updates.FIRST_PAUSE", 0 * working.FORGET_EVERY)
    user = api.user(500)
    for text in ("one", "two"):
        await user.say(text)
    async with running():
        await api.wait_sent(2)
    assert api.texts(500) == ["You said: one", "You said: two"]
    first = read_all(database, TelegramUpdate)[0]
    assert (first.state, first.attempts, first.reason) == ("done", 2, "ValueError")


async def test_update_is_dead_after_five_tries_and_its_chat_goes_on(
    api: FakeBotApi, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Session, desk: Desk, update: Any, *rest: Any) -> Any:
        if update.message.text == "poison":
            raise ValueError("poisoned")
        return take_update(session, desk, update, *rest)

    monkeypatch.setattr(working, "take_update", fail)
    monkeypatch.setattr("bot.channels.telegram.updates.FIRST_PAUSE", 0 * working.FORGET_EVERY)
    user = api.user(500)
    for text in ("poison", "hello"):
        await user.say(text)
    async with running():
        await api.wait_sent(1)
        dead = read_all(database, TelegramUpdate)[0]
        assert (dead.state, dead.attempts, dead.reason) == ("dead", 5, "ValueError")
        assert dead.body is not None
        monkeypatch.setattr(working, "take_update", take_update)

        def again(session: Session) -> bool:
            return requeue_update(session, bot=BOT, update_id=dead.update_id, now=utc_now())

        # Exactly one effect, however often it is asked for.
        assert [change(database, again) for _ in range(3)] == [True, False, False]
        await api.wait_sent(2)
    assert api.texts(500) == ["You said: hello", "You said: poison"]


async def test_update_that_the_database_will_never_take_is_dead_in_the_end(
    api: FakeBotApi, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Session, desk: Desk, update: Any, *rest: Any) -> Any:
        if update.message.text == "poison":
            raise DataError("x", {}, Exception("value too long"))
        return take_update(session, desk, update, *rest)

    monkeypatch.setattr(working, "take_update", fail)
    monkeypatch.setattr("bot.channels.telegram.updates.FIRST_PAUSE", 0 * working.FORGET_EVERY)
    for text in ("poison", "hello"):
        await api.user(500).say(text)
    async with running():
        await api.wait_sent(1)
    dead = read_all(database, TelegramUpdate)[0]
    assert (dead.state, dead.reason) == ("dead", "DataError")


async def test_speaker_begins_anew_when_it_crashed(
    api: FakeBotApi, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as service:
        await api.user(500).say("one")
        await api.wait_sent(1)
        channel = service.telegram
        assert channel is not None
        with monkeypatch.context() as patch:
            patch.setattr(channel.sender, "send_due", lambda: 1 / 0)
            await api.user(500).say("two")
            await until(lambda: any(task.done() for task in channel._speaking))
        await api.wait_sent(2)


async def test_update_that_cannot_be_read_is_buried_alone(
    api: FakeBotApi, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.updates.FIRST_PAUSE", 0 * working.FORGET_EVERY)
    await api.put("message", {"message_id": 1, "chat": {"id": 500}})
    await api.put("poll_of_the_future", {"id": "x"})
    await api.user(500).say("hello")
    async with running():
        await api.wait_sent(1)
    states = [row.state for row in read_all(database, TelegramUpdate)]
    assert states == ["dead", "done", "done"]


async def test_update_is_done_once_when_the_database_goes_away_in_the_middle(
    api: FakeBotApi, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(session: Session, desk: Desk, update: Any, *rest: Any) -> Any:
        take_update(session, desk, update, *rest)
        raise LedgerUnavailable("everything was done but the commit")

    monkeypatch.setattr(working, "take_update", die)
    await api.user(500).say("hello")
    async with running():
        await until(lambda: read_all(database, TelegramUpdate))
        await asyncio.sleep(0.1)
    monkeypatch.setattr(working, "take_update", take_update)
    assert read_all(database, Message) == []
    async with running():
        await api.wait_sent(1)
    assert api.texts(500) == ["You said: hello"]
    assert len(read_all(database, Inbox)) == 1


async def test_poll_moves_on_only_after_the_updates_are_stored(
    api: FakeBotApi, running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.user(500).say("hello")
    async with running():
        await api.wait_sent(1)
        await api.wait(lambda api: not api.updates)
    asked = [call.values.get("offset") for call in api.calls if call.method == "getUpdates"]
    assert asked[0] is None
    assert asked[-1] == 1001
    assert read_one(database, TelegramUpdate).body is None  # words are kept in one place


async def test_second_process_waits_for_the_first_and_takes_over(
    api: FakeBotApi, running: Running
) -> None:
    user = api.user(500)
    async with running() as one, running() as other:
        await user.say("one")
        await api.wait_sent(1)
        channels = [service.telegram for service in (one, other) if service.telegram is not None]
        speaking = [channel for channel in channels if channel.is_speaking]
        assert len(speaking) == 1
        await speaking[0].stop()  # it gives its lease back
        await user.say("two")
        await api.wait_sent(2)
        await speaking[0].start()
    assert api.texts(500) == ["You said: one", "You said: two"]


async def test_polling_goes_on_after_conflict_and_outage(
    api: FakeBotApi, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.polling.CONTESTED_PAUSE", 0.1)
    api.is_conflicted = True
    async with running():
        await api.wait(
            lambda api: len([one for one in api.calls if one.method == "getUpdates"]) >= 2
        )
        api.is_conflicted = False
        await api.user(500).say("hello")
        await api.wait_sent(1)
        await api.go_down()
        await api.come_up()
        await api.user(500).say("again")
        await api.wait_sent(2)


def test_update_needs_a_number(session: Session) -> None:
    for body in ({}, {"update_id": "1"}, {"update_id": True}, {"update_id": -1}):
        with pytest.raises(NoUpdate):
            keep_updates(session, bot=BOT, bodies=[body], now=utc_now())


def test_repeat_and_swap_are_known_by_id(session: Session) -> None:
    def keep(*numbers: int) -> int:
        bodies = [make_update(number, 500, "x") for number in numbers]
        return keep_updates(session, bot=BOT, bodies=bodies, now=utc_now())

    # 7 is lower than what was seen and is no repeat.
    assert [keep(8), keep(8, 9), keep(7), keep(7, 8, 9)] == [1, 1, 1, 0]
    found = read_waiting(session, bot=BOT, now=utc_now(), limit=9)
    assert [one.update_id for one in found] == [7]  # one of a chat at a time, the oldest
    with pytest.raises(NotFound):
        requeue_update(session, bot=BOT, update_id=1, now=utc_now())


@pytest.mark.parametrize(
    ("body", "lane"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}}}, "5"),
        ({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, "5"),
        ({"callback_query": {"from": {"id": 6}}}, "6"),
        ({"message": {"chat": {"id": "5"}}}, ""),
        ({"message": None, "poll": 3}, ""),
    ],
)
def test_lane_is_the_chat(body: dict[str, Any], lane: str) -> None:
    assert find_lane(body) == lane
