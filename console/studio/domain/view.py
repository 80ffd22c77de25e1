"""What the pages of the domain show. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from console.studio.editing.files import Edition
from console.studio.editing.lines import list_entries
from console.studio.editing.reading import Known, entities_of, slots_of
from nlu.core.project.domain import Form, Slot
from nlu.core.project.examples import Example
from nlu.core.project.files import Files


@dataclass(frozen=True)
class EntityRow:
    """An entity: how often it is marked, and what describes it."""

    name: str
    marks: int
    stories: int
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    influences: bool
    is_declared: bool


@dataclass(frozen=True)
class ListRow:
    """A word list, its files put together."""

    kind: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What asks for a slot of a form: a response, an action, or nothing."""

    slot: str
    response: str = ""
    action: str = ""


def list_entities(known: Known) -> list[EntityRow]:
    """Return all entities."""
    marks = Counter(span.entity for one, _, _ in known.texts for span in one.spans)
    told: Counter[str] = Counter()
    for story in known.project.stories:
        told.update({use.name for use in entities_of(story)})
    return [_entity(known, name, marks[name], told[name]) for name in known.entities]


def _entity(known: Known, name: str, marks: int, stories: int) -> EntityRow:
    declared = known.project.domain.entities.get(name)
    about = declared.about if declared is not None else {}
    return EntityRow(
        name=name,
        marks=marks,
        stories=stories,
        roles=_names(about.get("roles")),
        groups=_names(about.get("groups")),
        influences=about.get("influence_conversation", True) is not False,
        is_declared=declared is not None,
    )


def list_values(known: Known, name: str, most: int = 60) -> list[tuple[str, int, Example]]:
    """Return the values an entity is marked with: how often, and an example."""
    found: dict[str, list[Example]] = defaultdict(list)
    for one, _, _ in known.texts:
        for span in one.spans:
            if span.entity == name:
                found[span.value].append(one)
    ranked = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(value, len(some), some[0]) for value, some in ranked[:most]]


def list_lists(files: Files) -> list[ListRow]:
    """Return synonyms, lookup tables and regexes, those of a name put together."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in list_entries(Edition(files)):
        if entry.kind != "intent":
            words = found.setdefault((entry.kind, entry.name), [])
            words += [raw for raw, _ in entry.lines]
    return [ListRow(kind, name, tuple(words)) for (kind, name), words in found.items()]


def count_uses(known: Known) -> tuple[Counter[str], Counter[str]]:
    """Return in how many stories and rules each slot is, and in how many forms."""
    told: Counter[str] = Counter()
    for story in known.project.stories:
        told.update({one.name for one in slots_of(story)})
    forms = Counter(
        slot for form in known.project.domain.forms.values() for slot in form.required_slots
    )
    return told, forms


def list_questions(known: Known, form: Form) -> list[Question]:
    """Return what asks for each slot of a form, as Rasa looks for it."""
    domain, found = known.project.domain, []
    for slot in form.required_slots:
        names = [f"{form.name}_{slot}", slot]
        responses = [f"utter_ask_{one}" for one in names if f"utter_ask_{one}" in domain.responses]
        actions = [f"action_ask_{one}" for one in names if f"action_ask_{one}" in domain.actions]
        found.append(Question(slot, *(responses[:1] or [""]), *(actions[:1] or [""])))
    return found


def about_slot(slot: Slot) -> dict[str, Any]:
    """Return a slot as it is written, with its type and influence filled in."""
    return {"type": slot.type, "influence_conversation": slot.influences} | slot.about


def _names(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
