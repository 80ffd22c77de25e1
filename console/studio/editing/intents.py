"""Intents: added, renamed, merged into another, deleted."""

from __future__ import annotations

from collections.abc import Sequence

from console.studio.editing.domain import list_add, list_remove
from console.studio.editing.examples import put_examples
from console.studio.editing.files import Edition
from console.studio.editing.lines import list_entries, set_lines
from console.studio.editing.mentions import Mention
from console.studio.editing.naming import (
    check_name,
    is_known,
    list_uses,
    open_readable,
    replace_name,
)
from console.studio.editing.reading import know
from console.studio.editing.refusing import Gone, NameTaken, NeedsExamples, StillUsed
from nlu.core.project.files import Changes, Files
from nlu.core.project.project import Project
from nlu.core.project.steps import Story, UserStep


def add_intent(
    files: Files, *, name: str, texts: Sequence[str] = (), path: str | None = None
) -> Changes:
    """Return the changes that add an intent, with first examples; to `path` if it is given.

    Raises `BadName`, `NameTaken`, `PersonalData`, and `NeedsExamples` for one with a slash and
    none: the domain names what stands before the slash alone.
    """
    edition, name = Edition(files), check_name("intent", name)
    if is_known(edition, "intent", name):
        raise NameTaken(name)
    if "/" in name and not any(one.strip() for one in texts):
        raise NeedsExamples(name)
    list_add(edition, "intents", name.split("/")[0])
    put_examples(edition, name, texts, path)
    return edition.changes


def merge_intents(files: Files, *, name: str, into: str) -> Changes:
    """Return the changes by which all that is said of one intent is said of another.

    Examples that both have stay once. Rules that answered the intent alone go where the other has
    a rule for the same: both could not hold. Raises `Gone`.
    """
    edition = open_readable(files)
    for one in (name, into):
        if not is_known(edition, "intent", one):
            raise Gone(one)
    if name == into:
        raise NameTaken(into)
    _drop_twins(edition, name, into)
    for story in list_replaced_rules(know(edition.files).project, name, into):
        _remove_story(edition, story)
    list_remove(edition, "intents", name)
    replace_name(edition, "intent", name, into)
    _drop_doubles_of_lists(edition, into)
    return edition.changes


def list_replaced_rules(project: Project, name: str, into: str) -> list[Story]:
    """Return the rules that begin with an intent where the other has one under the same terms."""
    kept = [one for one in project.stories if one.kind == "rule" and _first_intent(one) == into]
    terms = {_terms(one) for one in kept}
    return [
        one
        for one in project.stories
        if one.kind == "rule" and _first_intent(one) == name and _terms(one) in terms
    ]


def delete_intent(files: Files, *, name: str) -> Changes:
    """Return the changes by which an intent and its examples are gone.

    Raises `StillUsed` where stories, rules, forms, buttons or tests name it, `Gone`.
    """
    edition = open_readable(files)
    if not is_known(edition, "intent", name):
        raise Gone(name)
    if used := list_obstacles(edition, name):
        raise StillUsed(name, [f"{one.path}:{one.line}" for one in used])
    for entry in reversed(list(list_entries(edition))):
        if entry.kind == "intent" and (entry.name == name or entry.name.startswith(f"{name}/")):
            edition.remove_part(entry.path, ("nlu", entry.place))
    for one in [one for one in list_uses(edition, "intent", name) if one.what == "config"]:
        _remove_from_config(edition, one)
    list_remove(edition, "intents", name)
    return edition.changes


def list_obstacles(edition: Edition, name: str) -> list[Mention]:
    """Return what uses an intent: all that names it but its own examples and its declaration."""
    uses = list_uses(edition, "intent", name)
    return [one for one in uses if not one.is_definition and one.what not in ("nlu", "config")]


def _drop_twins(edition: Edition, name: str, into: str) -> None:
    entries = [one for one in list_entries(edition) if one.kind == "intent"]
    known = {raw for one in entries if one.name == into for raw, _ in one.lines}
    for entry in reversed([one for one in entries if one.name == name]):
        doubled = {line: None for raw, line in entry.lines if raw in known}
        if doubled:
            set_lines(edition, entry, changed=doubled)


def _remove_story(edition: Edition, story: Story) -> None:
    key = "rules" if story.kind == "rule" else "stories"
    rows = edition.read(story.place.path, (key,))
    for place in range(len(rows) if isinstance(rows, list) else 0):
        node = edition.find(story.place.path, (key, place))
        if node is not None and node.line == story.place.line:
            edition.remove_part(story.place.path, (key, place))
            return


def _drop_doubles_of_lists(edition: Edition, name: str) -> None:
    """Leave a name once in each list that now holds it twice (of forms, of the configuration)."""
    for path in sorted(edition.files):
        if path.startswith(("config.", "domain")):
            whole = edition.read(path)
            once = _once(whole, name)
            if once != whole:
                edition.rewrite(path, (), once)


def _once(value: object, name: str) -> object:
    if isinstance(value, dict):
        return {key: _once(one, name) for key, one in value.items()}
    if isinstance(value, list):
        seen = [one for place, one in enumerate(value) if one != name or name not in value[:place]]
        return [_once(one, name) for one in seen]
    return value


def _remove_from_config(edition: Edition, mention: Mention) -> None:
    whole = edition.read(mention.path)
    edition.rewrite(mention.path, (), _without(whole, mention.name))


def _without(value: object, name: str) -> object:
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if one != name or key == "name"}
        return {key: _without(one, name) for key, one in kept.items()}
    if isinstance(value, list):
        return [_without(one, name) for one in value if one != name]
    return value


def _first_intent(story: Story) -> str | None:
    steps = [one for one in story.steps if isinstance(one, UserStep)]
    return steps[0].intent if len(steps) == 1 and story.steps[0] == steps[0] else None


def _terms(story: Story) -> tuple[object, ...]:
    first = story.steps[0]
    entities = first.entities if isinstance(first, UserStep) else ()
    conditions = frozenset((type(one).__name__, one.name) for one in story.conditions)
    return (entities, conditions, story.is_start)
