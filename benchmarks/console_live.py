"""`make bench-console-live`: how soon a customer's words are on the agents' pages, at what cost.

The same desk twice in one run: pages as they are, pushed over a WebSocket, and the same pages
without it, asking every three seconds.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks.console_browser import measure_browser
from benchmarks.console_desk import (
    POLL_SECONDS,
    Polled,
    Pushed,
    Speaker,
    Watcher,
    hand_over,
    hire,
    time_all,
    time_apart,
)
from benchmarks.report import figure, figure_latency
from benchmarks.target import raise_limits, sources
from tests.reliability.plan import Plan
from tests.reliability.stage import Stage, open_stage

BAR = 100  # milliseconds, p95
IDLE = 30.0  # seconds in which nobody says anything: one look at everything falls into them
QUIET = 5.0  # seconds after the last word until it is given up
Run = Callable[[int], Awaitable[None]]


class Desk:
    """Agents with a conversation each. `chats` are the addresses of their pages."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.url = stage, f"http://127.0.0.1:{stage.app_ports[0]}"
        self.speakers: list[Speaker] = []
        self.cookies: list[str] = []
        self.chats: list[str] = []

    async def open(self, count: int) -> None:
        """Have so many customers begin a chat, each with an agent of their own."""
        places = sources()
        for number in range(count):
            speaker = await Speaker.open(self.url, next(places))
            text = await speaker.say()
            agent, cookie = await asyncio.to_thread(hire, self.stage.database, number)
            await speaker.wait_stored(text)
            chat = await asyncio.to_thread(hand_over, self.stage.database, text, agent)
            speaker.sent.clear()
            self.speakers.append(speaker)
            self.cookies.append(cookie)
            self.chats.append(f"/staff/conversations/{chat}?view=open")

    async def speak(self, per_second: float, seconds: float) -> None:
        """Have somebody say something so often, everybody in turn, at no fixed beat."""
        dice, end = random.Random(1), time.perf_counter() + seconds
        number = 0
        while time.perf_counter() < end:
            await self.speakers[number % len(self.speakers)].say()
            number += 1
            await asyncio.sleep(dice.expovariate(per_second))
        await asyncio.sleep(QUIET)

    async def close(self) -> None:
        """Have everybody leave."""
        for speaker in self.speakers:
            await speaker.close()


async def measure(
    name: str, desk: Desk, watchers: Sequence[Watcher], run: Run, options: argparse.Namespace
) -> None:
    """Open all pages, have the customers speak, print how long it took and what it cost."""
    for speaker in desk.speakers:
        speaker.sent.clear()
    pages = [asyncio.ensure_future(run(place)) for place in range(len(watchers))]
    await asyncio.sleep(options.settle)
    app = psutil.Process(desk.stage.apps[0].pid)
    idle, _lasted = await spend(app, asyncio.sleep(IDLE))
    received = sum(one.bytes for one in watchers)
    busy, lasted = await spend(app, desk.speak(options.rate, options.seconds))
    took, lost = time_all(desk.speakers, watchers)
    broken = [page for page in pages if page.done()]
    for page in pages:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    about = {"database": options.now, "pages": len(watchers), "per_second": options.rate}
    figure_latency(name, took, **about, **({"bar": BAR} if "push" in name else {}))
    stored, shown = time_apart(desk.speakers, watchers)
    figure_latency(f"{name}_stored", stored, **about)
    figure_latency(f"{name}_from_stored", shown, **about)
    figure(f"{name}_lost", lost, "messages", broken=len(broken), **about)
    figure(f"{name}_processor", busy, "% of a core", **about)
    figure(f"{name}_idle", idle, "% of a core", **about)
    rate = (sum(one.bytes for one in watchers) - received) / lasted / len(watchers) / 1000
    figure(f"{name}_traffic", rate, "kB a second and page", **about)


async def spend(app: psutil.Process, work: Coroutine[Any, Any, None]) -> tuple[float, float]:
    """Wait for something; return the share of a core the application spent, and the seconds."""
    spent, began = sum(app.cpu_times()[:2]), time.perf_counter()
    await work
    lasted = time.perf_counter() - began
    return 100 * (sum(app.cpu_times()[:2]) - spent) / lasted, lasted


async def measure_desk(db: str, options: argparse.Namespace) -> None:
    """Measure on one database."""
    raise_limits()
    options.now = db
    plan = Plan(db=db, apps=1, workers=1, kills=0, worker_seconds=0.05)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        async with open_stage(plan, Path(folder)) as stage:
            desk = Desk(stage)
            await desk.open(options.pages)
            if options.pages:
                pushed = [Pushed() for _ in desk.chats]
                await measure("console_push", desk, pushed, runner(desk, pushed), options)
            if options.pages and not options.push_only:
                polled = [Polled() for _ in desk.chats]
                await measure("console_poll", desk, polled, poller(desk, polled), options)
            if not options.push_only:
                await measure_browser(stage, desk.url, db)
            await desk.close()


def runner(desk: Desk, watchers: Sequence[Pushed]) -> Run:
    """Return what opens a page of the desk."""
    return lambda place: watchers[place].run(desk.url, desk.chats[place], desk.cookies[place])


def poller(desk: Desk, watchers: Sequence[Polled]) -> Run:
    """Return what asks for a page of the desk; not all at the same moment."""
    step = POLL_SECONDS / len(watchers)
    return lambda place: watchers[place].run(
        desk.url, desk.chats[place], desk.cookies[place], place * step
    )


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", action="append", choices=("sqlite", "postgresql"))
    parser.add_argument("--pages", type=int, default=50, help="0: the browser alone")
    parser.add_argument("--rate", type=float, default=5.0, help="messages a second, of all")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--push-only", action="store_true", help="no rival, no browser")
    parser.add_argument("--settle", type=float, default=8.0)
    options = parser.parse_args()
    for db in options.db or ("sqlite", "postgresql"):
        asyncio.run(measure_desk(db, options))


if __name__ == "__main__":
    main()
