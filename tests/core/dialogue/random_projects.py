"""Small projects with stories and rules at random, as text, for both environments."""

from __future__ import annotations

from random import Random
from typing import Any

import yaml

CONFIG = """\
recipe: default.v1
assistant_id: random
language: en
pipeline:
- name: WhitespaceTokenizer
policies:
- name: MemoizationPolicy
  max_history: 3
- name: RulePolicy
"""
INTENTS = ("greet", "buy", "stop", "inform")
ACTIONS = ("utter_a", "utter_b", "action_c")
ENTITIES = ("city", "size", "note")
FORM = "buy_form"
SLOTS: dict[str, tuple[Any, ...]] = {
    "vip": (True, False, None),
    "name": ("Ann", None),
    "kind": ("red", "blue", "else", None),
    "items": (["x"], None),
    "score": (0.2, 0.9, None),
    "hidden": ("y", None),
}


def make_domain(random: Random) -> dict[str, Any]:
    """Return a domain with slots of all types, entities with roles, a form."""
    custom = {"mappings": [{"type": "custom"}]}
    return {
        "version": "3.1",
        "intents": [
            "greet",
            {"buy": {"use_entities": random.choice([True, [], ["city"]])}},
            "stop",
            {"inform": {"ignore_entities": random.choice([[], ["size"], ["city"]])}},
        ],
        "entities": [
            {"city": {"roles": ["from", "to"]}},
            "size",
            {"note": {"influence_conversation": False}},
        ],
        "slots": {
            "vip": {"type": "bool", **custom},
            "name": {"type": "text", "initial_value": random.choice([None, "Bo"]), **custom},
            "kind": {"type": "categorical", "values": ["red", "blue"], **custom},
            "items": {"type": "list", **custom},
            "score": {"type": "float", "max_value": 2.0, **custom},
            "hidden": {"type": "text", "influence_conversation": False, **custom},
            "town": {"type": "text", "mappings": [{"type": "from_entity", "entity": "city"}]},
        },
        "forms": {FORM: {"required_slots": ["town"]}},
        "actions": ["action_c"],
        "responses": {
            "utter_a": [{"text": "a"}],
            "utter_b": [{"text": "b"}],
            "utter_ask_town": [{"text": "which?"}],
        },
    }


def _message(random: Random) -> dict[str, Any]:
    step: dict[str, Any] = {"intent": random.choice(INTENTS)}
    if random.random() < 0.2:
        step["entities"] = random.choice(
            [["city"], [{"city": "Rome", "role": "to"}], ["size"], ["note", "city"]]
        )
    return step


def _slot(random: Random) -> dict[str, Any]:
    name = random.choice(list(SLOTS))
    if name in ("name", "hidden") and random.random() < 0.3:
        return {"slot_was_set": [name]}
    return {"slot_was_set": [{name: random.choice(SLOTS[name])}]}


def _turn(random: Random, rare: float) -> list[dict[str, Any]]:
    steps = [_message(random)]
    if random.random() < rare:
        steps = [{"or": [{"intent": "greet"}, {"intent": "stop"}]}]
    elif random.random() < rare:
        steps = [{"user": random.choice(["hello", "I go to [Rome](city)"])}]
    if random.random() < 0.15:
        steps.append(_slot(random))
    for _ in range(random.choice([1, 1, 1, 2])):
        steps.append({"action": random.choice(ACTIONS)})
        if random.random() < rare:
            steps.append({"bot": "exact words"})
        if random.random() < 0.15:
            steps.append(_slot(random))
    if random.random() < 0.15:
        steps += [{"action": FORM}, {"active_loop": FORM}]
        if random.random() < 0.5:
            steps += [_message(random), {"action": random.choice([*ACTIONS, FORM])}]
        if random.random() < 0.5:
            steps += [{"action": FORM}, {"active_loop": None}, {"action": "utter_a"}]
    return steps


def make_story(random: Random, number: int, rare: float) -> dict[str, Any]:
    """Return a story of up to four turns."""
    steps = [step for _ in range(random.randint(1, 4)) for step in _turn(random, rare)]
    if random.random() < rare:
        steps.insert(0, {"checkpoint": random.choice("xy")})
    if random.random() < rare:
        steps.append({"checkpoint": random.choice("xy")})
    if random.random() < rare:
        steps.insert(random.randrange(len(steps) + 1), {"checkpoint": random.choice("xy")})
    return {"story": f"story {number}", "steps": steps}


def make_rule(random: Random, number: int, rare: float) -> dict[str, Any]:
    """Return a rule."""
    rule: dict[str, Any] = {"rule": f"rule {number}"}
    if random.random() < 0.15:
        rule["conversation_start"] = True
    conditions = []
    if random.random() < 0.2:
        conditions.append({"active_loop": random.choice([FORM, None])})
    if random.random() < 0.2:
        conditions.append(_slot(random))
    if conditions:
        rule["condition"] = conditions
    draw = random.random()
    if draw < 0.1:
        rule["condition"] = [{"active_loop": FORM}]
        rule["steps"] = [{"action": FORM}, {"active_loop": None}, {"action": "action_c"}]
    elif draw < 0.2:
        rule["steps"] = [_message(random), {"action": FORM}, {"active_loop": FORM}]
    elif draw < 0.27:
        rule["steps"] = [{"action": "utter_b"}, {"action": "action_c"}]
    else:
        rule["steps"] = [step for step in _turn(random, rare) if "bot" not in step]
    if random.random() < 0.1:
        rule["wait_for_user_input"] = False
    return rule


def make_files(seed: int, *, rare: float = 0.1) -> dict[str, str]:
    """Return the files of a project; `rare` is how often the rarer things stand in it."""
    random = Random(seed)
    stories = [make_story(random, n, rare) for n in range(random.randint(1, 5))]
    rules = [make_rule(random, n, rare) for n in range(random.randint(0, 4))]
    domain = make_domain(random)
    if any("bot" in step for story in [*stories, *rules] for step in story["steps"]):
        domain["e2e_actions"] = ["exact words"]
    return {
        "config.yml": CONFIG,
        "domain.yml": _write(domain),
        "data/nlu.yml": _write({"version": "3.1", "nlu": [_examples(name) for name in INTENTS]}),
        "data/rules.yml": _write({"version": "3.1", "rules": rules}),
        "data/stories.yml": _write({"version": "3.1", "stories": stories}),
    }


def _examples(intent: str) -> dict[str, str]:
    return {"intent": intent, "examples": f"- {intent} now\n- please {intent}\n"}


def _write(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
