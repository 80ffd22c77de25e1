"""An installation opened: its settings, its data folder, its database with the newest tables."""

import sys

from alembic.util import CommandError
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError

from frontdesk import schema
from kernel.db import Database
from kernel.errors import Invalid, Unavailable
from kernel.runtime import Runtime
from kernel.settings import Settings


def read_settings() -> Settings:
    """Read the settings; say in words which of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "FRONTDESK_" + "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"{name}: {problem['msg']}\n")
        raise SystemExit(2) from error


def open_runtime(settings: Settings) -> Runtime:
    """Make the data folder, and bring the tables of the database to the newest revision.

    Raises `Unavailable` where the folder or the database cannot be used, and `Invalid` where the
    address of the database is none; both say in words what to look at.
    """
    make_folder(settings)
    database = make_database(settings)
    try:
        schema.upgrade(database)
    except DBAPIError as error:
        said = str(error.orig).strip().partition("\n")[0]
        raise Unavailable(f"The database cannot be used: {said}") from error
    except CommandError as error:
        raise Unavailable("The database belongs to a newer Frontdesk than this one.") from error
    return Runtime(settings=settings, db=database)


def make_folder(settings: Settings) -> None:
    """Make the data folder if there is none."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"FRONTDESK_DATA: {settings.data}: {error.strerror}.") from error


def make_database(settings: Settings) -> Database:
    """Return the database of the settings; its address is not repeated, it holds a password."""
    try:
        return Database(settings.url_of_database)
    except (ArgumentError, ImportError) as error:
        raise Invalid(
            "FRONTDESK_DATABASE_URL: write PostgreSQL as "
            "postgresql+psycopg://user:password@host/name, or leave it empty for SQLite."
        ) from error
