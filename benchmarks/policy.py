"""`make bench-policy`: our policy beside Rasa's TED, on stories that taught neither.

Runs in the Rasa environment, with the real TensorFlow. Every turn is judged with its true history.
Left out are the actions that another action calls for itself: no policy is asked about them.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.policies.ted_policy import TEDPolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected
from rasa.shared.core.generator import TrackerWithCachedStates, TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.loading import load_data_from_files
from rasa.shared.core.training_data.structures import StoryGraph

from benchmarks.report import figure, figure_latency
from nlu.components.policy import LearnedPolicy
from nlu.quiet import quieten

DOMAIN = ["domain.yml", "data/responses"]
HELD_OUT = Path("tests/nlu/held_out_stories.yml")
AUGMENTATION = 50  # what `rasa train` does by default
# What `rasa init` writes for TED.
TED = {"max_history": 5, "epochs": 100, "constrain_similarities": True, "random_seed": 7}
WARM_UP = 20  # predictions whose time does not count
CERTAIN = 1.0
NO_POLICY, LEARNED, LIKE_FOR_LIKE, RIVAL = "none", "learned", "learned, stories alone", "TED"


@dataclass(frozen=True)
class Judged:
    """One turn: where it stands, what is right, and what each policy says of it."""

    after_words: bool
    in_form: bool
    remembered: bool
    decided: bool
    truth: str
    guessed: dict[str, str]  # each policy alone
    done: dict[str, str]  # rules and stories first, then the policy
    answered: str | None  # ours under its threshold and restrictions


def load_courses(files: Sequence[Path], domain: Domain, augmentation: int) -> list[Any]:
    """Return the trackers of rules and stories, glued together at random where asked for."""
    graph = StoryGraph(load_data_from_files([str(file) for file in files], domain))
    generator = TrainingDataGenerator(
        graph,
        domain,
        augmentation_factor=augmentation,
        use_story_concatenation=augmentation > 0,
    )
    courses: list[TrackerWithCachedStates] = generator.generate()
    return courses


def make(kind: type[Policy], folder: Path, config: dict[str, Any]) -> Policy:
    """Return an untrained policy with a store of its own."""
    store = Path(tempfile.mkdtemp(dir=folder))
    settings = {**kind.get_default_config(), **config}
    context = ExecutionContext(GraphSchema({}), model_id="bench")
    return kind.create(settings, LocalModelStorage.create(store), Resource(kind.__name__), context)


def read_settings(name: str) -> dict[str, Any]:
    """Return what config.yml says of a policy; nothing where it does not name it."""
    listed = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["policies"]
    found = (one for one in listed if str(one["name"]).rpartition(".")[2] == name)
    return {key: value for key, value in next(found, {}).items() if key != "name"}


def train(folder: Path, domain: Domain) -> dict[str, Policy]:
    """Train all policies, print how long the learned ones took, and return them by name."""
    files = sorted([*Path("data/rules").glob("*.yml"), *Path("data/stories").glob("*.yml")])
    courses = load_courses(files, domain, AUGMENTATION)
    stories = [one for one in courses if not one.is_rule_tracker]
    ours = read_settings("LearnedPolicy")
    unbound = {**ours, "threshold": 0.0, "forbidden": []}
    plan: dict[str, tuple[type[Policy], dict[str, Any], list[Any]]] = {
        "rules": (RulePolicy, read_settings("RulePolicy"), courses),
        "stories": (MemoizationPolicy, read_settings("MemoizationPolicy"), courses),
        "ours": (LearnedPolicy, ours, courses),
        LEARNED: (LearnedPolicy, unbound, courses),
        LIKE_FOR_LIKE: (LearnedPolicy, unbound, stories),
        RIVAL: (TEDPolicy, TED, courses),
    }
    trained = {}
    for name, (kind, config, taught) in plan.items():
        policy = make(kind, folder, config)
        began = time.perf_counter()
        # Without dense features of texts there is nothing to compute beforehand.
        policy.train(taught, domain, precomputations=None)
        if name in (LEARNED, RIVAL):
            figure("policy_training", time.perf_counter() - began, "s", policy=name)
        trained[name] = policy
    return trained


def walk(story: Any, domain: Domain) -> Iterator[tuple[DialogueStateTracker, str]]:
    """Yield the tracker before each action of a story, and the action."""
    tracker = DialogueStateTracker(story.sender_id, domain.slots)
    for event in story.events:
        if isinstance(event, ActionExecuted) and tracker.events:
            form, heard = tracker.active_loop_name, tracker.latest_action_name == ACTION_LISTEN_NAME
            if form and heard and event.action_name != form:
                # A form that is interrupted has refused the message before anything else runs.
                tracker.update(ActionExecutionRejected(form))
            if not is_called(tracker, event.action_name):
                yield tracker, event.action_name
        tracker.update(event)


def is_called(tracker: DialogueStateTracker, action: str) -> bool:
    """Tell whether `action` is called by the action before it, not chosen by a policy."""
    last = str(tracker.latest_action_name)
    acted = last.startswith("action_") and last != ACTION_LISTEN_NAME
    return acted and action != ACTION_LISTEN_NAME and tracker.active_loop_name is None


def name_best(prediction: PolicyPrediction, domain: Domain) -> str | None:
    """Return the likeliest action; None where the policy abstains."""
    best = max(range(domain.num_actions), key=prediction.probabilities.__getitem__)
    return domain.action_names_or_texts[best] if prediction.probabilities[best] > 0 else None


def judge(stories: Sequence[Any], policies: dict[str, Policy], domain: Domain) -> list[Judged]:
    """Ask every policy about every turn; print how long the learned ones took to answer."""
    spans: dict[str, list[float]] = {name: [] for name in policies}
    judged = []
    for story in stories:
        for tracker, truth in walk(story, domain):
            said = {}
            for name, policy in policies.items():
                began = time.perf_counter()
                said[name] = policy.predict_action_probabilities(tracker, domain)
                spans[name].append(time.perf_counter() - began)
            judged.append(judge_turn(tracker, truth, said, domain))
    for name in (LEARNED, RIVAL):
        figure_latency("policy_prediction", spans[name][WARM_UP:], policy=name)
    return judged


def judge_turn(
    tracker: DialogueStateTracker, truth: str, said: dict[str, PolicyPrediction], domain: Domain
) -> Judged:
    """Put together what the policies say of one turn."""
    first = [said["stories"], said["rules"]]
    ensemble = DefaultPolicyPredictionEnsemble()
    after = {NO_POLICY: [], LEARNED: [said["ours"]], RIVAL: [said[RIVAL]]}
    done = {
        name: ensemble.combine_predictions([*first, *more], tracker, domain)
        for name, more in after.items()
    }
    return Judged(
        after_words=tracker.latest_action_name == ACTION_LISTEN_NAME,
        in_form=tracker.active_loop_name is not None,
        remembered=said["stories"].max_confidence >= CERTAIN,
        decided=any(one.max_confidence >= CERTAIN for one in first),
        truth=truth,
        guessed={
            name: str(name_best(said[name], domain)) for name in (LEARNED, LIKE_FOR_LIKE, RIVAL)
        },
        done={name: str(name_best(prediction, domain)) for name, prediction in done.items()},
        answered=name_best(said["ours"], domain),
    )


SCOPES: dict[str, Callable[[Judged], bool]] = {
    "all turns outside forms": lambda turn: not turn.in_form,
    "after the customer's words": lambda turn: turn.after_words and not turn.in_form,
    "no story holds it": lambda turn: not turn.remembered and not turn.in_form,
    "neither rule nor story decides": lambda turn: not turn.decided,
}


def report(judged: Sequence[Judged]) -> None:
    """Print the accuracies."""
    for scope, belongs in SCOPES.items():
        turns = [turn for turn in judged if belongs(turn)]
        for name in (LEARNED, LIKE_FOR_LIKE, RIVAL):
            right = sum(turn.guessed[name] == turn.truth for turn in turns)
            more = {"policy": name, "scope": scope, "turns": len(turns)}
            figure("next_action", 100 * right / len(turns), "per cent", **more)
    for name in (NO_POLICY, LEARNED, RIVAL):
        right = sum(turn.done[name] == turn.truth for turn in judged)
        more = {"policy": name, "turns": len(judged)}
        figure("next_action_all_policies", 100 * right / len(judged), "per cent", **more)
    strange = [turn for turn in judged if SCOPES["no story holds it"](turn)]
    answered = [turn for turn in strange if turn.answered is not None]
    right = sum(turn.answered == turn.truth for turn in answered)
    more = {"policy": LEARNED, "scope": "no story holds it"}
    figure("share_answered", 100 * len(answered) / len(strange), "per cent", **more)
    figure("right_where_answered", 100 * right / max(1, len(answered)), "per cent", **more)


def main() -> None:
    """Train, judge and print."""
    quieten()
    domain = Domain.load(DOMAIN)
    with tempfile.TemporaryDirectory() as folder:
        policies = train(Path(folder), domain)
        report(judge(load_courses([HELD_OUT], domain, 0), policies, domain))


if __name__ == "__main__":
    main()
