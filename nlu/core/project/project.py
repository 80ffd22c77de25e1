"""A whole project: its files, and all they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nlu.core.project.domain import Domain, is_domain, read_domain
from nlu.core.project.examples import Understood, read_examples
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.files import Files
from nlu.core.project.reader import Fault, Notes, line_of, plain
from nlu.core.project.steps import Story
from nlu.core.project.stories import read_stories
from nlu.core.project.yaml import Node, Rows, Table, read_yaml

TESTS = "tests/"
CONFIGS = ("config.yml", "config.yaml")
READ_FILES = 512  # kept as read: a draft changes one file of a hundred


@dataclass
class Project:
    """What the files of a project say; `faults` holds what could not be read, in their order."""

    files: Files
    domain: Domain = field(default_factory=Domain)
    understood: Understood = field(default_factory=Understood)
    stories: list[Story] = field(default_factory=list)
    tests: list[Story] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    config_places: dict[str, Place] = field(default_factory=dict)  # "policies", "policies/0"
    faults: list[Fault] = field(default_factory=list)


def read_project(files: Files) -> Project:
    """Read all files; what is wrong in one keeps none of the others from being read."""
    project = Project(files)
    for path in sorted(files):
        notes = Notes(path)
        try:
            _read_file(path, files[path], notes, project)
        except ProjectUnreadable as error:
            project.faults.append(Fault(error.place, error.reason))
        project.faults += notes.faults
    return project


@lru_cache(maxsize=READ_FILES)
def _read_once(path: str, text: str) -> Node | None:
    return read_yaml(text, path)


@lru_cache(maxsize=READ_FILES)
def _read_examples_once(path: str, text: str) -> tuple[Understood, tuple[Fault, ...]]:
    understood, notes = Understood(), Notes(path)
    top = _read_once(path, text)
    if isinstance(top, Table):
        read_examples(top, notes, understood)
    return understood, tuple(notes.faults)


def _list_places(path: str, top: Table) -> Iterator[tuple[str, Place]]:
    for key, value in top.items():
        yield str(key), Place(path, line_of(key))
        for number, entry in enumerate(value if isinstance(value, Rows) else ()):
            yield f"{key}/{number}", Place(path, line_of(entry))


def _read_file(path: str, text: str, notes: Notes, project: Project) -> None:
    top = _read_once(path, text)
    if top is None:
        return
    if not isinstance(top, Table):
        raise ProjectUnreadable("A file begins with keys such as `stories:`.", Place(path, 1))
    if path in CONFIGS:
        project.config = plain(top)
        project.config_places = dict(_list_places(path, top))
    elif path.startswith(TESTS):
        project.tests += read_stories(top, notes)
    else:
        if is_domain(top):
            read_domain(top, notes, project.domain)
        if "nlu" in top:
            understood, faults = _read_examples_once(path, text)
            project.understood.examples += understood.examples
            project.understood.lists += understood.lists
            notes.faults += faults
        project.stories += read_stories(top, notes)
