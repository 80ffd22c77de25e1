"""The floor that supervisors look at, and their browser."""

import pytest
from fastapi.testclient import TestClient

from kernel.runtime import Runtime
from tests.console.conftest import ClientOf
from tests.console.floor import Floor


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)


@pytest.fixture
def boss(client_of: ClientOf) -> TestClient:
    return client_of("supervisor", "Bo Lind")
