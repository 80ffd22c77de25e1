"""What is wrong with a project: in words, with the file and the line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a path from the project's root, and a line from 1 (0: the file)."""

    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class ProjectUnreadable(ValueError):
    """A file of the project cannot be taken; `reason` says why and what to do."""

    def __init__(self, reason: str, place: Place = Place()) -> None:
        super().__init__(f"{place}: {reason}" if place.path else reason)
        self.reason, self.place = reason, place
