"""The widget is two small files that write no HTML; the second is loaded when it is needed."""

import gzip
import re
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[4] / "bot/channels/web/widget"
LIMIT = 10_240  # bytes
both = pytest.mark.parametrize("name", ["widget.js", "extras.js"])


@both
def test_file_fits_when_compressed(name: str) -> None:
    assert len(gzip.compress((WIDGET / name).read_bytes(), 9)) <= LIMIT


@both
def test_file_parses_no_html_and_inlines_no_style(name: str) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\.style\b|style="
    assert re.findall(forbidden, (WIDGET / name).read_text("utf-8")) == []


@both
def test_file_listens_to_no_other_window(name: str) -> None:
    # S43: there is no postMessage protocol that a hostile page or frame could speak.
    forbidden = r"postMessage|BroadcastChannel|['\"`]message['\"`]\s*,\s*\(|onmessage(?! = \(e\))"
    text = (WIDGET / name).read_text("utf-8")
    assert re.findall(forbidden, text) == []
    assert re.findall(r"addEventListener\('(?:message|storage|hashchange)'", text) == []


def test_widget_loads_its_second_file_and_nothing_else() -> None:
    loading = r"^import\s.*|[^.]\bimport\(.*?\)\.|https?://(?!www\.w3\.org)\w"
    found = re.findall(loading, (WIDGET / "widget.js").read_text("utf-8"))
    assert found == [" import('./extras.js')."]
    assert re.findall(loading, (WIDGET / "extras.js").read_text("utf-8")) == []
