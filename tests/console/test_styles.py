"""Of Tabler's stylesheet pages get the rules they can use, and lose none of these."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from console.app import VENDOR
from console.styles import CLASS, find_words, make_stylesheet, trim_css

TABLER = VENDOR["tabler.min.css"]


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".a{x:y}.b{x:y}", ".a{x:y}"),
        (".a,.b{x:y}", ".a{x:y}"),
        (".a.b,.a .b,.a>p{x:y}", ".a>p{x:y}"),
        ("p,h1{x:y}", "p,h1{x:y}"),
        (":is(.a,.b) p{x:y}", ":is(.a,.b) p{x:y}"),
        (".a:not(.b){x:y}", ".a:not(.b){x:y}"),
        ('[data-bs-theme="dark"] .a{x:y}', '[data-bs-theme="dark"] .a{x:y}'),
        ("@media (x){.a{x:y}.b{x:y}}", "@media (x){.a{x:y}}"),
        ("@media (x){@supports (y){.b{x:y}}}", ""),
        ("@keyframes b{from{x:y}to{x:z}}", "@keyframes b{from{x:y}to{x:z}}"),
        ("/*! by me */.b{x:y}", "/*! by me */"),
        (".b{x:'}'}.a{x:'{.b}';z:url(d;a{})}", ".a{x:'{.b}';z:url(d;a{})}"),
        (r".a\/2{x:y}.a{x:y}", ".a{x:y}"),
        (".a{--x:1;--y:calc(1px/2)}", ".a{--x:1;--y:calc(1px/2)}"),
        ('@charset "u";.a{}', '@charset "u";.a{}'),
    ],
)
def test_rule_goes_when_it_asks_for_a_class_that_nothing_has(css: str, left: str) -> None:
    assert trim_css(css, {"a", "p", "h1"}) == left


@pytest.mark.skipif(not TABLER.exists(), reason="`make setup` installs it")
def test_every_class_of_a_template_keeps_its_rules() -> None:
    css, words = TABLER.read_text("utf-8"), find_words()
    whole = set(CLASS.findall(css))
    left = set(CLASS.findall(trim_css(css, words)))
    assert {"btn", "card", "form-control", "container-xl", "table"} <= words & left
    alone = {one for one in words & whole if re.search(rf"[}},]\.{re.escape(one)}[,{{]", css)}
    assert len(alone) > 20
    assert alone <= left
    assert trim_css(css, whole).count("{") == css.count("{")


@pytest.mark.skipif(not TABLER.exists(), reason="`make setup` installs it")
def test_stylesheet_is_small_and_bears_its_licence() -> None:
    made = make_stylesheet(TABLER).content.decode()
    assert len(made) < TABLER.stat().st_size / 5
    assert "Licensed under MIT" in made
    assert made.count("{") == made.count("}")


def test_stylesheet_is_asked_for_again_and_sent_once(
    visitor: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "some.css"
    path.write_text(".btn{x:y}.nowhere-in-the-console{x:y}")
    monkeypatch.setitem(VENDOR, "some.css", path)
    first = visitor.get("/staff/vendor/some.css")
    assert (first.text, first.headers["Content-Type"]) == (".btn{x:y}", "text/css; charset=utf-8")
    assert first.headers["Cache-Control"] == "no-cache"
    for tag in (first.headers["ETag"], f"W/{first.headers['ETag']}"):
        again = visitor.get("/staff/vendor/some.css", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["ETag"])
