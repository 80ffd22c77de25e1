"""A heat map: rows and columns of cells whose colour and size tell how much. Pure."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from console.charts.figure import Cell, Chart, Words, draw, say_empty, tag
from console.charts.scale import find_largest, percent, short, shorten, trim

CELL, TOP, LEGEND = 24, 18, 30  # pixels: a row, the labels above, the legend below
LEVELS = 5
GAP = 0.1  # of a cell's width between cells
NAME_COLUMNS = 6  # of the names of rows, which stand in the margin


def heat_map(
    words: Words,
    *,
    corner: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float]],
    every: int = 1,
    least: str = "0",
) -> Chart:
    """Return a heat map; `every` says which columns are named, `corner` heads the names of rows.

    Level 0 is nought, 1 to 5 are equal parts up to the largest value. A cell grows with its level,
    so that the map can be read without its colours. Raises `ValueError` where `values` does not
    have a row for each name and a value for each column, or one below nought.
    """
    if len(values) != len(rows) or any(len(line) != len(columns) for line in values):
        raise ValueError("There is one value for each row and column.")
    if any(value < 0 for line in values for value in line):
        raise ValueError("A heat map has no values below nought.")
    head = (corner, *columns)
    table: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *line) for name, line in zip(rows, values, strict=True)
    )
    largest = find_largest([value for line in values for value in line])
    if not largest:
        return Chart(words, say_empty(words), head, table)
    parts = _draw_names(columns, every)
    for down, (name, line) in enumerate(zip(rows, values, strict=True)):
        levels = [find_level(value, largest) for value in line]
        said = [
            f"{name} {column}: {short(value, words.language)}"
            for column, value in zip(columns, line, strict=True)
        ]
        parts += _draw_row(name, TOP + down * CELL + CELL // 2, levels, said)
    parts += _draw_legend(TOP + len(rows) * CELL, least, short(largest, words.language))
    height = TOP + len(rows) * CELL + LEGEND
    return Chart(words, draw(words, "heat", height, parts), head, table)


def find_level(value: float, largest: float) -> int:
    """Return 0 for nought, else which fifth of the largest value holds it, 1 to 5."""
    return min(LEVELS, int(value / largest * LEVELS - 1e-9) + 1) if value > 0 else 0


def _draw_names(columns: Sequence[str], every: int) -> list[Markup]:
    return [
        tag(
            "text",
            name,
            class_="chart-tick",
            x=percent((place + 0.5) / len(columns)),
            y=12,
            text_anchor="middle",
        )
        for place, name in enumerate(columns)
        if place % every == 0
    ]


def _draw_row(name: str, middle: int, levels: Sequence[int], said: Sequence[str]) -> list[Markup]:
    label = shorten(name, NAME_COLUMNS)
    place: dict[str, Any] = {"x": -6, "y": middle, "dy": 4, "text_anchor": "end"}
    cells = [
        _draw_cell(across, len(levels), middle, level, said[across])
        for across, level in enumerate(levels)
    ]
    return [tag("text", label, class_="chart-tick", **place), *cells]


def _draw_cell(across: int, count: int, middle: int, level: int, said: str) -> Markup:
    high = 6 + 3 * level if level else 4
    return tag(
        "rect",
        tag("title", said),
        class_=f"chart-heat-{level}",
        x=percent((across + GAP / 2) / count),
        y=trim(middle - high / 2),
        width=percent((1 - GAP) / count),
        height=high,
        rx=2,
    )


def _draw_legend(top: int, least: str, most: str) -> list[Markup]:
    middle = top + 18
    parts = [tag("text", least, class_="chart-tick", x="0%", y=middle, dy=4)]
    for level in range(1, LEVELS + 1):
        high = 6 + 3 * level
        parts.append(
            tag(
                "rect",
                class_=f"chart-heat-{level}",
                x=12 + (level - 1) * 18,
                y=trim(middle - high / 2),
                width=16,
                height=high,
                rx=2,
            )
        )
    parts.append(tag("text", most, class_="chart-tick", x=12 + LEVELS * 18 + 4, y=middle, dy=4))
    return parts
