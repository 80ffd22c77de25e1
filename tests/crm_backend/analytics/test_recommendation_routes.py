"""Recommendations as a program of the shop uses them."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from crm_backend.analytics.recommendations.models import Offer
from crm_backend.customers.models import Customer
from crm_backend.tickets.service import open_ticket
from kernel.db import Database
from tests.crm_backend.conftest import ClientOf
from tests.crm_backend.shop import NOW, Shop

pytestmark = pytest.mark.usefixtures("stocked")

MINE = "/api/v1/customers/2/recommendations"


@pytest.fixture
def sold(database: Database, stocked: Database) -> Database:
    """A rug that two people bought with the desk lamp."""
    with database.transaction() as session:
        shop = Shop(session)
        rug = shop.product("LL-0009", shop.category("rugs", "Rugs", "地毯"), "Wool Rug", "羊毛地毯")
        desk = session.get_one(type(rug), 2)
        for number in (2, 3):
            buyer = shop.customer(f"b{number}@example.com")
            shop.order(buyer, (desk, 1), (rug, 1), number=f"FD-200000{number}", status="delivered")
    return database


def test_list_names_its_reasons_and_their_sum(admin: TestClient, sold: Database) -> None:
    found = admin.get("/api/v1/customers/1/recommendations").json()
    (item,) = found["items"]
    assert (item["product"]["sku"], item["because"], item["basis"]) == (
        "LL-0009",
        "LL-0002",
        "bought_together",
    )
    assert sum(part["amount"] for part in item["parts"]) == pytest.approx(item["score"])
    again = admin.get("/api/v1/customers/1/recommendations?list=again").json()
    assert again["hold"] is None
    assert admin.get("/api/v1/customers/99/recommendations").status_code == 404
    assert admin.get(f"{MINE}?list=best").status_code == 422
    assert admin.get(f"{MINE}?limit=21").status_code == 422


def test_nothing_is_offered_in_an_open_complaint(admin: TestClient, sold: Database) -> None:
    with sold.transaction() as session:
        open_ticket(session, customer_id=2, subject="No", kind="complaint", details="No", now=NOW)
    assert admin.get(MINE).json()["hold"] == "complaint"
    basket = {"sku": "LL-0002", "customer_id": 2}
    found = admin.get("/api/v1/basket-recommendations", params=basket).json()
    assert (found["items"], found["hold"]) == ([], "complaint")


def test_what_goes_with_things_is_open_and_what_a_customer_has_is_not(
    client_of: ClientOf, sold: Database
) -> None:
    anybody = client_of()
    beside = anybody.get("/api/v1/products/LL-0002/goes-with").json()["items"]
    assert beside[0]["product"]["sku"] in ("LL-0009", "LL-0001")
    basket = anybody.get("/api/v1/basket-recommendations?sku=LL-0002&sku=LL-0001").json()
    assert [one["product"]["sku"] for one in basket["items"]] == ["LL-0009"]
    of_ada = "/api/v1/basket-recommendations?sku=LL-0002&customer_id=1"
    assert anybody.get(of_ada).status_code in (401, 403)
    assert anybody.get("/api/v1/basket-recommendations?sku=nothing").status_code == 422
    assert anybody.get("/api/v1/products/nothing/goes-with").status_code == 404


def test_what_goes_with_a_product_heeds_what_the_customer_has(
    admin: TestClient, client_of: ClientOf, sold: Database
) -> None:
    url = "/api/v1/products/LL-0002/goes-with"
    assert "LL-0009" in [one["product"]["sku"] for one in admin.get(url).json()["items"]]
    with sold.session() as session:
        buyer = session.scalars(select(Customer).where(Customer.email == "b2@example.com")).one()
    mine = admin.get(url, params={"customer_id": buyer.id}).json()["items"]
    assert "LL-0009" not in [one["product"]["sku"] for one in mine]
    assert client_of().get(url, params={"customer_id": buyer.id}).status_code in (401, 403)
    assert admin.get(url, params={"customer_id": 999}).status_code == 404
    with sold.transaction() as session:
        open_ticket(
            session, customer_id=buyer.id, subject="No", kind="complaint", details="No", now=NOW
        )
    assert admin.get(url, params={"customer_id": buyer.id}).json()["hold"] == "complaint"


def test_what_was_shown_is_stored_once_and_pressed_once(admin: TestClient, sold: Database) -> None:
    url, body = "/api/v1/customers/1/offers", {"skus": ["LL-0009"], "strategy": "item-knn"}
    assert admin.post(url, json=body).status_code == 422  # without a key
    key = {"Idempotency-Key": "page-7"}
    made = [admin.post(url, json=body, headers=key).json() for _ in range(2)]
    assert made[0] == made[1]
    press = f"{url}/{made[0][0]['id']}/click"
    assert admin.post(press).json()["clicked_at"] is not None
    assert admin.post(press).status_code == 200
    assert admin.post(press.replace("customers/1/", "customers/2/")).status_code == 404
    wrong = {"skus": ["nothing"], "strategy": "x"}
    assert admin.post(url, json=wrong, headers={"Idempotency-Key": "8"}).status_code == 422
    with sold.session() as session:
        stored = session.query(Offer).one()
    assert (stored.place, stored.position, stored.strategy) == ("api", 0, "item-knn")
