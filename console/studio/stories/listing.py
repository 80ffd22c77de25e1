"""The list of stories and rules: what each begins with and uses, picked by what somebody seeks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from console.studio.editing.sheet import Kind, StoryKey
from nlu.core.project.project import Project
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    CheckpointStep,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    Story,
    UserStep,
)

Sort = Literal["intent", "action", "form", "slot"]


@dataclass(frozen=True)
class Wanted:
    """What is sought; "" and None: all."""

    words: str = ""
    kind: Kind | None = None
    path: str = ""
    intent: str = ""
    action: str = ""
    form: str = ""
    slot: str = ""

    @property
    def is_all(self) -> bool:
        """Tell whether nothing is left out."""
        return self == Wanted()


@dataclass(frozen=True)
class Row:
    """A story in the list. `path_of` holds what happens, shortly."""

    key: StoryKey
    line: int
    steps: int
    begins: tuple[str, ...]
    conditions: int


def keys_of(stories: Iterable[Story]) -> Iterator[tuple[StoryKey, Story]]:
    """Yield stories with the keys they are known by."""
    seen: dict[tuple[str, str, str], int] = {}
    for one in stories:
        place = (one.place.path, one.kind, str(one.name))
        yield StoryKey(one.place.path, one.kind, str(one.name), seen.get(place, 0)), one
        seen[place] = seen.get(place, 0) + 1


def names_in(step: Step) -> Iterator[tuple[Sort, str]]:
    """Yield what a step uses, by its sort."""
    if isinstance(step, UserStep):
        if step.intent:
            yield "intent", step.intent
    elif isinstance(step, ActionStep):
        yield "action", step.name
        yield "form", step.name
    elif isinstance(step, LoopStep) and step.name:
        yield "form", step.name
    elif isinstance(step, SlotStep):
        yield "slot", step.name
    elif isinstance(step, OrStep):
        for option in step.options:
            yield from names_in(option)
    elif isinstance(step, CheckpointStep):
        for slot in step.slots:
            yield from names_in(slot)


def fits(story: Story, wanted: Wanted) -> bool:
    """Tell whether a story is sought."""
    if wanted.kind not in (None, story.kind) or (wanted.path and wanted.path != story.place.path):
        return False
    used = {name for step in (*story.steps, *story.conditions) for name in names_in(step)}
    for sort in ("intent", "action", "form", "slot"):
        name = getattr(wanted, sort)
        if name and (sort, name) not in used:
            return False
    return _holds_words(story, wanted.words, used)


def _holds_words(story: Story, words: str, used: set[tuple[Sort, str]]) -> bool:
    parts = words.casefold().split()
    if not parts:
        return True
    said = [one.text for one in story.steps if isinstance(one, BotStep | UserStep) and one.text]
    named = [one.name for one in story.steps if isinstance(one, CheckpointStep)]
    texts = [story.name, story.place.path, *said, *named, *(name for _sort, name in used)]
    whole = " ".join(texts).casefold()
    return all(part in whole or part in whole.replace("_", " ") for part in parts)


def list_rows(project: Project, wanted: Wanted) -> list[Row]:
    """Return the stories that are sought, by file and line."""
    rows = [
        Row(key, story.place.line, len(story.steps), begin_of(story), len(story.conditions))
        for key, story in keys_of(project.stories)
        if fits(story, wanted)
    ]
    return sorted(rows, key=lambda one: (one.key.path, one.line))


def begin_of(story: Story, most: int = 3) -> tuple[str, ...]:
    """Return the first names in a story."""
    names = (
        name
        for step in story.steps
        for sort, name in names_in(step)
        if not (sort == "form" and isinstance(step, ActionStep))
    )
    return tuple(name for name, _at in zip(names, range(most), strict=False))


def list_paths(project: Project) -> list[str]:
    """Return the files that hold stories or may well do: they do, or hold nothing of the rest."""
    holding = {one.place.path for one in project.stories}
    empty = {
        path
        for path, text in project.files.items()
        if path.startswith("data/") and not _has_key(text)
    }
    return sorted(holding | empty)


def suggest_path(project: Project, kind: Kind) -> str:
    """Return the file a new one most likely goes to: that with the most of its kind."""
    counts = Counter(one.place.path for one in project.stories if one.kind == kind)
    return counts.most_common(1)[0][0] if counts else ""


def _has_key(text: str) -> bool:
    """Tell whether a file has any key but its version."""
    lines = (line.rstrip() for line in text.splitlines())
    return any(line and line[0] not in "# -" and not line.startswith("version") for line in lines)
