"""Steps and stories without their lines, to be compared."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nlu.core.project.steps import CheckpointStep, LoopStep, OrStep, SlotStep, Step, Story


def bare(step: Step) -> Step:
    """Return a step without its line, to be compared."""
    if isinstance(step, CheckpointStep):
        return replace(step, line=0, slots=tuple(replace(one, line=0) for one in step.slots))
    if isinstance(step, OrStep):
        return replace(step, line=0, options=tuple(replace(one, line=0) for one in step.options))
    return replace(step, line=0)


def bare_story(story: Story) -> Story:
    """Return a story whose steps know no lines."""
    conditions: list[SlotStep | LoopStep] = [replace(one, line=0) for one in story.conditions]
    steps = tuple(bare(one) for one in story.steps)
    return replace(story, steps=steps, conditions=tuple(conditions))


def told(stories: Sequence[Story]) -> list[Any]:
    """Return what stories say, whatever their places."""
    return [
        (one.kind, str(one.name), one.steps, one.conditions, one.is_start, one.waits)
        for one in map(bare_story, stories)
    ]
