"""The reading side of the inbox, on both databases: its statements differ."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

import bot.models  # noqa: F401 - the tables must be known before they are made
import console.models  # noqa: F401
import crm_backend.models  # noqa: F401
from console.inbox.views import Viewer
from kernel.db import Base, Database
from kernel.principals import Principal
from kernel.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    if request.param == "postgresql":
        made: Database = request.getfixturevalue("postgres_tables")
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with made.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        yield made
        return
    database = Database(settings.url_of_database)
    database.create_all()
    yield database
    database.dispose()


@pytest.fixture
def viewer() -> Viewer:
    return Viewer(7, ("returns",))


@pytest.fixture
def supervisor() -> Principal:
    return Principal("staff", "7", "supervisor")
