"""The policy for turns that no rule and no story covers; below its threshold the bot clarifies."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, Self

from rasa.core.constants import DEFAULT_POLICY_PRIORITY
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    RULE_SNIPPET_ACTION_NAME,
    SHOULD_NOT_BE_SET,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.core.policy import NextActionModel, State, load_policy, save_policy

# Rules and memorised stories are sure of themselves (1.0): whatever is guessed stays below them.
MOST_CONFIDENCE = 0.99
VALIDATION = "validate_"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class LearnedPolicy(Policy):
    """Guesses the next action from stories and rules, and abstains wherever it must not guess.

    `threshold` is the probability below which it abstains; `forbidden` lists names or patterns of
    actions that are never done because of a guess. `max_history` counts states, as Rasa does.
    """

    model: NextActionModel

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return settings in which a guess may speak and wait, and do nothing else."""
        return {
            "priority": DEFAULT_POLICY_PRIORITY,
            "max_history": 5,
            "threshold": 0.6,
            "forbidden": ["action_*"],
        }

    @staticmethod
    def supported_data() -> SupportedData:
        """Return that rules teach it, too: a rule is the shortest story."""
        return SupportedData.ML_AND_RULE_DATA

    def _standard_featurizer(self) -> MaxHistoryTrackerFeaturizer:
        return MaxHistoryTrackerFeaturizer(None, self.config["max_history"])

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learn from the courses as they were written, not from those glued together."""
        written = [one for one in training_trackers if not getattr(one, "is_augmented", False)]
        courses, labels = self.featurizer.training_states_and_labels(written, domain)
        examples = [
            (clean_states(states), label)
            for states, [label] in zip(courses, labels, strict=True)
            if label != RULE_SNIPPET_ACTION_NAME
        ]
        model = NextActionModel(max_history=self.config["max_history"])
        self.model = model.fit([states for states, _ in examples], [label for _, label in examples])
        with self._model_storage.write_to(self._resource) as folder:
            save_policy(folder, self.model)
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Return the likeliest action with its probability, or zeros: nothing is known."""
        result = self._default_predictions(domain)
        if tracker.active_loop_name is None:  # a form has rules of its own
            states = self._prediction_states(tracker, domain, rule_only_data=rule_only_data)
            action, confidence = self._guess(clean_states(states))
            if confidence >= self.config["threshold"] and self._may_do(action, tracker, domain):
                result[domain.index_for_action(action)] = min(confidence, MOST_CONFIDENCE)
        return self._prediction(result)

    def _guess(self, states: Sequence[State]) -> tuple[str, float]:
        probabilities = self.model.predict_proba([states])[0]
        best = probabilities.argmax()
        return str(self.model.classes_[best]), float(probabilities[best])

    def _may_do(self, action: str, tracker: DialogueStateTracker, domain: Domain) -> bool:
        """Tell whether a guess may lead to this; the second best is no way out where it may not.

        What was just done is not done again; that goes for listening, too: no message is met with
        silence because of a guess.
        """
        is_new = action != tracker.latest_action_name
        return is_new and is_allowed(action, domain, self.config["forbidden"])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Return the trained policy; a broken artefact raises."""
        policy = cls(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            policy.model = load_policy(folder)
        return policy


def is_allowed(action: str, domain: Domain, forbidden: Sequence[str]) -> bool:
    """Tell whether a guess may lead to `action`: to listening, a response or a custom action.

    Never to what a pattern forbids, to a form or its validation, or to Rasa's own actions
    (restart, back, ...).
    """
    if action == ACTION_LISTEN_NAME:
        return True
    is_form = action in domain.form_names or action.startswith(VALIDATION)
    is_own = action in domain.user_actions and not is_form
    return is_own and not any(fnmatchcase(action, pattern) for pattern in forbidden)


def clean_states(states: Sequence[State]) -> list[State]:
    """Return a course without what only rules write into it: its open beginning, unset values."""
    cleaned: list[State] = []
    for state in states:
        if state.get("prev_action", {}).get("action_name") == RULE_SNIPPET_ACTION_NAME:
            continue
        parts = {
            part: {key: value for key, value in held.items() if value != SHOULD_NOT_BE_SET}
            for part, held in state.items()
        }
        cleaned.append(parts)
    return cleaned
