"""The reliability tests stay on one worker: they measure time."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what starts processes of its own together."""
    for item in items:
        if "tests/reliability/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("reliability"))
