"""The shelves of the demo shop: twelve categories, 300 products, their prices and stock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from crm_backend.seed.texts import Row, read_table

LONG_AGO = timedelta(days=900)
SOLD_OUT_SHARE = 0.05
GIVEN_UP_SHARE = 0.03
# Sale days as (from, to) in month and day, and what is left of the price.
SALES = (((11, 20), (11, 30), 0.85), ((1, 2), (1, 14), 0.9), ((7, 1), (7, 10), 0.9))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category; `wall` and `floor` are the colours of its pictures."""

    id: int
    slug: str
    name_en: str
    name_zh: str
    wall: str
    floor: str
    picture: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a product is, such as a floor lamp, and what people like to buy with it."""

    name: str
    category: str
    season: str
    weight: float
    is_bought_again: bool
    companions: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A product and how it sells."""

    id: int
    sku: str
    kind: Kind
    shelf: Shelf
    colour: Row
    texts: dict[str, str]
    price_cents: int
    warranty_months: int
    appeal: float
    created_at: datetime
    repriced_at: datetime
    old_price_cents: int
    stock: int
    is_active: bool

    def name(self, language: str) -> str:
        """Return the name as the shop shows it."""
        return self.texts[f"name_{language}"]

    def price_at(self, moment: datetime) -> int:
        """Return the price in cents of that day."""
        cents = self.price_cents if moment >= self.repriced_at else self.old_price_cents
        day = (moment.month, moment.day)
        share = next((left for first, last, left in SALES if first <= day <= last), 1.0)
        return round(cents * share / 10) * 10

    def row(self) -> dict[str, Any]:
        """Return the row of the table."""
        return {
            "id": self.id,
            "sku": self.sku,
            "category_id": self.shelf.id,
            **self.texts,
            "price_cents": self.price_cents,
            "currency": "EUR",
            "stock": self.stock,
            "image_path": f"/pictures/{self.sku}.svg",
            "warranty_months": self.warranty_months,
            "is_active": self.is_active,
            "created_at": self.created_at,
        }


@dataclass(frozen=True)
class Catalog:
    """All shelves and all items."""

    shelves: list[Shelf]
    items: list[Item]

    @cached_property
    def by_kind(self) -> dict[str, list[Item]]:
        """The items of each kind."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.kind.name, []).append(item)
        return found

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """The items by their English name."""
        return {item.name("en"): item for item in self.items}

    def shelf_rows(self) -> list[dict[str, Any]]:
        """Return the rows of the categories."""
        return [
            {
                "id": shelf.id,
                "slug": shelf.slug,
                "name_en": shelf.name_en,
                "name_zh": shelf.name_zh,
                "image_path": f"/pictures/category-{shelf.slug}.svg",
            }
            for shelf in self.shelves
        ]


def make_catalog(chance: Random, now: datetime) -> Catalog:
    """Return the catalog as it stands at `now`."""
    shelves = [Shelf(id=number, **row) for number, row in enumerate(read_table("categories"), 1)]
    by_slug = {shelf.slug: shelf for shelf in shelves}
    kinds = {row["kind"]: read_kind(row) for row in read_table("kinds")}
    colours = {row["key"]: row for row in read_table("colours")}
    items: list[Item] = []
    for row in read_table("products"):
        kind = kinds[row["kind"]]
        for key in row["colours"].split():
            colour = colours[key.removeprefix("=")]
            texts = name_item(row, colour if not key.startswith("=") else None)
            shelf = by_slug[kind.category]
            items.append(make_item(chance, now, len(items) + 1, (kind, shelf, colour, texts), row))
    return Catalog(shelves, items)


def read_kind(row: Row) -> Kind:
    """Return the kind of a row of `kinds.csv`."""
    pairs = (pair.split(":") for pair in row["companions"].split())
    return Kind(
        name=row["kind"],
        category=row["category"],
        season=row["season"],
        weight=float(row["weight"]),
        is_bought_again=row["again"] == "1",
        companions=tuple((name, float(share)) for name, share in pairs),
    )


def name_item(row: Row, colour: Row | None) -> dict[str, str]:
    """Return names and descriptions; the colour is named where there are several."""
    english, chinese = row["name_en"], row["name_zh"]
    if colour is not None:
        english = f"{english} ({colour['name_en']})"
        chinese = f"{chinese}（{colour['name_zh']}）"
    return {
        "name_en": english,
        "name_zh": chinese,
        "description_en": row["description_en"],
        "description_zh": row["description_zh"],
    }


def make_item(
    chance: Random,
    now: datetime,
    number: int,
    what: tuple[Kind, Shelf, Row, dict[str, str]],
    row: Row,
) -> Item:
    """Return one product with a stock, an appeal and a history of prices."""
    kind, shelf, colour, texts = what
    cents = round(float(row["price"]) * 100)
    is_novelty = chance.random() < 0.06
    age = timedelta(days=chance.randint(20, 120)) if is_novelty else LONG_AGO
    is_sold_out = chance.random() < SOLD_OUT_SHARE
    return Item(
        id=number,
        sku=f"LL-{number:04d}",
        kind=kind,
        shelf=shelf,
        colour=colour,
        texts=texts,
        price_cents=cents,
        warranty_months=int(row["warranty"]),
        appeal=chance.lognormvariate(0, 0.6),
        created_at=now - age,
        repriced_at=now - timedelta(days=chance.randint(40, 600)),
        old_price_cents=round(cents * chance.choice((0.9, 0.95, 1.0, 1.0, 1.08)) / 10) * 10,
        stock=0 if is_sold_out else min(chance.randint(3, 140), 400_00 * 20 // cents),
        # Only a colour of several is ever given up.
        is_active=len(row["colours"].split()) < 3 or chance.random() >= GIVEN_UP_SHARE,
    )
