"""The file of names of what is sold, by which the Rasa side knows products and categories."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.catalog.models import Category, Product
from kernel.settings import Settings


def catalog_file(settings: Settings) -> Path:
    """Return where the file lies."""
    return (settings.data / "catalog.json").absolute()


def read_names(session: Session) -> dict[str, list[str]]:
    """Return the English and Chinese names of all products and categories, each once."""
    products = session.execute(select(Product.name_en, Product.name_zh))
    categories = session.execute(select(Category.name_en, Category.name_zh))
    return {
        entity: sorted({name for row in rows for name in row if name})
        for entity, rows in (("product", products), ("category", categories))
    }


def write_names(session: Session, path: Path) -> None:
    """Write the names in one step: who reads meanwhile gets the old file or the new one, whole.

    The same names are not written again, so nobody reads them again.
    """
    text = json.dumps(read_names(session), ensure_ascii=False, indent=0)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
