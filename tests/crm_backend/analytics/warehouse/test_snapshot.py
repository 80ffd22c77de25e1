"""What is copied, what is not, and that a bad value does not keep the rest from being counted."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

import bot.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.warehouse import snapshot as snapshots
from crm_backend.analytics.warehouse.layout import SOURCES
from crm_backend.analytics.warehouse.snapshot import (
    Snapshot,
    read_rows,
    reading,
    take_snapshot,
    taken_snapshot,
)
from kernel.db import Database
from tests.crm_backend.shop import NOW, Shop

PERSONAL = {
    *("name", "email", "phone", "street", "city", "postcode", "notes", "subject", "text"),
    *("visitor_name", "visitor_email", "address_hash", "number", "understanding", "reason", "page"),
}


def read(snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(snapshot.path(name)).to_pylist()
    return rows


def test_no_name_address_or_text_is_copied() -> None:
    kept = {field.name for source in SOURCES for field in source.fields}
    assert kept & PERSONAL == set()


def test_every_table_is_copied(stocked: Database, tmp_path: Path) -> None:
    made = take_snapshot(stocked, tmp_path / "s", as_of=NOW)
    assert {name: made.rows[name] for name in ("customer", "order_line", "ticket")} == {
        "customer": 2,
        "order_line": 2,
        "ticket": 0,
    }
    lines = read(made, "order_line")
    assert [(line["quantity"], line["unit_price_cents"]) for line in lines] == [
        (2, 4_900),
        (1, 2_500),
    ]
    [order] = read(made, "purchase_order")
    assert order["placed_at"] == (NOW - timedelta(days=6)).replace(tzinfo=None)
    assert read(made, "message") == []
    text_of_all = b"".join(path.read_bytes() for path in made.folder.iterdir())
    assert b"Ada" not in text_of_all
    assert b"ada@example.com" not in text_of_all


def test_rows_come_in_chunks(
    stocked: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "CHUNK", 2)
    made = take_snapshot(stocked, tmp_path / "s", as_of=NOW)
    assert [row["id"] for row in read(made, "product")] == [1, 2, 3]
    assert pq.ParquetFile(made.path("product")).num_row_groups == 2


def test_all_tables_are_of_one_moment(stocked: Database) -> None:
    source = next(one for one in SOURCES if one.name == "customer")
    with reading(stocked) as connection:
        before = len(connection.execute(read_rows(connection, source)).all())
        with stocked.transaction() as session:
            Shop(session).customer("cy@example.com", "Cy Twombly")
        assert len(connection.execute(read_rows(connection, source)).all()) == before == 2
    with reading(stocked) as connection:
        assert len(connection.execute(read_rows(connection, source)).all()) == 3


def test_values_of_another_kind_are_empty_and_counted(stocked: Database, tmp_path: Path) -> None:
    if not stocked.is_sqlite:
        pytest.skip("PostgreSQL keeps no text in a column of numbers")
    with stocked.transaction() as session:
        session.execute(text("UPDATE customer SET created_at = 'soon' WHERE id = 1"))
        session.execute(text("UPDATE customer SET created_at = '9999-01-01' WHERE id = 2"))
        session.execute(text("UPDATE order_line SET unit_price_cents = 'many' WHERE id = 1"))
    made = take_snapshot(stocked, tmp_path / "s", as_of=NOW)
    assert made.unread == {"customer.created_at": 2, "order_line.unit_price_cents": 1}
    assert [line["unit_price_cents"] for line in read(made, "order_line")] == [None, 2_500]
    assert [row["created_at"] for row in read(made, "customer")] == [None, None]


def test_nothing_is_left_of_a_snapshot_that_fails(
    stocked: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(table: str, _share: float) -> None:
        if table == "ticket":
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        take_snapshot(stocked, tmp_path / "s", as_of=NOW, tell=tell)
    assert list((tmp_path / "s").iterdir()) == []


def test_a_snapshot_is_gone_after_its_use(stocked: Database, tmp_path: Path) -> None:
    with taken_snapshot(stocked, tmp_path / "s", as_of=NOW) as made:
        assert made.path("customer").exists()
    assert list((tmp_path / "s").iterdir()) == []
