"""What is no query, and what no text can hold (S53)."""

import itertools
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.security.routes.tables import (
    DESK,
    ClientOf,
)

STRANGE = [
    "%",
    "_",
    "\\",
    "'",
    "''; DROP TABLE customer; --",
    "' OR '1'='1",
    '" OR ""="',
    "%' ESCAPE '\\",
    "x' UNION SELECT key_hash FROM api_key --",
    "$.a[*]",
    '{"$ne": null}',
    "a OR b NEAR(c)",
    "*",
    '"',
    "(((",
    "\x00",
    "a\x00b",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "1; SELECT pg_sleep(5)",
    "${jndi:ldap://x}",
    "a" * 5_000,
]


@pytest.mark.slow
def test_s53_no_query_is_made_of_what_callers_send(client_of: ClientOf, app: FastAPI) -> None:
    admin = client_of("admin")
    for path, item in app.openapi()["paths"].items():
        query = [
            one["name"] for one in item.get("get", {}).get("parameters", ()) if one["in"] == "query"
        ]
        concrete = re.sub(r"{\w+}", "1", path)
        for name, value in itertools.product(query, STRANGE):
            answer = admin.get(concrete, params={name: value})
            assert answer.status_code in (200, 404, 422), (path, name, value)
    for path in ("orders", "tickets", "products", "articles", "desk/conversations", "customers"):
        for value in ("%25", "%27", "_", "%00", "1%00", "%5C", "%F0%9F%98%80", "%ED%A0%80"):
            status = admin.get(f"/api/v1/{path}/{value}").status_code
            assert status in (404, 422), (path, value)


def test_s53_wildcards_are_letters(client_of: ClientOf) -> None:
    admin = client_of("admin")
    admin.post("/api/v1/customers", json={"name": "100% Wool_Shop", "email": "wool@example.com"})
    for word, names in {
        "%": ["100% Wool_Shop"],
        "_": ["100% Wool_Shop"],
        "0%": ["100% Wool_Shop"],
        "l_s": ["100% Wool_Shop"],
        "%%": [],
        "a%a": [],
        "_da": [],
        "\\": [],
        "' OR '1'='1": [],
    }.items():
        found = admin.get("/api/v1/customers", params={"query": word}).json()["items"]
        assert [one["name"] for one in found] == names, word


def test_s53_staff_pages_take_strange_ids(signed_in: TestClient) -> None:
    for value in ("%00", "0" * 31 + "%00", "%27", "%25", "x" * 3_000, "%ED%A0%80"):
        status = signed_in.get(f"/staff/conversations/{value}").status_code
        assert status in (404, 422), value
        headers = {"Origin": "http://testserver"}
        for move in ("take", "reply"):
            url = f"/staff/conversations/{value}/{move}"
            answer = signed_in.post(url, headers=headers, data={"text": "a\x00b"})
            assert answer.status_code in (404, 422), (value, move)
    for query in ("after=%00", "owner=%00", "after='", "after=" + "9" * 400, "status=%00"):
        assert signed_in.get(f"/staff/?{query}").status_code in (200, 422), query
        assert signed_in.get(f"/staff/tickets?{query}").status_code in (200, 422), query


NUL = "a\x00b"


def test_s53_what_no_text_can_hold_is_refused_and_not_stored(
    client_of: ClientOf, signed_in: TestClient, chat: str
) -> None:
    agent, mina = client_of("supervisor"), {"agent_id": "mina", "agent_name": "Mina"}
    url = f"{DESK}/conversations/{chat}"
    rule = {"words": [NUL]}
    tries = [
        ("post", f"{url}/take", mina | {"agent_name": NUL}),
        ("post", f"{url}/take", mina | {"agent_id": NUL}),
        ("post", f"{DESK}/queue/next", mina | {"agent_id": NUL}),
        ("put", f"{DESK}/agents/x", {"name": NUL, "state": "online"}),
        ("put", f"{DESK}/agents/%00", {"name": "x", "state": "online"}),
        ("put", f"{DESK}/escalation", {"rules": [rule]}),
        ("put", f"{DESK}/hours", {"zone": NUL}),
        ("post", "/api/v1/identity/logout", {"token_id": NUL}),
        ("post", "/api/v1/api-keys", {"name": NUL, "role": "viewer"}),
    ]
    for method, where, body in tries:
        status = agent.request(method, where, json=body).status_code
        assert status in (403, 422), (where, body, status)
    assert agent.post(f"{url}/take", json=mina).status_code == 204
    assert agent.post(f"{url}/reply", json=mina | {"text": NUL}).status_code == 422
    headers = {"Origin": "http://testserver"}
    forms = {
        "/staff/login": {"email": NUL, "password": NUL},
        "/staff/setup/%00": {"name": NUL, "email": NUL, "password": NUL},
        f"/staff/conversations/{chat}/reply": {"text": NUL},
    }
    for where, form in forms.items():
        status = signed_in.post(where, data=form, headers=headers).status_code
        assert status in (303, 401, 404, 409, 422), (where, status)
