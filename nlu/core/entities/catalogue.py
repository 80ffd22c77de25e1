"""The names of what is sold, from a file that the application writes and may write again."""

from __future__ import annotations

import json
import logging
from pathlib import Path

log = logging.getLogger(__name__)
Names = dict[str, list[str]]
Stamp = tuple[int, int]


def read_names(path: Path) -> Names:
    """Return `{"product": [...], "category": [...]}` of a file; raise `ValueError` on others."""
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    if not is_phrases(names):
        raise ValueError("it holds no lists of names")
    return names


def is_phrases(value: object) -> bool:
    """Tell whether a value read from JSON is a dictionary of lists of texts."""
    return isinstance(value, dict) and all(
        isinstance(listed, list) and all(isinstance(item, str) for item in listed)
        for listed in value.values()
    )


class NamesFile:
    """A file of names, read again when it has changed; without it there are no names.

    A file that cannot be read leaves the last names in place and is reported once.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.names: Names = {}
        self._stamp: Stamp | None = None

    def refresh(self) -> bool:
        """Look at the file, which takes microseconds; return whether the names are others."""
        stamp = self._look()
        if self.path is None or stamp == self._stamp:
            return False
        self._stamp, before = stamp, self.names
        try:
            self.names = read_names(self.path) if stamp else {}
        except (OSError, ValueError) as error:
            log.warning("The names in %s are left as they were: %s.", self.path.name, error)
        return self.names != before

    def _look(self) -> Stamp | None:
        try:
            found = self.path.stat() if self.path else None
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size) if found else None
