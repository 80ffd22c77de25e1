"""Lists and tables of the domain, in whichever of its files they stand."""

from __future__ import annotations

import re
from typing import Any

from console.studio.editing.files import Edition
from console.studio.editing.reading import know
from console.studio.editing.refusing import Gone, NameTaken
from nlu.core.project.files import Files
from nlu.core.project.project import CONFIGS, TESTS

DEFAULT = "domain.yml"


def list_domain_files(files: Files) -> list[str]:
    """Return the files that may hold parts of the domain."""
    return [one for one in sorted(files) if one not in CONFIGS and not one.startswith(TESTS)]


def find_files(edition: Edition, section: str) -> list[str]:
    """Return the files that have a section of the domain."""
    return [one for one in list_domain_files(edition.files) if has_section(edition, one, section)]


def has_section(edition: Edition, path: str, section: str) -> bool:
    """Tell whether a file has a section."""
    top = rf"""^(?:["']?{section}["']?[ \t]*:|{{)"""
    return re.search(top, edition.files[path], re.MULTILINE) is not None


def choose_file(edition: Edition, section: str) -> str:
    """Return where an entry of a section that is new should stand: where most of them do."""
    found = find_files(edition, section)
    if found:
        return max(found, key=lambda path: _count(edition.read(path, (section,))))
    parts = [one for one in list_domain_files(edition.files) if one.startswith("domain")]
    return DEFAULT if DEFAULT in parts or not parts else parts[0]


def list_add(edition: Edition, section: str, name: str, about: Any = None) -> None:
    """Add a name to a list (`intents`, `entities`, `actions`), unless it is there."""
    for path in find_files(edition, section):
        if any(name_of(row) == name for row in rows_of(edition, path, section)):
            return
    path = choose_file(edition, section)
    entry = {name: about} if about else name
    edition.rewrite(path, (section,), [*rows_of(edition, path, section), entry])


def list_remove(edition: Edition, section: str, name: str) -> None:
    """Take a name out of a list, wherever it is in it."""
    for path in find_files(edition, section):
        rows = rows_of(edition, path, section)
        for place in reversed(range(len(rows))):
            if name_of(rows[place]) == name:
                edition.remove_part(path, (section, place))


def table_find(edition: Edition, section: str, name: str) -> str:
    """Return the file in which an entry of a table (`slots`, `forms`, `responses`) stands.

    Raises `Gone`.
    """
    for path in find_files(edition, section):
        table = edition.read(path, (section,)) if name in edition.files[path] else None
        if isinstance(table, dict) and name in table:
            return path
    raise Gone(name)


def table_set(edition: Edition, section: str, name: str, value: Any) -> None:
    """Have an entry of a table say something else; raise `Gone`."""
    edition.rewrite(table_find(edition, section, name), (section, name), value)


def table_add(
    edition: Edition, section: str, name: str, value: Any, path: str | None = None
) -> None:
    """Add an entry to a table; raise `NameTaken`."""
    known = know(edition.files).project.domain
    if name in getattr(known, section):
        raise NameTaken(name)
    edition.rewrite(path or choose_file(edition, section), (section, name), value)


def table_remove(edition: Edition, section: str, name: str) -> None:
    """Take an entry out of a table; raise `Gone`."""
    edition.remove_part(table_find(edition, section, name), (section, name))


def rows_of(edition: Edition, path: str, section: str) -> list[Any]:
    """Return a list of a file."""
    rows = edition.read(path, (section,))
    return rows if isinstance(rows, list) else []


def name_of(row: Any) -> str:
    """Return the name of an entry of a list: a name, or a name with settings under it."""
    return str(next(iter(row), "")) if isinstance(row, dict) else str(row)


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else 0
