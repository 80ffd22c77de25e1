"""The whole application with a small shop, and those who call it: programs, an admin's browser."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from console.staff import service as accounts
from console.web import cookie_name
from crm_backend.access.service import create_api_key
from kernel.db import Database
from kernel.runtime import Runtime
from tests.console.scene import Scene
from tests.crm_backend.shop import NOW, Shop
from tests.security.routes.tables import (
    ClientOf,
)
from tests.security.whole import create_whole


@pytest.fixture
def app(runtime: Runtime) -> Iterator[FastAPI]:
    """The whole application; only its ledger runs."""
    app = create_whole(runtime)
    ledger = app.state.bot.ledger

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncIterator[None]:
        ledger.open()
        yield
        await ledger.close()

    app.router.lifespan_context = live
    with runtime.db.transaction() as session:
        shop = Shop(session)
        ada, lamps = shop.customer(), shop.category()
        shop.customer("bo@example.com", "Bo Diddley")
        lamp = shop.product("LL-0001", lamps)
        shop.product("LL-0003", lamps, "Hidden Lamp", "隐藏灯", is_active=False)
        placed = NOW - timedelta(days=6)
        shop.order(ada, (lamp, 2), status="delivered", delivered_at=NOW, placed_at=placed)
    with TestClient(app):
        yield app


@pytest.fixture
def client_of(app: FastAPI, database: Database) -> ClientOf:
    def make(role: str | None) -> TestClient:
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        if role is not None:
            with database.transaction() as session:
                _row, key = create_api_key(session, name=role, role=role, now=NOW)
            client.headers["Authorization"] = f"Bearer {key}"
        return client

    return make


@pytest.fixture
def signed_in(app: FastAPI, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The browser of an agent, with its cookie."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", cheap)
    monkeypatch.setattr(accounts, "DECOY", cheap.hash("nobody's"))
    scene = Scene(runtime)
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    token = scene.session(scene.staff("admin"))
    name = cookie_name(runtime.settings)
    client.cookies.set(name, token, domain="testserver.local", path="/staff")
    return client


@pytest.fixture
def chat(app: FastAPI, runtime: Runtime) -> str:
    scene = Scene(runtime)
    made = scene.conversation()
    scene.hear(made, "hello")
    return made


@pytest.fixture
def settings(settings: Any) -> Any:
    return settings.model_copy(update={"public_url": "https://desk.example"})
