"""The learned policy in Rasa: what it guesses, and what it must never do because of a guess."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.loading import load_data_from_files
from rasa.shared.core.training_data.structures import StoryGraph

from nlu.components.policy import MOST_CONFIDENCE, LearnedPolicy, clean_states, is_allowed

ROOT = Path(__file__).parent.parent.parent
CONTEXT = ExecutionContext(GraphSchema({}), model_id="test")
LISTEN = "action_listen"


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load([str(ROOT / "domain.yml"), str(ROOT / "data" / "responses")])


@pytest.fixture(scope="module")
def courses(domain: Domain) -> list[Any]:
    files = [*(ROOT / "data" / "rules").glob("*.yml"), *(ROOT / "data" / "stories").glob("*.yml")]
    graph = StoryGraph(load_data_from_files([str(path) for path in sorted(files)], domain))
    generator = TrainingDataGenerator(
        graph, domain, augmentation_factor=0, use_story_concatenation=False
    )
    return list(generator.generate())


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    policies = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["policies"]
    [ours] = [one for one in policies if one["name"].endswith(".LearnedPolicy")]
    given = {key: value for key, value in ours.items() if key != "name"}
    return {**LearnedPolicy.get_default_config(), **given}


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory,
    courses: list[Any],
    domain: Domain,
    settings: dict[str, Any],
) -> Path:
    """Where the trained policy lies."""
    folder = tmp_path_factory.mktemp("policy")
    storage = LocalModelStorage.create(folder)
    policy = LearnedPolicy.create(dict(settings), storage, Resource("policy"), CONTEXT)
    policy.train(courses, domain)
    return folder


def loaded(folder: Path, settings: dict[str, Any], **other: Any) -> LearnedPolicy:
    storage = LocalModelStorage(folder)
    return LearnedPolicy.load({**settings, **other}, storage, Resource("policy"), CONTEXT)


@pytest.fixture
def policy(folder: Path, settings: dict[str, Any]) -> LearnedPolicy:
    return loaded(folder, settings)


@pytest.fixture
def unbound(folder: Path, settings: dict[str, Any]) -> LearnedPolicy:
    """The same without its restrictions."""
    return loaded(folder, settings, threshold=0.0, forbidden=[])


def talk(domain: Domain, *said: str, form: str | None = None) -> DialogueStateTracker:
    """Return a conversation of `greet utter_greet thank ...`, begun with listening."""
    events: list[Event] = [ActionExecuted(LISTEN)]
    for word in said:
        if word in domain.action_names_or_texts:
            events.append(ActionExecuted(word))
        else:
            if events[-1] != ActionExecuted(LISTEN):
                events.append(ActionExecuted(LISTEN))
            events.append(UserUttered(word, {"name": word, "confidence": 1.0}))
    if form is not None:
        events.insert(1, ActiveLoop(form))
    return DialogueStateTracker.from_events("test", events, slots=domain.slots)


def guess(policy: LearnedPolicy, domain: Domain, *said: str, form: str | None = None) -> str | None:
    """Return what it would do next; None where it abstains."""
    prediction = policy.predict_action_probabilities(talk(domain, *said, form=form), domain)
    assert prediction.max_confidence <= MOST_CONFIDENCE < 1
    if prediction.max_confidence == 0:
        return None
    return str(domain.action_names_or_texts[int(np.argmax(prediction.probabilities))])


STRANGE_PATH = ("chitchat", "utter_chitchat", "track_refund", "action_track_refund")


def test_a_turn_that_no_story_holds_is_answered(policy: LearnedPolicy, domain: Domain) -> None:
    assert guess(policy, domain, *STRANGE_PATH, "ask_price") == "action_ask_price"
    assert guess(policy, domain, *STRANGE_PATH, "praise") == "utter_praise"


def test_it_listens_after_an_action_that_another_one_called(
    policy: LearnedPolicy, domain: Domain
) -> None:
    called = ("confirm_identity", "action_resume", "action_list_orders")
    assert guess(policy, domain, "list_orders", "action_list_orders", *called) == LISTEN


def test_it_abstains_under_the_threshold(
    folder: Path, settings: dict[str, Any], domain: Domain
) -> None:
    said = (*STRANGE_PATH, "ask_price")
    tracker = talk(domain, *said)
    free = loaded(folder, settings, threshold=0.0)
    sure = free.predict_action_probabilities(tracker, domain).max_confidence
    assert guess(loaded(folder, settings, threshold=sure - 0.001), domain, *said)
    assert guess(loaded(folder, settings, threshold=0.9999999), domain, *said) is None


def test_an_unknown_intent_is_left_to_the_fallback(policy: LearnedPolicy, domain: Domain) -> None:
    assert guess(policy, domain, "greet", "utter_greet", "sing_a_song") is None


def test_no_message_is_met_with_silence(
    unbound: LearnedPolicy, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unbound, "_guess", lambda _: (LISTEN, 0.9))
    assert guess(unbound, domain, "greet") is None
    assert guess(unbound, domain, "greet", "utter_greet") == LISTEN


def test_it_abstains_inside_a_form(policy: LearnedPolicy, domain: Domain) -> None:
    said = ("list_orders", "action_list_orders", "ask_price")
    assert guess(policy, domain, *said) == "action_ask_price"
    assert guess(policy, domain, *said, form="return_form") is None


def contexts(domain: Domain) -> Iterator[tuple[str, ...]]:
    """Yield every intent, first thing, in the middle of things, and acted on already."""
    intents = [*domain.intents, "sing_a_song"]
    for intent in intents:
        yield (intent,)
        yield (*STRANGE_PATH, intent)
        yield ("cancel_order", "action_cancel_order", intent)
        yield ("close_ticket", "action_close_ticket", intent, "action_affirm")


def test_forbidden_actions_are_never_done_because_of_a_guess(
    folder: Path, settings: dict[str, Any], unbound: LearnedPolicy, domain: Domain
) -> None:
    forbidden = settings["forbidden"]
    bound = loaded(folder, settings, threshold=0.0)
    guessed = {guess(bound, domain, *said) for said in contexts(domain)} - {None}
    assert len(guessed) > 15
    assert all(is_allowed(str(action), domain, forbidden) for action in guessed)
    # Without the list it would: it is the list that holds it back, not what it has learnt.
    free = {guess(unbound, domain, *said) for said in contexts(domain)}
    assert {"action_cancel_order", "action_close_ticket", "action_open_ticket"} <= free


def test_without_settings_a_guess_speaks_and_waits_and_does_nothing_else(domain: Domain) -> None:
    forbidden = LearnedPolicy.get_default_config()["forbidden"]
    allowed = {name for name in domain.action_names_or_texts if is_allowed(name, domain, forbidden)}
    assert {LISTEN, "utter_greet"} <= allowed
    assert all(name.startswith("utter_") for name in allowed - {LISTEN})


def test_forms_and_rasas_own_actions_are_never_allowed(domain: Domain) -> None:
    for name in ("ticket_form", "validate_ticket_form", "action_restart", "action_no_such"):
        assert not is_allowed(name, domain, [])


def list_writing() -> set[str]:
    """Return the names of the actions whose class, or one it comes from, says `writes = True`."""
    bases: dict[str, list[str]] = {}
    writing = set()
    for path in (ROOT / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
                if any(ast.unparse(line) == "writes = True" for line in node.body):
                    writing.add(node.name)
    for _ in bases:
        writing |= {name for name, above in bases.items() if writing & set(above)}
    names = (name for name in writing if name.startswith("Action"))
    return {"".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:] for name in names}


def test_every_action_that_writes_is_forbidden(domain: Domain, settings: dict[str, Any]) -> None:
    writing = list_writing()
    assert {"action_cancel_order", "action_report_damaged_item", "action_submit_return"} <= writing
    assert writing <= set(domain.user_actions)
    assert [one for one in writing if is_allowed(one, domain, settings["forbidden"])] == []


def test_rules_come_first_whatever_is_guessed(
    unbound: LearnedPolicy,
    domain: Domain,
    courses: list[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"core_fallback_action_name": "action_fallback"}
    config = {**RulePolicy.get_default_config(), **given}
    rules = RulePolicy.create(config, LocalModelStorage.create(tmp_path), Resource("r"), CONTEXT)
    rules.train(courses, domain)
    monkeypatch.setattr(unbound, "_guess", lambda _: ("utter_goodbye", 1.0))
    done = []
    for said in ("greet", "sing_a_song"):
        tracker = talk(domain, said)
        both = [one.predict_action_probabilities(tracker, domain) for one in (unbound, rules)]
        chosen = DefaultPolicyPredictionEnsemble().combine_predictions(both, tracker, domain)
        done.append(domain.action_names_or_texts[int(np.argmax(chosen.probabilities))])
    assert done == ["utter_greet", "utter_goodbye"]


LOAD_AND_GUESS = """
import json, sys
from pathlib import Path
from nlu.hollow import leave_out_tensorflow
leave_out_tensorflow()
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from nlu.components.policy import LearnedPolicy
folder, settings, states = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
context = ExecutionContext(GraphSchema({}), model_id="other")
policy = LearnedPolicy.load(settings, LocalModelStorage(folder), Resource("policy"), context)
print(json.dumps([policy._guess(one) for one in states]))
"""


def test_the_component_guesses_the_same_in_another_process_without_tensorflow(
    folder: Path, policy: LearnedPolicy, settings: dict[str, Any]
) -> None:
    acted = {"user": {"intent": "greet"}, "prev_action": {"action_name": "utter_greet"}}
    asked = {"user": {"intent": "ask_price"}, "prev_action": {"action_name": LISTEN}}
    states: list[Any] = [[], [{}], [asked], [acted]]
    written = [policy._guess(one) for one in states]
    assert [action for action, _ in written[2:]] == ["action_ask_price", LISTEN]
    arguments = [str(folder), json.dumps(settings), json.dumps(states)]
    command = [sys.executable, "-c", LOAD_AND_GUESS, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    again = json.loads(done.stdout.splitlines()[-1])
    assert [action for action, _ in again] == [action for action, _ in written]
    sure = [confidence for _, confidence in written]
    np.testing.assert_allclose([confidence for _, confidence in again], sure, atol=1e-6)


def test_what_only_rules_write_is_left_out_of_a_course() -> None:
    opening = {"prev_action": {"action_name": "..."}}
    said = {"user": {"intent": "greet"}, "active_loop": {"name": "should_not_be_set"}}
    assert clean_states([opening, said]) == [{"user": {"intent": "greet"}, "active_loop": {}}]
