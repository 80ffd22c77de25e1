"""Migrations make exactly the tables of the code, on both databases, all of them or none."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, event, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.ledger import fulltext
from frontdesk import schema
from kernel.db import Database, UtcDateTime

pytestmark = pytest.mark.timeout(90)  # PostgreSQL's first start on a busy machine

Description = dict[str, dict[str, Any]]
VERSIONS = "alembic_version"


def find_differences(database: Database, metadata: MetaData = schema.METADATA) -> list[Any]:
    """Return what a new migration would have to change."""
    with database.engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, _kind, _parents: not fulltext.is_ours(name),
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))


def copy_metadata() -> MetaData:
    """Return the tables of the code, to be changed at will."""
    copied = MetaData()
    for table in schema.METADATA.sorted_tables:
        table.to_metadata(copied)
    return copied


def describe(database: Database) -> Description:
    """Return all that the database itself knows of its tables."""
    look = inspect(database.engine)
    return {
        table: {
            "columns": sorted(
                (one["name"], str(one["type"]), one["nullable"], str(one["default"]))
                for one in look.get_columns(table)
            ),
            "key": look.get_pk_constraint(table),
            "foreign": sorted(map(str, look.get_foreign_keys(table))),
            "unique": sorted(map(str, look.get_unique_constraints(table))),
            "checks": sorted(map(str, look.get_check_constraints(table))),
            "indexes": sorted(describe_index(one) for one in look.get_indexes(table)),
        }
        for table in look.get_table_names()
        if table != VERSIONS
    }


def describe_index(found: Any) -> str:
    """Return an index with the condition of a partial one in words."""
    options = {name: str(value) for name, value in found.get("dialect_options", {}).items()}
    return str({**found, "dialect_options": options})


def run_alembic(database: Database, step: str) -> None:
    """Go to a revision, older ones too."""
    config = schema.make_config()
    with database.rebuilding() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if step in {"base", "-1"} else command.upgrade)(config, step)


def test_tables_equal_those_of_the_code_when_migrations_have_run(empty_database: Database) -> None:
    assert schema.upgrade(empty_database) == schema.head()
    assert find_differences(empty_database) == []
    migrated = describe(empty_database)
    assert {"customer", "conversation", "staff"} <= set(migrated)
    run_alembic(empty_database, "base")
    empty_database.create_all()
    assert migrated == describe(empty_database)


def test_comparison_finds_a_difference_when_the_code_has_one_column_more(
    empty_database: Database,
) -> None:
    schema.upgrade(empty_database)
    changed = copy_metadata()
    changed.tables["customer"].append_column(Column("shoe_size", Integer))
    (found,) = find_differences(empty_database, changed)
    assert (found[0], found[2], found[3].name) == ("add_column", "customer", "shoe_size")


def test_tables_are_the_same_when_taken_down_and_put_up_again(empty_database: Database) -> None:
    schema.upgrade(empty_database)
    first = describe(empty_database)
    run_alembic(empty_database, "base")
    assert describe(empty_database) == {}
    assert schema.current(empty_database) is None
    schema.upgrade(empty_database)
    assert describe(empty_database) == first
    assert schema.current(empty_database) == schema.head()


def test_nothing_is_written_when_the_tables_are_the_newest(empty_database: Database) -> None:
    schema.upgrade(empty_database)
    said: list[str] = []
    event.listen(
        empty_database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: said.append(statement.split()[0].upper()),
    )
    assert schema.upgrade(empty_database) == schema.head()
    assert "SELECT" in said
    assert set(said) <= {"SELECT", "PRAGMA", "BEGIN"}


def test_no_table_is_left_behind_when_a_migration_fails(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE ticket_comment (id INTEGER)"))
    with pytest.raises(DBAPIError, match="ticket_comment"):
        schema.upgrade(empty_database)
    assert set(describe(empty_database)) == {"ticket_comment"}
    assert schema.current(empty_database) is None


def test_history_has_one_end_when_revisions_are_read() -> None:
    script = ScriptDirectory.from_config(schema.make_config())
    assert script.get_heads() == [schema.head()]
    assert script.get_bases() == ["0001"]


def write_revision(folder: Path, monkeypatch: pytest.MonkeyPatch, metadata: MetaData) -> str:
    """Return the revision that would follow, written beside a copy of the others."""
    versions = Path(schema.__file__).parent / "migrations" / "versions"
    shutil.copytree(versions, folder / "versions")
    config = schema.make_config()
    config.set_main_option("version_locations", str(folder / "versions"))
    config.set_main_option("path_separator", "newline")
    database = Database(f"sqlite:///{folder / 'new.db'}")
    schema.upgrade(database)
    monkeypatch.setattr(schema, "METADATA", metadata)
    monkeypatch.setattr(schema, "make_config", lambda: config)
    schema.make_revision(database, "Something new.")
    database.dispose()
    (written,) = (folder / "versions").glob("*something_new*.py")
    return written.read_text("utf-8")


def test_new_revision_holds_nothing_when_code_and_tables_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = schema.head()
    revision = write_revision(tmp_path, monkeypatch, schema.METADATA)
    assert revision.count("    pass\n") == 2
    assert f'down_revision = "{newest}"' in revision.replace("'", '"')
    assert "op." not in revision


def test_new_revision_needs_nothing_of_the_code_when_a_column_has_a_type_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = copy_metadata()
    changed.tables["customer"].append_column(Column("born_at", UtcDateTime))
    revision = write_revision(tmp_path, monkeypatch, changed)
    assert "sa.Column('born_at', sa.DateTime(timezone=True)" in revision.replace('"', "'")
    assert "kernel" not in revision


def test_conversations_and_their_sessions_are_kept_when_tables_grow(
    empty_database: Database,
) -> None:
    run_alembic(empty_database, "0001")
    with empty_database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO conversation (id, channel, session_hash, page, language, level, owner,"
                " last_id, fence, created_at, updated_at) VALUES ('c1', 'web', 'hash', '/', 'en',"
                " 'anonymous', 'bot', 1, 0, '2026-03-02 09:30:00+00:00',"
                " '2026-03-02 09:30:00+00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO message (conversation_id, id, sender, at, text) VALUES ('c1', 1,"
                " 'customer', '2026-03-02 09:30:00+00:00', 'hello')"
            )
        )
    schema.upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM message")).all() == [("hello",)]
        sessions = connection.execute(
            text("SELECT secret_hash, conversation_id FROM browser_session")
        )
        assert sessions.all() == [("hash", "c1")]
        kept = connection.execute(text("SELECT last_id, priority FROM conversation"))
        assert kept.all() == [(1, 0)]


def test_oldest_experiment_of_a_place_goes_on_when_one_a_place_becomes_the_rule(
    empty_database: Database,
) -> None:
    run_alembic(empty_database, "0006")
    insert = text(
        "INSERT INTO experiment (key, name, hypothesis, subject, target, arms, primary_metric,"
        " secondary_metrics, window_days, lift, looks, customers, plan, state, created_at,"
        " created_by, winner, why) VALUES (:key, 'x', '', 'recommendation', :target, '[]', 'spend',"
        " '[]', 14, 0.1, 1, 400, '{}', :state, '2026-03-02 09:30:00+00:00', '', '', '')"
    )
    rows = (("a", "chat"), ("b", "chat"), ("c", "chat"), ("d", "api"))
    with empty_database.engine.begin() as connection:
        for key, target in rows:
            connection.execute(insert, {"key": key, "target": target, "state": "running"})
    schema.upgrade(empty_database)
    look = text("SELECT key, state, stopped_at IS NULL FROM experiment ORDER BY key")
    with empty_database.engine.connect() as connection:
        kept = [tuple(row) for row in connection.execute(look)]
    stopped, runs = ("stopped", False), ("running", True)
    assert kept == [("a", *runs), ("b", *stopped), ("c", *stopped), ("d", *runs)]
    with pytest.raises(IntegrityError), empty_database.engine.begin() as connection:
        connection.execute(insert, {"key": "e", "target": "chat", "state": "running"})
    run_alembic(empty_database, "-1")
    with empty_database.engine.begin() as connection:
        connection.execute(insert, {"key": "f", "target": "chat", "state": "running"})
