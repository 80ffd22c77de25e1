"""The file of names: what it holds, and that it is replaced in one step."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from frontdesk.catalog_names import catalog_file, write_names
from kernel.db import Base
from kernel.settings import Settings
from tests.crm_backend.shop import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield Shop(session)
    engine.dispose()


def read(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


def test_names_of_both_languages_are_written_when_there_are_products(
    shop: Shop, tmp_path: Path
) -> None:
    shelf = shop.category()
    for sku in ("L-1", "L-2"):
        shop.product(sku, shelf, "Desk lamp", "台灯")
    path = tmp_path / "data" / "catalog.json"
    write_names(shop.session, path)
    assert read(path) == {"category": ["Lamps", "灯具"], "product": ["Desk lamp", "台灯"]}
    assert [file.name for file in path.parent.iterdir()] == ["catalog.json"]


def test_file_is_replaced_when_names_change_and_left_when_they_do_not(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "catalog.json"
    write_names(shop.session, path)
    before = path.stat().st_ino
    write_names(shop.session, path)
    assert path.stat().st_ino == before
    shop.category()
    with path.open(encoding="utf-8") as reading:
        write_names(shop.session, path)
        # Who had it open still reads the old names whole.
        assert json.load(reading) == {"product": [], "category": []}
    assert read(path) == {"product": [], "category": ["Lamps", "灯具"]}


def test_place_is_absolute_when_the_data_folder_is_not(settings: Settings) -> None:
    changed = settings.model_copy(update={"data": Path("var")})
    assert catalog_file(changed) == Path.cwd() / "var" / "catalog.json"
