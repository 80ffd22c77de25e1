"""Names that Python code uses: what a project holds for its actions alone is not unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

NAME = re.compile(r"[A-Za-z_][\w/]*")
LONGEST = 80


def names_in_code(sources: Iterable[str]) -> frozenset[str]:
    """Return the texts in code that may be names; `utter_x_*` for one that is put together.

    What an action's `name` returns is its own name, and no use of it. Code that cannot be parsed
    is left out.
    """
    found: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        own = {id(node) for node in _list_own_names(tree)}
        inside: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                inside |= {id(part) for part in ast.walk(node) if part is not node}
                found |= set(_read_joined(node))
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in own | inside
            and len(node.value) <= LONGEST
            and NAME.fullmatch(node.value)
        }
    return frozenset(found)


def _list_own_names(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "name":
            for part in ast.walk(node):
                if isinstance(part, ast.Return) and part.value is not None:
                    yield part.value


def _read_joined(node: ast.JoinedStr) -> Iterator[str]:
    parts = [str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values]
    text = re.sub(r"\*+", "*", "".join(parts))
    if re.match(r"(utter|action|validate)_[a-z]", text):
        yield text


def read_sources(folder: Path) -> list[str]:
    """Return the Python sources of a project's actions: a folder `actions`, or `actions.py`."""
    files = [*sorted((folder / "actions").rglob("*.py")), folder / "actions.py"]
    return [path.read_text("utf-8", errors="replace") for path in files if path.is_file()]
