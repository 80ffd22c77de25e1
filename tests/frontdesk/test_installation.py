"""An installation that cannot be opened says in words what to look at."""

from pathlib import Path

import pytest
from sqlalchemy import text

from frontdesk import schema
from frontdesk.installation import open_runtime
from frontdesk.rasa import free_port
from kernel.db import Database
from kernel.errors import Invalid, Unavailable
from kernel.settings import Settings


def test_folder_and_tables_are_there_when_it_was_opened(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"data": tmp_path / "deep" / "data"})
    runtime = open_runtime(settings)
    assert schema.current(runtime.db) == schema.head()
    assert runtime.settings is settings
    assert (tmp_path / "deep" / "data" / "frontdesk.db").exists()


def test_folder_is_named_when_a_file_is_in_its_place(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    settings = settings.model_copy(update={"data": tmp_path / "taken"})
    with pytest.raises(Unavailable, match=r"FRONTDESK_DATA: .*taken: File exists\."):
        open_runtime(settings)


@pytest.mark.parametrize(
    "url",
    [
        "no address at all",
        "postgres://shop:hunter2@host/shop",
        "mysql://shop:hunter2@host/shop",
        "postgresql+nonsense://shop:hunter2@host/shop",
    ],
)
def test_right_spelling_is_told_when_the_address_is_none(settings: Settings, url: str) -> None:
    settings = settings.model_copy(update={"database_url": url})
    with pytest.raises(
        Invalid, match=r"FRONTDESK_DATABASE_URL: .*postgresql\+psycopg://"
    ) as caught:
        open_runtime(settings)
    assert "hunter2" not in caught.value.message


def test_one_line_says_why_when_the_database_does_not_answer(settings: Settings) -> None:
    url = f"postgresql+psycopg://shop:hunter2@127.0.0.1:{free_port()}/shop"
    with pytest.raises(Unavailable, match="The database cannot be used: ") as caught:
        open_runtime(settings.model_copy(update={"database_url": url}))
    assert "refused" in caught.value.message
    assert "hunter2" not in caught.value.message
    assert "\n" not in caught.value.message


def test_one_line_says_why_when_the_file_is_no_database(settings: Settings) -> None:
    (settings.data / "frontdesk.db").write_bytes(b"letters and bills" * 100)
    with pytest.raises(Unavailable, match="file is not a database"):
        open_runtime(settings)


def test_newer_database_is_left_alone_when_an_older_program_opens_it(
    settings: Settings,
) -> None:
    database = Database(settings.url_of_database)
    schema.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="newer Frontdesk"):
        open_runtime(settings)
    assert schema.current(database) == "9999"
