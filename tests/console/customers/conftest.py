"""Two customers with orders, and a conversation in which one has proved who they are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from crm_backend.orders.service import find_order
from crm_backend.scope import EVERYONE
from tests.console.scene import Scene
from tests.crm_backend.shop import NOW, Shop

PAID, SHIPPED, DELIVERED, OTHERS = "FD-1000001", "FD-1000002", "FD-1000003", "FD-1000009"
KEY = "c" * 32


@dataclass
class Store:
    """Ada's orders in three states, one of Bo's, and Ada's chat."""

    scene: Scene
    ada: Customer
    bo: Customer
    chat: str

    def read(self, number: str) -> Order:
        """Return an order as it is stored now."""
        with self.scene.db.session() as session:
            return find_order(session, customer_id=EVERYONE, number=number)

    def do(self, work: Callable[[Session], Any]) -> Any:
        with self.scene.db.transaction() as session:
            return work(session)

    def path(self, number: str, action: str = "") -> str:
        path = f"/staff/conversations/{self.chat}/orders/{number}"
        return f"{path}/{action}" if action else path

    def verify(self, customer: Customer | None, hours: float = 1, **more: Any) -> str:
        """Return a new conversation of somebody who proved it; until so many hours from now."""
        until = self.scene.now + timedelta(hours=hours)
        return self.scene.conversation(customer, verified_until=until, **more)


@pytest.fixture
def store(scene: Scene) -> Store:
    with scene.db.transaction() as session:
        shop = Shop(session)
        ada = shop.customer("ada@example.com", "Ada Moreno")
        ada.phone, ada.city, ada.country = "+44 7700 900142", "Bristol", "GB"
        bo = shop.customer("bo@example.com", "Bo Lind")
        lamps = shop.category()
        lamp = shop.product("LL-0001", lamps)
        vase = shop.product("LL-0002", lamps, "Pebble Vase", "卵石花瓶", price_cents=2_500)
        shop.product("LL-0003", lamps, "Old Lamp", "旧灯", is_active=False)
        days = timedelta(days=1)
        shop.order(ada, (lamp, 1), number=PAID, status="paid")
        shop.order(ada, (vase, 1), number=SHIPPED, status="shipped", placed_at=NOW - 2 * days)
        shop.order(
            ada,
            (lamp, 2),
            (vase, 1),
            number=DELIVERED,
            status="delivered",
            placed_at=NOW - 9 * days,
            delivered_at=NOW - 3 * days,
        )
        shop.order(
            bo,
            (vase, 3),
            number=OTHERS,
            status="delivered",
            placed_at=NOW - 9 * days,
            delivered_at=NOW - 3 * days,
        )
        shop.session.flush()
    made = Store(scene, ada, bo, "")
    made.chat = made.verify(ada)
    return made


def read_form(page: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in pairs}


def act(client: TestClient, path: str, **fields: str) -> httpx.Response:
    """Send a form, look at what will happen, and say yes."""
    asked = client.post(path, data=fields)
    assert asked.status_code == 200, asked.text
    return client.post(path, data=read_form(asked.text))
