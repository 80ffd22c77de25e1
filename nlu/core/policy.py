"""The next action of a dialogue, learnt from stories: for turns that no rule and no story covers.

Least squares over what the last turns hold: who said what, what the bot did, which form is open,
which slots are filled. Weighted by how long ago, alone and in pairs.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import sqrt
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from nlu.core import artefact
from nlu.core.artefact import ArtefactBroken
from nlu.core.classifier import Floats, choose_landmarks, fit_temperature, solve

# Rasa's form: {"user": {"intent", "entities"}, "prev_action": {"action_name"},
# "active_loop": {"name"}, "slots": {name: values}}; any part may be missing.
State = Mapping[str, Mapping[str, Any]]

LISTEN = "action_listen"

PARAMETERS = ("max_history", "decay", "bag_weight", "pair_weight", "ridge", "landmarks", "seed")


class NextActionModel(ClassifierMixin, BaseEstimator):
    """Courses of states to the action that comes next, with calibrated probabilities.

    `max_history` is the most states that are looked at, `decay` what each step back leaves of a
    state's weight, `bag_weight` and `pair_weight` the shares of what is looked at regardless of
    its place and in pairs, `ridge` the regularisation, `landmarks` the most examples kept.
    """

    def __init__(
        self,
        *,
        max_history: int = 5,
        decay: float = 0.5,
        bag_weight: float = 0.5,
        pair_weight: float = 1.0,
        ridge: float = 0.1,
        landmarks: int = 2_000,
        seed: int = 7,
    ) -> None:
        self.max_history = max_history
        self.decay = decay
        self.bag_weight = bag_weight
        self.pair_weight = pair_weight
        self.ridge = ridge
        self.landmarks = landmarks
        self.seed = seed

    def fit(self, states: Sequence[Sequence[State]], actions: Sequence[str]) -> Self:
        """Learn from courses, oldest state first, and the action after each; of two at least."""
        self.classes_, targets = np.unique(np.asarray(actions), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("A policy needs courses that lead to two actions or more.")
        read = [self._read(course) for course in states]
        names = sorted({name for features in read for name in features})
        self.vocabulary_ = {name: column for column, name in enumerate(names)}
        rows = self._rows(read)
        chosen = choose_landmarks(targets, self.landmarks, self.seed)
        kernel = (rows @ rows[chosen].T).toarray()
        signs = np.where(targets[:, None] == np.arange(len(self.classes_)), 1, -1)
        dual, left_out = solve(kernel, chosen, signs.astype(np.float32), self.ridge)
        self.weights_ = np.asarray(rows[chosen].T @ dual, dtype=np.float32)
        self.temperature_ = fit_temperature(left_out, targets)
        return self

    def decision_function(self, states: Sequence[Sequence[State]]) -> Floats:
        """Return the margins, shape (courses, classes)."""
        return np.asarray(self._rows([self._read(course) for course in states]) @ self.weights_)

    def predict_proba(self, states: Sequence[Sequence[State]]) -> Floats:
        """Return the probability of each action, shape (courses, classes); rows sum to one."""
        probabilities: Floats = softmax(self.decision_function(states) / self.temperature_, axis=1)
        return probabilities

    def predict(self, states: Sequence[Sequence[State]]) -> NDArray[Any]:
        """Return the likeliest action after each course."""
        return self.classes_[self.decision_function(states).argmax(axis=1)]

    def _read(self, course: Sequence[State]) -> dict[str, float]:
        recent = list(reversed(course))[: self.max_history]
        return read_features(recent, self.decay, self.bag_weight, self.pair_weight)

    def _rows(self, read: Sequence[Mapping[str, float]]) -> csr_array:
        known = [
            [(self.vocabulary_[n], value) for n, value in features.items() if n in self.vocabulary_]
            for features in read
        ]
        counts = np.cumsum([0, *(len(row) for row in known)])
        columns = [column for row in known for column, _ in row]
        values = np.array([value for row in known for _, value in row], dtype=np.float32)
        return csr_array((values, columns, counts), shape=(len(known), len(self.vocabulary_)))


def read_features(
    recent: Sequence[State], decay: float, bag_weight: float, pair_weight: float
) -> dict[str, float]:
    """Return the features of a course by name; `recent` begins with the latest state.

    Their squares sum to one, those counted in that no story holds: the stranger a course, the
    smaller its margins and the flatter its probabilities.
    """
    features: dict[str, float] = {}
    listed = [sorted(list_facts(state)) for state in recent]
    for back, facts in enumerate(listed):
        for fact in facts:
            features[f"{back} {fact}"] = decay**back
            features[f"* {fact}"] = features.get(f"* {fact}", 0.0) + bag_weight * decay**back
    for first, second in pair_facts(listed):
        features[f"{first} & {second}"] = pair_weight
    norm = sqrt(sum(value * value for value in features.values())) or 1.0
    return {name: value / norm for name, value in features.items()}


def list_facts(state: State) -> Iterator[str]:
    """Yield what a state holds: whose move it follows, intent, entities, last action, form, slots.

    An intent that the bot has acted on bears another name: what follows it is mostly silence, and
    hardly ever the same action again.
    """
    user, last = state.get("user", {}), state.get("prev_action", {}).get("action_name")
    is_new = last in (None, LISTEN)
    yield "customer spoke" if is_new else "bot acted"
    if user.get("intent"):
        yield f"{'intent' if is_new else 'answered'}={user['intent']}"
    for entity in user.get("entities") or ():
        yield f"entity={entity}"
    for part, key in (("prev_action", "action_name"), ("active_loop", "name")):
        if value := state.get(part, {}).get(key):
            yield f"{part}={value}"
    for slot, values in state.get("slots", {}).items():
        yield f"slot={slot}:{values}"


def pair_facts(listed: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs within the latest state, and those of it with the state before."""
    if listed:
        yield from combinations(listed[0], 2)
    if len(listed) > 1:
        for now, before in product(listed[0], listed[1]):
            yield now, f"before {before}"


def save_policy(folder: Path, model: NextActionModel) -> None:
    """Write a fitted policy."""
    facts = {
        "classes": [str(action) for action in model.classes_],
        "vocabulary": list(model.vocabulary_),
        "temperature": model.temperature_,
        "parameters": {name: getattr(model, name) for name in PARAMETERS},
    }
    artefact.save(folder, arrays={"weights": model.weights_}, facts=facts)


def load_policy(folder: Path) -> NextActionModel:
    """Return the policy that `save_policy` wrote; raise `ArtefactBroken` where it is not whole."""
    arrays, facts = artefact.load(folder)
    try:
        model = NextActionModel(**facts["parameters"])
        model.classes_ = np.asarray(facts["classes"])
        model.vocabulary_ = {name: column for column, name in enumerate(facts["vocabulary"])}
        model.temperature_ = float(facts["temperature"])
        model.weights_ = arrays["weights"]
    except (KeyError, TypeError) as error:
        raise ArtefactBroken(f"{folder.name} lacks {error}; train again.") from error
    if model.weights_.shape != (len(model.vocabulary_), len(model.classes_)):
        raise ArtefactBroken(f"{folder.name}: the arrays do not fit together; train again.")
    return model
