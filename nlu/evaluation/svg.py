"""The frame that all pictures share: one size of letters, colours for light and dark."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

# The same hues in both; contrast of text and of bars against the ground is above 4.5.
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #1d2b2b }
.ground { fill: #ffffff } .grid { stroke: #d5dddd }
.right { fill: #0b6e6e } .wrong { fill: #b3261e } .aim { stroke: #1d2b2b; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) {
text { fill: #e6eeee }
.ground { fill: #101818 } .grid { stroke: #2c3a3a }
.right { fill: #4fc3b8 } .wrong { fill: #ff8a80 } .aim { stroke: #e6eeee }
}
</style>"""


def draw_frame(title: str, width: int, height: int, parts: Iterable[str]) -> str:
    """Return a whole picture: the parts on a ground, with a title for those who cannot see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(title)}">'
    )
    ground = f'<rect class="ground" width="{width}" height="{height}"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", STYLE, ground, *parts, "</svg>", ""])


def draw_text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Return a line of text; `anchor` is start, middle or end."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def draw_line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line; `kind` is grid or aim."""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line class="{kind}" {ends}/>'


def draw_bar(
    x: float, y: float, width: float, height: float, kind: str, note: str, opacity: float = 1
) -> str:
    """Return a rectangle that says `note` where it is pointed at; `kind` is right or wrong."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    inner = f"<title>{escape(note)}</title>"
    return f'<rect class="{kind}" {place} fill-opacity="{opacity:.2f}">{inner}</rect>'
