"""Headers of every answer (S44)."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.security.routes.tables import (
    ClientOf,
)
from tests.security.whole import list_routes


def list_pages(app: FastAPI, chat: str) -> list[tuple[str, str]]:
    """Return every route with something in the place of its ids; files by an example."""
    files = {"/shop/static/*": "/shop/static/shop.css", "/staff/static/*": "/staff/static/icon.svg"}
    made = []
    for method, path in sorted(list_routes(app)):
        concrete = files.get(path, path).replace("{conversation_id}", chat)
        concrete = concrete.replace("{name}.js", "widget.js").replace("{name}", "htmx.min.js")
        concrete = re.sub(r"{\w+}", "1", concrete)
        if method != "WS" and path != "/readyz":  # it asks Rasa; its answer is made like /healthz's
            made.append((method, concrete))
    return made


async def has_safe_headers(app: FastAPI, client: TestClient, chat: str) -> None:
    for method, path in list_pages(app, chat):
        answer = client.request(method, path)
        headers, where = answer.headers, (method, path, answer.status_code)
        assert answer.status_code < 500, where
        assert headers["x-content-type-options"] == "nosniff", where
        assert "referrer-policy" in headers, where
        policy = headers["content-security-policy"]
        assert "unsafe-eval" not in policy, where
        assert "'unsafe-inline'" not in policy.replace("style-src 'unsafe-inline'; sandbox", "")
        assert "default-src 'none'" in policy, where
        assert headers["strict-transport-security"] == "max-age=31536000", where
        kind = headers.get("content-type", "")
        if kind.startswith("text/html"):
            assert "frame-ancestors 'none'" in policy, where
            assert "base-uri 'none'" in policy, where
            assert headers["cross-origin-opener-policy"] == "same-origin", where
        if kind.startswith(("text/html", "application/json")) and path != "/chat/v1/config":
            assert headers["cache-control"] == "no-store", where
        assert "server" not in headers, where


@pytest.mark.slow
async def test_s44_every_answer_has_safe_headers(
    app: FastAPI, client_of: ClientOf, signed_in: TestClient, chat: str
) -> None:
    for client in (client_of(None), client_of("admin"), signed_in):
        await has_safe_headers(app, client, chat)


async def test_s44_twin_turns_red(
    app: FastAPI, client_of: ClientOf, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk.headers.DEFAULTS", {})
    with pytest.raises(KeyError):
        await has_safe_headers(app, client_of(None), chat)
