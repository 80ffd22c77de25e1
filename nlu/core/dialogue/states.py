"""The states a course runs through, as Rasa's policies see them before each action.

Sources: Domain.get_active_state, DialogueStateTracker.applied_events and
TrackerWithCachedStates of Rasa 3.6.21.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.events import Event
from nlu.core.dialogue.features import Feature, feature_of
from nlu.core.dialogue.known import GAP, LISTEN
from nlu.core.project.domain import Domain, Slot


class State(NamedTuple):
    """What policies see: the last message, the last action, the open form, slots by name."""

    intent: str | None = None
    text: str | None = None  # only where the message has no intent
    entities: tuple[str, ...] = ()
    action: str | None = None
    words: str | None = None  # of an action that says exact words
    loop: str | None = None
    slots: tuple[tuple[str, Feature], ...] = ()

    @property
    def has_action(self) -> bool:
        """Tell whether the bot has done anything yet."""
        return bool(self.action or self.words)

    def as_rasa(self) -> dict[str, Any]:
        """Return the state in Rasa's form."""
        user = {"intent": self.intent, "text": self.text, "entities": self.entities}
        parts = {
            "user": {key: value for key, value in user.items() if value},
            "prev_action": {
                key: value
                for key, value in (("action_name", self.action), ("action_text", self.words))
                if value
            },
            "active_loop": {"name": self.loop} if self.loop else {},
            "slots": dict(self.slots),
        }
        return {key: part for key, part in parts.items() if part}


Key = tuple[State, ...]


@lru_cache(maxsize=8192)
def as_json(key: Key) -> str:
    """Return Rasa's feature key of states; the longest of several that match wins."""
    return json.dumps([state.as_rasa() for state in key], sort_keys=True)


class Moment(NamedTuple):
    """A point before an action: the states up to it, and what trackers know besides."""

    states: list[State]  # shared by all moments of a course; cut at `at`
    at: int
    event: Event  # the action that follows
    number: int  # of the event in the course
    said: str | None  # the exact words of the last message

    @property
    def past(self) -> Key:
        """The states up to here, the latest last."""
        return tuple(self.states[: self.at])


class Tracker:
    """Follows events and tells the state after each."""

    def __init__(self, slots: dict[str, Slot], *, omits_unset: bool = False) -> None:
        self.slots = slots
        self.features: dict[str, Feature] = {}
        self.intent: str | None = None
        self.text: str | None = None
        self.entities: tuple[str, ...] = ()
        self.action: str | None = None
        self.words: str | None = None
        self.loop: str | None = None
        self._made: State | None = None
        if not omits_unset:
            for name, slot in slots.items():
                self._set(name, slot.about.get("initial_value"))

    def update(self, event: Event) -> None:
        """Take an event in."""
        self._made = None
        if event.kind == "action":
            self.action, self.words = event.name, event.text if not event.name else None
        elif event.kind == "user":
            self.intent, self.text, self.entities = event.name, event.text, event.entities
            for name, value in event.filled:
                self._set(name, value)
        elif event.kind == "slot":
            self._set(str(event.name), event.value)
        else:
            self.loop = event.name

    def _set(self, name: str, value: Any) -> None:
        slot = self.slots.get(name)
        feature = None if slot is None else feature_of(slot, value)
        if feature is None:
            self.features.pop(name, None)
        else:
            self.features[name] = feature

    @property
    def state(self) -> State:
        """What policies see now."""
        if self._made is None:
            self._made = State(
                intent=self.intent or None,
                text=None if self.intent else self.text or None,
                entities=self.entities,
                action=self.action,
                words=self.words,
                loop=self.loop,
                slots=tuple(sorted(self.features.items())),
            )
        return self._made


def list_states(
    events: Sequence[Event], slots: dict[str, Slot], *, omits_unset: bool = False
) -> list[State]:
    """Return the state before each action, and the last."""
    tracker, states = Tracker(slots, omits_unset=omits_unset), list[State]()
    for event in events:
        if event.kind == "action":
            states.append(tracker.state)
        tracker.update(event)
    return [*states, tracker.state]


def list_moments(
    course: Course, domain: Domain, *, omits_unset: bool = False, is_checked: bool = False
) -> list[Moment]:
    """Return the moment before each action of a course that policies learn from.

    Of stories they learn from states numbered before what a form did again is dropped, and from
    actions numbered after; where rules are checked (`is_checked`) both are numbered after.
    """
    has_loop = any(event.kind == "loop" for event in course.events)
    is_whole = has_loop and not (course.is_rule or is_checked)
    known: list[Moment] | None = course.walked.get((omits_unset, is_whole))
    if known is None:
        known = _walk(course, domain, omits_unset=omits_unset, is_whole=is_whole)
        course.walked[omits_unset, is_whole] = known
    return known


def _walk(course: Course, domain: Domain, *, omits_unset: bool, is_whole: bool) -> list[Moment]:
    applied = list_applied(course.events)
    numbered = list(range(len(course.events))) if is_whole else applied
    events = [course.events[index] for index in numbered]
    states = list_states(events, domain.slots, omits_unset=omits_unset)
    moments, said = list[Moment](), None
    for index in applied:
        event = course.events[index]
        if event.kind == "user":
            said = event.text
        elif event.kind == "action":
            moments.append(Moment(states, len(moments) + 1, event, index, said))
    return moments


def list_applied(events: Sequence[Event]) -> list[int]:
    """Return the places of the events that count: a form that runs again undoes its last run."""
    loops = {event.name for event in events if event.kind == "loop" and event.name}
    if not loops:
        return list(range(len(events)))
    applied: list[int] = []
    for index, event in enumerate(events):
        if event.kind == "action" and event.name in loops and _runs_again(event, applied, events):
            _undo(event, applied, events)
        else:
            applied.append(index)
    return applied


def _runs_again(event: Event, applied: list[int], events: Sequence[Event]) -> bool:
    following: str | None = None
    for before in (events[index] for index in reversed(applied)):
        if before.kind == "loop" and before.name is None:
            return False
        if before.kind == "user" and following is not None and following != event.name:
            return False
        if before.kind == "action":
            if before.name == event.name:
                return True
            following = before.name
    return False


def _undo(event: Event, applied: list[int], events: Sequence[Event]) -> None:
    kept: list[int] = []
    while applied and not (
        events[applied[-1]].kind == "action" and events[applied[-1]].name == event.name
    ):
        index = applied.pop()
        if events[index].kind not in ("action", "user"):
            kept.append(index)
    applied += reversed(kept)


def cut_at_gap(states: Sequence[State]) -> Key:
    """Return the states after the last `...`."""
    kept: list[State] = []
    for state in reversed(states):
        if state.action == GAP:
            break
        kept.append(state)
    return tuple(reversed(kept))


def is_after_listen(state: State) -> bool:
    """Tell whether the customer has just spoken."""
    return state.action == LISTEN
