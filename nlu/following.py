"""Which story or rule a decision follows: what Rasa knows in training and forgets.

`keep_names` has the policies that remember courses keep their names in their own files beside what
they remember, as text. A model that was trained without has none, and nothing is told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import wraps
from types import MappingProxyType
from typing import Any

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.runner.interface import GraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

NAMES = "frontdesk_names"  # in `lookup`: no course has such a key
MOST_NAME = 200  # characters of a name that are kept

Train = Callable[..., Any]
# By policy what it said last in this turn, and what that followed.
_followed: ContextVar[Mapping[str, tuple[str, str | None]]] = ContextVar(
    "followed", default=MappingProxyType({})
)
_own_training: dict[type[MemoizationPolicy], Train] = {
    kind: kind.train for kind in (MemoizationPolicy, RulePolicy)
}


def keep_names() -> None:
    """Have policies that are trained from now on keep the names of their courses."""
    for kind, train in _own_training.items():
        kind.train = _naming(train)


def forget_names() -> None:
    """Have policies trained as Rasa does."""
    for kind, train in _own_training.items():
        kind.train = train


def _naming(train: Train) -> Train:
    @wraps(train)  # Rasa reads what is taken and given
    def train_and_name(
        self: MemoizationPolicy, training_trackers: list[Any], domain: Domain, **kwargs: Any
    ) -> Any:
        resource = train(self, training_trackers, domain, **kwargs)
        self.lookup[NAMES] = name_courses(self, training_trackers, domain)
        self.persist()
        return resource

    return train_and_name


def name_courses(
    policy: MemoizationPolicy, trackers: Iterable[Any], domain: Domain
) -> dict[str, str]:
    """Return by the key of each course that a policy remembers whose it is.

    Stories joined by a checkpoint are named "one > other", as Rasa names them. Of stories that
    share a course the first one counts.
    """
    is_rules = isinstance(policy, RulePolicy)
    known = policy.lookup[RULES] if is_rules else policy.lookup
    names: dict[str, str] = {}
    for tracker in trackers:
        if getattr(tracker, "is_augmented", False) or tracker.is_rule_tracker != is_rules:
            continue
        courses, _ = policy.featurizer.training_states_and_labels(
            [tracker], domain, omit_unset_slots=is_rules
        )
        for course in courses:
            key = policy._create_feature_key(course)
            if key in known:
                names.setdefault(key, str(tracker.sender_id)[:MOST_NAME])
    return names


def watch_policies(runner: GraphRunner) -> None:
    """Have the policies of a loaded model note what they follow; those without names note nothing.

    They note it while they predict, which costs next to nothing: to look it up again afterwards
    took 0.5 to 4 ms.
    """
    nodes = getattr(runner, "_nodes", {})
    for part in (getattr(node, "_component", None) for node in nodes.values()):
        if isinstance(part, RulePolicy):
            _watch_rules(part)
        elif isinstance(part, MemoizationPolicy):
            _watch_memory(part)


def find_followed(action: str, policy: str) -> str | None:
    """Return the name of what says that `action` comes now, as `policy` has just decided."""
    said, name = _followed.get().get(policy, ("", None))
    return name if said == action else None


def _watch_rules(rules: RulePolicy) -> None:
    predict, said, names = rules._predict, rules.lookup[RULES], rules.lookup.get(NAMES)

    def predict_and_note(tracker: DialogueStateTracker, domain: Domain) -> Any:
        prediction, key = predict(tracker, domain)
        _note(rules, said.get(key, ""), names.get(key))
        return prediction, key

    if names:
        rules._predict = predict_and_note


def _watch_memory(memory: MemoizationPolicy) -> None:
    recall, names = memory._recall_states, memory.lookup.get(NAMES)

    def recall_and_note(states: list[Any]) -> Any:
        action = recall(states)
        if action is not None:
            _note(memory, action, names.get(memory._create_feature_key(states)))
        return action

    if names:
        memory._recall_states = recall_and_note


def _note(policy: MemoizationPolicy, action: str, name: str | None) -> None:
    _followed.set({**_followed.get(), type(policy).__name__: (action, name)})
