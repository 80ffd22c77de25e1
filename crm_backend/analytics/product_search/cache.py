"""The index of each database of this process, made anew when the texts of its products change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
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
        Product.currency,
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

    def serves(self, mark: tuple[object, ...], now: datetime) -> bool:
        """Whether it is of these texts, and young enough."""
        return self.mark == mark and abs(now - self.made_at) < OLDEST


_making = Lock()
_kept: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()


def get_index(session: Session, *, now: datetime) -> ProductIndex:
    """Return the index of all active products.

    One thread makes it; the others go on with the one before, or wait where there is none.
    """
    engine = session.get_bind().engine
    mark = tuple(session.execute(MARK).one())
    known = _kept.get(engine)
    if known is not None and known.serves(mark, now):
        return known.index
    if not _making.acquire(blocking=known is None) and known is not None:
        return known.index
    try:
        known = _kept.get(engine)
        if known is None or not known.serves(mark, now):
            known = _kept[engine] = Kept(mark, now, make_index(session))
        return known.index
    finally:
        _making.release()


def make_index(session: Session) -> ProductIndex:
    """Return an index of the texts of today."""
    return ProductIndex([make_text(*row) for row in session.execute(TEXTS)])


def make_text(
    id_: int,
    name_en: str,
    name_zh: str,
    shelf_en: str,
    shelf_zh: str,
    about_en: str,
    about_zh: str,
    currency: str,
) -> Text:
    """Return a row of the catalog as what an index is made of."""
    return Text(id_, (name_en, name_zh), (shelf_en, shelf_zh), (about_en, about_zh), currency)
