"""Stories and rules as courses: every way through their checkpoints and or-statements.

As Rasa's StoryStepBuilder and TrainingDataGenerator (3.6.21) do it, with two bounds instead of
its heuristics: a loop of checkpoints is taken once more, and at most `MAX_COURSES` ways are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nlu.core.dialogue.events import Event, Reader, listen
from nlu.core.dialogue.known import GAP, LISTEN, NOT_SET
from nlu.core.project.domain import Domain
from nlu.core.project.faults import Place
from nlu.core.project.steps import CheckpointStep, OrStep, Story

MAX_COURSES = 500  # from one story's beginning
MAX_ALL = 5_000
MAX_BLOCKS = 5_000  # passed by all ways from one story's beginning
LONGEST = 150  # blocks on one way
ROUNDS = 2  # how often one way passes one block
START = ""


@dataclass(frozen=True)
class Course:
    """One way from the beginning of a story to an end."""

    stories: tuple[Story, ...]
    events: tuple[Event, ...]
    walked: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def story(self) -> Story:
        """The story it begins in."""
        return self.stories[0]

    @property
    def is_rule(self) -> bool:
        """Tell whether it is a rule."""
        return self.story.kind == "rule"

    @property
    def name(self) -> str:
        """The names of the stories it runs through."""
        return " > ".join(dict.fromkeys(story.name for story in self.stories))


@dataclass(frozen=True)
class Block:
    """A part of a story between two checkpoints; `turns` holds the choices, mostly of one."""

    story: Story
    starts: tuple[CheckpointStep | None, ...]  # None: the beginning of a conversation
    turns: tuple[tuple[Event, ...], ...]
    ends: tuple[str, ...]


@dataclass
class Courses:
    """All courses; `cut` names the stories of which not every way was gone."""

    all: list[Course] = field(default_factory=list)
    cut: list[Story] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def rules(self) -> list[Course]:
        """Those of rules."""
        return [one for one in self.all if one.is_rule]

    @property
    def stories(self) -> list[Course]:
        """Those of stories."""
        return [one for one in self.all if not one.is_rule]


def list_courses(stories: Iterable[Story], domain: Domain) -> Courses:
    """Return every way through the stories and rules."""
    reader, found = Reader(domain), Courses()
    for story in stories:
        found.blocks += list_blocks(story, reader)
    initial = {name: slot.about.get("initial_value") for name, slot in domain.slots.items()}
    for kind in ("story", "rule"):  # they meet at no checkpoint
        _Walk([one for one in found.blocks if one.story.kind == kind], initial, found).go()
    return found


def list_blocks(story: Story, reader: Reader) -> list[Block]:
    """Cut a story at its checkpoints."""
    blocks: list[Block] = []
    starts: list[CheckpointStep | None] = []
    turns: list[tuple[Event, ...]] = [(one,) for one in _before(story, reader)]
    ends: list[str] = []
    for step in story.steps:
        if isinstance(step, CheckpointStep):
            if turns:
                ends.append(step.name)
            else:
                starts.append(step)
            continue
        if ends:
            blocks.append(_close(story, starts, turns, ends))
            starts, turns, ends = [CheckpointStep(name) for name in ends], [], []
        options = step.options if isinstance(step, OrStep) else (step,)
        choice = tuple(event for option in options for event in reader.read(option, story))
        if choice:
            turns.append(choice)
    if not story.waits and story.kind == "rule" and turns:
        turns.append((Event("action", GAP, place=story.place, is_implied=True),))
    return [*blocks, _close(story, starts, turns, ends)] if turns else blocks


def _before(story: Story, reader: Reader) -> Iterator[Event]:
    for condition in story.conditions:
        yield from reader.read(condition, story)
    if story.kind == "rule" and not story.is_start:
        yield Event("action", GAP, place=story.place, is_implied=True)


def _close(
    story: Story,
    starts: list[CheckpointStep | None],
    turns: list[tuple[Event, ...]],
    ends: list[str],
) -> Block:
    if not starts:
        turns = _mark_first(turns)
    if story.kind == "rule":
        turns = [tuple(map(_as_in_rule, choice)) for choice in turns]
    return Block(story, tuple(starts) or (None,), tuple(turns), tuple(dict.fromkeys(ends)))


def _mark_first(turns: list[tuple[Event, ...]]) -> list[tuple[Event, ...]]:
    """Mark the action that a conversation begins with: it follows from nothing."""
    for number, choice in enumerate(turns):
        if len(choice) > 1 or choice[0].kind == "user":
            break
        if choice[0].kind == "action":
            return [*turns[:number], (replace(choice[0], is_first=True),), *turns[number + 1 :]]
    return turns


def _as_in_rule(event: Event) -> Event:
    """Tell "is not set" from "nothing is said of it", as rules do."""
    if event.kind == "loop" and event.name is None:
        return replace(event, name=NOT_SET)
    if event.kind == "slot" and event.value is None:
        return replace(event, value=NOT_SET)
    return event


@dataclass(frozen=True)
class _Way:
    """How far one way has come."""

    events: tuple[Event, ...] = ()
    blocks: tuple[int, ...] = ()


class _Walk:
    """Goes every way through blocks that meet at checkpoints."""

    def __init__(self, blocks: Sequence[Block], initial: dict[str, Any], found: Courses) -> None:
        self.blocks, self.initial, self.found = blocks, initial, found
        self.starts: dict[str, list[tuple[int, CheckpointStep | None]]] = defaultdict(list)
        for number, block in enumerate(blocks):
            for start in block.starts:
                self.starts[START if start is None else start.name].append((number, start))
        self.left = self.work = 0

    def go(self) -> None:
        """Add all courses."""
        for number, _ in self.starts[START]:
            self.left = min(MAX_COURSES, MAX_ALL - len(self.found.all))
            self.work = MAX_BLOCKS
            self._enter(number, _Way())
            if self.left <= 0 or self.work <= 0:
                self.found.cut.append(self.blocks[number].story)

    def _enter(self, number: int, way: _Way) -> None:
        block = self.blocks[number]
        for events in self._say(block, way.events):
            self.work -= 1
            if self.left <= 0 or self.work <= 0 or len(way.blocks) >= LONGEST:
                self.work = 0
                return
            self._leave(block, _Way(events, (*way.blocks, number)))

    def _say(self, block: Block, before: tuple[Event, ...]) -> Iterator[tuple[Event, ...]]:
        ways = [list[Event]()]
        for choice in block.turns:
            if len(choice) == 1:
                for way in ways:
                    _append(way, choice[0])
                continue
            ways = [way for one in ways for way in _branch(one, choice)][: self.left]
        for way in ways:
            if not block.ends and not (way and way[-1].name == LISTEN):
                way.append(listen(_last_place(way, block)))
            yield (*before, *way)

    def _leave(self, block: Block, way: _Way) -> None:
        if not block.ends:
            return self._finish(way)
        for end in block.ends:
            opened = self.starts.get(end, [])
            if not opened:
                self._finish(way)
            for number, start in opened:
                if way.blocks.count(number) < ROUNDS and self._may(start, way):
                    self._enter(number, way)
        return None

    def _may(self, start: CheckpointStep | None, way: _Way) -> bool:
        if start is None or not start.slots:
            return True
        values = dict(self.initial)
        for event in way.events:
            values.update(event.filled)
            if event.kind == "slot" and event.name in values:
                values[event.name] = event.value
        return all(values.get(slot.name) == slot.value for slot in start.slots)

    def _finish(self, way: _Way) -> None:
        self.left -= 1
        passed = [self.blocks[number].story for number in way.blocks]
        stories = {id(story): story for story in passed}
        self.found.all.append(Course(tuple(stories.values()), way.events))


def _branch(way: list[Event], choice: tuple[Event, ...]) -> Iterator[list[Event]]:
    for event in choice:
        branch = list(way)
        _append(branch, event)
        yield branch


def _append(way: list[Event], event: Event) -> None:
    if event.kind == "user" and not (way and way[-1].name == LISTEN and way[-1].kind == "action"):
        way.append(listen(event.place))
    way.append(event)


def _last_place(way: list[Event], block: Block) -> Place:
    return way[-1].place if way else block.story.place
