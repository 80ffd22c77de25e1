"""`make bench-console`: the inbox, conversations and search of a large desk, over real HTTP."""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.console_data import (
    COMMON,
    COMMON_ZH,
    OPEN,
    RARE,
    RARE_ZH,
    SOMETIMES,
    Desk,
    read_sayings,
)
from benchmarks.console_fill import fill
from benchmarks.console_index import (
    drop_partial_indexes,
    measure_size,
    measure_writing,
    time_all,
    undone,
)
from benchmarks.console_pages import (
    PAGES,
    Work,
    add_supervisor,
    list_words,
    log_in,
    time_conversations,
    time_live_list,
    time_search,
    time_view,
)
from benchmarks.console_queries import PAGE, find_by_scan, time_asking
from benchmarks.product import running
from benchmarks.report import figure, figure_latency
from bot.ledger.models import Conversation, Message
from console.inbox.views import VIEWS
from frontdesk import schema
from kernel.clock import utc_now
from kernel.db import Database
from tests.reliability.stage import running_postgresql

CLOSED = {"sqlite": 100_000, "postgresql": 1_000_000}
BARS = {"inbox": 150, "conversation": 100, "search": 300}  # milliseconds, p95
RIVAL_SECONDS = 15.0  # a scan of everything is asked no longer than this, but three times at least


@contextmanager
def open_database(db: str, folder: Path, url: str) -> Iterator[str]:
    """Give the address of a database: the one of `url`, or a new one that goes at the end."""
    if url:
        yield url
    elif db == "postgresql":
        with running_postgresql() as (_folder, address):
            yield address
    else:
        yield f"sqlite:///{folder / 'frontdesk.db'}"


def prepare(database: Database, closed: int) -> Desk:
    """Fill the database unless it is filled, and return what it holds."""
    schema.upgrade(database)
    with database.session() as session:
        has = session.scalar(select(func.count()).select_from(Conversation)) or 0
        newest = session.scalar(select(func.max(Conversation.updated_at)))
    if newest is None:
        desk = Desk(closed, utc_now())
        fill(database, desk)
    else:
        desk = Desk(has - OPEN, newest)
    add_supervisor(database)
    return desk


def ask_plainly(session: Session) -> None:
    """Read the inbox as one would at first: newest open ones, their last words, how many of each.

    This is the rival of the inbox; it stops at the database, and draws no page.
    """
    last = (
        select(Message.text)
        .where(Message.conversation_id == Conversation.id)
        .order_by(Message.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = (
        select(Conversation, last)
        .where(Conversation.owner != "closed")
        .order_by(Conversation.updated_at.desc())
        .limit(PAGE)
    )
    session.execute(rows).all()
    counts = select(Conversation.owner, func.count()).group_by(Conversation.owner)
    session.execute(counts).all()


def measure_rivals(database: Database, runs: int) -> None:
    """Print how long plain ways take, asked of the same data without HTTP and pages."""
    with undone(database) as session:
        drop_partial_indexes(session.connection())
        took = time_all(ask_plainly, session, runs)
        figure_latency("console_inbox", took, rival="plain query, no index for the inbox")
    for label, words in {
        "frequent word": COMMON,
        "frequent word, Chinese": COMMON_ZH,
        "word in one of 200": SOMETIMES,
        "rare word": RARE,
        "rare word, Chinese": RARE_ZH,
        "word of nobody": "zzyzx",
        "surname": "Lindqvist421",
        "e-mail": "customer777@example.com",
    }.items():
        took = time_asking(database, find_by_scan(words), runs, RIVAL_SECONDS)
        figure_latency("console_search", took, of=label, rival="LIKE over the same tables")


def measure_pages(database: Database, desk: Desk, url: str, runs: int, work: Work) -> None:
    """Print how long pages take over HTTP, beside the bar of their kind (p95)."""
    dice = random.Random(11)
    with closing(log_in(url)) as client:
        for view in VIEWS:
            with work.of("console_inbox", view, runs):
                took = time_view(client, view, runs)
            figure_latency("console_inbox", took, of=view, bar=BARS["inbox"])
        took = time_live_list(client, url, runs)
        figure_latency("console_live_list", took, bar=BARS["inbox"])
        with work.of("console_conversation", "", PAGES):
            took = time_conversations(client, database, dice)
        figure_latency("console_conversation", took, bar=BARS["conversation"])
        sayings = {language: read_sayings(language) for language in ("en", "zh")}
        everything: list[float] = []
        for label, (draw, must_have) in list_words(desk, sayings).items():
            with work.of("console_search", label, runs):
                took = time_search(client, draw, must_have, runs, dice)
            everything += took
            figure_latency("console_search", took, of=label, bar=BARS["search"])
        figure_latency("console_search", everything, of="all", bar=BARS["search"])


def tell_load(when: str) -> None:
    """Print how busy the machine is: beside other work everything is slower."""
    figure("console_load", os.getloadavg()[0], "processes", of=when)


def main() -> None:
    """Measure one database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", choices=CLOSED, default="sqlite")
    parser.add_argument("--closed", type=int, default=0, help="closed conversations")
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--url", default="", help="a database to keep; filled if it is empty")
    parser.add_argument("--pages-only", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(open_database(options.db, folder, options.url))
        database = Database(url)
        stack.callback(database.dispose)
        desk = prepare(database, options.closed or CLOSED[options.db])
        figure("console_closed", desk.closed, "conversations", open=OPEN, database=options.db)
        tell_load("before")
        if not options.pages_only:
            measure_size(database)
            measure_writing(database, read_sayings("en"))
            measure_rivals(database, options.runs)
        environment = {
            "FRONTDESK_DATABASE_URL": url,
            "FRONTDESK_RASA_URLS": "http://127.0.0.1:9",  # nobody talks to the bot here
            "FRONTDESK_LOG_LEVEL": "ERROR",
        }
        with running(folder, demo=False, **environment) as product:
            time.sleep(2)
            tell_load("pages")
            assert product.process is not None
            work = Work(product.process.pid, url)
            try:
                measure_pages(database, desk, product.url, options.runs, work)
            except RuntimeError:
                sys.stderr.write("\n".join(product.lines[-30:]) + "\n")
                raise
        tell_load("after")


if __name__ == "__main__":
    main()
