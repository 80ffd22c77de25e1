"""The pointer decides who answers: switched without a lost turn, everywhere, or not at all."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio

import frontdesk.schema  # noqa: F401 - the tables must be known before they are made
from bot.dialogue import Question, RasaDialogue
from bot.releases import rules, service
from bot.releases.models import Deed, ModelServer
from bot.releases.rules import State
from bot.releases.service import Mover, list_deeds, list_servers
from frontdesk import fleet as fleet_module
from frontdesk import rasa
from frontdesk.fleet import Fleet
from frontdesk.group import Group
from kernel.clock import utc_now
from kernel.errors import Unavailable
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import until
from tests.conftest import START
from tests.frontdesk.conftest import MakeModel
from tests.frontdesk.workers import FakeRasa, is_listening

pytestmark = pytest.mark.timeout(120)
ME = Mover(1, "Ada")
MakeFleet = Callable[..., Fleet]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"models": tmp_path / "models"})


@pytest.fixture
def model(settings: Settings, make_model: MakeModel) -> Callable[..., Path]:
    def make_one(name: str, age_seconds: float = 0) -> Path:
        return make_model(name, folder=settings.models, age_seconds=age_seconds)

    return make_one


@pytest_asyncio.fixture
async def make_fleet(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MakeFleet]:
    monkeypatch.setattr(rasa, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(rasa, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(fleet_module, "AGAIN_SECONDS", 0.1)
    made: list[Fleet] = []

    def make_one(name: str = "p1", **changes: object) -> Fleet:
        settings = runtime.settings.model_copy(update=changes)
        own = Runtime(settings=settings, db=runtime.db, clock=utc_now)
        dialogue = RasaDialogue((), secret=settings.derive_key("rasa"))

        def make_process(path: Path, number: int) -> FakeRasa:
            return FakeRasa(settings, path, action_url="http://127.0.0.1:1/a", number=number)

        fleet = Fleet(own, dialogue, make_process, name=name)
        fleet.look_seconds = 0.05
        made.append(fleet)
        return fleet

    yield make_one
    for fleet in made:
        if fleet._looking is not None:
            await fleet.stop()
        await fleet.dialogue.close()


def move(runtime: Runtime, deed: Deed, change: Callable[[State], State]) -> State:
    with runtime.db.transaction() as session:
        return service.move(session, deed, change, mover=ME, now=utc_now())


def promote(runtime: Runtime, name: str) -> State:
    return move(runtime, "promoted", lambda state: rules.promote(state, name))


async def ask(fleet: Fleet, number: int = 1, model: str = "") -> str:
    question = Question("c1", number, "hello", "en", "signed", model=model)
    return (await fleet.dialogue.answer(question, seconds=10)).model


def standing(runtime: Runtime, name: str = "p1") -> ModelServer | None:
    with runtime.db.session() as session:
        return session.get(ModelServer, name)


def group_of(fleet: Fleet) -> Group:
    assert fleet.live is not None
    return fleet.live


async def begin(fleet: Fleet) -> None:
    await fleet.start()
    async with asyncio.timeout(30):
        assert await fleet.wait_ready(lambda: True)


async def serves(fleet: Fleet, name: str) -> None:
    await until(lambda: fleet.live is not None and fleet.live.name == name, 30)


async def test_newest_model_answers_where_nobody_ever_chose_and_is_written_down(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("old", 60)
    model("new")
    fleet = make_fleet()
    await begin(fleet)
    assert await ask(fleet) == "new"
    with runtime.db.session() as session:
        [deed] = list_deeds(session)
    assert (deed.deed, deed.live) == ("settled", "new")


async def test_newer_model_answers_nobody_when_another_one_was_chosen(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("chosen", 60)
    promote(runtime, "chosen")
    model("newer")
    fleet = make_fleet()
    await begin(fleet)
    await asyncio.sleep(0.2)
    assert await ask(fleet) == "chosen"


async def test_no_turn_is_lost_when_models_are_switched_under_load(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("a-slow", 60)
    model("b")
    promote(runtime, "a-slow")
    fleet = make_fleet()
    await begin(fleet)
    before, answers, is_done = group_of(fleet), [], asyncio.Event()

    async def talk(first: int) -> None:
        number = first
        while not is_done.is_set():
            answers.append(await ask(fleet, number))
            number += 10
            await asyncio.sleep(0.01)

    talking = [asyncio.create_task(talk(number)) for number in range(8)]
    await until(lambda: len(answers) >= 8, 30)
    promote(runtime, "b")
    fleet.wake()
    await until(lambda: answers.count("b") >= 200, 60)
    is_done.set()
    await asyncio.gather(*talking)  # raises what any of them met
    assert set(answers) == {"a-slow", "b"}
    await until(lambda: not is_listening(before.processes[0].port), 30)
    row = standing(runtime)
    assert row is not None
    assert (row.live, row.failed, row.switched_at is not None) == ("b", "", True)


@pytest.mark.parametrize(
    ("broken", "says"), [("dies", "cannot be read"), ("deaf", "finds no intent")]
)
async def test_s65_old_model_answers_on_and_it_is_told_when_the_new_one_does_not_load(
    runtime: Runtime,
    make_fleet: MakeFleet,
    model: Callable[..., Path],
    logged: StringIO,
    broken: str,
    says: str,
) -> None:
    model("good", 60)
    model(broken)
    promote(runtime, "good")
    fleet = make_fleet()
    await begin(fleet)
    pid = group_of(fleet).processes[0].pid
    promote(runtime, broken)
    await until(lambda: (row := standing(runtime)) is not None and row.failures >= 2, 30)
    row = standing(runtime)
    assert row is not None
    assert (row.live, row.failed) == ("good", broken)
    assert says in row.error
    assert await ask(fleet) == "good"
    assert group_of(fleet).processes[0].pid == pid
    assert "model_not_loaded" in logged.getvalue()
    tries = fleet_module.TRIES
    await until(lambda: (row := standing(runtime)) is not None and row.failures == tries, 30)
    await asyncio.sleep(0.3)
    row = standing(runtime)
    assert row is not None
    assert row.failures == tries  # it is given up until the pointer moves again
    move(runtime, "rolled_back", rules.roll_back)
    await until(lambda: fleet.state.live == "good", 30)
    assert await ask(fleet) == "good"


async def test_model_that_was_replaced_by_other_content_is_not_loaded(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("good", 60)
    promote(runtime, "good")
    fleet = make_fleet()
    await begin(fleet)
    promote(runtime, "absent")
    await until(lambda: (row := standing(runtime)) is not None and row.failed == "absent", 30)
    row = standing(runtime)
    assert row is not None
    assert "not on this machine" in row.error
    assert await ask(fleet) == "good"


async def test_every_process_follows_when_one_promotes_and_rolls_back(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("a", 60)
    model("b")
    promote(runtime, "a")
    fleets = [make_fleet("p1"), make_fleet("p2")]
    for fleet in fleets:
        await begin(fleet)
    promote(runtime, "b")
    for fleet in fleets:
        await serves(fleet, "b")
        assert await ask(fleet) == "b"
    move(runtime, "rolled_back", rules.roll_back)
    for fleet in fleets:
        await serves(fleet, "a")
        assert await ask(fleet) == "a"
    with runtime.db.session() as session:
        await until(lambda: len(list_servers(session, since=START)) == 2, 10)
    await fleets[1].stop()
    fleets[1]._looking = None
    with runtime.db.session() as session:
        assert [one.name for one in list_servers(session, since=START)] == ["p1"]


async def test_model_on_trial_answers_whom_it_is_meant_for_until_the_trial_ends(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("a", 60)
    model("b")
    promote(runtime, "a")
    fleet = make_fleet()
    told: list[str] = []
    fleet.listen(lambda _state, trial: told.append(trial))
    await begin(fleet)
    move(runtime, "trial_began", lambda state: rules.begin_trial(state, "b", 0.1))
    await until(lambda: fleet.on_trial is not None, 30)
    trial = fleet.on_trial
    assert trial is not None
    assert (await ask(fleet), await ask(fleet, model="b")) == ("a", "b")
    assert await ask(fleet, model="forgotten") == "a"
    await until(lambda: told[-1] == "b", 10)
    # Its worker dies: those it was meant for are answered by the live model meanwhile.
    for process in trial.processes:
        process.command = lambda: ["/bin/false"]  # type: ignore[method-assign]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    await until(lambda: not is_listening(trial.processes[0].port), 10)
    assert await ask(fleet, model="b") == "a"
    move(runtime, "trial_ended", rules.end_trial)
    await until(lambda: fleet.on_trial is None, 30)
    assert told[-1] == ""
    assert await ask(fleet, model="b") == "a"


async def test_workers_of_a_trial_go_on_as_the_live_ones_when_it_is_promoted(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("a", 60)
    model("b")
    promote(runtime, "a")
    fleet = make_fleet()
    await begin(fleet)
    move(runtime, "trial_began", lambda state: rules.begin_trial(state, "b", 0.1))
    await until(lambda: fleet.on_trial is not None, 30)
    assert fleet.on_trial is not None
    pid = fleet.on_trial.processes[0].pid
    promote(runtime, "b")
    await serves(fleet, "b")
    assert (group_of(fleet).processes[0].pid, await ask(fleet)) == (pid, "b")


async def test_previous_model_answers_when_the_live_one_is_broken_at_the_start(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path], logged: StringIO
) -> None:
    model("newest")
    model("before", 60)
    model("dies", 30)
    promote(runtime, "before")
    promote(runtime, "dies")
    fleet = make_fleet()
    await begin(fleet)
    await serves(fleet, "before")
    assert await ask(fleet) == "before"
    assert "model_not_loaded" in logged.getvalue()


async def test_previous_model_answers_when_the_live_one_is_gone(
    runtime: Runtime, settings: Settings, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("before", 60)
    model("gone")
    promote(runtime, "before")
    promote(runtime, "gone")
    (settings.models / "gone.tar.gz").unlink()
    fleet = make_fleet()
    await begin(fleet)
    assert await ask(fleet) == "before"
    shutil.rmtree(settings.models)


async def test_nothing_starts_where_there_is_no_model(make_fleet: MakeFleet) -> None:
    with pytest.raises(Unavailable, match="frontdesk train"):
        await make_fleet().start()


async def test_workers_have_names_and_ports_of_their_own_when_two_models_are_loaded(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("a", 60)
    model("b")
    promote(runtime, "a")
    fleet = make_fleet(rasa_workers=2)
    await begin(fleet)
    move(runtime, "trial_began", lambda state: rules.begin_trial(state, "b", 0.1))
    await until(lambda: fleet.on_trial is not None, 30)
    assert fleet.on_trial is not None
    processes = [*group_of(fleet).processes, *fleet.on_trial.processes]
    assert {one.number for one in processes} == {0, 1, 2, 3}
    assert len({one.log_path for one in processes}) == len({one.port for one in processes}) == 4


async def test_loading_ends_with_the_process_when_it_is_stopped_meanwhile(
    runtime: Runtime, make_fleet: MakeFleet, model: Callable[..., Path]
) -> None:
    model("a", 60)
    model("b-late")
    promote(runtime, "a")
    fleet = make_fleet()
    await begin(fleet)
    promote(runtime, "b-late")
    await until(lambda: fleet._taken == {0, 1}, 30)
    async with asyncio.timeout(20):
        await fleet.stop()
    fleet._looking = None
    assert fleet._taken <= {0}
