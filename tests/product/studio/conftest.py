"""A product whose project may be edited: a copy of the shipped one, with a model of it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pydantic import SecretStr

from benchmarks.product import Product, running
from frontdesk.paths import RASA_PYTHON, ROOT
from kernel.settings import Settings
from nlu.core.project.files import list_paths
from tests.dialogue.harness import lay_model
from tests.e2e.conftest import browser as browser

SECRET = "s" * 43
PASSWORD = "a quiet green lamp shines"
EMAIL = "ana@desk.example"


@dataclass
class Shop:
    """The running product, the model it began with, and what the first admin is logged in by."""

    product: Product
    model: str
    state: Path

    @property
    def settings(self) -> Settings:
        """The settings it runs on, to look into its database."""
        return Settings(
            _env_file=None,
            data=self.product.data,
            models=Path(self.product.environment["FRONTDESK_MODELS"]),
            secret=SecretStr(SECRET),
        )


def copy_project(target: Path) -> None:
    """Copy what the bot is made from, and the messages it is judged on."""
    for path in (*list_paths(ROOT), *(ROOT / "tests/nlu").glob("*.yml")):
        place = target / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)


@pytest.fixture(scope="module")
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Shop]:
    """A running product with one admin; its model is trained once for all tests."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    folder = tmp_path_factory.mktemp("studio")
    copy_project(folder / "project")
    cache = request.config.cache.mkdir("frontdesk-model")
    archive = lay_model(cache, folder / "models", SECRET)
    environment = {
        "FRONTDESK_SECRET": SECRET,
        "FRONTDESK_MODELS": str(folder / "models"),
        "FRONTDESK_PROJECT": str(folder / "project"),
    }
    with running(folder / "data", **environment) as product:
        yield Shop(product, archive.name.removesuffix(".tar.gz"), folder / "login.json")


def find_setup_link(product: Product) -> str:
    """Return the link that the start has printed for the first admin."""
    found = (re.search(r"http\S+/setup/\S+", line) for line in product.lines)
    return next(one[0] for one in found if one)
