"""How long reports take over many conversations: `python -m benchmarks.reports 1000000 sqlite`."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import insert, text

import crm_backend.models  # noqa: F401
from bot.handoff.models import Handoff
from bot.ledger.models import Conversation
from console.reports.period import Period, choose_period
from console.reports.queries import Filters
from console.reports.service import read_report
from kernel.db import Database
from tests.cluster import running_cluster

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAYS = 365
CALLED = 0.3  # of the conversations are handed over
CODES = ["asked", "clarifications", "mood", "rule", "action_failed"]
CHUNK = 20_000


def make_rows(count: int) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Give conversations of a year and the calls among them, in chunks."""
    rng = random.Random(20261126)
    for first in range(0, count, CHUNK):
        chats, calls = [], []
        for number in range(first, min(first + CHUNK, count)):
            at = NOW - timedelta(seconds=(1 - (number + rng.random()) / count) * DAYS * 86_400)
            chat = {
                "id": f"{rng.getrandbits(128):032x}",
                "channel": rng.choice(["web", "web", "telegram"]),
                "language": rng.choice(["en", "zh"]),
                "owner": "closed",
                "last_id": 12,
                "created_at": at,
                "updated_at": at,
            }
            chats.append(chat)
            if rng.random() < CALLED:
                taken = at + timedelta(seconds=rng.expovariate(1 / 90))
                came = rng.random() > 0.08
                calls.append(
                    {
                        "conversation_id": chat["id"],
                        "reasons": [{"code": rng.choice(CODES), "detail": "", "weight": 1.0}],
                        "requested_at": at,
                        "queued_at": at,
                        "taken_at": taken if came else None,
                        "agent_id": str(rng.randrange(40)) if came else None,
                        "agent_name": "Somebody" if came else None,
                        "first_answer_at": taken + timedelta(seconds=20) if came else None,
                        "first_answer_by": str(rng.randrange(40)) if came else None,
                        "ended_at": taken + timedelta(seconds=rng.expovariate(1 / 500)),
                        "outcome": rng.choice(["returned", "closed"]),
                        "transfers": int(rng.random() < 0.1),
                        "rating": rng.choice([None, None, 1, 3, 4, 5, 5]) if came else None,
                    }
                )
        yield chats, calls


def fill(database: Database, count: int) -> None:
    """Store them."""
    database.create_all()
    for chats, calls in make_rows(count):
        with database.transaction() as session:
            session.execute(insert(Conversation), chats)
            session.execute(insert(Handoff), calls)
    with database.transaction() as session:
        session.execute(text("ANALYZE"))


@contextmanager
def open_database(kind: str) -> Iterator[Database]:
    """Give an empty database of a kind."""
    if kind == "postgresql":
        with running_cluster() as folder:
            with psycopg.connect(f"host={folder} user=postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE bench")
            database = Database(f"postgresql+psycopg://postgres@/bench?host={folder}")
            yield database
            database.dispose()
        return
    with tempfile.TemporaryDirectory() as place:
        database = Database(f"sqlite:///{Path(place) / 'bench.db'}")
        yield database
        database.dispose()


def measure(database: Database, period: Period, filters: Filters) -> tuple[float, int]:
    """Return the seconds of the middle one of three reports, and how many calls it is about."""
    taken, calls = [], 0
    for _ in range(3):
        start = time.perf_counter()
        with database.session() as session:
            calls = read_report(session, period, filters).summary.calls.tally.calls
        taken.append(time.perf_counter() - start)
    return sorted(taken)[1], calls


def main() -> None:
    """Print a table."""
    count, kind = int(sys.argv[1]), sys.argv[2]
    with open_database(kind) as database:
        start = time.perf_counter()
        fill(database, count)
        print(f"{count:,} conversations on {kind}, filled in {time.perf_counter() - start:.0f} s")
        year = Period(NOW - timedelta(days=DAYS), NOW, "Europe/Berlin")
        for choice in ("today", "7", "28", "90", "year"):
            period = (
                year if choice == "year" else choose_period(choice, now=NOW, zone="Europe/Berlin")  # type: ignore[arg-type]
            )
            for name, filters in (("all", Filters()), ("web", Filters(channel="web"))):
                seconds, calls = measure(database, period, filters)
                print(f"{choice:>6} {name:>4} {calls:>9,} calls {seconds * 1000:>9,.0f} ms")


if __name__ == "__main__":
    main()
