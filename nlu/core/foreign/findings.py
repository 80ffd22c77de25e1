"""What is to be known of a project before it is taken, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nlu.core.project.faults import Place

# stops: cannot be taken as it is; warns: works, but for what is said; changed: was converted.
Level = Literal["stops", "warns", "changed"]
NOWHERE = Place()
LEVELS: tuple[Level, ...] = ("stops", "warns", "changed")


@dataclass(frozen=True)
class Finding:
    """One thing to know; `key` and `values` are for the words, which the pages have."""

    level: Level
    key: str
    place: Place = NOWHERE
    values: tuple[tuple[str, str], ...] = ()

    @property
    def about(self) -> dict[str, str]:
        """The values by name."""
        return dict(self.values)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        place = [self.place.path, self.place.line]
        return {"level": self.level, "key": self.key, "place": place, "values": self.about}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Finding:
        """Return what `to_json` was made of."""
        path, line = stored["place"]
        return find(stored["level"], stored["key"], Place(path, line), **stored["values"])


def find(level: Level, key: str, place: Place = NOWHERE, **values: object) -> Finding:
    """Return a finding."""
    return Finding(level, key, place, tuple((name, str(one)) for name, one in values.items()))


def in_order(findings: list[Finding]) -> list[Finding]:
    """Return them once each: what stops first, then by file and line."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda one: (LEVELS.index(one.level), one.place, one.key, one.values))
