"""Dead ends: stories that end on silence, checkpoints that lead nowhere, too many ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nlu.core.dialogue.courses import Block, Courses
from nlu.core.dialogue.finding import Finding, Remove, Repair, Replace, error, warning, words
from nlu.core.dialogue.known import nearest
from nlu.core.project.faults import Place
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    CheckpointStep,
    GapStep,
    OrStep,
    SlotStep,
    Step,
    Story,
    UserStep,
)


def check_ends(stories: list[Story], courses: Courses) -> Iterator[Finding]:
    """Yield where a conversation comes to nothing."""
    for story in stories:
        if story.steps:
            yield from _check_silence(story)
    yield from _check_checkpoints(courses.blocks)
    for story in courses.cut:
        yield warning("too_many_ways", story.place, name=story.name)


def _check_silence(story: Story) -> Iterator[Finding]:
    kind = story.kind
    waiting: Step | None = None
    for step in story.steps:
        if _speaks(step):
            if waiting is not None:
                place = Place(story.place.path, waiting.line)
                yield warning("unanswered", place, name=story.name, said=_show(waiting))
            waiting = step
        elif isinstance(step, ActionStep | BotStep | GapStep | CheckpointStep):
            waiting = None
    if waiting is not None:
        place = Place(story.place.path, waiting.line)
        yield error(f"{kind}_ends_unanswered", place, name=story.name, said=_show(waiting))
    elif all(isinstance(step, SlotStep | CheckpointStep | GapStep) for step in story.steps):
        yield warning("nothing_happens", story.place, name=story.name)


def _speaks(step: Step) -> bool:
    is_choice = isinstance(step, OrStep) and any(isinstance(o, UserStep) for o in step.options)
    return isinstance(step, UserStep) or is_choice


def _show(step: Step) -> str:
    if isinstance(step, OrStep):
        return " / ".join(_show(option) for option in step.options)
    if isinstance(step, UserStep):
        return step.intent or f"“{step.text}”"
    return ""


def _check_checkpoints(blocks: list[Block]) -> Iterator[Finding]:
    opened, closed = defaultdict[str, list[Block]](list), defaultdict[str, list[Block]](list)
    for block in blocks:
        if block.story.kind == "rule":
            continue
        for start in block.starts:
            if start is not None:
                opened[start.name].append(block)
        for end in block.ends:
            closed[end].append(block)
    for name in sorted(opened.keys() - closed.keys()):
        for block in opened[name]:
            yield _say("checkpoint_never_reached", name, block.story, closed)
    for name in sorted(closed.keys() - opened.keys()):
        for block in closed[name]:
            yield _say("checkpoint_leads_nowhere", name, block.story, opened)


def _say(kind: str, name: str, story: Story, known: dict[str, list[Block]]) -> Finding:
    lines = [s.line for s in story.steps if isinstance(s, CheckpointStep) and s.name == name]
    place = Place(story.place.path, lines[0] if lines else story.place.line)
    repairs = []
    if meant := nearest(name, [one for one in known if known[one]]):
        about = words(old=name, new=meant)
        repairs.append(Repair("rename_here", about, (Replace(place, name, meant),)))
    repairs.append(Repair("remove_step", words(step="checkpoint"), (Remove(place),)))
    return error(kind, place, *repairs, name=story.name, checkpoint=name)
