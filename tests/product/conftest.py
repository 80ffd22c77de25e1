"""The whole product, started once as an operator starts it, with the demo shop."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from benchmarks.product import Product, running
from frontdesk.paths import RASA_PYTHON
from kernel.settings import Settings
from nlu.manifest import manifest_path, write
from tests.dialogue.harness import train_once

SECRET = "p" * 43


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the product, and keep it in one process."""
    for item in items:
        if "tests/product/" in item.nodeid:
            item.add_marker(pytest.mark.product)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(1_200))
            item.add_marker(pytest.mark.xdist_group("product"))


@pytest.fixture(scope="session")
def product(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """A running product; its model is trained once for all tests and signed anew for this one."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    folder = tmp_path_factory.mktemp("product")
    models = folder / "models"
    models.mkdir()
    trained = train_once(request.config.cache.mkdir("frontdesk-model"))
    archive = Path(shutil.copy(trained, models))
    key = Settings(_env_file=None, secret=SecretStr(SECRET)).derive_key("model")
    facts = json.loads(manifest_path(trained).read_text(encoding="utf-8"))["facts"]
    assert write(archive, facts, key) == manifest_path(archive)
    environment = {"FRONTDESK_SECRET": SECRET, "FRONTDESK_MODELS": str(models)}
    with running(folder / "data", **environment) as product:
        yield product


@pytest.fixture(scope="session")
def demo(product: Product) -> dict[str, Any]:
    """The telling customers of the demo shop."""
    return product.demo()
