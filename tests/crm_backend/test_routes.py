"""The API as a program of the shop uses it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kernel.db import Database
from kernel.settings import Settings
from tests.crm_backend.conftest import ClientOf
from tests.crm_backend.shop import ADDRESS, NOW

pytestmark = pytest.mark.usefixtures("stocked")

ORDER = {
    "customer_id": 1,
    "lines": [{"sku": "LL-0002", "quantity": 1}],
    "address": ADDRESS.model_dump(),
}
TICKET = {"subject": "Lamp broke", "details": "It flickers.", "customer_id": 1}


def test_customer_lives_when_made_read_changed_and_listed(admin: TestClient) -> None:
    made = admin.post("/api/v1/customers", json={"name": "李雷", "email": "Li@Example.com"})
    assert made.status_code == 201
    url = f"/api/v1/customers/{made.json()['id']}"
    assert admin.get(url).json()["email"] == "li@example.com"
    assert admin.patch(url, json={"phone": "+49 30 1"}).json()["phone"] == "+49 30 1"
    assert admin.get(f"{url}/identities").json() == []
    found = admin.get("/api/v1/customers", params={"query": "李"}).json()
    assert [item["name"] for item in found["items"]] == ["李雷"]


def test_second_customer_is_refused_when_address_is_taken(admin: TestClient) -> None:
    answer = admin.post("/api/v1/customers", json={"name": "A", "email": "ADA@example.com"})
    assert answer.status_code == 409
    assert answer.json()["error"]["data"] == {"field": "email"}


def test_catalog_is_open_when_no_key_is_shown(client_of: ClientOf) -> None:
    client = client_of()
    assert client.get("/api/v1/categories").json()[0]["name_zh"] == "灯具"
    found = client.get("/api/v1/product-search", params={"text": "florr lamp"}).json()
    assert found[0]["sku"] == "LL-0001"
    found = client.get("/api/v1/product-search", params={"text": "台灯", "language": "zh"}).json()
    assert found[0]["sku"] == "LL-0002"


def test_product_lives_when_made_and_changed(admin: TestClient) -> None:
    body = {"sku": "N-1", "category": "lamps", "name_en": "N", "name_zh": "新", "price_cents": 5}
    assert admin.post("/api/v1/products", json=body).status_code == 201
    changed = admin.patch("/api/v1/products/N-1", json={"stock": 4}).json()
    assert (changed["stock"], changed["price_cents"]) == (4, 5)
    assert admin.post("/api/v1/products", json=body).status_code == 409


def test_order_goes_its_way_when_moved(admin: TestClient) -> None:
    number = admin.post("/api/v1/orders", json=ORDER).json()["number"]
    assert number == "FD-1000002"
    parcel = {
        "carrier": "DHL",
        "tracking_number": "J1",
        "expected_at": (NOW + timedelta(days=2)).isoformat(),
    }
    steps = [
        {"status": "paid"},
        {"status": "packed"},
        {"status": "shipped", "parcel": parcel},
        {"status": "delivered"},
    ]
    for step in steps:
        answer = admin.post(f"/api/v1/orders/{number}/status", json=step)
        assert answer.status_code == 200, answer.text
    order = answer.json()
    assert order["shipment"]["delivered_at"] == "2026-03-02T09:30:00Z"
    assert [step["status"] for step in order["history"]][-1] == "delivered"
    refused = admin.post(f"/api/v1/orders/{number}/cancel")
    assert refused.status_code == 409
    assert refused.json()["error"]["data"] == {"reason": "already_delivered"}


def test_order_is_changed_and_cancelled_when_young(admin: TestClient) -> None:
    number = admin.post("/api/v1/orders", json=ORDER).json()["number"]
    moved = ADDRESS.model_dump() | {"city": "Bonn"}
    answer = admin.put(f"/api/v1/orders/{number}/address", json=moved)
    assert answer.json()["city"] == "Bonn"
    assert admin.post(f"/api/v1/orders/{number}/cancel").json()["status"] == "cancelled"
    assert admin.get("/api/v1/products/LL-0002").json()["stock"] == 3


def test_return_goes_its_way_when_moved(admin: TestClient) -> None:
    url = "/api/v1/orders/FD-1000001"
    line = admin.get(url).json()["lines"][0]
    body = {"line_id": line["id"], "quantity": 2, "reason": "Too tall"}
    made = admin.post(f"{url}/returns", json=body)
    assert made.status_code == 201
    assert made.json()["refund_cents"] == 9_800
    number = made.json()["number"]
    approved = admin.post(f"/api/v1/returns/{number}/status", json={"status": "approved"})
    assert approved.json()["status"] == "approved"
    assert [item["number"] for item in admin.get(f"{url}/returns").json()] == [number]


def test_ticket_lives_when_opened_answered_changed_and_closed(admin: TestClient) -> None:
    made = admin.post("/api/v1/tickets", json=TICKET | {"order_number": "fd1000001"})
    assert made.status_code == 201, made.text
    url = f"/api/v1/tickets/{made.json()['number']}"
    note = {"text": "Call the maker", "author_name": "Kim", "is_public": False}
    assert admin.post(f"{url}/comments", json=note).status_code == 201
    assert (
        admin.patch(url, json={"priority": "urgent"}).json()["due_at"].startswith("2026-03-02T13")
    )
    closed = admin.post(f"{url}/close").json()
    assert (closed["status"], len(closed["comments"])) == ("closed", 3)
    assert admin.get(url).json() == closed
    assert admin.post(f"{url}/close").json()["error"]["code"] == "ticket_closed"
    listed = admin.get("/api/v1/tickets", params={"customer_id": 1, "status": "closed"}).json()
    assert [item["number"] for item in listed["items"]] == [closed["number"]]


def test_ticket_is_refused_when_order_is_anothers_as_when_it_is_missing(admin: TestClient) -> None:
    foreign = admin.post(
        "/api/v1/tickets", json=TICKET | {"customer_id": 2, "order_number": "FD-1000001"}
    )
    missing = admin.post(
        "/api/v1/tickets", json=TICKET | {"customer_id": 2, "order_number": "FD-7777777"}
    )
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()


def test_article_lives_when_made_read_changed_and_searched(admin: TestClient) -> None:
    body = {
        "slug": "returns",
        "topic": "ask_return_policy",
        "title_en": "Returns",
        "title_zh": "退货",
        "body_en": "Thirty days.",
        "body_zh": "三十天内可退货。",
    }
    assert admin.post("/api/v1/articles", json=body).status_code == 201
    url = "/api/v1/articles/returns"
    assert admin.patch(url, json={"body_en": "Sixty days."}).json()["body_en"] == "Sixty days."
    assert admin.get(url).json()["title_zh"] == "退货"
    found = admin.get("/api/v1/article-search", params={"text": "怎么退货", "language": "zh"})
    assert [item["slug"] for item in found.json()] == ["returns"]
    topic = {"topic": "ask_return_policy"}
    assert len(admin.get("/api/v1/articles", params=topic).json()["items"]) == 1


def test_write_is_done_once_when_key_repeats(admin: TestClient) -> None:
    headers = {"Idempotency-Key": "order-77"}
    answers = [admin.post("/api/v1/orders", json=ORDER, headers=headers) for _ in range(3)]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert admin.get("/api/v1/products/LL-0002").json()["stock"] == 2


def test_keys_do_not_meet_when_callers_differ(admin: TestClient, client_of: ClientOf) -> None:
    headers = {"Idempotency-Key": "mine"}
    other = client_of("agent")
    first = admin.post("/api/v1/tickets", json=TICKET, headers=headers).json()["number"]
    assert other.post("/api/v1/tickets", json=TICKET, headers=headers).json()["number"] != first


@pytest.mark.parametrize("key", ["", "a b", "x" * 101, "\x7f"])
def test_key_is_refused_when_it_is_odd(admin: TestClient, key: str) -> None:
    answer = admin.post("/api/v1/tickets", json=TICKET, headers={"Idempotency-Key": key})
    assert answer.status_code == 422


def test_every_ticket_comes_once_when_pages_are_walked(admin: TestClient) -> None:
    numbers = [admin.post("/api/v1/tickets", json=TICKET).json()["number"] for _ in range(5)]
    seen, after = [], None
    while True:
        params = {"limit": 2} | ({"after": after} if after else {})
        page = admin.get("/api/v1/tickets", params=params).json()
        seen += [item["number"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == numbers[::-1]


def test_numbers_and_stock_hold_when_many_write_at_once(admin: TestClient) -> None:
    # Three desk lamps, eight buyers: three get one, the others are told.
    def buy(_place: int) -> tuple[int, str]:
        answer = admin.post("/api/v1/orders", json=ORDER)
        return answer.status_code, answer.json().get("number", "")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(buy, range(8)))
    numbers = sorted(number for status, number in answers if status == 201)
    assert numbers == ["FD-1000002", "FD-1000003", "FD-1000004"]
    assert [status for status, _number in answers].count(409) == 5
    assert admin.get("/api/v1/products/LL-0002").json()["stock"] == 0


def test_nothing_is_kept_when_half_an_order_cannot_be_filled(
    admin: TestClient, stocked: Database
) -> None:
    lines = [{"sku": "LL-0001", "quantity": 1}, {"sku": "LL-0002", "quantity": 9}]
    assert admin.post("/api/v1/orders", json=ORDER | {"lines": lines}).status_code == 409
    assert admin.get("/api/v1/products/LL-0001").json()["stock"] == 10


@pytest.fixture
def picture(settings: Settings) -> Path:
    path = settings.data / "pictures" / "LL-0001.svg"
    path.parent.mkdir()
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    return path


def test_picture_is_shown_and_cannot_act_when_asked_for(client_of: ClientOf, picture: Path) -> None:
    answer = client_of().get("/pictures/LL-0001.svg")
    assert answer.content == picture.read_bytes()
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "max-age" in answer.headers["cache-control"]


def test_picture_is_not_sent_again_when_known(client_of: ClientOf, picture: Path) -> None:
    client = client_of()
    tag = client.get("/pictures/LL-0001.svg").headers["etag"]
    again = client.get("/pictures/LL-0001.svg", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    picture.write_text("<svg/>", encoding="utf-8")
    assert client.get("/pictures/LL-0001.svg", headers={"If-None-Match": tag}).status_code == 200
    assert client.head("/pictures/LL-0001.svg").content == b""


@pytest.mark.parametrize("name", ["LL-9999", "..%2fsecret", "%2e%2e", "a.b", "x" * 300, "%00"])
def test_picture_is_missing_when_name_is_unknown_or_odd(
    client_of: ClientOf, picture: Path, name: str
) -> None:
    (picture.parent.parent / "secret.svg").write_text("no", encoding="utf-8")
    answer = client_of().get(f"/pictures/{name}.svg")
    assert answer.status_code in (404, 422)
    assert answer.content != b"no"
