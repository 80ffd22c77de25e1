"""What an import would do to a draft, before anything is done. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from console.studio.exchange.migrate import migrate
from console.studio.exchange.placing import name_folder, place_beside
from nlu.core.foreign.findings import Finding, find, in_order
from nlu.core.foreign.survey import survey
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.files import Files, lay_over
from nlu.core.project.project import CONFIGS, Project, read_project
from nlu.core.project.reader import Fault
from nlu.core.project.yaml import read_yaml

Mode = Literal["replace", "add"]
Config = Literal["theirs", "ours"]
What = Literal["added", "changed", "removed"]
COUNTED = ("intents", "entities", "slots", "forms", "actions", "responses")


@dataclass(frozen=True)
class Wish:
    """How an archive is to be taken: in place of the draft's files or beside them, and whose
    configuration is to stay. `name` is the archive's."""

    mode: Mode = "replace"
    config: Config = "theirs"
    name: str = ""


@dataclass(frozen=True)
class FileChange:
    """What happens to a file: lines that come and that go."""

    path: str
    what: What
    plus: int
    minus: int


@dataclass(frozen=True)
class Plan:
    """What would happen. `unreadable` and findings that stop keep it from happening."""

    changes: Mapping[str, str | None] = field(repr=False)
    files: Sequence[FileChange]
    findings: Sequence[Finding]
    unreadable: Sequence[Fault]
    faults: Sequence[Fault]
    counts: Mapping[str, int]
    has_config: bool

    @property
    def stops(self) -> bool:
        """Tell whether the archive cannot be taken like this."""
        return bool(self.unreadable) or any(one.level == "stops" for one in self.findings)

    def list_files(self, what: What) -> list[FileChange]:
        """Return the files to which one thing happens."""
        return [one for one in self.files if one.what == what]


def make_plan(
    current: Files,
    incoming: Files,
    wish: Wish,
    *,
    beside: Sequence[Finding] = (),
    offered: Collection[str] = (),
) -> Plan:
    """Return what taking the files of an archive would do to the files of a draft.

    `beside` was found in files of the archive that are not taken; `offered` are the names of the
    actions that our server has. Lines are those of the archive's own files, before conversion.
    """
    has_config = any(path in CONFIGS for path in incoming)
    if wish.config == "ours" or not has_config:
        incoming = {path: text for path, text in incoming.items() if path not in CONFIGS}
    migrated = migrate(incoming)
    changes, moved = _lay(current, migrated.files, wish, has_config)
    raw, after = read_project(incoming), read_project(migrated.files)
    known = _names(read_project(current)) if wish.mode == "add" else set()
    findings = [*beside, *migrated.findings, *survey(raw, {*offered, *known}), *moved]
    if wish.mode == "add":
        findings = [one for one in findings if one.key not in ("no_domain", "no_examples")]
        findings += _find_clashes(current, changes)
    unreadable, faults = _sort_faults(raw, after)
    return Plan(
        changes=changes,
        files=_list_changes(current, changes),
        findings=in_order(findings),
        unreadable=unreadable,
        faults=faults,
        counts=_count(after),
        has_config=has_config,
    )


def _lay(
    current: Files, files: Files, wish: Wish, has_config: bool
) -> tuple[dict[str, str | None], list[Finding]]:
    """Return the changes, and where files of the same name had to make room."""
    keeps_config = wish.config == "ours" or not has_config
    changes: dict[str, str | None] = {}
    moved: list[Finding] = []
    if wish.mode == "replace":
        gone = {path for path in current if not (keeps_config and path in CONFIGS)}
        changes |= dict.fromkeys(gone - files.keys(), None) | dict(files)
    else:
        for path, home in place_beside(current, files, name_folder(wish.name)).items():
            changes[home] = files[path]
            if home != path:
                moved.append(find("changed", "moved", Place(path), home=home))
        if any(path in CONFIGS for path in files):
            changes |= {one: None for one in CONFIGS if one in current and one not in files}
    return {path: text for path, text in changes.items() if current.get(path) != text}, moved


def _names(project: Project) -> set[str]:
    domain = project.domain
    return {*domain.actions, *domain.forms, *domain.responses}


def _find_clashes(current: Files, changes: Mapping[str, str | None]) -> list[Finding]:
    """Name what the archive says in its way and the project in another."""
    together = read_project(lay_over(current, changes)).domain
    return [
        find("warns", "twice", place, name=name, other=other)
        for section, name, first, second in together.twice
        if section in ("slots", "forms", "responses")
        for place, other in [(first, second) if first.path in changes else (second, first)]
        if place.path in changes
    ]


def _sort_faults(raw: Project, after: Project) -> tuple[list[Fault], list[Fault]]:
    """Return what is no YAML that we take, and what Rasa would skip or refuse.

    Of files that are faulty still after conversion; lines are those of the archive.
    """
    broken = {one.place.path for one in after.faults}
    named = {one.place.path for one in raw.faults}
    faults = [one for one in raw.faults if one.place.path in broken]
    faults += [one for one in after.faults if one.place.path not in named]
    unread = {path for path in broken if not _is_readable(path, after.files[path])}
    return (
        [one for one in faults if one.place.path in unread],
        [one for one in faults if one.place.path not in unread],
    )


def _is_readable(path: str, text: str) -> bool:
    try:
        read_yaml(text, path)
    except ProjectUnreadable:
        return False
    return True


def _list_changes(current: Files, changes: Mapping[str, str | None]) -> list[FileChange]:
    found = []
    for path, text in sorted(changes.items()):
        old, new = (Counter((one or "").splitlines()) for one in (current.get(path), text))
        what: What = "removed" if text is None else "changed" if path in current else "added"
        found.append(FileChange(path, what, (new - old).total(), (old - new).total()))
    return found


def _count(project: Project) -> dict[str, int]:
    domain = project.domain
    counts = {name: len(getattr(domain, name)) for name in COUNTED}
    rules = sum(one.kind == "rule" for one in project.stories)
    return {
        **counts,
        "examples": len(project.understood.examples),
        "stories": len(project.stories) - rules,
        "rules": rules,
        "tests": len(project.tests),
    }
