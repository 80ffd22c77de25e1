"""Drawings are painted as a browser paints them, or not at all."""

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.channels.telegram.drawings import SIZE, cut_dashes, paint_drawing
from bot.channels.telegram.paths import Unpaintable, read_path

RED, WHITE = (255, 0, 0), (255, 255, 255)


def paint(drawing: str, frame: str = "0 0 100 100") -> Image.Image:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame}">{drawing}</svg>'
    painted = paint_drawing(svg.encode())
    assert painted is not None
    return Image.open(io.BytesIO(painted))


@pytest.mark.parametrize(
    ("drawing", "inside", "outside"),
    [
        ('<rect x="10" y="10" width="30" height="20" fill="#f00"/>', (25, 20), (45, 20)),
        ('<rect x="0" y="0" width="60" height="60" rx="30" fill="#f00"/>', (30, 5), (3, 3)),
        ('<circle cx="50" cy="50" r="20" fill="#f00"/>', (65, 50), (66, 66)),
        ('<ellipse cx="50" cy="50" rx="40" ry="10" fill="#f00"/>', (85, 50), (50, 65)),
        ('<path d="M10 10h40v40H10z" fill="red"/>', (30, 30), (55, 30)),
        ('<path d="m10,10 40 0 0 40z" fill="#f00"/>', (45, 20), (15, 45)),
        ('<path d="M10 50Q50 -30 90 50t0 0z" fill="#f00"/>', (50, 20), (50, 5)),
        ('<path d="M10 50C10 0 90 0 90 50z" fill="#f00"/>', (50, 20), (50, 8)),
        ('<path d="M50 50m-30 0a30 30 0 1 1 60 0a30 30 0 1 1-60 0z" fill="#f00"/>',
         (50, 25), (50, 15)),
        ('<path d="M20 50a30 30 0 0 1 60 0z" fill="#f00"/>', (50, 30), (50, 60)),
        ('<path d="M20 50a30 30 0 0 0 60 0z" fill="#f00"/>', (50, 70), (50, 40)),
        ('<path d="M0 50H100" stroke="#f00" stroke-width="10"/>', (50, 52), (50, 60)),
        ('<path d="M50 20V80" fill="none" stroke="#f00" stroke-width="20" '
         'stroke-linecap="round"/>', (50, 86), (50, 95)),
        ('<path d="M0 50H100" stroke="#f00" stroke-width="10" stroke-dasharray="10 20"/>',
         (35, 50), (20, 50)),
        ('<g fill="#f00"><g opacity="1"><path d="M0 0h9v9H0z"/></g></g>', (5, 5), (12, 5)),
        ('<rect x="45" y="0" width="10" height="100" fill="#f00" transform="rotate(90 50 50)"/>',
         (5, 50), (50, 5)),
    ],
)  # fmt: skip
def test_shape_is_where_a_browser_shows_it(
    drawing: str, inside: tuple[int, int], outside: tuple[int, int]
) -> None:
    image = paint(drawing)
    assert image.size == (SIZE, SIZE)
    scale = SIZE / 100
    assert image.getpixel((round(inside[0] * scale), round(inside[1] * scale))) == RED
    assert image.getpixel((round(outside[0] * scale), round(outside[1] * scale))) == WHITE


def test_opacity_lets_through_what_lies_below() -> None:
    image = paint('<g opacity=".5"><rect width="100" height="100" fill="#000" opacity=".5"/></g>')
    assert image.getpixel((9, 9)) == (191, 191, 191)


def test_picture_keeps_its_proportions() -> None:
    assert paint("<title>wide</title>", "0 0 200 100").size == (SIZE, SIZE // 2)


@pytest.mark.parametrize(
    "drawing",
    [
        "<text>words</text>",
        '<image href="https://evil.example/x.png"/>',
        '<rect width="9" height="9" style="fill:red"/>',
        '<rect width="9" height="9" fill="url(#g)"/>',
        '<rect width="9" height="9" transform="skewX(9)"/>',
        '<path d="M0 0S1 1 2 2"/>',
        '<path d="M0"/>',
        '<path d="1 2"/>',
        '<circle r="x"/>',
        "<rect/>",
    ],
)
def test_drawing_is_not_painted_when_it_holds_more(drawing: str) -> None:
    frame = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'
    assert paint_drawing(f"<svg {frame}>{drawing}</svg>".encode()) is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg", b"<svg/>", b"\x89PNG", b'<svg viewBox="0 0 0 0"/>', b" " * 200_000,
        b'<!DOCTYPE s [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)  # fmt: skip
def test_file_that_is_no_drawing_is_not_painted(content: bytes) -> None:
    assert paint_drawing(content) is None


@given(st.text("MmLlHhVvQqTtCcAaZz 0123456789.,-e", max_size=60))
def test_any_path_is_read_or_refused(data: str) -> None:
    try:
        outlines = read_path(data)
    except (Unpaintable, OverflowError):
        return
    assert all(outline.points for outline in outlines)


def test_dashes_cover_their_part_of_the_line() -> None:
    drawn = cut_dashes([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], [3.0, 2.0])
    length = sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for line in drawn for a, b in pairwise(line))
    assert length == pytest.approx(12.0)  # 3 of every 5 of 20
