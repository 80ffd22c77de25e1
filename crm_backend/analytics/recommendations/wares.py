"""What is for sale or was sold, as the columns of a model and the attributes of each."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.content import band_prices, list_attributes
from crm_backend.catalog.models import Category, Product


class Ware(NamedTuple):
    """A product as a model knows it."""

    product_id: int
    category_id: int
    name: str
    category: str
    price_cents: int
    currency: str
    is_active: bool


@dataclass(frozen=True)
class Shelf:
    """All wares by their id; `columns` is the place of each product."""

    wares: list[Ware]
    columns: dict[int, int]

    @property
    def product_ids(self) -> list[int]:
        """The product of each column."""
        return [ware.product_id for ware in self.wares]

    def attributes(self) -> list[list[str]]:
        """Return what each product is like: words of its name, its category, its price."""
        bands = band_prices([float(ware.price_cents) for ware in self.wares])
        return [
            list_attributes(ware.name, [ware.category], band)
            for ware, band in zip(self.wares, bands, strict=True)
        ]


def read_wares(session: Session, sold: Collection[int]) -> Shelf:
    """Return the active products and those that were ever sold."""
    query = (
        select(
            Product.id,
            Product.category_id,
            Product.name_en,
            Category.slug,
            Product.price_cents,
            Product.currency,
            Product.is_active,
        )
        .join(Category, Category.id == Product.category_id)
        .order_by(Product.id)
    )
    rows = [Ware(*row) for row in session.execute(query)]
    wares = [ware for ware in rows if ware.is_active or ware.product_id in sold]
    return Shelf(wares, {ware.product_id: place for place, ware in enumerate(wares)})
