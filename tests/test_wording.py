"""The YAML of the dialogue and the code of the actions speak of the same things."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from actions import registry, return_parts
from actions.action import FrontdeskAction
from actions.forms import FORM_SLOTS, INTERNAL, INTERRUPT_AS_QUESTION, SMALL_TALK, ValidateForm
from actions.meanings import MEANINGS, NO_CHOICE
from actions.registry import ACTIONS
from actions.unknown import NOT_UNDERSTOOD
from actions.wishes import FINISHED
from actions.wording import WORDS
from crm_backend.orders.models import OrderStatus, ReturnStatus
from crm_backend.tickets.models import TicketStatus

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "zh")
MIN_EXAMPLES = 25
NAME = re.compile(r"utter_\w+")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u3400-\u9fff]")

# What stands in the f-strings that make names of responses.
OUTCOMES: dict[str, set[str]] = {
    "utter_track_order_": {*get_args(OrderStatus), "late"},
    "utter_track_refund_": {*get_args(ReturnStatus), "overdue"},
    "utter_track_ticket_": {*get_args(TicketStatus), "overdue"},
    "utter_return_item_refused_": set(return_parts.REFUSALS),
    "utter_check_availability_": {"in_stock", "few", "too_few"},
    "utter_stop_": set(FORM_SLOTS),
}


@cache
def read(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def domain() -> dict[str, Any]:
    return read(ROOT / "domain.yml")


def names(section: str) -> set[str]:
    listed = domain()[section]
    return {item if isinstance(item, str) else next(iter(item)) for item in listed}


def responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "data" / "responses").glob("*.yml")):
        for name, variations in read(path)["responses"].items():
            assert name not in found, f"{name} stands in two files"
            found[name] = variations
    return found


def steps() -> Iterator[dict[str, Any]]:
    for folder, section in (("rules", "rules"), ("stories", "stories")):
        for path in sorted((ROOT / "data" / folder).glob("*.yml")):
            for course in read(path)[section]:
                yield from course["steps"]


def texts_in_code() -> Iterator[ast.JoinedStr | ast.Constant]:
    for path in sorted((ROOT / "actions").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        inside = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
            if part is not node
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield node
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in inside:
                yield node


def uttered_in_code() -> set[str]:
    found: set[str] = set()
    for node in texts_in_code():
        if isinstance(node, ast.Constant):
            if NAME.fullmatch(str(node.value)) and not str(node.value).endswith("_"):
                found.add(str(node.value))
            continue
        first = node.values[0]
        if isinstance(first, ast.Constant) and str(first.value).startswith("utter_"):
            found |= {f"{first.value}{outcome}" for outcome in OUTCOMES[str(first.value)]}
    return found


def test_every_action_of_the_domain_has_a_class_and_the_reverse() -> None:
    assert {action.action_name() for action in ACTIONS} == names("actions")
    assert len(ACTIONS) == len(set(ACTIONS))


def test_every_action_class_is_registered() -> None:
    modules = [module for _name, module in inspect.getmembers(registry, inspect.ismodule)]
    classes = {
        found
        for module in modules
        for _name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, FrontdeskAction) and found.__name__.startswith(("Action", "Validate"))
    }
    assert classes - {ValidateForm} == set(ACTIONS)


def test_every_response_named_in_code_exists() -> None:
    assert uttered_in_code() - set(responses()) == set()


def test_every_response_named_in_a_rule_exists() -> None:
    named = {step["action"] for step in steps() if "action" in step}
    known = set(responses()) | names("actions") | set(domain()["forms"])
    assert named - known == set()


def test_every_response_is_used() -> None:
    asked = {f"utter_ask_{slot}" for slots in FORM_SLOTS.values() for slot in slots}
    in_rules = {step["action"] for step in steps() if "action" in step}
    assert set(responses()) - uttered_in_code() - in_rules - asked == set()


@pytest.mark.parametrize("name", sorted(responses()))
def test_response_exists_in_both_languages_with_the_same_placeholders(name: str) -> None:
    variations = responses()[name]
    condition = [{"type": "slot", "name": "language", "value": language} for language in LANGUAGES]
    assert [one["condition"] for one in variations] == [[part] for part in condition]
    english, chinese = variations
    assert set(PLACEHOLDER.findall(english["text"])) == set(PLACEHOLDER.findall(chinese["text"]))
    assert not CHINESE.search(english["text"])
    assert CHINESE.search(chinese["text"]) or english["text"] == chinese["text"]
    pressed = [[one["payload"] for one in item.get("buttons", ())] for item in variations]
    assert pressed[0] == pressed[1]
    for label in (one["title"] for one in english.get("buttons", ())):
        assert not CHINESE.search(label)
    for label in (one["title"] for one in chinese.get("buttons", ())):
        assert CHINESE.search(label)


def test_no_answer_that_counts_as_finished_asks() -> None:
    finished = {name for name in responses() if FINISHED.fullmatch(name)}
    said = {name: str(one.get("text")) for name in finished for one in responses()[name]}
    assert len(finished) > 20
    assert [name for name, text in said.items() if "?" in text or "？" in text] == []


def test_every_button_of_a_response_speaks_as_a_known_intent() -> None:
    spoken = {
        button["payload"].removeprefix("/")
        for variations in responses().values()
        for one in variations
        for button in one.get("buttons", ())
    }
    assert spoken - names("intents") == set()


def test_every_intent_is_used_by_a_rule_or_story() -> None:
    used = {step["intent"] for step in steps() if "intent" in step}
    assert names("intents") - used == set()
    assert used - names("intents") == {"nlu_fallback"}


def count_examples(language: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
        for item in read(path)["nlu"]:
            if "intent" in item:
                lines = {line for line in item["examples"].splitlines() if line.startswith("- ")}
                counts[item["intent"]] = counts.get(item["intent"], 0) + len(lines)
    return counts


def test_every_intent_has_enough_english_examples() -> None:
    counts = count_examples("en")
    learnt = names("intents") - INTERNAL
    assert {intent for intent in learnt if counts.get(intent, 0) < MIN_EXAMPLES} == set()
    assert set(counts) == learnt


def test_chinese_examples_are_of_the_same_intents() -> None:
    assert set(count_examples("zh")) == names("intents") - INTERNAL


def test_every_form_and_its_slots_exist() -> None:
    forms = {name: form["required_slots"] for name, form in domain()["forms"].items()}
    slots = set(domain()["slots"])
    assert set(forms) == set(FORM_SLOTS)
    for name, required in forms.items():
        assert set(required) <= set(FORM_SLOTS[name]) <= slots
        assert f"validate_{name}" in names("actions")
        for slot in required:
            asked = {f"utter_ask_{slot}", f"action_ask_{slot}"} & (
                set(responses()) | names("actions")
            )
            assert asked, f"nothing asks for {slot}"


def test_no_slot_remembers_what_a_message_named() -> None:
    kinds = {mapping["type"] for slot in domain()["slots"].values() for mapping in slot["mappings"]}
    assert kinds == {"custom"}
    assert not {"order_number", "ticket_number", "product", "email"} & set(domain()["slots"])


def test_intents_named_in_the_forms_exist() -> None:
    assert (INTERRUPT_AS_QUESTION | SMALL_TALK | INTERNAL) - names("intents") == set()


def test_every_learnt_intent_can_be_offered_in_both_languages() -> None:
    assert set(MEANINGS) == names("intents") - INTERNAL
    assert NO_CHOICE - set(MEANINGS) == set()
    assert set(NOT_UNDERSTOOD) - names("intents") == {"nlu_fallback"}
    for position, is_chinese in ((0, False), (1, True)):
        labels = [words[position] for words in MEANINGS.values()]
        assert len(set(labels)) == len(labels)
        assert all(bool(CHINESE.search(label)) == is_chinese for label in labels)
        assert max(map(len, labels)) <= 30  # a button on a phone


@pytest.mark.parametrize("key", sorted(WORDS))
def test_small_words_exist_in_both_languages(key: str) -> None:
    english, chinese = WORDS[key]
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    assert PLACEHOLDER.findall(english) == PLACEHOLDER.findall(chinese)
