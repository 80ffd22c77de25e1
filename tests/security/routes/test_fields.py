"""What lists tell (S21), what bodies take (S22) and what answers show (S23)."""

import itertools
import re
from typing import Any

from fastapi import FastAPI

from tests.security.routes.tables import (
    ClientOf,
)

TRICKS = [
    "",
    "?has_inactive=false",
    "?sort=is_active&order_by=stock",
    "?is_active=false&fields=*",
    "?limit=100&include=inactive",
    "?category=lamps",
]


def test_s21_lists_tell_nothing_of_what_is_hidden(client_of: ClientOf) -> None:
    anonymous, agent = client_of(None), client_of("agent")
    for client, trick in itertools.product((anonymous, agent), TRICKS):
        page = client.get(f"/api/v1/products{trick}").json()
        assert [item["sku"] for item in page["items"]] == ["LL-0001"], trick
        assert page.get("total", 1) == 1
    for text in ("Hidden Lamp", "LL-0003", "隐藏灯", "lamp"):
        found = anonymous.get("/api/v1/product-search", params={"text": text}).text
        assert "LL-0003" not in found
    assert anonymous.get("/api/v1/products?has_inactive=true").status_code in (401, 403)
    for path in ("customers", "orders", "tickets", "desk/queue"):
        answer = anonymous.get(f"/api/v1/{path}?limit=1&customer_id=1")
        assert (answer.status_code, "total" in answer.text) == (401, False)


def find_models(app: FastAPI, side: str) -> dict[str, Any]:
    """Return the schemas that bodies ("requestBody") or answers ("responses") are made of."""
    spec = app.openapi()
    schemas, found, todo = spec["components"]["schemas"], set[str](), []
    for item in spec["paths"].values():
        for operation in item.values():
            todo += re.findall(r"#/components/schemas/(\w+)", str(operation.get(side)))
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += re.findall(r"#/components/schemas/(\w+)", str(schemas[name]))
    return {name: schemas[name] for name in found}


def test_s22_no_body_takes_a_field_it_does_not_name(app: FastAPI) -> None:
    models = find_models(app, "requestBody")
    objects = {name: one for name, one in models.items() if one.get("type") == "object"}
    assert len(objects) > 20
    lax = [name for name, one in objects.items() if one.get("additionalProperties") is not False]
    assert lax == []


SMUGGLED = {
    "id": 7,
    "role": "admin",
    "customer_id": 2,
    "tenant": "x",
    "price_cents": 1,
    "created_at": "2020-01-01T00:00:00Z",
    "total_cents": 0,
    "is_verified": True,
}


def test_s22_smuggled_fields_are_refused_and_nothing_changes(client_of: ClientOf) -> None:
    admin = client_of("admin")
    targets = ("/api/v1/customers/1", "/api/v1/products/LL-0001")
    before = [admin.get(url).json() for url in targets]
    for url, (name, value) in itertools.product(targets, SMUGGLED.items()):
        if (url, name) != ("/api/v1/products/LL-0001", "price_cents"):
            assert admin.patch(url, json={name: value}).status_code == 422, (url, name)
    moved = {"status": "refunded", "customer_id": 2}
    assert admin.post("/api/v1/orders/FD-1000001/status", json=moved).status_code == 422
    assert [admin.get(url).json() for url in targets] == before


NEVER = re.compile(r"hash|password|secret|payload|lease|fence|token|address_hash|idempotency|totp")


def test_s23_answers_show_no_inner_fields(app: FastAPI, client_of: ClientOf) -> None:
    models = find_models(app, "responses")
    shown = {(name, field) for name, one in models.items() for field in one.get("properties", {})}
    assert len(shown) > 100
    assert [one for one in shown if NEVER.search(one[1])] == []
    admin = client_of("admin")
    order = admin.get("/api/v1/orders/FD-1000001").json()
    assert set(order) == set(models["OrderRead"]["properties"])
    customer = admin.get("/api/v1/customers/1").json()
    assert set(customer) == set(models["CustomerRead"]["properties"])
    made = admin.post("/api/v1/api-keys", json={"name": "x", "role": "viewer"}).json()
    assert {name for name in made if NEVER.search(name)} == set()
