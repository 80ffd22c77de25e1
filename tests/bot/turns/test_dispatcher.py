"""Starting and stopping: nothing is lost between one process and the next."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.app import BotService
from bot.dialogue import ScriptedDialogue
from bot.ledger.intake import Incoming
from bot.ledger.models import Message
from bot.reception import receive_text
from kernel.clock import utc_now
from kernel.db import Database
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.conftest import Mailbox
from tests.bot.driver import until
from tests.bot.ledger.steps import LEASE, Steps


def make(settings: Settings, database: Database, engine: ScriptedDialogue) -> BotService:
    service = BotService(Runtime(settings=settings, db=database), engine=engine, mailer=Mailbox())
    service.dispatcher.poll_seconds = 0.1
    return service


async def wait_messages(steps: Steps, chat: str, count: int) -> list[Message]:
    await until(lambda: len(steps.messages(chat)) >= count)
    return steps.messages(chat)


async def test_running_turns_end_when_the_service_stops(
    settings: Settings, database: Database
) -> None:
    engine = ScriptedDialogue(delay_seconds=0.2)
    service, steps = make(settings, database, engine), Steps(database)
    chat = steps.open()
    steps.receive(chat, "a")
    await service.start()
    await until(lambda: engine.asked)
    steps.receive(chat, "b")
    await service.stop()
    assert steps.texts(chat) == ["hi", "hi", "You said: hi"]
    assert engine.is_closed
    assert len(steps.claim()) == 1  # the second was not begun


async def test_turn_is_given_back_when_it_does_not_end_in_time(
    settings: Settings, database: Database
) -> None:
    engine = ScriptedDialogue(delay_seconds=10)
    service, steps = make(settings, database, engine), Steps(database)
    chat = steps.open()
    steps.receive(chat, "a")
    await service.start()
    await until(lambda: engine.asked)
    await service.dispatcher.stop(seconds=0.05)
    assert len(steps.claim()) == 1
    await service.stop()


async def test_engine_is_not_asked_when_the_lease_is_over_before_the_turn_began(
    settings: Settings, database: Database
) -> None:
    engine = ScriptedDialogue()
    service, steps = make(settings, database, engine), Steps(database)
    service.ledger.open()
    steps.receive(steps.open(), "a")
    (claim,) = steps.claim()
    runner = replace(service.runner, clock=lambda: steps.now + LEASE)  # it was stopped meanwhile
    assert await runner.run(claim) == "late"
    assert engine.asked == []
    assert await replace(runner, clock=lambda: steps.now).run(claim) == "done"
    await service.ledger.close()


async def test_message_of_another_process_is_answered_by_polling(
    settings: Settings, database: Database
) -> None:
    service, steps = make(settings, database, ScriptedDialogue()), Steps(database)
    await service.start()
    await asyncio.sleep(0.05)
    chat = steps.open()
    steps.receive(chat, "a")  # no note reaches the dispatcher
    await wait_messages(steps, chat, 2)
    await service.stop()
    assert steps.texts(chat) == ["hi", "You said: hi"]


async def test_no_more_turns_run_than_there_are_workers(
    settings: Settings, database: Database
) -> None:
    engine = ScriptedDialogue(delay_seconds=0.05)
    service, steps = make(settings, database, engine), Steps(database)
    service.dispatcher.workers = 2
    chats = [steps.open() for _ in range(5)]
    for chat in chats:
        steps.receive(chat, "a")
    await service.start()
    most = 0
    async with asyncio.timeout(8):
        while any(len(steps.messages(chat)) < 2 for chat in chats):
            most = max(most, len(service.dispatcher.running))
            await asyncio.sleep(0.01)
    await service.stop()
    assert most == 2


async def test_turn_waits_for_the_database_when_it_is_away_for_a_moment(
    settings: Settings, database: Database
) -> None:
    if not database.is_sqlite:
        pytest.skip("The fault is put into the one commit of the group.")
    engine = ScriptedDialogue(delay_seconds=0.05)
    service, steps = make(settings, database, engine), Steps(database)
    await service.start()
    chat = steps.open()
    incoming = Incoming(conversation_id=chat, external_id="x", text="hello you")
    await service.ledger.write(
        lambda session: receive_text(session, incoming=incoming, now=utc_now())
    )
    await until(lambda: engine.asked)
    failures = []

    def refuse(_connection: object) -> None:
        if len(failures) < 2:
            failures.append(1)
            raise OperationalError("COMMIT", None, Exception("disk full"))

    event.listen(database.engine, "commit", refuse)
    await wait_messages(steps, chat, 2)
    await service.stop()
    assert failures
    assert steps.texts(chat) == ["hello you", "You said: hello you"]
