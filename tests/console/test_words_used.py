"""The catalog holds the words that pages say, and no others. Read from the source, not by running.

Keys that are put together (`"owner_" ~ value`, `f"{title}_about"`) count where their beginning or
end is in the source and the rest is made of names that are somewhere in it.
"""

import re
from functools import cache
from pathlib import Path
from typing import get_args

from pydantic_core.core_schema import ErrorType

from console.words import WORDS

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "console/words"
BEGINNING = re.compile(r"""["']([a-z0-9_]+_)["']\s*~|f["']([a-z0-9_]+_)\{""")
END = re.compile(r"""~\s*["'](_[a-z0-9_]+)["']|\}(_[a-z0-9_]+)["']""")
SAID = re.compile(r"""\b(?:t|say)\(\s*["']([a-z0-9_]+)["']\s*[,)]""")


@cache
def read_source(*folders: str) -> str:
    files = (
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".js") and "node_modules" not in path.parts
    )
    return "\n".join(path.read_text() for path in files if CATALOG not in path.parents)


def find_all(pattern: re.Pattern[str], text: str) -> set[str]:
    found = pattern.findall(text)
    return {part for one in found for part in ((one,) if isinstance(one, str) else one) if part}


def find_unused(keys: set[str]) -> set[str]:
    pages = read_source("console")
    more = ("nlu/core/dialogue", "nlu/core/foreign", "nlu/core/judging", "nlu/judging")
    everywhere = pages + read_source("bot", "crm_backend", "kernel", "actions", *more)
    names = {*re.findall(r"[a-z0-9_]+", everywhere), *get_args(ErrorType)}
    quoted = find_all(re.compile(r"""["']([a-z][a-z0-9_]*)["']"""), pages)
    beginnings, ends = find_all(BEGINNING, pages), find_all(END, pages)

    def is_made(rest: str) -> bool:
        """Tell whether names of the source, joined by underscores, give the rest of a key."""
        return rest in names or any(
            rest[:at] in names and is_made(rest[at + 1 :])
            for at in range(1, len(rest) - 1)
            if rest[at] == "_"
        )

    def is_said(key: str) -> bool:
        if key in quoted:
            return True
        stems = {key} | {key.removesuffix(end) for end in ends}
        return any(
            stem in quoted
            or any(stem.startswith(one) and is_made(stem[len(one) :]) for one in beginnings)
            for stem in stems
        )

    return {key for key in keys if not is_said(key)}


def test_every_word_is_said_somewhere() -> None:
    assert find_unused(set(WORDS)) == set()


def test_every_word_that_is_said_is_there() -> None:
    said = find_all(SAID, read_source("console"))
    assert len(said) > 500
    assert said - WORDS.keys() == set()


def test_twin_turns_red() -> None:
    assert find_unused({"log_out", "nobody_says_this", "owner_elephant"}) == {
        "nobody_says_this",
        "owner_elephant",
    }
