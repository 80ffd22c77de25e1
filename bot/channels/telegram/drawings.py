"""Simple drawings (SVG) as photos: Telegram takes no drawings.

Flat shapes, lines, opacity and rotation: what pictures of a catalog are drawn with. Whatever holds
more (text, gradients, styles, other files) is not painted at all rather than painted wrong.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, hypot, pi, sin
from xml.etree import ElementTree

from PIL import Image, ImageColor, ImageDraw

from bot.channels.telegram.paths import Outline, Point, Unpaintable, read_path

SIZE = 640  # pixels of the longer side: sharp on a phone
FINER = 2  # painted so much larger and then shrunk: smooth edges
SVG = "{http://www.w3.org/2000/svg}"
ROTATION = re.compile(r"rotate\(\s*([-\d.]+)(?:[\s,]+([-\d.]+)[\s,]+([-\d.]+))?\s*\)")
SHAPES = ("path", "rect", "circle", "ellipse")
SILENT = ("title", "desc")
LOOKS = {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "opacity"}
LOOKS |= {"stroke-dasharray", "transform", "d", "x", "y", "width", "height", "rx", "ry"}
LOOKS |= {"cx", "cy", "r"}
MAX_BYTES = 100_000  # of a drawing
ROUND_STEPS = 48


@dataclass(frozen=True)
class Look:
    """How a shape is painted; parts of a group inherit it."""

    fill: str = "#000"
    stroke: str = "none"
    width: float = 1.0
    is_round: bool = False
    dashes: tuple[float, ...] = ()
    opacity: float = 1.0
    turns: tuple[tuple[float, float, float], ...] = ()

    def under(self, given: Mapping[str, str]) -> "Look":
        """Return the look of a part with these attributes."""
        turns = self.turns
        if "transform" in given:
            found = ROTATION.fullmatch(given["transform"].strip())
            if found is None:
                raise Unpaintable("a transform")
            angle, cx, cy = (float(one or 0) for one in found.groups())
            turns = ((angle, cx, cy), *turns)
        dashes = given.get("stroke-dasharray")
        return replace(
            self,
            fill=given.get("fill", self.fill),
            stroke=given.get("stroke", self.stroke),
            width=float(given.get("stroke-width", self.width)),
            is_round=given.get("stroke-linecap", "round" if self.is_round else "") == "round",
            dashes=tuple(map(float, dashes.replace(",", " ").split())) if dashes else self.dashes,
            opacity=self.opacity * float(given.get("opacity", 1)),
            turns=turns,
        )


def paint_drawing(content: bytes) -> bytes | None:
    """Return a drawing as PNG, None for one that cannot be painted."""
    if len(content) > MAX_BYTES or b"<!" in content:
        return None  # no document types: they can define without end
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - the shop's own file, no entities
        return _paint(root)
    except (ElementTree.ParseError, ValueError, LookupError, ArithmeticError):
        return None


def _paint(root: ElementTree.Element) -> bytes:
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    if root.tag != f"{SVG}svg" or (left, top) != (0, 0) or min(width, height) <= 0:
        raise Unpaintable("a frame")
    scale = SIZE * FINER / max(width, height)
    size = (round(width * scale), round(height * scale))
    canvas = _Canvas(Image.new("RGB", size, "white"), scale)
    for part in root:
        canvas.paint(part, Look())
    small = canvas.image.resize((size[0] // FINER, size[1] // FINER), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


@dataclass
class _Canvas:
    image: Image.Image
    scale: float

    def paint(self, part: ElementTree.Element, look: Look) -> None:
        name = part.tag.removeprefix(SVG)
        if name in SILENT:
            return
        if set(part.attrib) - LOOKS:
            raise Unpaintable("an attribute")
        look = look.under(part.attrib)
        if name == "g":
            for inner in part:
                self.paint(inner, look)
        elif name in SHAPES:
            self._paint_shape(outline_shape(name, part.attrib), look)
        else:
            raise Unpaintable("an element")

    def _paint_shape(self, outlines: list[Outline], look: Look) -> None:
        placed = [Outline(self._place(one.points, look), one.is_closed) for one in outlines]
        if look.fill != "none":
            mask = Image.new("L", self.image.size)
            pen = ImageDraw.Draw(mask)
            for outline in placed:
                if len(outline.points) > 2:
                    pen.polygon(outline.points, fill=255)
            self._lay(mask, look.fill, look.opacity)
        if look.stroke != "none" and look.width > 0:
            mask = Image.new("L", self.image.size)
            for outline in placed:
                self._stroke(ImageDraw.Draw(mask), outline, look)
            self._lay(mask, look.stroke, look.opacity)

    def _place(self, points: list[Point], look: Look) -> list[Point]:
        for angle, cx, cy in look.turns:
            c, s = cos(angle * pi / 180), sin(angle * pi / 180)
            points = [
                (cx + c * (x - cx) - s * (y - cy), cy + s * (x - cx) + c * (y - cy))
                for x, y in points
            ]
        return [(x * self.scale, y * self.scale) for x, y in points]

    def _lay(self, mask: Image.Image, colour: str, opacity: float) -> None:
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        self.image.paste(ImageColor.getrgb(colour)[:3], mask=mask)

    def _stroke(self, pen: ImageDraw.ImageDraw, outline: Outline, look: Look) -> None:
        points = outline.points + outline.points[:1] * outline.is_closed
        width = max(1, round(look.width * self.scale))
        for line in cut_dashes(points, [one * self.scale for one in look.dashes]):
            pen.line(line, fill=255, width=width, joint="curve")
            if look.is_round and not outline.is_closed:
                for x, y in (line[0], line[-1]):
                    half = width / 2
                    pen.ellipse((x - half, y - half, x + half, y + half), fill=255)


def cut_dashes(points: list[Point], dashes: list[float]) -> list[list[Point]]:
    """Return the drawn parts of a line of dashes and gaps; the whole line where there are none."""
    if sum(dashes) < 1:  # a pixel: finer ones are a line
        return [points]
    if len(dashes) % 2:
        dashes = dashes * 2
    found, line, index, left = [], [points[0]], 0, dashes[0]
    for start, end in pairwise(points):
        length = gone = hypot(end[0] - start[0], end[1] - start[1])
        while gone > left:
            gone -= left
            part = 1 - gone / length
            cut = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
            if index % 2 == 0:
                found.append([*line, cut])
            line, index = [cut], index + 1
            left = dashes[index % len(dashes)] or 1e-9
        left -= gone
        line.append(end)
    return [*found, line] if index % 2 == 0 and len(line) > 1 else found


def outline_shape(name: str, given: Mapping[str, str]) -> list[Outline]:
    """Return the outline of an element."""
    if name == "path":
        return read_path(given["d"])
    number = {key: float(value) for key, value in given.items() if key in MEASURES}
    if name == "rect":
        return [_outline_rect(number)]
    rx = number.get("r", number.get("rx", 0.0))
    ry = number.get("r", number.get("ry", 0.0))
    return [Outline(_ring(number.get("cx", 0), number.get("cy", 0), rx, ry, 0, 2 * pi), True)]


MEASURES = ("x", "y", "width", "height", "rx", "ry", "cx", "cy", "r")


def _outline_rect(number: Mapping[str, float]) -> Outline:
    x, y = number.get("x", 0.0), number.get("y", 0.0)
    width, height = number["width"], number["height"]
    rx = min(number.get("rx", number.get("ry", 0.0)), width / 2)
    ry = min(number.get("ry", number.get("rx", 0.0)), height / 2)
    right, bottom = x + width, y + height
    corners = (
        (right - rx, y + ry, -pi / 2),
        (right - rx, bottom - ry, 0.0),
        (x + rx, bottom - ry, pi / 2),
        (x + rx, y + ry, pi),
    )
    points: list[Point] = []
    for cx, cy, start in corners:
        points += _ring(cx, cy, rx, ry, start, start + pi / 2)
    return Outline(points, True)


def _ring(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    steps = ROUND_STEPS if rx or ry else 1
    turns = [start + (end - start) * step / steps for step in range(steps + 1)]
    return [(cx + rx * cos(turn), cy + ry * sin(turn)) for turn in turns]
