"""A small shop, the routes over it, and keys of every role."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.access.service import create_api_key
from crm_backend.api import create_router
from kernel.db import Database
from kernel.http import add_routes, install_error_handler
from kernel.runtime import Runtime
from tests.crm_backend.shop import NOW, Shop


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


@pytest.fixture(scope="session")
def routes() -> FastAPI:
    """The routes, made once: that takes longer than most tests."""
    app = FastAPI()
    install_error_handler(app)
    add_routes(app, create_router())
    return app


@pytest.fixture
def app(routes: FastAPI, runtime: Runtime) -> FastAPI:
    """The routes over the database of this test."""
    routes.state.runtime = runtime
    return routes


ClientOf = Callable[..., TestClient]


@pytest.fixture
def client_of(app: FastAPI, database: Database) -> ClientOf:
    """Return a client that shows a key of the role; without a role it shows none."""

    def make(role: str | None = None) -> TestClient:
        client = TestClient(app)
        if role is not None:
            with database.transaction() as session:
                _row, key = create_api_key(session, name=role, role=role, now=NOW)
            client.headers["Authorization"] = f"Bearer {key}"
        return client

    return make


@pytest.fixture
def admin(client_of: ClientOf) -> TestClient:
    return client_of("admin")


@pytest.fixture
def stocked(database: Database) -> Database:
    """A database with two customers, three lamps and one delivered order of the first one."""
    with database.transaction() as session:
        shop = Shop(session)
        ada = shop.customer()
        shop.customer("bo@example.com", "Bo Diddley")
        lamps = shop.category()
        floor = shop.product("LL-0001", lamps)
        desk = shop.product("LL-0002", lamps, "Desk Lamp", "台灯", price_cents=2_500, stock=3)
        shop.product("LL-0003", lamps, "Old Lamp", "旧灯", is_active=False)
        shop.order(
            ada,
            (floor, 2),
            (desk, 1),
            status="delivered",
            delivered_at=NOW - timedelta(days=3),
            placed_at=NOW - timedelta(days=6),
        )
    return database
