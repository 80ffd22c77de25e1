"""A model knows by name which story or rule it follows; one that was trained without tells none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.policies.memoization import AugmentedMemoizationPolicy, MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.loading import load_data_from_files
from rasa.shared.core.training_data.structures import StoryGraph

from nlu.following import NAMES, find_followed, forget_names, keep_names, watch_policies
from nlu.runner import StraightRunner

ROOT = Path(__file__).parent.parent.parent
CONTEXT = ExecutionContext(GraphSchema({}), model_id="test")
LISTEN = "action_listen"
KINDS: tuple[type[MemoizationPolicy], ...] = (
    RulePolicy,
    MemoizationPolicy,
    AugmentedMemoizationPolicy,
)
DOMAIN = """
version: "3.1"
intents: [greet, buy, look, bye, again]
actions: [action_a, action_b, action_c]
slots:
  vip: {type: bool, influence_conversation: true, mappings: [{type: custom}]}
responses: {utter_hi: [{text: Hi}], utter_dear: [{text: Dear}], utter_bye: [{text: Bye}]}
"""
COURSES = """
version: "3.1"
rules:
- rule: Greeting
  steps: [{intent: greet}, {action: utter_hi}]
- rule: Dear guests
  condition: [{slot_was_set: [{vip: true}]}]
  steps: [{intent: greet}, {action: utter_dear}]
- rule: Twice
  steps: [{intent: again}, {action: action_a}, {action: action_b}]
stories:
- story: Buying
  steps: [{or: [{intent: buy}, {intent: look}]}, {action: action_a}, {checkpoint: bought}]
- story: Leaving
  steps: [{checkpoint: bought}, {intent: bye}, {action: utter_bye}]
- story: Same beginning
  steps: [{intent: buy}, {action: action_a}, {intent: buy}, {action: action_c}]
"""


@pytest.fixture(autouse=True)
def _own_training() -> Iterator[None]:
    yield
    forget_names()


def read_courses(domain: Domain, *files: Path) -> list[Any]:
    graph = StoryGraph(load_data_from_files([str(path) for path in files], domain))
    generator = TrainingDataGenerator(
        graph, domain, augmentation_factor=0, use_story_concatenation=False
    )
    return list(generator.generate())


class Model:
    """The three policies, loaded, in a graph that is watched."""

    def __init__(self, domain: Domain, policies: list[MemoizationPolicy]) -> None:
        self.domain = domain
        self.policies = {type(one).__name__: one for one in policies}
        nodes: Any = {str(one): SimpleNamespace(_component=one) for one in policies}
        watch_policies(StraightRunner(nodes | {"no policy": SimpleNamespace()}, None))

    def find(self, action: str, policy: str, chat: DialogueStateTracker) -> str | None:
        """Have a policy predict what comes now, and return what it followed to the action."""
        if policy in self.policies:
            self.policies[policy].predict_action_probabilities(chat, self.domain)
        return find_followed(action, policy)


def train(folder: Path, domain: Domain, courses: list[Any]) -> Model:
    """Train the three policies and load them again."""
    folder.mkdir()
    storage, loaded = LocalModelStorage.create(folder), []
    for kind in KINDS:
        part = (kind.get_default_config(), storage, Resource(kind.__name__), CONTEXT)
        kind.create(*part).train(courses, domain)
        loaded.append(kind.load(*part))
    return Model(domain, loaded)


@pytest.fixture
def small(tmp_path: Path) -> tuple[Domain, list[Any]]:
    domain = Domain.from_yaml(DOMAIN)
    file = tmp_path / "courses.yml"
    file.write_text(COURSES, encoding="utf-8")
    return domain, read_courses(domain, file)


def hold(domain: Domain, *course: str, vip: bool | None = None) -> DialogueStateTracker:
    """Return a chat; its course is intents and actions, the former with a slash."""
    events: list[Event] = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted(LISTEN),
    ]
    if vip is not None:
        events.append(SlotSet("vip", vip))
    for step in course:
        if step.startswith("/"):
            events.append(UserUttered(step, {"name": step[1:], "confidence": 1.0}))
        else:
            events.append(ActionExecuted(step))
    return DialogueStateTracker.from_events("chat", events, slots=domain.slots)


@pytest.mark.parametrize(
    ("course", "vip", "action", "name"),
    [
        (["/greet"], None, "utter_hi", "Greeting"),
        (["/greet"], True, "utter_dear", "Dear guests"),
        (["/bye", LISTEN, "/again"], None, "action_a", "Twice"),
        (["/again", "action_a"], None, "action_b", "Twice"),
        (["/greet"], None, "utter_dear", None),  # the rule says something else
        (["/bye"], None, "utter_bye", None),
    ],
)
def test_rules_are_named(
    small: Any, tmp_path: Path, course: list[str], vip: bool | None, action: str, name: str | None
) -> None:
    domain, courses = small
    keep_names()
    model = train(tmp_path / "model", domain, courses)
    assert model.find(action, "RulePolicy", hold(domain, *course, vip=vip)) == name


@pytest.mark.parametrize("policy", ["MemoizationPolicy", "AugmentedMemoizationPolicy"])
@pytest.mark.parametrize(
    ("course", "action", "names"),
    [
        (["/look"], "action_a", {"Buying > Leaving"}),
        (["/buy"], "action_a", {"Buying > Leaving", "Same beginning"}),
        (["/buy", "action_a", LISTEN, "/bye"], "utter_bye", {"Buying > Leaving"}),
        (["/buy", "action_a", LISTEN, "/buy"], "action_c", {"Same beginning"}),
        (["/again"], "action_a", {None}),
    ],
)
def test_stories_are_named(
    small: Any, tmp_path: Path, policy: str, course: list[str], action: str, names: set[str | None]
) -> None:
    domain, courses = small
    keep_names()
    model = train(tmp_path / "model", domain, courses)
    assert model.find(action, policy, hold(domain, *course)) in names


def test_past_that_a_story_does_not_have_is_left_out_where_the_policy_does_so(
    small: Any, tmp_path: Path
) -> None:
    domain, courses = small
    keep_names()
    model = train(tmp_path / "model", domain, courses)
    chat = hold(domain, "/bye", "action_c", LISTEN, "/look")
    assert model.find("action_a", "MemoizationPolicy", chat) is None
    assert model.find("action_a", "AugmentedMemoizationPolicy", chat) is not None


def test_model_without_names_tells_none(small: Any, tmp_path: Path) -> None:
    domain, courses = small
    model = train(tmp_path / "model", domain, courses)
    for kind in KINDS:
        assert model.find("utter_hi", kind.__name__, hold(domain, "/greet")) is None
    assert model.find("utter_hi", "LearnedPolicy", hold(domain, "/greet")) is None


def test_names_change_nothing_of_what_is_predicted(small: Any, tmp_path: Path) -> None:
    domain, courses = small

    def predict(folder: Path) -> list[Any]:
        model = train(folder, domain, courses)
        chats = [hold(domain, *one) for one in (["/greet"], ["/again", "action_a"], ["/buy"])]
        return [
            policy.predict_action_probabilities(chat, domain).probabilities
            for policy in model.policies.values()
            for chat in chats
        ]

    before = predict(tmp_path / "plain")
    keep_names()
    assert predict(tmp_path / "named") == before


def test_names_are_text_in_the_files_of_the_policies(small: Any, tmp_path: Path) -> None:
    domain, courses = small
    keep_names()
    train(tmp_path / "model", domain, courses)
    file = tmp_path / "model" / "RulePolicy" / "rule_policy.json"
    names = json.loads(file.read_text(encoding="utf-8"))["lookup"][NAMES]
    assert set(names.values()) == {"Greeting", "Dear guests", "Twice"}


def test_model_of_another_runner_goes_on_without(small: Any) -> None:
    watch_policies(object())  # type: ignore[arg-type]
    assert find_followed("utter_hi", "RulePolicy") is None


def test_each_shipped_course_is_told_by_its_name(tmp_path: Path) -> None:
    """The first decision of each rule and story, in the chat that it is written as."""
    domain = Domain.load([str(ROOT / "domain.yml"), str(ROOT / "data" / "responses")])
    files = [*(ROOT / "data" / "rules").glob("*.yml"), *(ROOT / "data" / "stories").glob("*.yml")]
    courses = read_courses(domain, *sorted(files))
    keep_names()
    model = train(tmp_path / "model", domain, courses)
    first: dict[str, tuple[str, str]] = {}
    told: dict[str, str | None] = {}
    for course in courses:
        policy = "RulePolicy" if course.is_rule_tracker else "MemoizationPolicy"
        chat, intent = DialogueStateTracker("chat", domain.slots), ""
        for event in course.applied_events():
            if isinstance(event, ActionExecuted) and intent:
                first[course.sender_id] = intent, str(event.action_name)
                told[course.sender_id] = model.find(str(event.action_name), policy, chat)
                break
            if isinstance(event, UserUttered):
                intent = str(event.intent_name)
            chat.update(event)
    rules = [one.sender_id for one in courses if one.is_rule_tracker and one.sender_id in told]
    assert len(rules) > 40
    assert [told[name] for name in rules] == rules
    assert len(told) - len(rules) > 50  # stories, some of which begin alike
    assert all(name is not None and first[name] == first[course] for course, name in told.items())
