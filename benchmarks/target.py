"""What the loads are sent at: the product with its real worker, or with the storm's fake one."""

import asyncio
import os
import resource
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.product import running
from tests.reliability.plan import Plan
from tests.reliability.stage import open_stage, running_postgresql

MEGABYTE = 1_000_000


@dataclass
class Target:
    """Where the sockets are, and the processes by name."""

    sockets: Sequence[str]
    processes: dict[str, psutil.Process]
    texts: Sequence[str]
    spent: dict[str, float] = field(default_factory=dict)

    @property
    def app(self) -> psutil.Process:
        """The application."""
        return self.processes["app-0"]

    def measure_memory(self) -> dict[str, float]:
        """Return the resident memory of each process in megabytes."""
        found = {name: one.memory_info().rss for name, one in self.processes.items()}
        return {name: round(size / MEGABYTE, 1) for name, size in found.items()}

    def measure_spent(self) -> dict[str, float]:
        """Return the processor seconds each process has spent so far."""
        return {name: sum(one.cpu_times()[:2]) for name, one in self.processes.items()}


def raise_limits() -> None:
    """Allow as many open sockets as the system lets us, here and in what we start."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@asynccontextmanager
async def open_target(
    *, db: str, is_real: bool, worker_seconds: float = 0.0, apps: int = 1
) -> AsyncIterator[Target]:
    """Give a running product; `worker_seconds` is what a turn of the fake worker takes at most."""
    raise_limits()
    if is_real:
        async with _real(db) as target:
            yield target
        return
    plan = Plan(db=db, apps=apps, workers=2, kills=0, worker_seconds=worker_seconds)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        async with open_stage(plan, Path(folder)) as stage:
            processes = {child.name: psutil.Process(child.pid) for child in stage.children}
            yield Target(stage.sockets, processes, ("hello there",))


@asynccontextmanager
async def _real(db: str) -> AsyncIterator[Target]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running_postgresql())[1] if db == "postgresql" else ""
        environment = {"FRONTDESK_DATABASE_URL": url, "FRONTDESK_LOG_LEVEL": "WARNING"}
        product = await asyncio.to_thread(
            stack.enter_context, running(folder, demo=False, **environment)
        )
        assert product.process is not None
        app = psutil.Process(product.process.pid)
        processes = {"app-0": app}
        processes |= {f"rasa-{n}": one for n, one in enumerate(app.children())}
        socket = product.url.replace("http", "ws", 1) + "/chat/v1/ws"
        texts = ("What are your opening hours?", "How long does shipping take?", "Hello")
        yield Target([socket], processes, texts)


def sources() -> Iterator[str]:
    """Yield loopback addresses to connect from: one address may open so many chats a second."""
    while True:
        for last in range(1, 255):
            yield f"127.0.{os.getpid() % 200}.{last}"
