"""The worker's process: started, watched, started again, stopped, never left behind."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from frontdesk import rasa
from frontdesk.rasa import RasaProcess
from kernel.settings import Settings
from tests.bot.driver import until
from tests.frontdesk.conftest import MakeWorker
from tests.frontdesk.workers import FakeRasa, is_running


class Log:
    """Keeps what would be logged."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def error(self, event: str, **facts: Any) -> None:
        self.events.append((event, facts))


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(rasa, "log", log)
    return log


async def start(worker: FakeRasa) -> int:
    """Start a worker, wait until it answers and return the number of its process."""
    await worker.start()
    async with asyncio.timeout(10):
        assert await worker.wait_ready()
    assert worker.pid is not None
    return worker.pid


async def test_worker_answers_until_it_is_stopped(make_worker: MakeWorker, log: Log) -> None:
    worker = make_worker()
    assert worker.pid is None
    pid = await start(worker)
    assert is_running(pid)
    await worker.stop()
    assert not is_running(pid)
    assert worker.pid is None
    await asyncio.sleep(0.05)  # more than the pause before another start
    assert (worker.pid, log.events) == (None, [])


async def test_worker_answers_again_when_started_after_a_stop(make_worker: MakeWorker) -> None:
    worker = make_worker()
    first = await start(worker)
    await worker.stop()
    assert await start(worker) != first


async def test_nothing_happens_when_stopped_twice_or_never_started(make_worker: MakeWorker) -> None:
    worker = make_worker()
    await worker.stop()
    pid = await start(worker)
    await worker.stop()
    await worker.stop()
    assert not is_running(pid)


async def test_worker_is_started_again_when_it_dies(make_worker: MakeWorker, log: Log) -> None:
    worker = make_worker()
    first = await start(worker)
    os.kill(first, signal.SIGKILL)
    await until(lambda: worker.pid not in (None, first), 10)
    async with asyncio.timeout(10):
        assert await worker.wait_ready()
    ((event, facts),) = log.events
    assert (event, facts["exit_code"]) == ("rasa_died", -signal.SIGKILL)
    assert facts["log"] == str(worker.log_path)


async def test_pauses_grow_to_a_limit_when_it_keeps_dying(
    make_worker: MakeWorker, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(rasa, "LONGEST_PAUSE", 0.004)
    worker = make_worker()
    monkeypatch.setattr(
        worker, "command", lambda: [sys.executable, "-S", "-c", "raise SystemExit(7)"]
    )
    await worker.start()
    await until(lambda: len(log.events) >= 4, 10)
    await worker.stop()
    assert {facts["exit_code"] for _, facts in log.events} == {7}
    pauses = [facts["next_start_seconds"] for _, facts in log.events]
    assert pauses[:4] == [0.001, 0.002, 0.004, 0.004]


async def test_reason_is_told_when_the_worker_gives_up(make_worker: MakeWorker, log: Log) -> None:
    worker = make_worker()
    words = "raise SystemExit('Weights are missing; run `make setup`.')"
    worker.command = lambda: [sys.executable, "-S", "-c", words]  # type: ignore[method-assign]
    await worker.start()
    await until(lambda: len(log.events) >= 1, 10)
    await worker.stop()
    assert log.events[0][1]["reason"] == "Weights are missing; run `make setup`."


async def test_pause_is_short_again_when_it_ran_for_long(
    make_worker: MakeWorker, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa, "SETTLED_SECONDS", 0)
    worker = make_worker()
    monkeypatch.setattr(worker, "command", lambda: [sys.executable, "-S", "-c", ""])
    await worker.start()
    await until(lambda: len(log.events) >= 3, 10)
    assert {facts["next_start_seconds"] for _, facts in log.events} == {0.02}


async def test_start_is_tried_again_when_the_program_is_missing_for_a_while(
    make_worker: MakeWorker, log: Log, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker = make_worker()
    usual = worker.command()
    first = await start(worker)
    monkeypatch.setattr(worker, "command", lambda: [str(tmp_path / "absent")])
    os.kill(first, signal.SIGKILL)
    await until(lambda: "rasa_not_started" in dict(log.events), 10)
    assert dict(log.events)["rasa_not_started"] == {"reason": "No such file or directory"}
    monkeypatch.setattr(worker, "command", lambda: usual)
    await until(lambda: worker.pid, 10)
    async with asyncio.timeout(10):
        assert await worker.wait_ready()


async def test_worker_is_killed_when_it_does_not_end_in_time(
    make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa, "STOP_SECONDS", 0.1)
    worker = make_worker("--deaf")
    pid = await start(worker)
    began = time.monotonic()
    await worker.stop()
    assert not is_running(pid)
    assert 0.1 <= time.monotonic() - began < 5


async def test_waiting_ends_when_nobody_wants_the_worker_any_more(make_worker: MakeWorker) -> None:
    worker = make_worker("--without-model")
    await worker.start()
    answers = iter([True, True, False])
    async with asyncio.timeout(10):
        assert not await worker.wait_ready(lambda: next(answers))


async def test_worker_ends_when_the_pipe_of_its_parent_closes(make_worker: MakeWorker) -> None:
    worker = make_worker("--deaf")
    pid = await start(worker)
    process = worker._process
    assert process is not None
    assert process.stdin is not None
    assert is_running(pid)
    process.stdin.close()
    await until(lambda: not is_running(pid), 10)


async def test_words_of_the_worker_are_kept_in_its_file(make_worker: MakeWorker) -> None:
    worker = make_worker("--say", "a warning")
    await start(worker)
    assert worker.log_path.read_text() == "a warning\n"


@pytest.mark.parametrize(
    ("database_url", "tracker_url"),
    [("", "sqlite:///{data}/tracker.db"), ("postgresql+psycopg://a@b/c",) * 2],
)
async def test_worker_gets_derived_secrets_and_addresses_when_started(
    settings: Settings, tmp_path: Path, database_url: str, tracker_url: str
) -> None:
    settings = settings.model_copy(update={"database_url": database_url, "rasa_port": 4321})
    worker = FakeRasa(settings, Path("m.tar.gz"), action_url="http://127.0.0.1:1/actions")
    listing = "import os, sys; print(dict(os.environ), file=sys.stderr)"
    worker.command = lambda: [sys.executable, "-c", listing]  # type: ignore[method-assign]
    process = await worker._spawn()
    assert await process.wait() == 0
    seen = worker.log_path.read_text()
    assert worker.url == "http://127.0.0.1:4321"
    for name, value in {
        "FRONTDESK_RASA_SECRET": settings.derive_key("rasa"),
        "FRONTDESK_ACTION_SECRET": settings.derive_key("actions"),
        "FRONTDESK_MODEL_KEY": settings.derive_key("model"),
        "FRONTDESK_ACTION_URL": "http://127.0.0.1:1/actions",
        "FRONTDESK_CATALOG": f"{settings.data.absolute()}/catalog.json",
        "FRONTDESK_TRACKER_URL": tracker_url.format(data=tmp_path),
        "RASA_TELEMETRY_ENABLED": "false",
    }.items():
        assert f"'{name}': '{value}'" in seen
    assert settings.signing_key() not in seen


def test_command_names_model_and_port_when_it_is_rasas(settings: Settings, tmp_path: Path) -> None:
    worker = RasaProcess(settings, tmp_path / "m.tar.gz", action_url="")
    assert worker.command()[1:] == [
        *("-m", "nlu.serve"),
        *("--model", str(tmp_path / "m.tar.gz")),
        *("--port", str(worker.port)),
        "--watch-parent",
    ]
