"""Every route of the API against every role: who may, who may not, and that none is forgotten."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kernel.db import Database
from kernel.principals import ALLOWED
from tests.crm_backend.conftest import ClientOf

ROLES = (None, "viewer", "agent", "supervisor", "admin")

# Route → the permission it must ask for. A route that is not listed here fails the test below.
NEEDED = {
    ("get", "/api/v1/customers"): "customers:read",
    ("post", "/api/v1/customers"): "customers:write",
    ("get", "/api/v1/customers/{customer_id}"): "customers:read",
    ("patch", "/api/v1/customers/{customer_id}"): "customers:write",
    ("get", "/api/v1/customers/{customer_id}/identities"): "customers:read",
    ("delete", "/api/v1/customers/{customer_id}/identities/{identity_id}"): "customers:write",
    ("get", "/api/v1/categories"): "catalog:read",
    ("get", "/api/v1/products"): "catalog:read",
    ("post", "/api/v1/products"): "catalog:write",
    ("get", "/api/v1/products/{sku}"): "catalog:read",
    ("patch", "/api/v1/products/{sku}"): "catalog:write",
    ("get", "/api/v1/product-search"): "catalog:read",
    ("get", "/api/v1/products/{sku}/goes-with"): "catalog:read",
    ("get", "/api/v1/basket-recommendations"): "catalog:read",
    ("get", "/api/v1/customers/{customer_id}/recommendations"): "customers:read",
    ("post", "/api/v1/customers/{customer_id}/offers"): "customers:write",
    ("post", "/api/v1/customers/{customer_id}/offers/{offer_id}/click"): "customers:write",
    ("post", "/api/v1/experiments/{key}/assignments"): "customers:write",
    ("get", "/api/v1/orders"): "orders:read",
    ("post", "/api/v1/orders"): "orders:write",
    ("get", "/api/v1/orders/{number}"): "orders:read",
    ("post", "/api/v1/orders/{number}/status"): "orders:write",
    ("post", "/api/v1/orders/{number}/cancel"): "orders:write",
    ("put", "/api/v1/orders/{number}/address"): "orders:write",
    ("get", "/api/v1/orders/{number}/returns"): "orders:read",
    ("post", "/api/v1/orders/{number}/returns"): "orders:write",
    ("post", "/api/v1/orders/{number}/refunds"): "orders:refund_beyond",
    ("post", "/api/v1/returns/{number}/status"): "orders:write",
    ("get", "/api/v1/tickets"): "tickets:read",
    ("post", "/api/v1/tickets"): "tickets:write",
    ("get", "/api/v1/tickets/{number}"): "tickets:read",
    ("patch", "/api/v1/tickets/{number}"): "tickets:write",
    ("post", "/api/v1/tickets/{number}/comments"): "tickets:write",
    ("post", "/api/v1/tickets/{number}/close"): "tickets:write",
    ("get", "/api/v1/articles"): "knowledge:read",
    ("post", "/api/v1/articles"): "knowledge:write",
    ("get", "/api/v1/articles/{slug}"): "knowledge:read",
    ("patch", "/api/v1/articles/{slug}"): "knowledge:write",
    ("get", "/api/v1/article-search"): "knowledge:read",
    ("get", "/api/v1/api-keys"): "api_keys:write",
    ("post", "/api/v1/api-keys"): "api_keys:write",
    ("post", "/api/v1/api-keys/{key_id}/revoke"): "api_keys:write",
}
OPEN = {("get", "/pictures/{name}.svg")}


def list_operations(app: FastAPI) -> dict[tuple[str, str], dict[str, Any]]:
    paths = app.openapi()["paths"]
    return {(method, path): spec for path, item in paths.items() for method, spec in item.items()}


def call(client: TestClient, method: str, path: str) -> int:
    concrete = path.replace("{customer_id}", "1").replace("{key_id}", "999")
    for part in ("{number}", "{sku}", "{slug}"):
        concrete = concrete.replace(part, "X")
    body = {} if method in ("post", "put", "patch") else None
    return client.request(method, concrete, json=body).status_code


def test_every_route_is_in_the_table_when_listed_by_openapi(app: FastAPI) -> None:
    assert set(list_operations(app)) == set(NEEDED) | OPEN


@pytest.mark.parametrize("role", ROLES)
def test_route_opens_when_role_has_permission_and_only_then(
    client_of: ClientOf, stocked: Database, role: str | None
) -> None:
    client = client_of(role)
    permissions = ALLOWED[role or "anonymous"]
    refusal = 403 if role else 401
    for (method, path), permission in NEEDED.items():
        status = call(client, method, path)
        if permission in permissions:
            assert status in (200, 201, 404, 409, 422), (method, path, status)
        else:
            assert status == refusal, (method, path, status)


def test_route_is_refused_when_key_is_wrong(client_of: ClientOf, stocked: Database) -> None:
    client = client_of()
    client.headers["Authorization"] = "Bearer fd_0000000000_no"
    statuses = {call(client, method, path) for method, path in NEEDED}
    assert statuses == {401}  # also where no key is needed: a wrong one is a mistake to be told


def test_key_is_refused_when_revoked(client_of: ClientOf, admin: TestClient) -> None:
    other = client_of("viewer")
    assert other.get("/api/v1/customers").status_code == 200
    ids = {key["name"]: key["id"] for key in admin.get("/api/v1/api-keys").json()}
    revoked = admin.post(f"/api/v1/api-keys/{ids['viewer']}/revoke").json()
    assert revoked["revoked_at"] is not None
    assert other.get("/api/v1/customers").status_code == 401


def test_key_made_over_http_opens_when_shown(client_of: ClientOf, admin: TestClient) -> None:
    made = admin.post("/api/v1/api-keys", json={"name": "Sync", "role": "viewer"}).json()
    client = client_of()
    client.headers["Authorization"] = f"Bearer {made['key']}"
    assert client.get("/api/v1/orders").status_code == 200
    assert "key_hash" not in made
    assert all("key" not in key for key in admin.get("/api/v1/api-keys").json())


def test_errors_are_documented_when_openapi_is_read(app: FastAPI) -> None:
    for operation, spec in list_operations(app).items():
        if operation not in OPEN:
            assert {"401", "403", "404", "409", "422"} <= set(spec["responses"]), operation
            assert spec["summary"], operation
            assert spec["security"] == [{"apiKey": []}], operation


def test_product_not_for_sale_is_hidden_when_caller_may_not_change_it(
    client_of: ClientOf, stocked: Database
) -> None:
    agent, supervisor = client_of("agent"), client_of("supervisor")
    hidden, missing = (agent.get(f"/api/v1/products/{sku}") for sku in ("LL-0003", "LL-9999"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()
    assert supervisor.get("/api/v1/products/LL-0003").json()["is_active"] is False
    url = "/api/v1/products?has_inactive=true"
    assert agent.get(url).status_code == 403
    assert len(supervisor.get(url).json()["items"]) == 3
    assert len(agent.get("/api/v1/products").json()["items"]) == 2
