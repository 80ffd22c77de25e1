"""Draws the pictures: flat illustrations in the colours of the product and of its category."""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from html import escape
from pathlib import Path

from crm_backend.seed.products import Catalog, Shelf
from crm_backend.seed.texts import read_pairs

TOKEN = re.compile(r"@([abcgkpw])\b")
FIXED = {"g": "#fff0c2", "k": "#3b3a38", "p": "#fbf8f2", "w": "#b98a5a"}
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img">'
    "<title>{title}</title>"
    '<rect width="240" height="240" fill="#{wall}"/>'
    '<circle cx="120" cy="104" r="96" fill="#fff" opacity=".28"/>'
    '<path d="M0 172h240v68H0z" fill="#{floor}"/>'
    '<ellipse cx="120" cy="198" rx="92" ry="13" fill="#000" opacity=".1"/>'
    "{drawing}</svg>\n"
)


def shade(hex_colour: str, by: float) -> str:
    """Return the colour, lighter for positive `by` and darker for negative, as "#rrggbb"."""
    red, green, blue = (int(hex_colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, colourfulness = rgb_to_hls(red, green, blue)
    shaded = hls_to_rgb(hue, min(max(light + by, 0.0), 1.0), colourfulness)
    return "#" + "".join(f"{round(part * 255):02x}" for part in shaded)


def draw(title: str, drawing: str, hex_colour: str, shelf: Shelf) -> str:
    """Return one picture; `drawing` names its colours by tokens such as @a."""
    light = rgb_to_hls(*(int(hex_colour[at : at + 2], 16) / 255 for at in (0, 2, 4)))[1]
    # What is nearly white or nearly black needs a shadow that can be told from it.
    colours = FIXED | {
        "a": f"#{hex_colour}",
        "b": shade(hex_colour, -0.16 if light > 0.3 else 0.14),
        "c": shade(hex_colour, 0.12 if light < 0.85 else -0.06),
    }
    filled = TOKEN.sub(lambda found: colours[found[1]], drawing)
    return FRAME.format(title=escape(title), wall=shelf.wall, floor=shelf.floor, drawing=filled)


def draw_all(catalog: Catalog) -> dict[str, str]:
    """Return every picture by the name of its file without ".svg"."""
    drawings = read_pairs("drawings")
    pictures = {
        item.sku: draw(item.name("en"), drawings[item.kind.name], item.colour["hex"], item.shelf)
        for item in catalog.items
    }
    for shelf in catalog.shelves:
        drawing = drawings[shelf.picture]
        accent = shade(shelf.floor, -0.25).removeprefix("#")
        pictures[f"category-{shelf.slug}"] = draw(shelf.name_en, drawing, accent, shelf)
    return pictures


def write_pictures(pictures: dict[str, str], folder: Path) -> None:
    """Write the pictures; one that is there already is written anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
