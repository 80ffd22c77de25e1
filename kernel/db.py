"""Engine, sessions and column types. The only place, beside the ledger, that commits."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVarTuple

from sqlalchemy import DateTime, Engine, MetaData, Row, Select, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from kernel.clock import require_aware
from kernel.errors import Conflict
from kernel.fair_lock import FairLock

Columns = TypeVarTuple("Columns")

BUSY_SECONDS = 10  # how long a writer waits for another one on SQLite

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; naive ones are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC."""
        return None if value is None else require_aware(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware moments even from SQLite, which forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """An engine and the two ways to use it: `session` to read, `transaction` to write."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._writers = FairLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session for reading; whatever it changed is rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def rehearsal(self) -> Iterator[Session]:
        """Give a session in which everything can be written; all of it is taken back at the end."""
        with self._writing() as session:
            yield session
            session.rollback()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session for writing, committed at the end or rolled back by any exception."""
        with self._writing() as session:
            yield session
            session.commit()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self.in_turn(), Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """Hold the place of SQLite's one writer for the block, in this process.

        SQLite itself lets the others look again now and then: one that is always busy, as the
        ledger is when many people write, keeps them out for good. Here they come in turn. Raises
        `OperationalError`, as SQLite does, where it took too long. On PostgreSQL nobody waits.
        """
        with ExitStack() as stack:
            if self.is_sqlite:
                try:
                    stack.enter_context(self._writers.taken(seconds=BUSY_SECONDS))
                except TimeoutError as error:
                    locked = sqlite3.OperationalError("database is locked")
                    raise OperationalError("BEGIN IMMEDIATE", None, locked) from error
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """Give a connection for changes of the tables, all committed at the end or none.

        SQLite changes a table by making it anew and dropping the old one, which would take all
        rows along that refer to it: its foreign keys sleep meanwhile and are checked at the end.
        """
        with self.in_turn(), self.engine.connect() as connection:
            # The switch does nothing inside a transaction, so it is thrown below SQLAlchemy.
            driver = connection.connection.driver_connection
            if self.is_sqlite and driver is not None:
                driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    if self.is_sqlite:
                        _check_references(connection)
            finally:
                if self.is_sqlite and driver is not None:
                    driver.execute("PRAGMA foreign_keys=ON")

    def create_all(self) -> None:
        """Make every table (tests; an installation uses the migrations)."""
        Base.metadata.create_all(self.engine)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def read_rows(
    session: Session, statement: Select[*Columns], **values: object
) -> Sequence[Row[*Columns]]:
    """Return rows of plain columns without what a session does for objects: in half the time."""
    session.flush()
    return session.connection().execute(statement, values).all()


def insert_into(session: Session, table: type[Base]) -> Any:
    """Return an INSERT of the session's database that can say what to do on a conflict."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return (sqlite.insert if is_sqlite else postgresql.insert)(table)


def make_engine(url: str) -> Engine:
    """Make an engine; SQLite gets a write-ahead log, full sync, foreign keys and explicit BEGIN.

    Errors do not show the values of a statement: they are customers', and errors are logged.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True
        )
    in_memory = parsed.database in (None, "", ":memory:")
    if not in_memory:
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 20}
    arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(parsed, connect_args=arguments, hide_parameters=True, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise Conflict(f"Rows would refer to what is not there: {tables}.")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: with its own handling a rolled-back
    # session can leave rows behind and a reader can fail to become a writer.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
