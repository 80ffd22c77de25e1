"""Files with changes made one after the other."""

from __future__ import annotations

from console.studio.editing.nodes import Node, parse
from console.studio.editing.refusing import CannotEdit
from console.studio.editing.rewriting import Where, find, rewrite
from nlu.core.project.files import Changes, Files, lay_over
from nlu.core.project.reader import plain
from nlu.core.project.yaml import read_yaml

BLANK = 'version: "3.1"\n'


class Edition:
    """The files as they become; `changes` is what differs from the files it began with."""

    def __init__(self, files: Files) -> None:
        self._before = files
        self.files = dict(files)

    @property
    def changes(self) -> Changes:
        """What differs, None where a file goes."""
        paths = self._before.keys() | self.files.keys()
        return {
            path: self.files.get(path)
            for path in sorted(paths)
            if self.files.get(path) != self._before.get(path)
        }

    def set(self, path: str, text: str | None) -> None:
        """Give a file another text."""
        self.files = lay_over(self.files, {path: text})

    def rewrite(self, path: str, where: Where, value: object) -> None:
        """Have a part of a file say something else; a file that is not there begins."""
        self.set(path, rewrite(self.files.get(path, BLANK), where, value, path))

    def read(self, path: str, where: Where = ()) -> object:
        """Return what a part of a file says as plain values, None for nothing."""
        value = plain(read_yaml(self.files.get(path, ""), path))
        for key in where:
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def find(self, path: str, where: Where) -> Node | None:
        """Return what stands at a place of a file."""
        return find(parse(self.files.get(path, ""), path), where)

    def remove_part(self, path: str, where: Where) -> None:
        """Take a key or a row out; a list or mapping that would be empty goes as well.

        A file of which nothing is left but its version goes, too.
        """
        around = self.read(path, where[:-1])
        if isinstance(around, dict) and where[-1] in around:
            left: object = {key: one for key, one in around.items() if key != where[-1]}
        elif isinstance(around, list) and isinstance(where[-1], int) and where[-1] < len(around):
            left = [one for place, one in enumerate(around) if place != where[-1]]
        else:
            raise CannotEdit(path)
        if where[:-1] and not left:
            self.remove_part(path, where[:-1])
        elif isinstance(left, dict) and not where[:-1] and left.keys() <= {"version"}:
            self.set(path, None)
        else:
            self.rewrite(path, where[:-1], left)
