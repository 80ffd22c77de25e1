"""`frontdesk up`: what it prepares, what it says, and that it serves until asked to stop."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.dialogue import RasaDialogue
from crm_backend.catalog.models import Category
from crm_backend.customers.models import Customer
from crm_backend.seed import SeedReport
from frontdesk import models, schema, server, up
from kernel.errors import Unavailable
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import Client, until
from tests.frontdesk.conftest import MakeModel
from tests.frontdesk.workers import FakeRasa, is_listening

Output = pytest.CaptureFixture[str]


class FakeSeed:
    """Notes that it was asked to fill a shop."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def __call__(self, database: object, **given: Any) -> SeedReport:
        self.calls.append(given)
        given["progress"]("customers", 2_000, 2_000)
        return SeedReport(2_000, 300, 12_345, 700, 20, 310)


@pytest.fixture
def seed(monkeypatch: pytest.MonkeyPatch) -> FakeSeed:
    seed = FakeSeed()
    monkeypatch.setattr(up, "seed_shop", seed)
    return seed


@pytest.fixture(autouse=True)
def _rasa_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python").touch()
    monkeypatch.setattr(models, "RASA_PYTHON", tmp_path / "python")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    changes = {"models": tmp_path / "models", "data": tmp_path / "data"}
    return settings.model_copy(update=changes)


@pytest.fixture
def listener(settings: Settings) -> Iterator[socket.socket]:
    with server.open_listener(settings.model_copy(update={"port": 0})) as listener:
        yield listener


def test_folder_and_tables_are_made_when_prepared(settings: Settings, capsys: Output) -> None:
    runtime = up.prepare(settings)
    assert schema.current(runtime.db) == schema.head()
    assert capsys.readouterr().out == f"  ✓ database   sqlite, tables at {schema.head()}\n"


def test_names_are_written_for_the_rasa_side_when_prepared(settings: Settings) -> None:
    runtime = up.prepare(settings)
    with runtime.db.transaction() as session:
        session.add(Category(slug="lamps", name_en="Lamps", name_zh="灯具"))
    up.prepare(settings)
    names = json.loads((settings.data / "catalog.json").read_text(encoding="utf-8"))
    assert names == {"product": [], "category": ["Lamps", "灯具"]}


def test_shop_is_filled_when_it_is_empty_and_in_demo_mode(
    settings: Settings, seed: FakeSeed, capsys: Output
) -> None:
    up.prepare(settings.model_copy(update={"demo": True}))
    (call,) = seed.calls
    assert call["data"] == settings.data
    assert "✓ demo shop  2,000 customers, 12,345 orders" in capsys.readouterr().out


def test_shop_is_left_alone_when_it_has_customers(
    settings: Settings, seed: FakeSeed, capsys: Output
) -> None:
    runtime = up.prepare(settings)
    with runtime.db.transaction() as session:
        now = runtime.clock()
        session.add(Customer(name="Ada", email="ada@example.com", created_at=now))
    up.seed_demo(runtime)
    assert seed.calls == []
    assert "✓ demo shop  there already" in capsys.readouterr().out


def test_live_model_is_named_when_there_is_one(
    settings: Settings, make_model: MakeModel, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "train_model", None)  # calling it would fail
    make_model("good", folder=settings.models)
    runtime = up.prepare(settings)
    capsys.readouterr()
    up.ensure_model(runtime)
    assert capsys.readouterr().out == "  ✓ model      good\n"
    # A newer one is told of, and answers nobody.
    make_model("newer", folder=settings.models, age_seconds=-60)
    up.ensure_model(runtime)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "  ✓ model      good"
    assert "newer is newer" in said[1]


def test_model_is_trained_when_there_is_none_of_ours(
    settings: Settings, make_model: MakeModel, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_model("theirs", folder=settings.models, key="t" * 64)

    def train(_settings: Settings, show: Callable[[str], None]) -> Path:
        show("reading")
        return make_model("fresh", folder=settings.models)

    monkeypatch.setattr(up, "train_model", train)
    runtime = up.prepare(settings)
    capsys.readouterr()
    up.ensure_model(runtime)
    said = capsys.readouterr().out.splitlines()
    assert "none yet" in said[0]
    assert said[1:] == ["    reading", "  ✓ model      fresh"]


def test_setup_is_named_when_there_is_a_model_but_no_rasa(
    settings: Settings, make_model: MakeModel, tmp_path: Path
) -> None:
    make_model("good", folder=settings.models)
    (tmp_path / "python").unlink()
    with pytest.raises(Unavailable, match="make setup"):
        up.ensure_model(up.prepare(settings))


def test_workers_get_the_model_and_a_reachable_address_when_made(settings: Settings) -> None:
    wanted = {"host": "0.0.0.0", "port": 9000}  # noqa: S104
    runtime = Runtime(settings=settings.model_copy(update=wanted), db=up.prepare(settings).db)
    dialogue = RasaDialogue((), secret="s" * 43)
    fleet = up.make_fleet(runtime, dialogue)
    workers = [fleet.make_process(Path("m.tar.gz"), number) for number in range(2)]
    assert {worker.model for worker in workers} == {Path("m.tar.gz")}
    assert len({worker.port for worker in workers}) == 2
    assert [worker.log_path.name for worker in workers] == ["rasa.log", "rasa-1.log"]
    assert workers[0].action_url == "http://127.0.0.1:9000/internal/actions/webhook"


def watch_workers(monkeypatch: pytest.MonkeyPatch, *options: str) -> list[FakeRasa]:
    """Put the small script in Rasa's place and return the workers that are made."""
    made: list[FakeRasa] = []

    class Watched(FakeRasa):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.options = options
            made.append(self)

    monkeypatch.setattr(up, "RasaProcess", Watched)
    return made


class Serving:
    """`up.serve` in a task, with a hand on its server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server: server.Server | None = None

        def make(app: Any, trusted_proxies: Sequence[str]) -> server.Server:
            self.server = server.make_server(app, trusted_proxies)
            return self.server

        monkeypatch.setattr(up, "make_server", make)

    def start(self, runtime: Runtime, listener: socket.socket) -> "asyncio.Task[None]":
        return asyncio.create_task(up.serve(runtime, listener))

    def stop(self) -> None:
        assert self.server is not None
        self.server.should_exit = True


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> Serving:
    return Serving(monkeypatch)


async def test_product_answers_with_a_worker_of_its_own_until_asked_to_stop(
    settings: Settings,
    listener: socket.socket,
    serving: Serving,
    make_model: MakeModel,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workers, said = watch_workers(monkeypatch), ""
    make_model("good", folder=settings.models)
    runtime = up.prepare(settings)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    running = serving.start(runtime, listener)

    def is_announced() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "Frontdesk is ready: http://127.0.0.1:" in said

    await until(is_announced, 10)
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).json() == {"status": "ready", "problems": {}}
    async with Client(url.replace("http", "ws") + "/chat/v1/ws") as chat:
        assert (await chat.ask("Hello"))["text"] == "Heard: Hello"
    serving.stop()
    await asyncio.wait_for(running, 10)
    assert "✓ dialogue   Rasa ready after" in said
    assert "/staff/setup/" in said
    assert capsys.readouterr().out.endswith("Frontdesk has stopped.\n")
    [worker] = workers
    assert not is_listening(worker.port)
    assert worker.pid is None


async def test_no_worker_is_started_when_others_are_named(
    settings: Settings,
    listener: socket.socket,
    serving: Serving,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(up, "make_fleet", None)  # calling it would fail
    changes = {"rasa_urls": ("http://127.0.0.1:1",), "public_url": "https://desk.example"}
    runtime = up.prepare(settings.model_copy(update=changes))
    said, running = "", serving.start(runtime, listener)

    def is_announced() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "Frontdesk is ready: https://desk.example\n" in said

    await until(is_announced, 10)
    serving.stop()
    await asyncio.wait_for(running, 10)
    assert "dialogue" not in said


async def test_nothing_is_announced_when_stopped_before_the_worker_is_ready(
    settings: Settings,
    listener: socket.socket,
    serving: Serving,
    make_model: MakeModel,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workers = watch_workers(monkeypatch, "--without-model")
    make_model("good", folder=settings.models)
    running = serving.start(up.prepare(settings), listener)
    await until(lambda: bool(workers) and is_listening(workers[0].port), 10)
    serving.stop()
    await asyncio.wait_for(running, 10)
    said = capsys.readouterr().out
    assert "ready" not in said
    assert said.endswith("Frontdesk has stopped.\n")
    assert workers[0].pid is None


async def test_announcement_is_left_out_when_nobody_wants_the_product_any_more(
    runtime: Runtime, capsys: Output
) -> None:
    ending = server.make_server(lambda: None)  # type: ignore[arg-type]
    ending.listens.set()
    ending.should_exit = True
    fleet = up.make_fleet(runtime, RasaDialogue((), secret="s" * 43))
    await asyncio.wait_for(up.announce(runtime, ending, fleet), 5)
    assert capsys.readouterr().out == ""


def test_steps_follow_each_other_when_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    seen: list[Any] = []

    async def serve(runtime: Runtime, listener: socket.socket) -> None:
        seen.append((runtime.settings.port, listener.getsockname()[1]))

    monkeypatch.setattr(up, "serve", serve)
    monkeypatch.setattr(up, "configure_logging", seen.append)
    monkeypatch.setattr(up, "ensure_model", lambda _runtime: seen.append("model"))
    up.run(settings.model_copy(update={"port": 0, "log_level": "WARNING"}))
    level, model, (port, listened) = seen
    assert (level, model) == ("WARNING", "model")
    assert port == listened > 0
    said = capsys.readouterr().out
    assert said.startswith(f"Frontdesk starts; its data is in {settings.data}\n")


def test_no_model_is_needed_when_others_run_the_workers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    async def serve(_runtime: Runtime, _listener: socket.socket) -> None: ...

    monkeypatch.setattr(up, "serve", serve)
    monkeypatch.setattr(up, "configure_logging", lambda _level: None)
    monkeypatch.setattr(up, "ensure_model", None)  # calling it would fail
    up.run(settings.model_copy(update={"port": 0, "rasa_urls": ("http://rasa",)}))
    assert "✓ database" in capsys.readouterr().out


def test_nothing_is_prepared_when_the_port_is_taken(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "configure_logging", lambda _level: None)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = settings.model_copy(update={"port": other.getsockname()[1]})
        with pytest.raises(Unavailable, match="Cannot listen"):
            up.run(taken)
    assert not settings.data.exists()
