"""The index of each database of this process, made anew when the texts of its products change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from crm_backend.analytics.product_search.index import ProductIndex, Text
from crm_backend.catalog.models import Category, Product

OLDEST = timedelta(minutes=10)  # a text changed into another of the same length is seen then
LENGTHS = sum(
    (
        func.length(column)
        for column in (Product.name_zh, Product.description_en, Product.description_zh)
    ),
    func.length(Product.name_en),
)
MARK = select(func.count(Product.id), func.max(Product.id), func.sum(LENGTHS)).where(
    Product.is_active
)
TEXTS = (
    select(
        Product.id,
        Product.name_en,
        Product.name_zh,
        Category.name_en,
        Category.name_zh,
        Product.description_en,
        Product.description_zh,
    )
    .join(Category, Category.id == Product.category_id)
    .where(Product.is_active)
    .order_by(Product.id)
)


@dataclass(frozen=True)
class Kept:
    """An index with what it was made of."""

    mark: tuple[object, ...]
    made_at: datetime
    index: ProductIndex


_kept: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()


def get_index(session: Session, *, now: datetime) -> ProductIndex:
    """Return the index of all active products."""
    engine = session.get_bind().engine
    mark = tuple(session.execute(MARK).one())
    known = _kept.get(engine)
    if known is not None and known.mark == mark and abs(now - known.made_at) < OLDEST:
        return known.index
    made = ProductIndex(
        [
            Text(id_, (name_en, name_zh), (shelf_en, shelf_zh), (about_en, about_zh))
            for id_, name_en, name_zh, shelf_en, shelf_zh, about_en, about_zh in session.execute(
                TEXTS
            )
        ]
    )
    _kept[engine] = Kept(mark, now, made)
    return made
