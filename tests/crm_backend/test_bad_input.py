"""Whatever is sent to the API, it answers with an error of its own shape, never with a 500."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.db import Database
from tests.crm_backend.test_permissions import NEEDED, OPEN, list_operations

WORDS = [
    "x",
    "0",
    "-1",
    "99999999999999999999999",
    "%00",
    "%ff",
    "%ed%a0%80",
    "..%2f..",
    "é",
    "1e9",
]
BODIES = [
    b"",
    b"null",
    b"[]",
    b"7",
    b"{",
    b"\xff\xfe\x00",
    b'"\\ud800"',
    b'{"\\ud800": 1}',
    b'{"name": NaN}',
    b'{"quantity": 1e400, "line_id": -1e400}',
    b'{"line_id": ' + b"9" * 5_000 + b"}",
    b"[" * 50_000,
    b'{"text": "' + b"a" * 100_000 + b'"}',
]
WRITES = sorted(key for key in NEEDED if key[0] in ("post", "put", "patch"))


@pytest.fixture
def quiet(admin: TestClient, app: FastAPI, stocked: Database) -> TestClient:
    """A client that turns a crash into the 500 a caller would see."""
    client = TestClient(app, raise_server_exceptions=False)
    client.headers = admin.headers
    return client


def fill(path: str, word: str) -> str:
    for part in ("{customer_id}", "{key_id}", "{number}", "{sku}", "{slug}", "{name}"):
        path = path.replace(part, word)
    return path


def assert_is_refusal(response: Any) -> None:
    assert 400 <= response.status_code < 500, (response.request.url, response.text)
    assert set(response.json()["error"]) == {"code", "message", "data"}


@pytest.mark.parametrize("word", WORDS)
def test_path_is_refused_or_unknown_when_its_parts_are_odd(quiet: TestClient, word: str) -> None:
    for method, path in (*NEEDED, *OPEN):
        if "{" in path:
            assert_is_refusal(quiet.request(method, fill(path, word), json={}))


@pytest.mark.parametrize("word", WORDS)
def test_query_never_crashes_when_it_is_odd(quiet: TestClient, app: FastAPI, word: str) -> None:
    for (method, path), spec in list_operations(app).items():
        for parameter in spec.get("parameters", []):
            if parameter["in"] == "query":
                url = f"{fill(path, '1')}?{parameter['name']}={word}"
                response = quiet.request(method, url)
                assert response.status_code < 500, (url, response.text)


@pytest.mark.parametrize("body", BODIES)
def test_body_is_refused_when_it_is_odd(quiet: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for method, path in WRITES:
        if not path.endswith(("/cancel", "/close", "/revoke")):
            path = path.replace("{number}", "FD-1000001")
            response = quiet.request(method, fill(path, "1"), content=body, headers=headers)
            assert_is_refusal(response)


def test_field_is_refused_when_unknown(quiet: TestClient, app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    for (method, path), spec in list_operations(app).items():
        if "requestBody" in spec:
            reference = spec["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            assert schemas[reference.rsplit("/", 1)[1]]["additionalProperties"] is False, path
            response = quiet.request(method, fill(path, "1"), json={"is_admin": True})
            assert_is_refusal(response)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/customers/1", {"name": None}),
        ("/customers/1", {"name": ""}),
        ("/customers/1", {"email": "nobody"}),
        ("/customers/1", {"language": "xx"}),
        ("/customers/1", {"city": "a\x00b"}),
        ("/customers/1", {"id": 2}),
        ("/products/LL-0001", {"price_cents": -1}),
        ("/products/LL-0001", {"price_cents": 10**12}),
        ("/products/LL-0001", {"stock": 1.5}),
        ("/products/LL-0001", {"category": "nowhere"}),
        ("/products/LL-0001", {"image_path": "https://elsewhere.example/x.svg"}),
        ("/products/LL-0001", {"sku": "LL-9"}),
    ],
)
def test_change_is_refused_when_value_does_not_fit(
    quiet: TestClient, path: str, body: dict[str, Any]
) -> None:
    before = quiet.get(f"/api/v1{path}").json()
    assert_is_refusal(quiet.patch(f"/api/v1{path}", json=body))
    assert quiet.get(f"/api/v1{path}").json() == before


def test_path_has_our_error_when_unknown(quiet: TestClient) -> None:
    assert quiet.get("/api/v1/nothing").json()["error"]["code"] == "not_found"
    assert quiet.delete("/api/v1/orders").json()["error"]["code"] == "method_not_allowed"


# What JSON can carry; NaN and infinity are among the raw bodies above.
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_write_never_crashes_when_body_has_right_names_and_odd_values(
    quiet: TestClient, app: FastAPI, data: st.DataObject
) -> None:
    operations = list_operations(app)
    method, path = data.draw(
        st.sampled_from([key for key in WRITES if "requestBody" in operations[key]])
    )
    reference = operations[method, path]["requestBody"]["content"]["application/json"]["schema"]
    schema = app.openapi()["components"]["schemas"][reference["$ref"].rsplit("/", 1)[1]]
    fields = dict.fromkeys(schema["properties"], JSON)
    body = data.draw(st.fixed_dictionaries({}, optional=fields))
    path = fill(path.replace("orders/{number}", "orders/FD-1000001"), "1")
    response = quiet.request(method, path, json=body)
    assert response.status_code < 500, (path, body, response.text)
