"""What a supervisor asks: does the process live, and is it ready."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from frontdesk import health, schema
from frontdesk.rasa import free_port
from kernel.db import Database
from kernel.http import add_routes
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import until
from tests.frontdesk.conftest import MakeWorker
from tests.frontdesk.workers import is_listening

NO_MODEL = "no dialogue worker has a model loaded"


@pytest.fixture
def migrated(settings: Settings) -> Database:
    database = Database(settings.url_of_database)
    schema.upgrade(database)
    return database


def ask(settings: Settings, database: Database, *urls: str) -> httpx.AsyncClient:
    """Return a client of an application with nothing but the two routes."""
    app = FastAPI()
    add_routes(app, health.create_router(Runtime(settings=settings, db=database), lambda: urls))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_process_lives_when_nothing_else_does(settings: Settings, tmp_path: Path) -> None:
    async with ask(settings, Database(f"sqlite:///{tmp_path}")) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_ready_when_database_and_dialogue_answer(
    settings: Settings, migrated: Database, make_worker: MakeWorker
) -> None:
    worker = make_worker()
    await worker.start()
    assert await worker.wait_ready()
    # One worker that answers is enough, wherever it stands in the list.
    dead = f"http://127.0.0.1:{free_port()}"
    async with ask(settings, migrated, dead, worker.url) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "problems": {}})


async def test_command_is_named_when_the_tables_are_missing(settings: Settings) -> None:
    async with ask(settings, Database(settings.url_of_database)) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "problems": {"database": "needs `frontdesk migrate`", "dialogue": NO_MODEL},
    }


async def test_database_is_named_when_it_cannot_be_opened(
    settings: Settings, tmp_path: Path
) -> None:
    async with ask(settings, Database(f"sqlite:///{tmp_path}")) as client:
        answer = await client.get("/readyz")
    assert answer.json()["problems"]["database"] == "does not answer"


async def test_dialogue_alone_is_named_when_its_worker_has_no_model(
    settings: Settings, migrated: Database, make_worker: MakeWorker
) -> None:
    worker = make_worker("--without-model")
    await worker.start()
    await until(lambda: is_listening(worker.port), 10)
    async with ask(settings, migrated, worker.url) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, {"dialogue": NO_MODEL})


async def test_check_is_a_problem_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.01)
    began = time.monotonic()
    assert await health.run_check(lambda: asyncio.Event().wait()) == "did not answer in time"  # type: ignore[arg-type,return-value]
    assert time.monotonic() - began < 2


async def test_worker_is_asked_directly_when_the_machine_has_a_proxy(
    make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    worker = make_worker()
    await worker.start()
    async with asyncio.timeout(10):
        assert await worker.wait_ready()
    assert await health.check_dialogue(lambda: (worker.url,))() is None
