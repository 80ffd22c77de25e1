"""One list of checks over the fake engine and the real one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot.dialogue import (
    Answer,
    DialogueEngine,
    DialogueFailed,
    DialogueSlow,
    DialogueUnavailable,
    Question,
    RasaDialogue,
    ScriptedDialogue,
)
from bot.dialogue.scripted import Line
from kernel.messages import Button, Card, Challenge, Reply
from tests.bot.dialogue.fake_rasa import SECRET, FakeRasa
from tests.bot.driver import serving

QUESTION = Question("c1", 7, "hello", "zh", "signed")
FULL = Answer(
    (
        Reply(text="one", buttons=(Button(label="Go", payload="/go"),)),
        Reply(
            cards=(Card(title="Lamp", price="€ 5", buttons=(Button(label="b", payload="/b"),)),),
            directives=(Challenge(email="a@example.com"),),
        ),
    ),
    understanding={"intent": {"name": "greet", "confidence": 0.9}},
    model="m1",
)


@dataclass
class Case:
    """An engine and the script behind it."""

    engine: DialogueEngine
    behind: Any

    def plays(self, line: Line) -> None:
        self.behind.script = {"hello": line}

    async def ask(self, seconds: float = 0.5) -> Answer:
        return await self.engine.answer(QUESTION, seconds=seconds)


@pytest_asyncio.fixture(params=["scripted", "rasa"])
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    if request.param == "scripted":
        engine = ScriptedDialogue()
        yield Case(engine, engine)
        return
    fake = FakeRasa()
    async with serving(fake.create_app()) as url:
        rasa = RasaDialogue([url], secret=SECRET)
        yield Case(rasa, fake)
        await rasa.close()


async def test_text_comes_back_when_nothing_is_scripted(case: Case) -> None:
    answer = await case.ask()
    assert answer.replies == (Reply(text="You said: hello"),)


async def test_every_part_of_an_answer_arrives(case: Case) -> None:
    case.plays(FULL)
    assert await case.ask() == FULL


async def test_unavailable_is_raised_when_nobody_takes_the_question(case: Case) -> None:
    case.plays(DialogueUnavailable("no model"))
    with pytest.raises(DialogueUnavailable):
        await case.ask()


async def test_failed_is_raised_when_the_engine_breaks(case: Case) -> None:
    case.plays(DialogueFailed("raised"))
    with pytest.raises(DialogueFailed):
        await case.ask()
    assert len(case.behind.asked) == 1  # what may have run is never asked twice


async def test_slow_is_raised_when_time_is_up(case: Case) -> None:
    case.behind.delay_seconds = 5
    with pytest.raises(DialogueSlow):
        await case.ask(seconds=0.3)
    assert len(case.behind.asked) == 1


async def test_next_question_is_answered_when_one_has_failed(case: Case) -> None:
    case.plays(DialogueFailed("raised"))
    with pytest.raises(DialogueFailed):
        await case.ask()
    case.plays(FULL)
    assert await case.ask() == FULL
