"""Style, scripts and the files that come from npm."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import console.app
from console.app import FOLDER, VENDOR


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("console.css", "text/css"),
        ("theme.js", "text/javascript"),
        ("times.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_own_file_is_served_to_everybody(visitor: TestClient, name: str, kind: str) -> None:
    response = visitor.get(f"/staff/static/{name}")
    assert response.headers["Content-Type"].startswith(kind)
    assert response.content == (FOLDER / "static" / name).read_bytes()
    tag = {"If-None-Match": response.headers["ETag"]}
    assert visitor.get(f"/staff/static/{name}", headers=tag).status_code == 304


@pytest.mark.parametrize("name", sorted(name for name in VENDOR if name.endswith(".js")))
def test_vendor_file_is_served_and_kept(
    visitor: TestClient, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text("/* a library */" * 100)
    monkeypatch.setitem(console.app.VENDOR, name, tmp_path / name)
    response = visitor.get(f"/staff/vendor/{name}")
    assert response.text == "/* a library */" * 100
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert response.headers["Content-Encoding"] == "gzip"


def test_page_tells_what_to_do_when_a_vendor_file_is_missing(
    visitor: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(console.app.VENDOR, "htmx.min.js", tmp_path / "gone.js")
    for name in ("htmx.min.js", "unknown.js"):
        page = visitor.get(f"/staff/vendor/{name}")
        assert page.status_code == 404
        assert "make setup" in page.text


@pytest.mark.parametrize("path", ["/staff/static/../app.py", "/staff/vendor/..%2fpackage.json"])
def test_no_other_file_is_served(visitor: TestClient, path: str) -> None:
    assert visitor.get(path).status_code == 404
