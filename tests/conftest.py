"""Fixtures every test may use: a database of its own, a clock that stands still, settings."""

import logging
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
import structlog
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from kernel.db import Base, Database
from kernel.logging import configure_logging
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.cluster import PROGRAMS, find_programs, running_cluster

# A busy machine is no fault of the code; the limit of pytest-timeout stays.
# In CI the same examples each time: a change is judged by what it changed, not by chance.
IN_CI = bool(os.environ.get("CI"))
hypothesis_settings.register_profile("frontdesk", deadline=None, derandomize=IN_CI)
hypothesis_settings.load_profile("frontdesk")

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday morning


class FakeClock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by a timedelta given in keywords and return the new time."""
        self.now += timedelta(**span)
        return self.now


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What the product logs during the test, as an operator reads it."""
    root, structured, stream = logging.getLogger(), structlog.get_config(), StringIO()
    handlers, level = root.handlers, root.level
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        configure_logging()
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**structured)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Folders of the test's own, never those of the tree: tests publish, and judge models."""
    places = {"data": tmp_path, "project": tmp_path / "project", "models": tmp_path / "models"}
    return Settings(_env_file=None, secret=SecretStr("s" * 43), **places)


def create_database(folder: str) -> str:
    """Make an empty database and return its address."""
    name = f"test_{uuid.uuid4().hex}"
    address = f"host={folder} user=postgres dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type,unused-ignore]
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The folder of the socket of a private server; made once, at the first test that asks."""
    if missing := sorted(set(PROGRAMS) - set(find_programs())):
        reason = f"PostgreSQL's {' and '.join(missing)} are absent: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running_cluster() as folder:
        yield folder


@pytest.fixture
def postgres_url(postgres_socket: str) -> str:
    """The address of an empty database on PostgreSQL."""
    return create_database(postgres_socket)


@pytest.fixture(scope="session")
def postgres_tables(postgres_socket: str) -> Iterator[Database]:
    """A database on PostgreSQL with all tables, for tests that leave it empty."""
    database = Database(create_database(postgres_socket))
    database.create_all()
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def copy_tables(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Lay a file of SQLite with all tables, empty, at a path.

    They are made once: that takes a tenth of a second, and thousands of tests want them.
    """
    folder = tmp_path_factory.mktemp("tables")

    def copy(path: Path) -> None:
        made = folder / f"{len(Base.metadata.tables)}.db"
        if not made.exists():
            first = Database(f"sqlite:///{made}")
            first.create_all()
            first.dispose()
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, path)

    return copy


@pytest.fixture
def database(
    request: pytest.FixtureRequest, settings: Settings, copy_tables: Callable[[Path], None]
) -> Iterator[Database]:
    """A database with empty tables: SQLite in a file, or what `--database` says."""
    if request.config.getoption("--database") == "postgresql":
        made: Database = request.getfixturevalue("postgres_tables")
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with made.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        yield made
        return
    copy_tables(Path(str(make_url(settings.url_of_database).database)))
    database = Database(settings.url_of_database)
    yield database
    database.dispose()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that may take longest: at the end, one would run and the rest wait."""
    limits: dict[Path, float] = {}
    for item in items:
        marker = item.get_closest_marker("timeout")
        limit = float(marker.args[0]) if marker is not None and marker.args else 0.0
        limits[item.path] = max(limits.get(item.path, 0.0), limit)
    items.sort(key=lambda item: -limits[item.path])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the same tests run on either database."""
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session


@pytest.fixture
def runtime(settings: Settings, database: Database, clock: FakeClock) -> Runtime:
    return Runtime(settings=settings, db=database, clock=clock)
