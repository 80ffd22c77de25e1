"""The whole product, started once as an operator starts it, with the demo shop."""

from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.product import Product, running
from frontdesk.paths import RASA_PYTHON
from tests.dialogue.harness import lay_model

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
    """A running product."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    folder = tmp_path_factory.mktemp("product")
    models = folder / "models"
    lay_model(request.config.cache.mkdir("frontdesk-model"), models, SECRET)
    environment = {"FRONTDESK_SECRET": SECRET, "FRONTDESK_MODELS": str(models)}
    with running(folder / "data", **environment) as product:
        yield product


@pytest.fixture(scope="session")
def demo(product: Product) -> dict[str, Any]:
    """The telling customers of the demo shop."""
    return product.demo()
