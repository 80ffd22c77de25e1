"""The index behind search: made, removed and filled anew. The database keeps it up by itself.

Text is cut into grams, three letters each, and of Chinese also single signs and pairs, since words
are short there. A text that holds a word holds all grams of the word; whoever asks looks at the
text itself afterwards (`bot.ledger.matching`).

PostgreSQL: indexes over a function of ours. The extension pg_trgm is not used: in a database
with the locale C it knows no letter but English ones. SQLite: FTS5 tables that triggers keep up,
so that what is deleted or masked leaves the index in the same transaction.

Alembic compares none of this: see `is_ours`.
"""

from typing import Any

from sqlalchemy import Connection, MetaData, event, text

from kernel.db import Base

PREFIX = "fulltext_"
SIGN = 0x2E80  # from here on single signs are words: Chinese, Japanese, Korean, emoji

FUNCTION = f"""
CREATE OR REPLACE FUNCTION fulltext_grams(said text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    letters text[] := string_to_array(translate(lower(said), E'\\n\\r\\t', '   '), NULL);
    grams text[] := '{{}}';
    is_sign bool;
BEGIN
    FOR i IN 1 .. coalesce(array_length(letters, 1), 0) LOOP
        IF letters[i] = ' ' THEN CONTINUE; END IF;
        is_sign := ascii(letters[i]) >= {SIGN};
        IF is_sign THEN grams := grams || letters[i]; END IF;
        IF letters[i + 1] IS NULL OR letters[i + 1] = ' ' THEN CONTINUE; END IF;
        IF is_sign THEN grams := grams || (letters[i] || letters[i + 1]); END IF;
        IF letters[i + 2] IS NULL OR letters[i + 2] = ' ' THEN CONTINUE; END IF;
        grams := grams || (letters[i] || letters[i + 1] || letters[i + 2]);
    END LOOP;
    RETURN grams;
END $$
"""
# Written the same way where they are asked for, or the planner does not know them again.
NAMED_CUSTOMER = "(name || ' ' || email || ' ' || phone)"
NAMED_VISITOR = "(visitor_name || ' ' || visitor_email)"
HAS_NAME = "(visitor_name <> '' OR visitor_email <> '')"

PHONE_SIGNS = "+ -().,/"
# Gathered in memory first; with the usual 64 MB a large desk is sorted piece by piece.
MEMORY = "SET LOCAL maintenance_work_mem = '256MB'"

POSTGRESQL = {
    "fulltext_message": "ON message USING gin (fulltext_grams(text))",
    "fulltext_customer": f"ON customer USING gin (fulltext_grams({NAMED_CUSTOMER}))",
    "fulltext_phone": f"ON customer (translate(phone, '{PHONE_SIGNS}', ''))",
    "fulltext_visitor": f"ON conversation USING gin (fulltext_grams({NAMED_VISITOR}))"
    f" WHERE {HAS_NAME}",
}


# The signs of a text and its pairs of signs, apart by spaces.
SIGNS = """(
    WITH RECURSIVE place (i) AS (
        SELECT 1 UNION ALL SELECT i + 1 FROM place WHERE i < length(ROW.text)
    )
    SELECT group_concat(
        substr(ROW.text, i, 1) || CASE
            WHEN unicode(substr(ROW.text, i + 1, 1)) >= FIRST THEN ' ' || substr(ROW.text, i, 2)
            ELSE ''
        END, ' '
    ) FROM place WHERE unicode(substr(ROW.text, i, 1)) >= FIRST
)""".replace("FIRST", str(SIGN))
HAS_SIGNS = f"ROW.text GLOB '*[{chr(SIGN)}-{chr(0x10FFFF)}]*'"


def _write(statement: str) -> str:
    """Fill the two expressions into a statement, for the row `new` or `old` that it names."""
    for row in ("new", "old"):
        for name, what in (("HAS_SIGNS", HAS_SIGNS), ("SIGNS", SIGNS)):
            statement = statement.replace(f"{name}({row})", what.replace("ROW", row))
    return statement


_ADD = _write(
    "INSERT INTO fulltext_message (rowid, text) VALUES (new.rowid, new.text);"
    " INSERT INTO fulltext_signs (rowid, signs)"
    " SELECT new.rowid, SIGNS(new) WHERE HAS_SIGNS(new);"
)
_CUT = _write(
    "INSERT INTO fulltext_message (fulltext_message, rowid, text)"
    " VALUES ('delete', old.rowid, old.text);"
    " INSERT INTO fulltext_signs (fulltext_signs, rowid, signs)"
    " SELECT 'delete', old.rowid, SIGNS(old) WHERE HAS_SIGNS(old);"
)
# One trigger each, since the order in which several would run is not defined.
TRIGGERS = {
    "fulltext_insert": f"AFTER INSERT ON message BEGIN {_ADD} END",
    "fulltext_delete": f"AFTER DELETE ON message BEGIN {_CUT} END",
    "fulltext_update": f"AFTER UPDATE OF text ON message BEGIN {_CUT} {_ADD} END",
}
# detail=none: which texts hold a gram, not where in them. A third of the size.
TABLES = {
    "fulltext_message": "fts5(text, content='message', content_rowid='rowid',"
    " tokenize='trigram', detail='none', columnsize=0)",
    "fulltext_signs": "fts5(signs, content='', tokenize='ascii', detail='none', columnsize=0)",
}
VISITORS = (
    "CREATE INDEX IF NOT EXISTS fulltext_visitor"
    f" ON conversation (visitor_name, visitor_email, id) WHERE {HAS_NAME}"
)
FILL = (
    "INSERT INTO fulltext_message (fulltext_message) VALUES ('rebuild')",
    "INSERT INTO fulltext_signs (fulltext_signs) VALUES ('delete-all')",
    _write(
        "INSERT INTO fulltext_signs (rowid, signs)"
        " SELECT new.rowid, SIGNS(new) FROM message AS new WHERE HAS_SIGNS(new)"
    ),
)


def is_ours(name: str | None) -> bool:
    """Tell whether a table or index of this name belongs to the index behind search.

    For Alembic: `include_name=lambda name, kind, parents: not fulltext.is_ours(name)`.
    """
    return name is not None and name.startswith(PREFIX)


def install(connection: Connection) -> None:
    """Make what is missing and fill it from the messages; what is whole already is left alone."""
    if is_whole(connection):
        return
    if connection.dialect.name == "postgresql":
        _run(connection, FUNCTION)
        _run(connection, MEMORY)
        for name, what in POSTGRESQL.items():
            _run(connection, f"CREATE INDEX IF NOT EXISTS {name} {what}")
        return
    for name, what in TABLES.items():
        _run(connection, f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING {what}")
    _run(connection, VISITORS)
    for name, what in TRIGGERS.items():
        _run(connection, f"CREATE TRIGGER IF NOT EXISTS {name} {what}")
    _fill(connection)


def remove(connection: Connection) -> None:
    """Take all of it away; the messages stay."""
    if connection.dialect.name == "postgresql":
        for name in POSTGRESQL:
            _run(connection, f"DROP INDEX IF EXISTS {name}")
        _run(connection, "DROP FUNCTION IF EXISTS fulltext_grams(text)")
        return
    for name in TRIGGERS:
        _run(connection, f"DROP TRIGGER IF EXISTS {name}")
    _run(connection, "DROP INDEX IF EXISTS fulltext_visitor")
    for name in TABLES:
        _run(connection, f"DROP TABLE IF EXISTS {name}")


def rebuild(connection: Connection) -> None:
    """Fill the index anew from the messages, and forget for good what is no longer in them."""
    install(connection)
    if connection.dialect.name == "postgresql":
        _run(connection, MEMORY)
        for name in POSTGRESQL:
            _run(connection, f"REINDEX INDEX {name}")
        return
    _fill(connection)


def is_whole(connection: Connection) -> bool:
    """Tell whether nothing is missing. Reads only.

    On SQLite a change of the table `message` that makes it anew drops its triggers.
    """
    if connection.dialect.name == "postgresql":
        wanted, query = set(POSTGRESQL), "SELECT indexname FROM pg_indexes"
    else:
        wanted = {*TABLES, *TRIGGERS, "fulltext_visitor"}
        query = "SELECT name FROM sqlite_master"
    return wanted <= set(connection.scalars(text(query)))


def _fill(connection: Connection) -> None:
    for statement in FILL:
        _run(connection, statement)


def _run(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


@event.listens_for(Base.metadata, "after_create")
def _install_with_tables(target: MetaData, connection: Connection, **_more: Any) -> None:
    if {"message", "conversation", "customer"} <= set(target.tables):
        install(connection)
