"""Fixtures of the composition root: databases without tables, workers that need no Rasa."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from frontdesk import rasa
from kernel.db import Database
from kernel.settings import Settings
from nlu.manifest import write
from tests.frontdesk.workers import FakeRasa

MakeDatabase = Callable[[], Database]
MakeWorker = Callable[..., FakeRasa]
MakeModel = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a developer's settings nor a proxy of the machine change a result."""
    for name in list(os.environ):
        if name.startswith("FRONTDESK_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, of either kind."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    yield database
    database.dispose()


@pytest.fixture
def make_model(settings: Settings) -> MakeModel:
    """Write an archive that holds nothing, with a manifest signed by the installation."""

    def make_one(name: str, *, folder: Path, key: str = "", age_seconds: float = 0) -> Path:
        folder.mkdir(exist_ok=True)
        archive = folder / f"{name}.tar.gz"
        archive.write_bytes(b"nothing")
        write(archive, {}, key or settings.derive_key("model"))
        made = archive.stat().st_mtime - age_seconds
        os.utime(archive, (made, made))
        return archive

    return make_one


@pytest_asyncio.fixture
async def make_worker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MakeWorker]:
    """Make workers that are looked after at a quicker pace, and stop them at the end."""
    monkeypatch.setattr(rasa, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(rasa, "FIRST_PAUSE", 0.02)
    made: list[FakeRasa] = []

    def make_one(*options: str) -> FakeRasa:
        worker = FakeRasa(settings, Path("fake.tar.gz"), action_url="http://127.0.0.1:1/actions")
        worker.options = options
        made.append(worker)
        return worker

    yield make_one
    for worker in made:
        await worker.stop()
