"""What a turn did, step by step: the studio shows why the bot said what it said."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.strict import Step

MAX_VALUE = 500  # characters of a slot's value that are shown


def list_steps(tracker: DialogueStateTracker, taken: Iterable[Step] = ()) -> list[dict[str, Any]]:
    """Return what happened since the latest message, in order; `taken` is what was noted of it.

    Steps are `{"action", "policy", "confidence"}`, `{"slot", "value"}`, `{"loop"}` (None: it ended)
    and `{"rejected"}`: an action that did not take the message. An action that a story or rule
    says has its name as `story`.
    """
    events = list(tracker.events)
    begins = max(
        (place for place, event in enumerate(events) if isinstance(event, UserUttered)), default=-1
    )
    described = (describe_step(event) for event in events[begins + 1 :])
    steps = [step for step in described if step is not None]
    add_stories(steps, taken)
    return steps


def add_stories(steps: Iterable[dict[str, Any]], taken: Iterable[Step]) -> None:
    """Write into steps which story or rule they followed."""
    noted = deque(taken)
    for step in steps:
        if noted and noted[0].action == (step.get("action") or step.get("rejected")):
            story = noted.popleft().story
            if story is not None:
                step["story"] = story


def describe_step(event: Event) -> dict[str, Any] | None:
    """Return one step, None for an event that is none."""
    if isinstance(event, ActionExecuted):
        name = event.action_name or event.action_text
        return {"action": name, "policy": event.policy, "confidence": event.confidence}
    if isinstance(event, SlotSet):
        value = event.value
        shown = value if isinstance(value, bool | int | float | None) else str(value)[:MAX_VALUE]
        return {"slot": event.key, "value": shown}
    if isinstance(event, ActiveLoop):
        return {"loop": event.name}
    if isinstance(event, ActionExecutionRejected):
        return {"rejected": event.action_name}
    return None
