"""What staff do beside a chat: nobody's order but the proved customer's (S17), for any address."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from console.staff import service as accounts
from console.web import COOKIE
from crm_backend.orders.models import Order, Refund, Return
from crm_backend.tickets.models import Ticket
from kernel.runtime import Runtime
from tests.console.conftest import HOST, create_app
from tests.console.scene import Scene
from tests.crm_backend.shop import NOW, Shop

PLACED, DELIVERED = "FD-1000001", "FD-1000003"  # Ada's
BOS_PLACED, BOS_DELIVERED, NONE = "FD-1000008", "FD-1000009", "FD-9999999"
KEY = "d" * 32
ADDRESS = {"street": "Elsewhere 1", "city": "X", "postcode": "1", "country": "DE"}
FORMS = {
    "refund": {"amount": "1", "reason": "x"},
    "return": {"line": "1", "quantity": "1", "reason": "x"},
    "cancel": {},
    "address": ADDRESS,
}


@pytest.fixture
def scene(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Scene:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", cheap)
    return Scene(runtime)


@pytest.fixture
def chats(runtime: Runtime, scene: Scene) -> dict[str, str]:
    """A chat that Ada proved, one that Bo proved, and three that prove nothing."""
    with runtime.db.transaction() as session:
        shop = Shop(session)
        ada, bo = shop.customer(), shop.customer("bo@example.com", "Bo Diddley")
        lamp = shop.product("LL-0001", shop.category())
        then = NOW - timedelta(days=9)
        for whose, placed, delivered in ((ada, PLACED, DELIVERED), (bo, BOS_PLACED, BOS_DELIVERED)):
            shop.order(whose, (lamp, 1), number=placed, status="paid")
            shop.order(
                whose,
                (lamp, 2),
                number=delivered,
                status="delivered",
                placed_at=then,
                delivered_at=NOW,
            )
    later = scene.now + timedelta(hours=1)
    return {
        "ada": scene.conversation(ada, verified_until=later),
        "bo": scene.conversation(bo, verified_until=later),
        "over": scene.conversation(ada, verified_until=scene.now),
        "claimed": scene.conversation(customer_id=ada.id, level="claimed", verified_until=later),
        "nobody": scene.conversation(visitor_email="ada@example.com", level="claimed"),
    }


@pytest.fixture
def app(runtime: Runtime, chats: dict[str, str]) -> Iterator[FastAPI]:
    app = create_app(runtime)
    with TestClient(app):
        yield app


@pytest.fixture
def boss(app: FastAPI, scene: Scene) -> TestClient:
    """A supervisor: who may do everything here."""
    client = TestClient(app, headers={"Origin": HOST}, follow_redirects=False)
    token = scene.session(scene.staff("supervisor"))
    client.cookies.set(COOKIE, token, domain="testserver.local", path="/staff")
    return client


def count_effects(runtime: Runtime) -> tuple[object, ...]:
    with runtime.db.session() as session:
        return read_effects(session)


def read_effects(session: Session) -> tuple[object, ...]:
    counts = [session.scalar(select(func.count()).select_from(t)) for t in (Refund, Return, Ticket)]
    orders = session.execute(select(Order.status, Order.street).order_by(Order.id)).all()
    return (*counts, *map(tuple, orders))


def tries(chat: str, number: str) -> list[tuple[str, str, dict[str, str] | None]]:
    """Return every way in which an order can be asked for beside a chat."""
    base = f"/staff/conversations/{chat}"
    ways: list[tuple[str, str, dict[str, str] | None]] = [("GET", f"{base}/orders/{number}", None)]
    for action, form in FORMS.items():
        path = f"{base}/orders/{number}/{action}"
        forced = form | {"confirmed": "yes", "key": KEY}
        ways += [("GET", path, None), ("POST", path, form), ("POST", path, forced)]
        ways += [("GET", f"{path}/done", None), ("GET", f"{path}/done?of=1", None)]
        about = {"about": f"{action}:{number}:1"}
        ways.append(("POST", f"{base}/customer/sentence", about))
    ways.append(("POST", f"{base}/customer/sentence", {"about": f"track:{number}"}))
    ticket = {"key": KEY, "subject": "S", "details": "D", "kind": "problem", "priority": "low"}
    ways.append(("POST", f"{base}/tickets/new", ticket | {"order": number}))
    return ways


def gives_nothing_of_others(boss: TestClient, runtime: Runtime, chats: dict[str, str]) -> None:
    before, asked = count_effects(runtime), 0
    pairs = [("ada", BOS_PLACED), ("ada", BOS_DELIVERED), ("bo", PLACED), ("bo", DELIVERED)]
    for whose, number in [*pairs, ("ada", NONE), ("bo", NONE)]:
        for method, path, form in tries(chats[whose], number):
            answer = boss.request(method, path, data=form)
            asked += 1
            assert answer.status_code == 404, (whose, method, path, answer.status_code)
            assert "Floor Lamp" not in answer.text
    assert asked > 150
    assert count_effects(runtime) == before


def test_s17_another_customers_order_is_not_there_beside_a_chat(
    boss: TestClient, runtime: Runtime, chats: dict[str, str]
) -> None:
    gives_nothing_of_others(boss, runtime, chats)


def test_s17_twin_beside_a_chat_turns_red(
    boss: TestClient,
    runtime: Runtime,
    chats: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crm_backend.orders.queries.is_visible", lambda *_whose: true())
    with pytest.raises(AssertionError):
        gives_nothing_of_others(boss, runtime, chats)


@pytest.mark.parametrize("whose", ["over", "claimed", "nobody"])
def test_s17_without_a_proof_there_is_no_order_at_all(
    boss: TestClient, runtime: Runtime, chats: dict[str, str], whose: str
) -> None:
    before = count_effects(runtime)
    for number in (PLACED, DELIVERED, NONE):
        for method, path, form in tries(chats[whose], number):
            answer = boss.request(method, path, data=form)
            assert answer.status_code in (404, 409), (method, path, answer.status_code)
            assert "Floor Lamp" not in answer.text
    assert count_effects(runtime) == before


def test_s17_own_orders_are_there_however_they_are_written(
    boss: TestClient, chats: dict[str, str]
) -> None:
    for whose, number in (("ada", DELIVERED), ("bo", BOS_DELIVERED)):
        for text in (number, number.lower(), number.removeprefix("FD-")):
            path = f"/staff/conversations/{chats[whose]}/orders/{text}"
            assert boss.get(path).status_code == 200, text


def test_s17_lists_beside_a_chat_hold_the_proved_customers_alone(
    boss: TestClient, chats: dict[str, str]
) -> None:
    own = {"ada": (PLACED, DELIVERED), "bo": (BOS_PLACED, BOS_DELIVERED)}
    every = {number for numbers in own.values() for number in numbers}
    pages = ("customer", "insert/orders", "tickets/new")
    for (whose, chat), page in product(chats.items(), pages):
        text = boss.get(f"/staff/conversations/{chat}/{page}").text
        assert {number for number in every if number in text} == set(own.get(whose, ())), (
            whose,
            page,
        )
