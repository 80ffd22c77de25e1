"""Projects of any size for the prover, made from a seed; nothing is wrong with them."""

from __future__ import annotations

from random import Random
from typing import Any

import yaml

CONFIG = """\
recipe: default.v1
assistant_id: made
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: LogisticRegressionClassifier
policies:
- name: MemoizationPolicy
  max_history: 4
- name: RulePolicy
  core_fallback_action_name: action_default_fallback
"""
FORM = "order_form"
VERBS = ("ask", "show", "change", "cancel", "send", "find", "check", "book", "open", "close")
THINGS = ("order", "bill", "parcel", "seat", "card", "trip", "room", "plan", "gift", "lamp")


def make_project(
    seed: int, *, stories: int = 500, rules: int = 200, turns: int = 10
) -> dict[str, str]:
    """Return the files of a bot with as many stories of as many turns, and rules.

    There should be 20 more stories than rules: each intent is told by one.
    """
    random = Random(seed)
    names = [f"{VERBS[n % 10]}_{THINGS[n // 10 % 10]}_{n}" for n in range(rules - 2 + 20)]
    ruled, told = names[: rules - 2], names[rules - 2 :]
    return {
        "config.yml": CONFIG,
        "domain.yml": _write(_make_domain(names, ruled[0])),
        "data/nlu.yml": _write({"version": "3.1", "nlu": list(map(_examples, [*names, "stop"]))}),
        "data/rules.yml": _write({"version": "3.1", "rules": _make_rules(ruled)}),
        "data/stories.yml": _write(
            {"version": "3.1", "stories": _make_stories(random, ruled, told, stories, turns)}
        ),
    }


def _make_domain(names: list[str], opening: str) -> dict[str, Any]:
    filled = {"mappings": [{"type": "from_entity", "entity": "city"}]}
    return {
        "version": "3.1",
        "intents": [*names, "stop"],
        "entities": ["city"],
        "slots": {
            "language": {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            },
            "vip": {"type": "bool", "mappings": [{"type": "custom"}]},
            "town": {"type": "text", "influence_conversation": False, **filled},
        },
        "forms": {FORM: {"required_slots": ["town"]}},
        "responses": {
            **{f"utter_{name}": _say(name) for name in names if name != opening},
            "utter_stop": _say("stopped"),
            "utter_done": _say("done in {town}"),
            "utter_ask_town": _say("which town?"),
        },
    }


def _say(text: str) -> list[dict[str, Any]]:
    return [
        {"condition": [{"type": "slot", "name": "language", "value": language}], "text": said}
        for language, said in (("en", text), ("zh", f"好的：{text}"))
    ]


def _make_rules(ruled: list[str]) -> list[dict[str, Any]]:
    rules = [
        {"rule": f"Rule {name}", "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
        for name in ruled[1:]
    ]
    opening = [{"intent": ruled[0]}, {"action": FORM}, {"active_loop": FORM}]
    ending = [{"action": FORM}, {"active_loop": None}, {"action": "utter_done"}]
    stop = [{"intent": "stop"}, {"action": "utter_stop"}]
    return [
        *rules,
        {"rule": "Open the form", "steps": opening},
        {"rule": "The form is complete", "condition": [{"active_loop": FORM}], "steps": ending},
        {"rule": "Stop", "steps": stop},
    ]


def _make_stories(
    random: Random, ruled: list[str], told: list[str], count: int, turns: int
) -> list[dict[str, Any]]:
    stories: list[dict[str, Any]] = []
    for number in range(count - 1):
        steps: list[dict[str, Any]] = []
        chosen = [random.choice(ruled[1:] if random.random() < 0.7 else told) for _ in range(turns)]
        # every name is told by some story, and every story ends in its own way
        chosen[0] = [*ruled[1:], *told][number % (len(ruled) + len(told) - 1)]
        for name in chosen:
            steps += [{"intent": name}, {"action": f"utter_{name}"}]
            if random.random() < 0.05:
                steps.append({"slot_was_set": [{"vip": random.random() < 0.5}]})
        stories.append({"story": f"Story {number}", "steps": steps})
    stories.append({"story": "Stop", "steps": [{"intent": "stop"}, {"action": "utter_stop"}]})
    return stories


def _examples(intent: str) -> dict[str, str]:
    said = intent.replace("_", " ")
    lines = [f"please {said}", f"{said} now", f"I want to {said}", f"can you {said} for me"]
    if intent.startswith("book"):
        lines.append(f"{said} in [Rome](city)")
    return {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}


def _write(content: Any) -> str:
    dumped: str = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    return dumped


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, data: str) -> Any:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)
