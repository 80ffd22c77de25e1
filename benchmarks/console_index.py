"""What the index of search costs: how large it is, and what a message costs with and without it.

Indexes are dropped in a transaction that is rolled back: all stands as it was.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from benchmarks.report import figure
from bot.ledger import fulltext
from bot.ledger.intake import Incoming, receive
from bot.ledger.models import Conversation
from kernel.clock import utc_now
from kernel.db import Database

MEGABYTE = 1_000_000
WRITTEN = 2_000  # messages
PARTIAL = "ix_conversation_"


def measure_size(database: Database) -> None:
    """Print how large the index of search is, and all messages without it."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # The index of visitors stands here, too; a table of FTS5 is several of the database.
            query = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE "
            index = connection.scalar(text(query + "'fulltext_%'"))
            messages = connection.scalar(text(query + "'%message%'"))
            messages -= connection.scalar(text(query + "'fulltext_message%'"))
        else:
            size = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relname LIKE"
            index = connection.scalar(text(f"{size} 'fulltext_%'"))
            messages = connection.scalar(text("SELECT pg_total_relation_size('message')"))
            messages -= connection.scalar(text("SELECT pg_relation_size('fulltext_message')"))
    figure("console_index_size", float(index) / MEGABYTE, "MB")
    figure("console_messages_size", float(messages) / MEGABYTE, "MB", of="without that index")


def measure_writing(database: Database, sayings: Sequence[str]) -> None:
    """Print what it costs to keep a message of a customer, without the commit."""
    for label, has_index in (("with the index", True), ("without", False), ("with again", True)):
        with undone(database) as session:
            if not has_index:
                fulltext.remove(session.connection())
            took = _write(session, sayings)
            cleaned = _clean_pending(session, database) if has_index else 0.0
        of = {"of": label, "runs": WRITTEN}
        figure("console_write_message", took / WRITTEN * 1000, "ms", **of)
        if has_index and not database.is_sqlite:
            figure("console_write_message_later", cleaned / WRITTEN * 1000, "ms", **of)


def _write(session: Session, sayings: Sequence[str]) -> float:
    dice, now = random.Random(5), utc_now()
    ids = session.scalars(select(Conversation.id).limit(WRITTEN)).all()
    began = time.perf_counter()
    for place, each in enumerate(ids):
        incoming = Incoming(each, f"bench-{place}", dice.choice(sayings))
        receive(session, incoming=incoming, now=now, needs_turn=False)
    return time.perf_counter() - began


def _clean_pending(session: Session, database: Database) -> float:
    """Return the seconds for what PostgreSQL puts off: new rows wait in a list at first."""
    if database.is_sqlite:
        return 0.0
    began = time.perf_counter()
    session.scalar(select(func.gin_clean_pending_list("fulltext_message")))
    return time.perf_counter() - began


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """Give a session that may write, all of which is rolled back."""
    with Session(database.engine) as session:
        if database.is_sqlite:
            session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield session
        session.rollback()


def drop_partial_indexes(connection: Connection) -> None:
    """Take away the indexes made for the inbox; the plain ones on time and owner stay."""
    where = Conversation.__table__.indexes
    for index in where:
        options = index.dialect_options[connection.dialect.name]
        is_partial = options.get("where") is not None
        if is_partial or index.name == "ix_conversation_owner_updated":
            connection.execute(text(f"DROP INDEX IF EXISTS {index.name}"))


def time_all(ask: Callable[[Session], object], session: Session, runs: int) -> list[float]:
    """Return how long each of some runs took in one session; the first does not count."""
    took: list[float] = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        ask(session)
        took.append(time.perf_counter() - began)
    return took[1:]
