"""What the prover says: findings with their places, the paths that lead there, and edits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from nlu.core.project.faults import Place

Severity = Literal["error", "warning"]
Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PathStep:
    """One step on a path: what kind of step, and what stands there."""

    kind: Literal["user", "action", "slot", "loop", "gap"]
    text: str
    place: Place


@dataclass(frozen=True)
class Path:
    """How a story or rule comes to the point; its last step is what it wants there."""

    name: str
    is_rule: bool
    place: Place
    steps: tuple[PathStep, ...]


@dataclass(frozen=True)
class Replace:
    """Write `new` in place of `old` in one line."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True)
class Remove:
    """Take out the entry that begins in a line, with all that is nested under it."""

    place: Place


@dataclass(frozen=True)
class Insert:
    """Put lines after the entry that begins in a line, as deep as that."""

    place: Place
    lines: tuple[str, ...]


Edit = Replace | Remove | Insert


@dataclass(frozen=True)
class Repair:
    """A way out: the key of its words, what fills them, and the edits."""

    key: str
    about: Words
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong, or worth a look. `kind` is the key of its words, `about` fills them."""

    kind: str
    severity: Severity
    place: Place
    about: Words = ()
    paths: tuple[Path, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def same(self) -> tuple[str, str, Words]:
        """What stays the same when lines above it are changed."""
        return self.kind, self.place.path, self.about

    def get(self, name: str) -> str:
        """Return a part of what it is about, "" where it has none of the name."""
        return dict(self.about).get(name, "")


@dataclass(frozen=True)
class Proof:
    """All findings, sorted by place."""

    findings: tuple[Finding, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that keep a model from being trained, or customers from an answer."""
        return tuple(one for one in self.findings if one.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Those worth a look."""
        return tuple(one for one in self.findings if one.severity == "warning")

    def of(self, path: str) -> tuple[Finding, ...]:
        """Return the findings of one file."""
        return tuple(one for one in self.findings if one.place.path == path)

    def counted(self) -> Counter[tuple[str, str, Words]]:
        """Count findings by what stays the same of them."""
        return Counter(one.same for one in self.findings)


def words(**about: object) -> Words:
    """Return what fills the words of a finding."""
    return tuple((name, str(value)) for name, value in about.items())


def error(kind: str, place: Place, *repairs: Repair, **about: object) -> Finding:
    """Return an error."""
    return Finding(kind, "error", place, words(**about), repairs=repairs)


def warning(kind: str, place: Place, *repairs: Repair, **about: object) -> Finding:
    """Return a warning."""
    return Finding(kind, "warning", place, words(**about), repairs=repairs)
