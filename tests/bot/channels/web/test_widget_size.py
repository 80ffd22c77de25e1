"""The widget is one small file that writes no HTML."""

import gzip
import re
from pathlib import Path

WIDGET = Path(__file__).parents[4] / "bot/channels/web/widget/widget.js"
LIMIT = 10_240  # bytes


def test_widget_fits_when_compressed() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= LIMIT


def test_widget_parses_no_html_and_inlines_no_style() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\.style\b|style="
    assert re.findall(forbidden, WIDGET.read_text()) == []


def test_widget_loads_nothing_else() -> None:
    assert (
        re.findall(r"^import\s|[^.]\bimport\(|https?://(?!www\.w3\.org)\w", WIDGET.read_text())
        == []
    )
