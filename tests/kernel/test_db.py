"""The database: times in UTC, transactions that end well or not at all."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import String, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kernel.db import Database, UtcDateTime
from kernel.errors import Invalid


class Tables(DeclarativeBase):
    pass


class Event(Tables):
    __tablename__ = "event"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def events(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'events.db'}")
    Tables.metadata.create_all(database.engine)
    return database


def test_a_time_of_another_zone_is_kept_as_the_same_moment(events: Database) -> None:
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    with events.transaction() as session:
        session.add(Event(name="lunch", at=shanghai))
    with events.session() as session:
        kept = session.scalars(select(Event.at)).one()
    assert (kept, kept.tzinfo) == (NOON, UTC)


def test_a_naive_time_is_refused(events: Database) -> None:
    naive = Event(name="lunch", at=datetime(2026, 3, 2))  # noqa: DTZ001
    with pytest.raises(Exception, match="without a zone") as caught, events.transaction() as write:
        write.add(naive)
    assert isinstance(caught.value.__cause__ or caught.value, Invalid)


def test_what_fails_leaves_nothing(events: Database) -> None:
    twice = [{"name": "one", "at": NOON}, {"name": "two", "at": NOON}, {"name": "one", "at": NOON}]
    with pytest.raises(IntegrityError), events.transaction() as session:
        session.execute(insert(Event), twice)
    with events.session() as session:
        assert session.scalars(select(Event)).all() == []


def test_a_reading_session_changes_nothing(events: Database) -> None:
    with events.session() as session:
        session.add(Event(name="one", at=NOON))
        session.flush()
    with events.session() as session:
        assert session.scalars(select(Event)).all() == []


def test_sqlite_is_durable_and_checks_foreign_keys(events: Database) -> None:
    with events.session() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_busy_writer_does_not_keep_others_out(tmp_path: Path) -> None:
    """SQLite's own waiting looks again every tenth of a second, and misses a gap of no time."""
    database = Database(f"sqlite:///{tmp_path}/busy.db")
    database.create_all()
    is_over, rounds = threading.Event(), list[int]()

    def hog() -> None:
        while not is_over.is_set():
            with database.transaction() as session:
                session.execute(text("SELECT 1"))
                time.sleep(0.02)
                rounds.append(1)

    thread = threading.Thread(target=hog)
    thread.start()
    try:
        for _ in range(10):
            before = len(rounds)
            with database.transaction():
                assert len(rounds) - before <= 2
    finally:
        is_over.set()
        thread.join()
        database.dispose()


def test_write_within_a_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.db.BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{tmp_path}/nested.db")
    with (
        database.transaction(),
        pytest.raises(OperationalError, match="locked"),
        database.transaction(),
    ):
        raise AssertionError("two writers at once")
    database.dispose()
