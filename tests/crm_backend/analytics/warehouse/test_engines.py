"""One expression each, and DuckDB, PostgreSQL and Spark answer the same to the cent."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from crm_backend.analytics.pipeline.checks import list_checks
from crm_backend.analytics.pipeline.faults import FAULTS
from crm_backend.analytics.warehouse import contacts, features
from crm_backend.analytics.warehouse.engines import (
    SPARK_OPTIONS,
    Expression,
    Warehouse,
    needs_snapshot,
    open_warehouse,
    read_address,
    read_master,
)
from crm_backend.analytics.warehouse.snapshot import Snapshot, take_snapshot
from kernel.db import Database
from kernel.errors import Invalid, Unavailable
from tests.conftest import create_database
from tests.crm_backend.analytics.warehouse.shops import NOW, fill

SPARK = "spark://local[2]"
# Spark compiles each question anew, which takes longer than to answer it for so few rows.
QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}
SEEN_BY_HAND = {"orders": 845, "spend_cents": 13_644_380}


def list_expressions(house: Warehouse) -> Iterator[tuple[str, Expression, list[str]]]:
    """Give every feature, with the columns that name its rows."""
    tables, currency = house.tables, features.main_currency(house)
    bought = {"as_of": NOW, "currency": currency}
    yield "customers", features.orders_per_customer(tables, **bought), ["customer_id"]
    yield "purchases", features.purchases(tables, **bought), ["order_id"]
    yield "products", features.sales_per_week(tables, **bought), ["product_id", "week"]
    by_shelf = features.sales_per_week(tables, **bought, by="category_id")
    yield "categories", by_shelf, ["category_id", "week"]
    yield "baskets", features.baskets(tables, **bought), ["order_id", "product_id"]
    yield "pairs", features.co_purchases(tables, **bought), ["first", "second"]
    hours = contacts.contacts_per_hour(tables, as_of=NOW)
    yield "hours", hours, ["hour", "source", "reason"]
    yield "contacts", contacts.contacts_per_customer(tables, as_of=NOW), ["customer_id"]
    yield "tickets", contacts.ticket_events(tables, as_of=NOW), ["customer", "opened_at"]
    yield "chats", contacts.chat_events(tables, as_of=NOW), ["customer", "at"]
    intents = contacts.intents_per_customer(tables, as_of=NOW)
    yield "intents", intents, ["customer_id", "intent"]


def compute(house: Warehouse) -> dict[str, pd.DataFrame]:
    """Return every feature, its rows in order; chats by number, for each shop draws its own ids."""
    told = {}
    for name, expression, keys in list_expressions(house):
        frame = house.frame(expression)
        rest = [column for column in frame.columns if column not in (*keys, "chat")]
        frame = frame.sort_values([*keys, *rest], ignore_index=True)
        if "chat" in frame:
            frame["chat"] = pd.factorize(frame["chat"])[0]
        told[name] = frame
    return told


def count_faults(house: Warehouse) -> dict[str, int]:
    """Return how many rows have each fault."""
    checks = list_checks(house.tables, as_of=NOW, currency="EUR", usual=1.0)
    return {
        name: int(house.frame(rows.count().as_table()).iloc[0, 0]) for name, rows in checks.items()
    }


def assert_same(ours: dict[str, pd.DataFrame], theirs: dict[str, pd.DataFrame]) -> None:
    """Fail unless all rows are the same: whole numbers exactly, others to nine digits."""
    for name, frame in ours.items():
        pd.testing.assert_frame_equal(
            frame, theirs[name], check_dtype=False, rtol=1e-9, atol=1e-9, obj=name
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def snapshot(folder: Path) -> Snapshot:
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    fill(database, folder)
    made = take_snapshot(database, folder / "snapshots", as_of=NOW)
    database.dispose()
    return made


@pytest.fixture(scope="module")
def by_duckdb(snapshot: Snapshot, folder: Path) -> dict[str, pd.DataFrame]:
    with open_warehouse("", snapshot, work=folder) as house:
        return compute(house)


def test_totals_are_those_of_the_database(by_duckdb: dict[str, pd.DataFrame]) -> None:
    people = by_duckdb["customers"]
    assert {name: int(people[name].sum()) for name in SEEN_BY_HAND} == SEEN_BY_HAND
    assert int(by_duckdb["purchases"]["total_cents"].sum()) == SEEN_BY_HAND["spend_cents"]
    assert by_duckdb["products"]["units"].sum() == by_duckdb["baskets"]["quantity"].sum()
    assert by_duckdb["categories"]["revenue_cents"].sum() == 13_095_310
    asked = by_duckdb["contacts"]
    assert asked["mood_slope"].notna().sum() > 20
    assert set(by_duckdb["intents"]["intent"]) == {"track_order", "complain"}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_postgresql_answers_what_duckdb_does(
    postgres_socket: str, by_duckdb: dict[str, pd.DataFrame], snapshot: Snapshot, tmp_path: Path
) -> None:
    url = create_database(postgres_socket)
    database = Database(url)
    fill(database, tmp_path)
    with open_warehouse(url, None, work=tmp_path) as house:
        assert house.name == "postgresql"
        assert_same(by_duckdb, compute(house))
        faults = count_faults(house)
    copied = take_snapshot(database, tmp_path / "snapshots", as_of=NOW)
    database.dispose()
    assert copied.rows == snapshot.rows
    with open_warehouse("", copied, work=tmp_path) as house:
        assert_same(by_duckdb, compute(house))
        assert count_faults(house) == faults
    assert set(faults) == set(FAULTS)


def require_spark() -> None:
    """Skip where Spark or Java is not installed; in continuous integration that is a fault."""
    reasons = []
    if shutil.which("java") is None:
        reasons.append("Java is absent: apt-get install openjdk-17-jre-headless")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        reasons.append("PySpark is absent: make spark")
    if not reasons:
        return
    if os.environ.get("CI"):
        pytest.fail("; ".join(reasons))
    pytest.skip("; ".join(reasons))


@pytest.mark.slow
@pytest.mark.timeout(600)  # half a minute where nothing else runs
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_spark_answers_what_duckdb_does(
    snapshot: Snapshot,
    by_duckdb: dict[str, pd.DataFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    require_spark()
    for name, value in QUICK.items():
        monkeypatch.setitem(SPARK_OPTIONS, name, value)
    with open_warehouse(SPARK, snapshot, work=tmp_path) as house:
        assert house.name == "spark"
        assert_same(by_duckdb, compute(house))


def test_an_address_of_no_engine_is_refused(tmp_path: Path, snapshot: Snapshot) -> None:
    with (
        pytest.raises(Invalid, match="FRONTDESK_ANALYTICS_URL"),
        open_warehouse("mysql://there/shop", snapshot, work=tmp_path),
    ):
        pass


def test_duckdb_without_a_snapshot_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="snapshot"), open_warehouse("", None, work=tmp_path):
        pass


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://ada:sesame@127.0.0.1:1/shop"
    with pytest.raises(Unavailable) as told, open_warehouse(url, None, work=tmp_path):
        pass
    assert "sesame" not in told.value.message


@pytest.mark.parametrize(
    ("url", "needs"), [("", True), (SPARK, True), ("postgresql+psycopg://h/shop", False)]
)
def test_files_are_written_for_engines_that_read_files(url: str, needs: bool) -> None:
    assert needs_snapshot(url) is needs


def test_postgresql_is_asked_to_read_only_and_in_utc() -> None:
    address = read_address("postgresql+psycopg://ada:p%40ss@db:5433/shop")
    assert (address["host"], address["port"]) == ("db", 5433)
    assert (address["user"], address["password"], address["database"]) == ("ada", "p@ss", "shop")
    assert "default_transaction_read_only=on" in address["options"]
    assert "timezone=UTC" in address["options"]
    socket = read_address("postgresql+psycopg://postgres@/shop?host=/tmp/here")
    assert socket["host"] == "/tmp/here"  # noqa: S108


@pytest.mark.parametrize(
    ("url", "master"),
    [
        ("spark://local", "local"),
        ("spark://local[2]", "local[2]"),
        ("spark://local[*]", "local[*]"),
    ],
)
def test_spark_runs_on_this_machine(url: str, master: str) -> None:
    assert read_master(url) == master


@pytest.mark.parametrize("url", ["spark://localhost:7077", "spark://node:7077", "spark://"])
def test_a_cluster_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(Invalid, match=r"spark://local\[2\]"):
        read_master(url)
