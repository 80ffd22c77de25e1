"""The files of a domain, to be changed: comments and order stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from nlu.core.project.domain import is_domain
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.yaml import Table, read_yaml

NO_DOMAIN = ("config.yml", "config.yaml")
WIDTH = 4_096  # lines are not broken anew


@dataclass
class Document:
    """One file; `top` is what it says, its places are those of the text as it was."""

    path: str
    top: Any
    is_changed: bool = False

    def place(self, table: Any, key: str) -> Place:
        """Return where a key stands; 0 for one that is new."""
        marks: Any = getattr(table, "lc", None)
        known = marks is not None and marks.data is not None and key in marks.data
        return Place(self.path, marks.key(key)[0] + 1 if known else 0)

    def write(self) -> str:
        """Return the text."""
        out = StringIO()
        make_yaml().dump(self.top, out)
        return out.getvalue()


@dataclass
class Domains:
    """All files of a domain together."""

    documents: list[Document] = field(default_factory=list)
    entities: set[str] = field(default_factory=set)
    fills_by_name: bool = True  # Rasa 2 filled slots from entities of their names unless told not

    def list_slots(self) -> Iterator[tuple[Document, str, Any]]:
        """Yield each slot with its file and what stands under its name."""
        for document in self.documents:
            slots = document.top.get("slots")
            for name, about in slots.items() if isinstance(slots, dict) else ():
                if isinstance(about, dict):
                    yield document, str(name), about

    def find_slot(self, name: str, near: Document) -> Any:
        """Return what stands under a slot's name; it is made beside a form where there is none."""
        for document, known, about in self.list_slots():
            if known == name:
                document.is_changed = True
                return about
        near.is_changed = True
        slots = near.top.setdefault("slots", {})
        slots[name] = {"type": "any"}
        return slots[name]


def make_yaml() -> YAML:
    """Return a reader and writer that keeps what people wrote as it is."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    return yaml


def read_domains(files: Mapping[str, str]) -> Domains:
    """Return the files of the domain; the limits of `read_yaml` are kept before all else."""
    found = Domains()
    for path, text in sorted(files.items()):
        try:
            top = read_yaml(text, path)
        except ProjectUnreadable:
            continue
        is_part = isinstance(top, Table) and (is_domain(top) or "templates" in top)
        if not is_part or path in NO_DOMAIN or path.startswith("tests/"):
            continue
        document = Document(path, make_yaml().load(text))
        found.documents.append(document)
        found.entities |= set(_names(document.top.get("entities")))
        config = document.top.get("config")
        if isinstance(config, dict) and config.get("store_entities_as_slots") is False:
            found.fills_by_name = False
    return found


def _names(listed: Any) -> Iterator[str]:
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            yield from map(str, entry)
