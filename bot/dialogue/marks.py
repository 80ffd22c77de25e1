"""Markdown as responses elsewhere hold it, in the marks that our channels show. Pure.

Ours are `**bold**`, `[words](address)` and addresses in the open. A text in which nothing else is
marked stays as it is, word for word: asterisks and underscores may be somebody's own.
"""

import re
from typing import NamedTuple

PICTURE = re.compile(r"!\[([^\[\]]*)\]\((https?://[^\s()]+|/[^\s()]+)(?:\s+\"[^\"]*\")?\)")
TITLED_LINK = re.compile(r"(\[[^\[\]]+\]\([^\s()]+)\s+\"[^\"]*\"\)")
OPEN_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
BOLD = re.compile(r"(?<![\w_])__(?=\S)([^_\n]+?)(?<=\S)__(?![\w_])")
POINT = re.compile(r"^([ \t]*)[*+][ \t]+(?=\S)", re.MULTILINE)


class Shown(NamedTuple):
    """A text in our marks, and the pictures that stood in it: what they show, and where."""

    text: str
    pictures: tuple[tuple[str, str], ...] = ()


def show_marks(text: str) -> Shown:
    """Return a text as our channels show it."""
    pictures = tuple((found[1].strip(), found[2]) for found in PICTURE.finditer(text))
    if pictures:
        text = re.sub(r"[ \t]*\n[ \t]*\n[\s]*", "\n\n", PICTURE.sub("", text)).strip()
    text = TITLED_LINK.sub(r"\1)", text)
    text = OPEN_ADDRESS.sub(_open, text)
    text = BOLD.sub(r"**\1**", text)
    text = HEADING.sub(_embolden, text)
    return Shown(POINT.sub(r"\1• ", text), pictures)


def _open(found: re.Match[str]) -> str:
    address = found[1]
    scheme, _, rest = address.partition(":")
    return f"[{rest}]({address})" if scheme == "mailto" else address


def _embolden(found: re.Match[str]) -> str:
    words = found[1].replace("**", "")
    return f"**{words}**"
