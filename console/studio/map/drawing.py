"""The map as SVG: classes alone, no style in it. Sorts differ in shape, sign and colour."""

from unicodedata import east_asian_width

from markupsafe import Markup, escape

from console.studio.map.tidy import lay_out
from console.studio.map.trie import Node, Sort
from console.studio.navigation import line_url
from console.studio.stories.offers import Offers
from console.words import say

WIDE, HIGH, ACROSS, DOWN, EDGE = 200, 32, 236, 42, 8
MOST = 22  # narrow characters of a label
SIGNS: dict[Sort, str] = {
    "user": "◗",
    "bot": "■",
    "slot": "◆",
    "loop": "▤",
    "checkpoint": "⚑",
    "or": "◇",
    "gap": "…",
}


def draw(root: Node, offers: Offers, scale: float = 1.0) -> Markup:
    """Return the picture of a tree; each node leads to its step. Nothing for an empty tree."""
    if not root.children:
        return Markup("")
    columns, rows = lay_out(root)
    width = columns * ACROSS - (ACROSS - WIDE) + 2 * EDGE + 14
    height = int(rows * DOWN - (DOWN - HIGH) + 2 * EDGE)
    nodes = list(root.walk())
    edges = "".join(_edge(node, one) for node in nodes for one in node.children)
    boxes = "".join(_box(node, offers) for node in nodes)
    size = f'width="{round(width * scale)}" height="{round(height * scale)}"'
    head = f'<svg class="story-map" aria-hidden="true" {size} viewBox="0 0 {width} {height}">'
    return Markup(f"{head}{edges}{boxes}</svg>")  # noqa: S704 - texts in it are escaped


def _left(node: Node) -> float:
    return EDGE + (node.depth - 1) * ACROSS


def _top(node: Node) -> float:
    return round(EDGE + node.row * DOWN, 1)


def _edge(parent: Node, child: Node) -> str:
    x1, y1 = _left(parent) + WIDE, _top(parent) + HIGH / 2
    x2, y2 = _left(child), _top(child) + HIGH / 2
    bend = (x1 + x2) / 2
    return f'<path class="edge" d="M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"/>'


def _box(node: Node, offers: Offers) -> str:
    x, y = _left(node), _top(node)
    label = f"{SIGNS[node.sort]} {_fit(node.text)}"
    end = ""
    if node.ends:
        cx = x + WIDE + 7
        end = f'<circle class="end" cx="{cx}" cy="{y + HIGH / 2}" r="4"/>'
    href = escape(line_url(node.place.path, node.place.line))
    return (
        f'<a class="node node-{node.sort}{_known(node, offers)}" href="{href}" tabindex="-1">'
        f"<title>{escape(title_of(node, offers))}</title>{_shape(node.sort, x, y)}"
        f'<text x="{x + 12}" y="{y + 21}">{escape(label)}</text></a>{end}'
    )


def _known(node: Node, offers: Offers) -> str:
    is_lost = (node.sort == "user" and not offers.knows_intent(node.text)) or (
        node.sort == "bot" and "_" in node.text and not offers.knows_action(node.text)
    )
    return " is-unknown" if is_lost else ""


def _shape(sort: Sort, x: float, y: float) -> str:
    if sort in ("slot", "checkpoint", "or"):
        cut = 10
        left = x if sort == "checkpoint" else x + cut
        points = [
            *((left, y), (x + WIDE - cut, y), (x + WIDE, y + HIGH / 2)),
            *((x + WIDE - cut, y + HIGH), (left, y + HIGH)),
        ]
        points += [(x, y + HIGH / 2)] if sort != "checkpoint" else []
        return f'<polygon points="{" ".join(f"{a},{b}" for a, b in points)}"/>'
    radius = HIGH / 2 if sort == "user" else 4
    return f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="{radius}"/>'


def _fit(text: str) -> str:
    """Return as much of a text as a box has room for."""
    room = MOST
    for at, char in enumerate(text):
        room -= 2 if east_asian_width(char) in "WF" else 1
        if room < 0:
            return text[:at].rstrip() + "…"
    return text


def title_of(node: Node, offers: Offers) -> str:
    """Return all that is to be said of a node: name, what is said, how many go on through it."""
    said = offers.examples.get(node.text) if node.sort == "user" else offers.texts.get(node.text)
    parts = [node.text, node.more, f"“{said}”" if said else ""]
    count = say("stories_map_count", offers.language, count=node.stories)
    ends = [say("stories_map_end", offers.language, name=one.name) for one in node.ends[:5]]
    return "\n".join(part for part in (*parts, count, *ends) if part)
