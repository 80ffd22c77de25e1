"""Models that staff try: woken when asked for, one at a time, asleep when nobody talks."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.dialogue import DialogueUnavailable, Question
from bot.releases.archives import models_folder
from frontdesk import rasa, talk_host
from frontdesk.talk_host import RasaTalkHost, TalkWorker
from kernel.errors import NotFound
from kernel.settings import Settings
from tests.bot.driver import until
from tests.frontdesk.conftest import MakeModel
from tests.frontdesk.workers import FakeRasa, is_listening

QUESTION = Question("talk-1", 1, "hi", "en", "signed", trace=True)


class FakeTalk(FakeRasa, TalkWorker):
    """A script in Rasa's place, with a memory that is thrown away."""


@pytest_asyncio.fixture
async def host(
    settings: Settings, make_model: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RasaTalkHost]:
    monkeypatch.setattr(rasa, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(talk_host, "LOOK_SECONDS", 0.02)
    settings = settings.model_copy(update={"models": settings.data / "models"})
    folder = models_folder(settings)
    make_model("old", folder=folder, age_seconds=60)
    make_model("new", folder=folder)
    host = RasaTalkHost(settings, action_url="http://127.0.0.1:1/x", make_worker=FakeTalk)
    yield host
    await host.stop()


async def wake(host: RasaTalkHost, model: str) -> None:
    async with asyncio.timeout(10):
        while not await host.wake(model):  # noqa: ASYNC110 - it has no event of its own
            await asyncio.sleep(0.02)


async def test_model_is_woken_and_answers(host: RasaTalkHost) -> None:
    assert host.list_models() == ["new", "old"]
    with pytest.raises(DialogueUnavailable):
        await host.ask("new", QUESTION, seconds=1)
    await wake(host, "new")
    answer = await host.ask("new", QUESTION, seconds=5)
    assert answer.replies[0].text == "Heard: hi"


async def test_another_model_takes_the_place(host: RasaTalkHost) -> None:
    await wake(host, "old")
    first = host._awake["old"].worker.port
    await wake(host, "new")
    assert list(host._awake) == ["new"]
    assert not is_listening(first)


async def test_model_that_nobody_talks_to_sleeps(
    host: RasaTalkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wake(host, "new")
    monkeypatch.setattr(talk_host, "IDLE_SECONDS", 0.05)
    await until(lambda: not host._awake, 10)


@pytest.mark.parametrize("name", ["none", "../new", ""])
async def test_other_models_are_refused(host: RasaTalkHost, name: str) -> None:
    with pytest.raises(NotFound):
        await host.wake(name)
