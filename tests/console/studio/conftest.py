"""The studio's tests: a small project, its admins, and their browsers."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from console.web import COOKIE
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import open_browser
from tests.console.studio.desk import Desk


@pytest.fixture
def desk(runtime: Runtime, clock: FakeClock) -> Desk:
    return Desk(runtime, clock, runtime.settings.project)


@pytest.fixture
def ana(app: FastAPI, desk: Desk) -> TestClient:
    """The browser of the desk's admin."""
    client = open_browser(app)
    token = desk.scene.session(desk.people[0])
    client.cookies.set(COOKIE, token, domain="testserver.local", path="/staff")
    return client
