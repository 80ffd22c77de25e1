"""Makes a project of Rasa 2 one of Rasa 3, as `rasa data migrate` does, and tells each change.

What changed: forms no longer say how their slots are filled, slots do (mappings with conditions),
and no slot is filled from an entity of its name unless it says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.studio.exchange.domains import Document, Domains, read_domains
from console.studio.exchange.mappings import add_for_form, fill_by_name
from nlu.core.foreign.findings import Finding, find
from nlu.core.project.domain import is_domain
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.reader import line_of
from nlu.core.project.yaml import Table, Text, read_yaml

VERSION, NEWEST = "3.1", (3, 1)
VERSION_LINE = re.compile(r"^version:[^#\n]*?(?=\s*(#.*)?$)", re.MULTILINE)
NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")
DATA_KEYS = ("nlu", "stories", "rules")
IGNORED, REQUIRED = "ignored_intents", "required_slots"


@dataclass
class Migrated:
    """The files as they are to be, and what was changed in them."""

    files: dict[str, str]
    findings: list[Finding] = field(default_factory=list)


def migrate(files: Mapping[str, str]) -> Migrated:
    """Return the files of a project as Rasa 3 reads them; files that already are stay as they are.

    Files that cannot be read stay, too: they are among the project's faults.
    """
    made = Migrated(dict(files))
    domains = read_domains(files)
    for document in domains.documents:
        _rename_templates(document, made)
    old = {name for _, name, about in domains.list_slots() if not about.get("mappings")}
    _migrate_forms(domains, made)
    _migrate_slots(domains, old, made)
    for document in domains.documents:
        if document.is_changed:
            made.files[document.path] = document.write()
    for path, text in made.files.items():
        made.files[path] = _renew_version(path, text, made)
    return made


def _rename_templates(document: Document, made: Migrated) -> None:
    if "templates" in document.top and "responses" not in document.top:
        place = document.place(document.top, "templates")
        at = list(document.top).index("templates")
        document.top.insert(at, "responses", document.top.pop("templates"))
        document.is_changed = True
        made.findings.append(find("changed", "templates", place))


def _migrate_forms(domains: Domains, made: Migrated) -> None:
    for document in domains.documents:
        forms: Any = document.top.get("forms")
        if isinstance(forms, list):
            lines: Any = getattr(forms, "lc", None)
            names = [one for one in forms if isinstance(one, str)]
            for at, name in enumerate(names):
                place = Place(document.path, lines.item(at)[0] + 1)
                made.findings.append(find("warns", "form_code", place, name=name))
            document.top["forms"] = {name: {REQUIRED: []} for name in names}
            document.is_changed = True
        elif isinstance(forms, dict):
            for name, form in forms.items():
                _migrate_form(domains, document, str(name), form, made)


def _migrate_form(
    domains: Domains, document: Document, name: str, form: Any, made: Migrated
) -> None:
    """Move what a form says of its slots to the slots."""
    if not isinstance(form, dict):
        return
    nested: Any = form.get(REQUIRED)
    is_flat = REQUIRED not in form and bool(form.keys() - {IGNORED})
    if not (is_flat or isinstance(nested, dict)):
        return
    slots: dict[str, Any] = nested
    if is_flat:
        slots = {key: one for key, one in form.items() if key != IGNORED}
    place = document.place(document.top["forms"], name)
    for slot, mappings in slots.items():
        about = domains.find_slot(str(slot), document)
        add_for_form(about, name, str(slot), mappings)
    for slot in list(form) if is_flat else ():
        if slot != IGNORED:
            del form[slot]
    form[REQUIRED] = [str(slot) for slot in slots]
    document.is_changed = True
    listed = ", ".join(map(str, slots)) or "-"
    made.findings.append(find("changed", "form", place, name=name, slots=listed))


def _migrate_slots(domains: Domains, old: set[str], made: Migrated) -> None:
    """Say how each slot is filled that did not say so itself: `old` are their names."""
    for document, name, about in domains.list_slots():
        place = document.place(document.top["slots"], name)
        if about.get("type") == "unfeaturized":
            about["type"], about["influence_conversation"] = "any", False
            document.is_changed = True
            made.findings.append(find("changed", "unfeaturized", place, name=name))
        if name in old or not about.get("mappings"):
            is_filled = domains.fills_by_name and name in domains.entities
            fill_by_name(about, name, is_filled)
            document.is_changed = True
            kinds = ", ".join(str(one.get("type")) for one in about["mappings"])
            made.findings.append(find("changed", "mappings", place, name=name, kinds=kinds))


def _renew_version(path: str, text: str, made: Migrated) -> str:
    """Return a file with the version of its format as Rasa 3 writes it."""
    try:
        top = read_yaml(text, path)
    except ProjectUnreadable:
        return text
    is_data = isinstance(top, Table) and (is_domain(top) or any(key in top for key in DATA_KEYS))
    version = top.get("version") if isinstance(top, Table) else None
    found = NUMBER.fullmatch(version.strip()) if isinstance(version, Text) else None
    if not is_data or found is None:
        return text
    number = int(found[1]), int(found[2] or 0)
    place = Place(path, line_of(version))
    if number > NEWEST:
        made.findings.append(find("stops", "version", place, version=version, newest=VERSION))
    elif number < (3, 0) or not isinstance(version, Text) or version.is_plain:
        made.findings.append(
            find("changed", "version_renewed", place, version=version, newest=VERSION)
        )
        return VERSION_LINE.sub(f'version: "{VERSION}"', text, count=1)
    return text
