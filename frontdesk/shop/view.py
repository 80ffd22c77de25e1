"""What the page shows: a few products, a few customers to play."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm_backend.catalog.service import list_categories, list_products
from crm_backend.seed import demo_report
from kernel.errors import NotFound

PER_SHELF = 4  # so many of a category are looked at for one that is in stock
PEOPLE = 4
ORDERS = 2  # of each of them


@dataclass(frozen=True)
class ProductShown:
    """A product on the page."""

    name: str
    category: str
    price: str
    image: str


def read_shelf(session: Session, *, language: str) -> list[ProductShown]:
    """Return one product of each category, in stock where there is one."""
    shown = []
    for category in list_categories(session):
        products = list_products(session, category=category.slug, limit=PER_SHELF).items
        best = max(products, key=lambda product: product.stock > 0, default=None)
        if best is not None:
            price = f"{best.price_cents // 100:,}.{best.price_cents % 100:02d}"
            name, shelf = best.name(language), category.name(language)
            shown.append(ProductShown(name, shelf, f"{price} {best.currency}", best.image_path))
    return shown


def read_people(session: Session, *, language: str) -> list[dict[str, Any]]:
    """Return a few customers of the demo data who speak the language; none without demo data."""
    try:
        customers = demo_report(session)["customers"]
    except NotFound:
        return []
    ranked = sorted(customers, key=lambda one: (one["language"] != language, not one["orders"]))
    return [{**one, "orders": one["orders"][:ORDERS]} for one in ranked[:PEOPLE]]
