"""`python -m benchmarks.analytics_run`: the nightly run, and features by DuckDB beside pandas.

On the demo shop, and on UCI Online Retail brought in as a shop (`--data ../shared/datasets`; left
out where it is not there). Every run is a process of its own, so that its memory is its own: wall
seconds, processor seconds and peak RSS. On a busy machine the processor seconds are what counts.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import frontdesk.schema  # noqa: F401 (the tables must be known before they are made)
from benchmarks import analytics_shop
from benchmarks.report import figure
from console.copilot.demo import seed_chats
from crm_backend.analytics.pipeline.run import Plan, run_steps
from crm_backend.analytics.pipeline.steps import make_steps
from crm_backend.analytics.warehouse import features
from crm_backend.analytics.warehouse.engines import open_warehouse
from crm_backend.analytics.warehouse.snapshot import Snapshot, take_snapshot
from crm_backend.seed import seed_shop
from kernel.db import Database

DEMO_NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DATA = Path("../shared/datasets")
RETAIL = Path("online-retail") / "online_retail.parquet"
MEGA = 1024.0


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", choices=["demo", "retail"])
    parser.add_argument("--part", choices=["run", "duckdb", "pandas"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--now", type=datetime.fromisoformat, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        return print(json.dumps(do_part(chosen.part, chosen.folder, chosen.now)))
    with tempfile.TemporaryDirectory() as folder:
        if chosen.only != "retail":
            measure("demo", fill_demo(Path(folder) / "demo"), DEMO_NOW)
        path = chosen.data / RETAIL
        if chosen.only == "demo":
            return None
        if not path.exists():
            return print(f"skipped: there is no {path}")
        measure("retail", fill_retail(Path(folder) / "retail", path), analytics_shop.NOW)
    return None


def fill_demo(folder: Path) -> Path:
    """Make the demo shop."""
    database = open_database(folder)
    database.create_all()
    seed_shop(database, data=folder, now=DEMO_NOW, progress=lambda *_: None)
    seed_chats(database, now=DEMO_NOW)
    database.dispose()
    return folder


def fill_retail(folder: Path, path: Path) -> Path:
    """Make the shop of Online Retail."""
    database = open_database(folder)
    database.create_all()
    print(json.dumps({"brought_in": analytics_shop.bring_in(database, path)}), flush=True)
    database.dispose()
    return folder


def open_database(folder: Path) -> Database:
    """Return the database of a folder."""
    folder.mkdir(exist_ok=True)
    return Database(f"sqlite:///{folder / 'shop.db'}")


def measure(shop: str, folder: Path, now: datetime) -> None:
    """Print the figures of a shop."""
    for part in ("run", "duckdb", "pandas"):
        told = start(part, folder, now)
        name = "nightly_run" if part == "run" else f"features_{part}"
        figure(f"{name}_wall", told["wall"], "s", shop=shop)
        figure(f"{name}_cpu", told["cpu"], "s", shop=shop)
        figure(f"{name}_peak_rss", told["rss"], "MB", shop=shop)
        for step, (state, seconds, error) in told.get("steps", {}).items():
            figure("step_wall", seconds, "s", shop=shop, step=step, state=state, error=error)
        if part == "duckdb":
            totals = told["totals"]
        if part == "pandas":
            assert told["totals"] == totals, (told["totals"], totals)
            print(json.dumps({"totals_identical": totals, "shop": shop}), flush=True)


def start(part: str, folder: Path, now: datetime) -> dict[str, Any]:
    """Do a part in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.analytics_run", "--part", part]
    command += ["--folder", str(folder), "--now", now.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr[-3_000:])
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def do_part(part: str, folder: Path, now: datetime) -> dict[str, Any]:
    """Do a part here."""
    database = open_database(folder)
    more: dict[str, Any] = {}
    if part != "run":
        snapshot = take_snapshot(database, folder / "snapshots", as_of=now)
    began, used = time.monotonic(), time.process_time()
    if part == "run":
        plan = Plan(make_steps(), folder / "analytics", "k" * 43, by="benchmark")
        told = run_steps(database, plan, clock=lambda: now)
        more["steps"] = {one.name: (one.state, one.seconds, one.error) for one in told}
    else:
        add_up = by_duckdb if part == "duckdb" else by_pandas
        more["totals"] = add_up(snapshot, now, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGA
    spent = {"wall": time.monotonic() - began, "cpu": time.process_time() - used, "rss": peak}
    return {**spent, **more}


def by_duckdb(snapshot: Snapshot, now: datetime, work: Path) -> dict[str, int]:
    """Return totals of customers, weeks and pairs by the expressions of the product."""
    with open_warehouse("", snapshot, work=work) as house:
        bought: dict[str, Any] = {"as_of": now, "currency": features.main_currency(house)}
        people = house.frame(features.orders_per_customer(house.tables, **bought))
        weeks = house.frame(features.sales_per_week(house.tables, **bought))
        pairs = house.frame(features.co_purchases(house.tables, **bought))
    return sum_up(people, weeks, pairs)


def by_pandas(snapshot: Snapshot, now: datetime, _work: Path) -> dict[str, int]:
    """Return the same by pandas, as one would write it without an engine."""
    moment = pd.Timestamp(now).tz_localize(None)
    tables = {name: pd.read_parquet(snapshot.path(name)) for name in NEEDED}
    orders = tables["purchase_order"]
    orders = orders[
        (orders["placed_at"] <= moment)
        & (orders["currency"] == orders["currency"].mode().iloc[0])
        & ~orders["status"].isin(features.NOT_BOUGHT)
    ].sort_values(["placed_at", "id"])
    by_person = orders.groupby("customer_id")
    people = by_person.agg(orders=("id", "size"), spend_cents=("total_cents", "sum"))
    gaps = by_person["placed_at"].diff().dt.total_seconds()
    people["gap_mean_seconds"] = gaps.groupby(orders["customer_id"]).mean()
    people["gap_sd_seconds"] = gaps.groupby(orders["customer_id"]).std(ddof=0)
    back = tables["order_return"]
    back = back[(back["status"] != features.NEVER_ASKED) & (back["requested_at"] <= moment)]
    lines = tables["order_line"]
    lines = lines[~lines["id"].isin(back["order_line_id"])]
    lines = lines.merge(orders, left_on="order_id", right_on="id").merge(
        tables["product"][["id", "category_id"]], left_on="product_id", right_on="id"
    )
    week = lines["placed_at"].dt.to_period("W").dt.start_time
    lines = lines.assign(week=week, revenue_cents=lines["quantity"] * lines["unit_price_cents"])
    weeks = lines.groupby(["product_id", "week"])[["quantity", "revenue_cents"]].sum()
    single = lines[["order_id", "product_id"]].drop_duplicates()
    both = single.merge(single, on="order_id")
    both = both[both["product_id_x"] < both["product_id_y"]]
    counts = both.groupby(["product_id_x", "product_id_y"]).size()
    pairs = counts[counts >= 2].rename("orders").reset_index()
    return sum_up(people, weeks.rename(columns={"quantity": "units"}).reset_index(), pairs)


NEEDED = ("purchase_order", "order_line", "order_return", "product")


def sum_up(people: pd.DataFrame, weeks: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, int]:
    """Return whole totals to compare."""
    return dict(_list_totals(people, weeks, pairs))


def _list_totals(
    people: pd.DataFrame, weeks: pd.DataFrame, pairs: pd.DataFrame
) -> Iterator[tuple[str, int]]:
    yield "orders", int(people["orders"].sum())
    yield "spend_cents", int(people["spend_cents"].sum())
    yield "gap_seconds", round(float(people["gap_mean_seconds"].sum()))
    yield "weeks", len(weeks)
    yield "units", int(weeks["units"].sum())
    yield "revenue_cents", int(weeks["revenue_cents"].sum())
    yield "pairs", len(pairs)
    yield "pair_orders", int(pairs["orders"].sum())


if __name__ == "__main__":
    main()
