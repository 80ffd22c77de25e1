"""Rows for the nodes of a tree, so that it is small and parents stand amid their children.

After E. M. Reingold and J. S. Tilford, Tidier Drawings of Trees, IEEE Transactions on Software
Engineering SE-7(2), 1981: subtrees are laid out alone, then moved together until their contours
touch. Contours are kept deepest level first, so that a chain costs nothing.
"""

from dataclasses import dataclass, field

from console.studio.map.trie import Node

GAP = 1.0  # rows between neighbours


@dataclass
class _Laid:
    """A subtree: per level, deepest first, its first and last row, seen from its root."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)


def lay_out(root: Node) -> tuple[int, float]:
    """Set the row of every node under a root; return how many columns and rows there are."""
    laid: dict[int, _Laid] = {}
    offsets: dict[int, float] = {}
    nodes = [root, *root.walk()]
    for node in reversed(nodes):  # children before parents
        laid[id(node)] = _join(node, [laid.pop(id(one)) for one in node.children], offsets)
    whole = laid[id(root)]
    root.row = -min(whole.low)
    for node in nodes:
        for one in node.children:
            one.row = node.row + offsets[id(one)]
    return len(whole.low) - 1, max(whole.high) - min(whole.low) + 1


def _join(node: Node, parts: list[_Laid], offsets: dict[int, float]) -> _Laid:
    """Return a node with its subtrees side by side; note how far each is from the node."""
    if not parts:
        return _Laid([0.0], [0.0])
    if len(parts) == 1:
        offsets[id(node.children[0])] = 0.0
        return _Laid(_grown(parts[0].low), _grown(parts[0].high))
    joined, places = parts[0], [0.0]
    for part in parts[1:]:
        place = _distance(joined, part)
        joined = _beside(joined, part, place)
        places.append(place)
    middle = (places[0] + places[-1]) / 2
    for one, place in zip(node.children, places, strict=True):
        offsets[id(one)] = place - middle
    low = [row - middle for row in joined.low]
    high = [row - middle for row in joined.high]
    return _Laid(_grown(low), _grown(high))


def _grown(rows: list[float]) -> list[float]:
    rows.append(0.0)
    return rows


def _distance(left: _Laid, right: _Laid) -> float:
    """Return how far the second must be from the first so that no level overlaps."""
    levels = min(len(left.high), len(right.low))
    pairs = zip(left.high[-levels:], right.low[-levels:], strict=True)
    return max(high - low for high, low in pairs) + GAP


def _beside(left: _Laid, right: _Laid, by: float) -> _Laid:
    moved = _Laid([row + by for row in right.low], [row + by for row in right.high])
    if len(moved.low) > len(left.low):
        extra = len(moved.low) - len(left.low)
        return _Laid(moved.low[:extra] + left.low, moved.high)
    extra = len(left.low) - len(moved.low)
    return _Laid(left.low, left.high[:extra] + moved.high)
