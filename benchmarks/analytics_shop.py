"""A year of a web shop (UCI Online Retail, 541,909 lines) brought into a database of ours.

What the tables do not allow is turned into what it means: a cancelled line is a return of the
customer's newest earlier line of that product; lines of nobody are guests, one an invoice; stock
that was written off is no sale. How many lines became what is counted.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import insert

from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine, Return
from kernel.db import Base, Database

NOW = datetime(2011, 12, 10, 3, tzinfo=UTC)
BUNCH = 20_000


def read_lines(path: Path) -> pd.DataFrame:
    """Return the lines as published, with whole cents and times in UTC, the oldest first."""
    frame = pd.read_parquet(path)
    frame = frame.assign(
        invoice=frame["InvoiceNo"].astype(str),
        code=frame["StockCode"].astype(str).str.upper().str.strip(),
        at=pd.to_datetime(frame["InvoiceDate"]).dt.tz_localize(UTC),
        cents=(frame["UnitPrice"].astype(float) * 100).round().astype("int64"),
        quantity=frame["Quantity"].astype("int64"),
    )
    who = frame["CustomerID"].astype("string").fillna("guest " + frame["invoice"])
    return frame.assign(who=who.astype(str)).sort_values(["at", "invoice"], kind="stable")


def bring_in(database: Database, path: Path) -> dict[str, int]:
    """Fill an empty database; return how many lines became what."""
    lines = read_lines(path)
    is_sale = (lines["quantity"] > 0) & (lines["cents"] >= 0)
    is_return = (lines["quantity"] < 0) & lines["invoice"].str.startswith("C")
    people = {who: number for number, who in enumerate(lines["who"].unique(), 1)}
    codes = {code: number for number, code in enumerate(lines["code"].unique(), 1)}
    sales = lines[is_sale].reset_index(drop=True)
    sales = sales.assign(
        line_id=sales.index + 1,
        order_id=sales.groupby(["invoice", "who"], sort=False).ngroup() + 1,
        customer_id=sales["who"].map(people),
        product_id=sales["code"].map(codes),
    )
    fill(database, Customer, make_people(lines, people))
    fill(database, Category, make_shelves(codes))
    fill(database, Product, make_products(lines, codes))
    fill(database, Order, make_orders(sales))
    names = {"line_id": "id", "cents": "unit_price_cents"}
    kept = sales[["line_id", "order_id", "product_id", "quantity", "cents"]].rename(columns=names)
    fill(database, OrderLine, kept.to_dict("records"))
    back = match_returns(lines[is_return], sales)
    fill(database, Return, back)
    return {
        "lines": len(lines),
        "sold": len(sales),
        "sent_back": len(back),
        "sent_back_unmatched": int(is_return.sum()) - len(back),
        "no_sale": int((~is_sale & ~is_return).sum()),
        "customers": len(people),
        "orders": int(sales["order_id"].max()),
        "products": len(codes),
    }


def fill(database: Database, model: type[Base], rows: Any) -> None:
    """Insert rows in bunches."""
    rows = list(rows)
    with database.transaction() as session:
        for start in range(0, len(rows), BUNCH):
            session.execute(insert(model), rows[start : start + BUNCH])


def make_people(lines: pd.DataFrame, people: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Give customers; nobody's name is known."""
    first = lines.groupby("who", sort=False).agg(at=("at", "first"), country=("Country", "first"))
    for who, at, country in first.itertuples(name=None):
        number = people[str(who)]
        email = f"customer{number}@example.com"
        yield {
            "id": number,
            "name": f"Customer {number}",
            "email": email,
            "country": str(country)[:60],
            "created_at": at.to_pydatetime(),
        }


def make_shelves(codes: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Give categories: the first two signs of a code, for the data name none."""
    for number, name in enumerate(sorted({code[:2] for code in codes}), 1):
        yield {"id": number, "slug": f"shelf-{number}", "name_en": name, "name_zh": name}


def make_products(lines: pd.DataFrame, codes: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Give products at their newest price."""
    shelves = {name: number for number, name in enumerate(sorted({c[:2] for c in codes}), 1)}
    newest = lines.groupby("code")["cents"].last().clip(lower=0)
    for code, number in codes.items():
        yield {
            "id": number,
            "sku": f"P-{number}",
            "category_id": shelves[code[:2]],
            "name_en": code,
            "name_zh": code,
            "price_cents": int(newest[code]),
            "currency": "GBP",
            "stock": 100,
            "created_at": datetime(2010, 12, 1, tzinfo=UTC),
        }


def make_orders(sales: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give orders, all delivered."""
    worth = sales.assign(worth=sales["cents"] * sales["quantity"])
    summed = worth.groupby("order_id").agg(
        customer_id=("customer_id", "first"), at=("at", "first"), worth=("worth", "sum")
    )
    for number, customer, at, cents in summed.itertuples(name=None):
        yield {
            "id": int(number),
            "number": f"FD-{number}",
            "customer_id": int(customer),
            "status": "delivered",
            "placed_at": at.to_pydatetime(),
            "total_cents": int(cents),
            "currency": "GBP",
        }


def match_returns(back: pd.DataFrame, sales: pd.DataFrame) -> list[dict[str, Any]]:
    """Return returns, each of the newest earlier line of the same customer and product."""
    left = back[["who", "code", "at", "quantity", "cents"]].sort_values("at", kind="stable")
    right = sales[["who", "code", "at", "line_id", "order_id"]].sort_values("at", kind="stable")
    found = pd.merge_asof(left, right, on="at", by=["who", "code"]).dropna(subset=["line_id"])
    rows = zip(
        found["line_id"].astype(int),
        found["order_id"].astype(int),
        -found["quantity"],
        found["cents"],
        found["at"],
        strict=True,
    )
    return [
        {
            "number": f"R-{number}",
            "order_line_id": line,
            "order_id": order,
            "quantity": int(count),
            "reason": "cancelled",
            "status": "refunded",
            "refund_cents": int(count * cents),
            "requested_at": at.to_pydatetime(),
        }
        for number, (line, order, count, cents, at) in enumerate(rows, 1)
    ]
