"""The floor whose doings are reported."""

import pytest

from kernel.runtime import Runtime
from tests.console.floor import Floor


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)
