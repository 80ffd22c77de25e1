"""The way from an empty database to the demo shop."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm_backend.seed.pictures import draw_all, write_pictures
from crm_backend.seed.shop import FULL_SIZE, Progress, Size, make_shop
from crm_backend.seed.store import refuse_filled, store_shop
from kernel.db import Database


@dataclass(frozen=True)
class SeedReport:
    """How many rows of each noun were made."""

    customers: int
    products: int
    orders: int
    tickets: int
    articles: int
    pictures: int


def seed_shop(
    database: Database, *, data: Path, now: datetime, progress: Progress, size: Size = FULL_SIZE
) -> SeedReport:
    """Fill an empty database and `data/pictures`; the same day gives the same shop.

    Everything is stored in one transaction. Raises `Conflict` where anything is stored already.
    """
    with database.session() as session:
        refuse_filled(session)
    shop = make_shop(now, progress, size)
    pictures = draw_all(shop.catalog)
    write_pictures(pictures, data / "pictures")
    progress("pictures", len(pictures), len(pictures))
    with database.transaction() as session:
        refuse_filled(session)
        store_shop(session, shop, progress)
    return SeedReport(
        customers=len(shop.people),
        products=len(shop.catalog.items),
        orders=len(shop.purchases),
        tickets=len(shop.cases),
        articles=len(shop.articles),
        pictures=len(pictures),
    )
