"""Part of `make bench-labelling`: how long the inbox takes to read, mask, group and order.

5,000 messages the bot was not sure of, on SQLite, made of the shipped examples with small
differences and invented personal data.
"""

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bot.models  # noqa: F401 - the tables must be known before they are made
import console.models  # noqa: F401
import crm_backend.models  # noqa: F401
from benchmarks.labelling_pool import vary
from benchmarks.report import figure
from bot.ledger.models import Conversation, Message
from console.studio.labelling.candidates import MOST, read_candidates
from console.studio.labelling.inbox import make_inbox
from console.studio.labelling.view import Typed, show_page
from frontdesk.paths import ROOT
from kernel.db import Database
from nlu.core.project.files import read_folder
from nlu.core.project.project import read_project

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PERSONAL = ("", "", "", " my order is FD-1004217", " mail ada@example.com", " call 13812345678")


def fill(database: Database, chance: random.Random) -> None:
    """Store messages, each in a conversation of its own."""
    examples = read_project(read_folder(ROOT)).understood.examples
    intents = sorted({one.intent for one in examples})
    said = chance.choices(examples[:: len(examples) // 1_500], k=MOST)
    with database.transaction() as session:
        for number, one in enumerate(said):
            at = NOW - timedelta(minutes=number)
            ranked = chance.sample(intents, 10)
            ranking = [{"name": name, "confidence": 0.4 / 2**n} for n, name in enumerate(ranked)]
            understood = {
                "intent": {"name": "nlu_fallback", "confidence": 1.0},
                "ranking": ranking,
                "language": "zh" if any(sign > "\u3400" for sign in one.text) else "en",
            }
            chat = f"{number:032x}"
            session.add(Conversation(id=chat, created_at=at, updated_at=at))
            session.flush()
            text = vary(one.text, chance) + chance.choice(PERSONAL)
            row = {"conversation_id": chat, "id": 1, "sender": "customer", "at": at}
            session.add(Message(**row, text=text, understanding=understood))


@contextmanager
def timed(name: str, **more: int) -> Iterator[None]:
    """Print how long something took, and how much of a processor it had."""
    began, busy = time.perf_counter(), time.process_time()
    yield
    figure(name, time.perf_counter() - began, "s", **more)
    figure(f"{name}_cpu", time.process_time() - busy, "s", **more)


def main() -> None:
    """Fill, time, print."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'inbox.db'}")
        database.create_all()
        fill(database, random.Random(3))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with database.session() as session, timed("read_and_mask", messages=MOST):
            candidates = read_candidates(session, now=NOW, valued_cents=30_000)
        with timed("group_and_order", messages=len(candidates)):
            groups = make_inbox(candidates)
        with timed("page", groups=len(groups)):
            show_page(groups, language="", page=1, reader="en", typed=Typed())
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        figure("memory_at_most", grown / 1000, "MB", messages=len(candidates))
        database.dispose()


if __name__ == "__main__":
    main()
