"""Tabler's stylesheet, cut to what pages here can use: a fifth of what it weighs on the wire.

A rule stays unless it asks for a class whose name stands nowhere in the templates, scripts and
modules of the console. Names are looked for as plain words, so some rules stay for nothing, and
none that is needed goes.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

FOLDER = Path(__file__).parent
PIECE = re.compile(
    r"/\*.*?\*/|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^)\"']*\)|[{};]|[^{};\"'u/]+|[u/]",
    re.DOTALL,
)
CLASS = re.compile(r"\.((?:[A-Za-z_-]|\\.)(?:[\w-]|\\.)*)")
WORD = re.compile(r"[A-Za-z][\w-]*")
WHOLE = ("@keyframes", "@font-face", "@charset", "@import")


@dataclass
class Block:
    """A rule or an at-rule: what stands before its brace, and what stands within."""

    head: str
    parts: "list[Part]" = field(default_factory=list)


# A declaration or a comment is text.
Part: TypeAlias = str | Block


@dataclass(frozen=True)
class Stylesheet:
    """What is sent; `tag` changes with it."""

    content: bytes
    tag: str


def find_words(folder: Path = FOLDER) -> frozenset[str]:
    """Return every word that may be the name of a class in the console."""
    found: set[str] = set()
    for path in _list_sources(folder):
        found.update(WORD.findall(path.read_text("utf-8")))
    return frozenset(found)


def _list_sources(folder: Path) -> Iterator[Path]:
    yield from (folder / "templates").rglob("*.html")
    yield from (folder / "static").glob("*.js")
    for area in (folder, *folder.iterdir()):
        if area.is_dir() and area.name != "node_modules":
            yield from area.glob("*.py")


@lru_cache(maxsize=1)
def make_stylesheet(path: Path) -> Stylesheet:
    """Return the cut stylesheet; read once, as the templates' words do not change in a process."""
    content = trim_css(path.read_text("utf-8"), find_words()).encode()
    return Stylesheet(content, f'"{sha256(content).hexdigest()[:32]}"')


def trim_css(css: str, words: Collection[str]) -> str:
    """Return the rules that ask for no class but those of `words`; comments stay.

    >>> trim_css(".a,.b .c{d:e}.f{g:h}@media x{.f{g:h}}", {"a"})
    '.a{d:e}'
    """
    return "".join(_trim(_parse(css), frozenset(words)))


def _parse(css: str) -> list[Part]:
    top: list[Part] = []
    within, text = [top], ""
    for piece in PIECE.findall(css):
        if piece.startswith("/*"):
            within[-1].append(piece)
        elif piece == "{":
            block = Block(text.strip())
            within[-1].append(block)
            within.append(block.parts)
            text = ""
        elif piece in ";}":
            if text.strip():
                within[-1].append(f"{text.strip()};")
            if piece == "}":
                within.pop()
            text = ""
        else:
            text += piece
    return top


def _trim(parts: list[Part], words: frozenset[str]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str) or part.head.startswith(WHOLE):
            yield _write(part)
        elif part.head.startswith("@"):
            if rest := "".join(_trim(part.parts, words)):
                yield f"{part.head}{{{rest}}}"
        elif kept := [one for one in _split(part.head) if _is_used(one, words)]:
            yield _write(Block(",".join(kept), part.parts))


def _write(part: Part) -> str:
    if isinstance(part, str):
        return part
    return f"{part.head}{{{''.join(map(_write, part.parts)).removesuffix(';')}}}"


def _split(selectors: str) -> list[str]:
    """Return the selectors of a list; commas within brackets belong to one of them."""
    depth, found = 0, [""]
    for char in selectors:
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            found.append("")
        else:
            found[-1] += char
    return found


def _is_used(selector: str, words: frozenset[str]) -> bool:
    """Tell whether it may fit something; what stands in brackets (`:not(.a)`) is not looked at."""
    outside, depth = "", 0
    for char in selector:
        depth += (char == "(") - (char == ")")
        outside += "" if depth or char == ")" else char
    return words.issuperset(CLASS.findall(outside))
