"""The staff pages over a database of their own, and clients of every role."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

import bot.models  # noqa: F401 - the tables must be known before they are made
import console.models  # noqa: F401
import crm_backend.models  # noqa: F401
from bot.app import BotService
from bot.dialogue import ScriptedDialogue
from console.app import install
from console.staff import service
from console.web import COOKIE
from kernel.http import install_error_handler
from kernel.mail import make_mailer
from kernel.runtime import Runtime
from tests.console.scene import Scene

HOST = "http://testserver"
ClientOf = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs nothing; one test looks at the real one."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(service, "HASHER", cheap)
    monkeypatch.setattr(service, "DECOY", cheap.hash("nobody's"))


@pytest.fixture
def scene(runtime: Runtime) -> Scene:
    return Scene(runtime)


def create_app(runtime: Runtime) -> FastAPI:
    """Return the pages within an application; its ledger is open while it lives."""
    mailer = make_mailer(runtime.settings)
    desk = BotService(runtime, engine=ScriptedDialogue(), mailer=mailer)

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncIterator[None]:
        desk.ledger.open()
        yield
        await app.state.live.stop()
        await desk.ledger.close()

    app = FastAPI(lifespan=live)
    app.state.runtime, app.state.bot = runtime, desk
    install_error_handler(app)
    install(app)
    return app


@pytest.fixture
def app(runtime: Runtime) -> Iterator[FastAPI]:
    app = create_app(runtime)
    with TestClient(app) as running:
        app.state.portal = running.portal
        yield app


def open_browser(app: FastAPI) -> TestClient:
    """Return a browser that says where its forms come from; it is served by the app's own loop."""
    client = TestClient(app, headers={"Origin": HOST}, follow_redirects=False)
    client.portal = app.state.portal
    return client


@pytest.fixture
def visitor(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return open_browser(app)


@pytest.fixture
def client_of(app: FastAPI, scene: Scene) -> ClientOf:
    """Return the browser of a new member of staff with the role."""

    def make(role: str = "agent", name: str = "Ben Okafor") -> TestClient:
        token = scene.session(scene.staff(role, name))
        client = open_browser(app)
        # Where the pages' own cookie would lie, so that they can replace and delete it.
        client.cookies.set(COOKIE, token, domain="testserver.local", path="/staff")
        return client

    return make


@pytest.fixture
def agent(client_of: ClientOf) -> TestClient:
    return client_of("agent")
