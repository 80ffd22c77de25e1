"""All tables in one place, and their migrations."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.models
import console.models
import crm_backend.models
import kernel.jobs.models
from bot.ledger import fulltext
from kernel.db import Base, Database

METADATA = Base.metadata
TABLE_MODULES = (bot.models, console.models, crm_backend.models, kernel.jobs.models)


def make_config() -> Config:
    """Return Alembic's settings; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(database: Database) -> str:
    """Bring the database to the newest revision and return its name."""
    config = make_config()
    with database.rebuilding() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # SQLite drops what keeps the index of search up when it makes a table anew.
        fulltext.install(connection)
    return head()


@cache
def head() -> str:
    """Return the name of the newest revision."""
    return str(ScriptDirectory.from_config(make_config()).get_current_head())


def current(database: Database) -> str | None:
    """Return the revision the database is at, or None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def make_revision(database: Database, message: str) -> None:
    """Write a new revision from the difference between the tables and the database."""
    config = make_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True)
