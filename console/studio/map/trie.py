"""Stories merged by common prefix: a tree in which every path from a root is how one goes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from console.studio.editing.comparing import bare
from console.studio.editing.sheet import StoryKey
from console.studio.stories.step_forms import shown
from nlu.core.project.domain import Domain
from nlu.core.project.faults import Place
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

Sort = Literal["user", "bot", "slot", "loop", "checkpoint", "or", "gap"]


@dataclass
class Node:
    """A step of one or more stories. `place` is where the first of them has it."""

    sort: Sort
    text: str
    more: str
    place: Place
    stories: int = 0
    ends: list[StoryKey] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    _by_step: dict[object, "Node"] = field(default_factory=dict, repr=False)
    depth: int = 0
    row: float = 0.0

    def child(self, step: Step, place: Place, domain: Domain) -> "Node":
        """Return the child for a step, made where there is none."""
        key: object = bare(step)
        found = self._by_step.get(key)
        if found is None:
            sort, text, more = describe_step(step, domain)
            found = Node(sort, text, more, place, depth=self.depth + 1)
            self._by_step[key] = found
            self.children.append(found)
        return found

    def walk(self) -> Iterator["Node"]:
        """Yield all below, parents first."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def merge_stories(stories: Iterable[tuple[StoryKey, Story]], domain: Domain) -> Node:
    """Return the root (no step of its own) under which all stories hang.

    Conditions of rules count as steps that come first: a rule goes on only where they hold.
    """
    root = Node("gap", "", "", Place())
    for key, story in stories:
        node = root
        node.stories += 1
        for step in (*story.conditions, *story.steps):
            node = node.child(step, Place(key.path, step.line), domain)
            node.stories += 1
        node.ends.append(key)
    return root


def describe_step(step: Step, domain: Domain) -> tuple[Sort, str, str]:
    """Return what sort a step is, its name, and what else is to be said of it."""
    if isinstance(step, UserStep):
        uses = ", ".join(
            one.name if one.value is None else f"{one.name}={shown(one.value)}"
            for one in step.entities
        )
        return "user", step.intent or step.text or "", uses
    if isinstance(step, ActionStep):
        return ("loop" if step.name in domain.forms else "bot"), step.name, ""
    if isinstance(step, BotStep):
        return "bot", step.text, ""
    if isinstance(step, SlotStep):
        return "slot", step.name, "" if step.is_any else shown(step.value)
    if isinstance(step, LoopStep):
        return "loop", step.name or "∅", ""
    if isinstance(step, CheckpointStep):
        return "checkpoint", step.name, ", ".join(one.name for one in step.slots)
    if isinstance(step, OrStep):
        names = [describe_step(replace(one), domain)[1] for one in step.options]
        return "or", " | ".join(names), ""
    return "gap", "…", ""
