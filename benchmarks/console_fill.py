"""Puts the rows of a large desk into a database, as fast as it takes them."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import psycopg

from benchmarks.console_data import COLUMNS, Desk, Row, write_copy
from benchmarks.report import figure
from bot.ledger import fulltext
from kernel.db import Database

CHUNK = 20_000  # conversations at once
Add = Callable[[str, list[Row]], None]


def fill(database: Database, desk: Desk) -> None:
    """Fill an empty database that has its tables; the index of search is made at the end."""
    began = time.perf_counter()
    with database.engine.begin() as connection:
        fulltext.remove(connection)
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        if database.is_sqlite:
            _fill_sqlite(driver, desk)
        else:
            _fill_postgresql(driver, desk)
    filled = time.perf_counter()
    with database.engine.begin() as connection:
        fulltext.install(connection)
    indexed = time.perf_counter()
    _analyse(database)
    figure("console_fill", filled - began, "s", closed=desk.closed)
    figure("console_fill_index", indexed - filled, "s", closed=desk.closed)


def _fill_sqlite(driver: sqlite3.Connection, desk: Desk) -> None:
    driver.execute("PRAGMA synchronous=OFF")
    driver.execute("PRAGMA foreign_keys=OFF")

    def add(table: str, rows: list[Row]) -> None:
        names = COLUMNS[table]
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        driver.executemany(statement, (tuple(map(_write_moment, row)) for row in rows))

    driver.execute("BEGIN")
    _add_all(add, desk)
    driver.execute("COMMIT")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA foreign_keys=ON")


def _write_moment(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value


def _fill_postgresql(driver: "psycopg.Connection[Any]", desk: Desk) -> None:
    # The rows are right by making: no key has to be looked up in another table.

    def add(table: str, rows: list[Row]) -> None:
        names = ", ".join(COLUMNS[table])
        copy = f"COPY {table} ({names}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(copy) as door:  # type: ignore[arg-type]
            door.write(write_copy(rows))

    with driver.transaction():
        driver.execute("SET LOCAL session_replication_role = replica")
        _add_all(add, desk)


def _add_all(add: Add, desk: Desk) -> None:
    for table, rows in (
        ("customer", desk.make_customers()),
        ("purchase_order", desk.make_orders()),
    ):
        for chunk in _cut(rows):
            add(table, chunk)
    chats = desk.make_chats()
    while some := list(islice(chats, CHUNK)):
        add("conversation", [chat for chat, _lines, _call in some])
        add("message", [line for _chat, lines, _call in some for line in lines])
        add("handoff", [call for _chat, _lines, call in some if call is not None])


def _cut(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _analyse(database: Database) -> None:
    """Let PostgreSQL know its tables, as its autovacuum does; SQLite plans without."""
    if database.is_sqlite:
        return
    options = {"isolation_level": "AUTOCOMMIT"}
    with database.engine.connect().execution_options(**options) as connection:
        for table in COLUMNS:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}")
