"""`make bench-promotion`: from "train" to "live" on the shipped files, under a load of messages.

Starts the whole product with a model, has it train another one as a job, waits for the report, puts
it through the gate, promotes it, waits until it answers, goes back; all the while customers write
over real sockets. Tells how long each step took, and of every message whether it was answered, by
which model.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import select

from benchmarks.product import Product, running
from benchmarks.report import figure
from bot.ledger.models import Inbox, Turn
from bot.releases.service import list_servers, read_state
from console.audit.service import Actor
from console.staff.models import Staff
from console.studio.judging.asking import JUDGE
from console.studio.models import moving
from console.studio.models.moving import Hand
from console.studio.training.service import ask_training, read_snapshots
from frontdesk.installation import open_runtime
from frontdesk.jobs import make_handlers
from kernel.clock import utc_now
from kernel.jobs.models import Job
from kernel.jobs.queue import JobQueue
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import Client

BAR_SECONDS = 90.0
PATIENCE = 900.0
LOOK_SECONDS = 0.25
TEXTS = ("where is my order", "I want to return a lamp", "hello", "我的订单到哪里了", "谢谢")


class Steps:
    """Tells each step with the time it took."""

    def __init__(self) -> None:
        self.began = self.last = time.monotonic()

    def note(self, name: str, words: str) -> float:
        """Print a step and return the seconds since the first one began."""
        now = time.monotonic()
        print(f"  {now - self.last:6.1f} s  {words}", file=sys.stderr, flush=True)
        figure(name, now - self.last, "s")
        self.last = now
        return now - self.began


def wait(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something in the database of the running product."""
    latest = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > latest:
            raise TimeoutError(f"{what} did not come")
        time.sleep(LOOK_SECONDS)


def find_job(runtime: Runtime, kind: str) -> Job | None:
    """Return the newest job of a kind."""
    with runtime.db.session() as session:
        return session.scalar(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(1))


def wait_job(runtime: Runtime, kind: str) -> Job:
    """Return the newest job of a kind once it has ended; raise where it did not end well."""
    wait(lambda: (job := find_job(runtime, kind)) is not None and not job.is_open, kind)
    job = find_job(runtime, kind)
    if job is None or job.state != "done":
        raise RuntimeError(f"{kind}: {job and job.error}\n{job and job.log}")
    return job


def make_hand(runtime: Runtime) -> Hand:
    """Return the one person who does everything here."""
    staff = Staff(id=1, name="Benchmark", role="admin", email="b@example.com", password_hash="")
    with runtime.db.session() as session:
        seen = read_state(session).id
    return Hand(staff, Actor(None, "benchmark"), utc_now(), seen_id=seen, why="benchmark")


def ask(runtime: Runtime) -> None:
    """Ask for a training on the published files, as the page does."""
    hand, queue = make_hand(runtime), JobQueue(frozenset(make_handlers(runtime)))
    with runtime.db.transaction() as session:
        snapshots = read_snapshots(session, runtime.settings.project, staff_id=1)
        ask_training(session, queue, snapshots["published"], staff=hand.staff, now=utc_now())


def wait_serving(runtime: Runtime, name: str) -> None:
    """Wait until every process serves a model."""

    def is_so() -> bool:
        with runtime.db.session() as session:
            servers = list_servers(session, since=utc_now() - timedelta(seconds=45))
        return bool(servers) and all(one.live == name for one in servers)

    wait(is_so, f"{name} serving")


async def talk(url: str, rate: float, ends: asyncio.Event) -> tuple[int, int]:
    """Send so many messages a second; return how many were sent and how many answered."""
    sockets, sent, answered = url.replace("http", "ws") + "/chat/v1/ws", 0, 0

    async def converse(place: int) -> None:
        nonlocal sent, answered
        async with Client(sockets) as client:
            await asyncio.sleep(place / rate)
            while not ends.is_set():
                began = time.monotonic()
                sent += 1
                cid = await client.say(TEXTS[(place + sent) % len(TEXTS)])
                number = (await client.wait(type="ack", cid=cid, seconds=60))["id"]
                await client.wait(
                    lambda frame: frame["id"] > number,  # noqa: B023 - asked in this round
                    type="message",
                    sender="bot",
                    seconds=90,
                )
                answered += 1
                await asyncio.sleep(max(0.0, count / rate - (time.monotonic() - began)))

    count = max(1, round(rate * 4))
    await asyncio.gather(*(converse(place) for place in range(count)))
    return sent, answered


@contextlib.contextmanager
def customers(url: str, rate: float) -> Iterator[Callable[[], tuple[int, int]]]:
    """Let customers write meanwhile; gives a function that ends it and returns the counts."""
    ends, result = asyncio.Event(), [(0, 0)]
    loop = asyncio.new_event_loop()

    def run() -> None:
        result[0] = loop.run_until_complete(talk(url, rate, ends))

    thread = threading.Thread(target=run, daemon=True)
    if rate > 0:
        thread.start()

    def finish() -> tuple[int, int]:
        if thread.is_alive():
            loop.call_soon_threadsafe(ends.set)
            thread.join(120)
        return result[0]

    try:
        yield finish
    finally:
        finish()
        loop.close()


def run(product: Product, runtime: Runtime, rate: float) -> float:
    """Go all the way; return the seconds from "train" to "live"."""
    with runtime.db.session() as session:
        old = read_state(session).live
    with customers(product.url, rate) as finish:
        steps = Steps()
        ask(runtime)
        trained = wait_job(runtime, "train")
        name = str((trained.result or {})["model"])
        steps.note("train", f"trained {name}")
        wait_job(runtime, JUDGE)
        steps.note("judge", "judged beside the live model")
        with runtime.db.transaction() as session:
            gate = moving.read_gate(session, runtime.settings, name)
            words = ", ".join(f"{one.check} {one.verdict}" for one in gate.lines)
            print(f"  gate: {words}", file=sys.stderr)
        with runtime.db.transaction() as session:
            moving.promote(session, runtime.settings, make_hand(runtime), name=name)
        wait_serving(runtime, name)
        total = steps.note("switch", "loaded, warmed, switched in every process")
        if old is not None:
            with runtime.db.transaction() as session:
                moving.roll_back(session, runtime.settings, make_hand(runtime))
            wait_serving(runtime, old)
            steps.note("roll_back", "rolled back")
        sent, answered = finish()
    report(runtime, sent, answered)
    return total


def report(runtime: Runtime, sent: int, answered: int) -> None:
    """Tell what became of the messages."""
    with runtime.db.session() as session:
        models = Counter(session.scalars(select(Turn.model).where(Turn.state == "done")))
        results = Counter(session.scalars(select(Turn.result).where(Turn.state == "done")))
        retried = Counter(session.scalars(select(Turn.state).where(Turn.state != "done")))
        dead = len(list(session.scalars(select(Inbox.id).where(Inbox.state == "dead"))))
    figure("messages", sent, "messages", answered=answered, given_up=dead)
    figure(
        "turns_of_a_known_model",
        sum(count for model, count in models.items() if model),
        "turns",
        by_model=dict(models),
        results=dict(results),
        not_done=dict(retried),
    )


def main() -> None:
    """Read the command line, run, and say whether the bar was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second meanwhile")
    parser.add_argument("--data", type=Path, help="a data folder to keep; else a passing one")
    chosen = parser.parse_args()
    load = "/".join(f"{one:.1f}" for one in psutil.getloadavg())
    print(f"load average {load}, {psutil.cpu_count()} processors", file=sys.stderr)
    with tempfile.TemporaryDirectory() as name:
        folder = (chosen.data or Path(name)).absolute()
        environment = {"FRONTDESK_SECRET": "b" * 43, "FRONTDESK_MODELS": str(folder / "models")}
        with running(folder / "data", **environment) as product:
            settings = Settings(
                _env_file=None,
                data=folder / "data",
                models=folder / "models",
                secret="b" * 43,
            )
            runtime = open_runtime(settings)
            total = run(product, runtime, chosen.rate)
            runtime.db.dispose()
    figure("train_to_live", total, "s", bar=BAR_SECONDS, messages_per_second=chosen.rate)


if __name__ == "__main__":
    main()
