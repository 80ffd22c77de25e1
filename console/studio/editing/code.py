"""What the program itself knows by name: the sources of its actions, read and never run."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import actions
import bot

WORD = re.compile(r"""(["'])/?([A-Za-z_]\w*)(?:\{[^"']*)?\1""")
BEGUN = re.compile(r"""\bf["']((?:utter|action)_\w*)\{""")
OTHERS = {"buttons", "cards", "directives"}  # what `utter` takes beside variables


@dataclass(frozen=True)
class Names:
    """Words in the sources with their places; `begun` are names whose end is put together."""

    whole: dict[str, tuple[str, ...]]
    begun: dict[str, tuple[str, ...]]

    def places(self, name: str) -> tuple[str, ...]:
        """Return where a name stands, as file and line."""
        if name in self.whole:
            return self.whole[name]
        fitting = [
            one for one in self.begun if name.startswith(one) and one not in ("utter_", "action_")
        ]
        return self.begun[max(fitting, key=len)] if fitting else ()


@lru_cache(maxsize=1)
def read_names() -> Names:
    """Return the words in the sources of the actions and the conversation service."""
    whole: dict[str, list[str]] = defaultdict(list)
    begun: dict[str, list[str]] = defaultdict(list)
    for package in (actions, bot):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            where = path.relative_to(root.parent).as_posix()
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                for found in WORD.finditer(line):
                    whole[found[2]].append(f"{where}:{number}")
                for found in BEGUN.finditer(line):
                    begun[found[1]].append(f"{where}:{number}")
    return Names(_fix(whole), _fix(begun))


@lru_cache(maxsize=1)
def read_variables() -> dict[str, frozenset[str]]:
    """Return the variables that actions give with each response, where the source says them."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(Path(str(actions.__file__)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and _is_utter(node.func):
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    given = {one.arg for one in node.keywords if one.arg}
                    found[str(name.value)] |= given - OTHERS
    return {name: frozenset(some) for name, some in found.items()}


def _is_utter(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr == "utter"


def _fix(words: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(places) for name, places in words.items()}
