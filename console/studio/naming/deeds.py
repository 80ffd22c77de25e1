"""What may be done to a thing's name, and what comes of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from console.studio.editing import entities, intents, responses, slots
from console.studio.editing.code import read_names
from console.studio.editing.files import Edition
from console.studio.editing.mentions import Mention
from console.studio.editing.naming import Kind, list_uses, rename
from console.studio.editing.refusing import BadName
from console.studio.project.merge import diff
from nlu.core.project.files import Changes, Files, sum_of

Deed = Literal["rename", "merge", "delete"]
AREAS: dict[Kind, str] = {
    "intent": "intents",
    "entity": "domain/entities",
    "slot": "domain/slots",
    "form": "domain/forms",
    "response": "responses",
}
MOST_LINES = 400  # of a preview that are shown


@dataclass(frozen=True)
class Line:
    """A line that changes: its number before (0 for a new one), and what it said and says."""

    number: int
    before: str
    after: str


@dataclass(frozen=True)
class FileLines:
    """The lines of a file that change."""

    path: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Preview:
    """What a deed would change. `mark` names exactly this."""

    changes: Changes
    files: tuple[FileLines, ...]
    mark: str

    @property
    def count(self) -> int:
        """How many lines change."""
        return sum(len(one.lines) for one in self.files)


def make_changes(files: Files, kind: Kind, name: str, deed: Deed, to: str) -> Changes:
    """Return the changes of a deed; raise what the edit raises."""
    if deed == "rename":
        return rename(files, kind=kind, old=name, new=to)
    if deed == "merge":
        if kind != "intent":
            raise BadName(to)
        return intents.merge_intents(files, name=name, into=to)
    if kind == "intent":
        return intents.delete_intent(files, name=name)
    if kind == "entity":
        return entities.delete_entity(files, name=name)
    if kind == "response":
        return responses.delete_response(files, name=name)
    return (slots.delete_slot if kind == "slot" else slots.delete_form)(files, name=name)


def preview(files: Files, changes: Changes) -> Preview:
    """Return what changes would do, line by line."""
    shown = tuple(
        FileLines(path, tuple(_pair(diff(files.get(path), text, around=0))))
        for path, text in changes.items()
    )
    return Preview(changes, shown, sum_of({path: text or "" for path, text in changes.items()}))


def list_users(files: Files, kind: Kind, name: str) -> list[Mention]:
    """Return what names a thing beside its own definition and examples, a place once."""
    uses = [one for one in list_uses(Edition(files), kind, name) if not one.is_definition]
    return list({(one.path, one.line): one for one in uses if one.what != "nlu"}.values())


def list_sources(kind: Kind, name: str, deed: Deed) -> tuple[str, ...]:
    """Return where the program itself names a thing: no edit of files reaches those."""
    found = list(read_names().places(name))
    if kind == "form" and deed != "merge":
        found += read_names().places(f"validate_{name}")
    return tuple(dict.fromkeys(found))


def _pair(lines: Sequence[str]) -> list[Line]:
    """Return the lines of a diff, each that goes beside the one that comes in its place."""
    found: list[Line] = []
    number, gone, come = 0, [], []  # type: ignore[var-annotated]

    def close() -> None:
        for place in range(max(len(gone), len(come))):
            at, before = gone[place] if place < len(gone) else (0, "")
            found.append(Line(at, before, come[place] if place < len(come) else ""))
        gone.clear()
        come.clear()

    for line in [*lines, "@@ -0 +0 @@"]:
        if line.startswith("@@"):
            close()
            number = int(line.split()[1].lstrip("-").split(",")[0])
        elif line.startswith("-"):
            gone.append((number, line[1:]))
            number += 1
        elif line.startswith("+"):
            come.append(line[1:])
    return found
