"""Pages of the studio over a small project in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kernel.runtime import Runtime
from tests.console.conftest import ClientOf
from tests.console.studio.exchange.zips import PROJECT

PAGE = "/staff/studio/exchange"
Send = Callable[..., str]


@pytest.fixture
def root(runtime: Runtime, tmp_path: Path) -> Path:
    """The project's folder, with a small project in it."""
    root = tmp_path / "project"
    for path, text in PROJECT.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    object.__setattr__(runtime.settings, "project", root)
    return root


@pytest.fixture
def editor(root: Path, app: FastAPI, client_of: ClientOf) -> TestClient:
    """The browser of who may change the bot."""
    return client_of("studio", "Edda Bot")


def upload(client: TestClient, content: bytes, name: str = "bot.zip") -> str:
    """Upload an archive and return the address of its preview."""
    answer = client.post(f"{PAGE}/import", files={"file": (name, content, "application/zip")})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])
