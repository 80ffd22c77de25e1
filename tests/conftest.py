"""Fixtures every test may use: a database of its own, a clock that stands still, settings."""

import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import structlog
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kernel.db import Database
from kernel.logging import configure_logging
from kernel.runtime import Runtime
from kernel.settings import Settings

# A busy machine is no fault of the code; the limit of pytest-timeout stays.
hypothesis_settings.register_profile("frontdesk", deadline=None)
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
    return Settings(_env_file=None, data=tmp_path, secret=SecretStr("s" * 43))


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.url_of_database)
    database.create_all()
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session


@pytest.fixture
def runtime(settings: Settings, database: Database, clock: FakeClock) -> Runtime:
    return Runtime(settings=settings, db=database, clock=clock)
