"""Faults of what the bot says and learns from: doubles, responses, regexes, settings."""

from __future__ import annotations

from benchmarks.prover_field import Field, Planted, cut_entry, write_rule
from nlu.core.project.domain import Named
from nlu.core.project.steps import ActionStep, UserStep


def double(field: Field) -> Planted:
    """Have something stand twice."""
    draw, random = field.random.randrange(4), field.random
    if draw == 0:
        examples = field.project.understood.examples
        one = random.choice(examples)
        other = random.choice([e.intent for e in examples if e.intent != one.intent])
        text = f'version: "3.1"\nnlu:\n- intent: {other}\n  examples: |\n    - {one.raw}\n'
        files = field.add("data/planted.yml", text)
        return Planted("g", "example", files, frozenset({"example_of_two"}))
    story = field.pick()
    lines = field.files[story.place.path].split("\n")
    start = story.place.line - 1
    end = start + 1
    while end < len(lines) and not lines[end].startswith("- "):
        end += 1
    body = "\n".join(lines[start + 1 : end]).rstrip()
    if draw == 1:
        text = f'version: "3.1"\nstories:\n- story: Planted again\n{body}\n'
        files = field.add("data/planted.yml", text)
        return Planted("g", "story", files, frozenset({"same_story"}))
    if draw == 2:
        rule = field.pick("rule")
        said = rule.steps[0]
        assert isinstance(said, UserStep)
        assert isinstance(rule.steps[1], ActionStep)
        text = write_rule("Planted", f"intent: {said.intent}", f"action: {rule.steps[1].name}")
        files = field.add("data/planted.yml", text)
        return Planted("g", "rule", files, frozenset({"same_rule"}))
    intent = random.choice(list(field.project.domain.intents.values()))
    files = field.edit(
        intent.place.path, lambda rows: rows.insert(intent.place.line - 1, f"- {intent.name}")
    )
    return Planted("g", "intent", files, frozenset({"entry_twice"}))


def misspeak(field: Field) -> Planted:
    """Take a translation, leave a gap nobody fills, press a button nobody understands."""
    draw, random = field.random.randrange(4), field.random
    told = {s.name for one in field.project.stories for s in one.steps if isinstance(s, ActionStep)}
    known = field.project.domain.responses
    said: list[Named] = [known[name] for name in sorted(told & set(known))]
    response = random.choice(said)
    path, lines = response.place.path, response.about["lines"]
    last = lines[-1]
    if draw == 0:
        files = field.edit(path, lambda rows: cut_entry(rows, last))
        return Planted("h", "translation", files, frozenset({"translation_missing"}))
    indent = " " * (len(_line(field, path, last)) - len(_line(field, path, last).lstrip()))
    if draw == 1:
        more = f'{indent}- text: "Dear {{planted_gap}}"'
        files = field.edit(path, lambda rows: rows.insert(last - 1, more))
        return Planted("h", "gap", files, frozenset({"gap_unfilled"}))
    payload = "/planted_intent" if draw == 2 else "/greet{planted}"
    button = f"{indent}- text: x\n{indent}  buttons:\n{indent}  - title: x\n{indent}    payload: "
    files = field.edit(path, lambda rows: rows.insert(last - 1, f"{button}'{payload}'"))
    expected = {"unknown_intent_pressed", "unknown_intent_pressed_meant", "payload_broken"}
    return Planted("h", "button", files, frozenset(expected))


def _line(field: Field, path: str, line: int) -> str:
    return field.files[path].split("\n")[line - 1]


def misteach(field: Field) -> Planted:
    """Add a regex that hangs or cannot be read, a table of nothing, a question without answer."""
    entity = field.random.choice(list(field.project.domain.entities))
    pattern = field.random.choice([r"(\w+\s?)+$", r"(a|a)*b", r"([0-9]+)*x", r"(.*,)*\d"])
    choices: list[tuple[str, str, str]] = [
        (f"- regex: {entity}\n  examples: |\n    - {pattern}\n", "regex_slow", "slow regex"),
        (f"- regex: {entity}\n  examples: |\n    - (abc\n", "regex_broken", "broken regex"),
        ("- lookup: planted\n  examples: |\n    - x\n", "unknown_entity_lookup", "lookup"),
        (
            "- intent: faq/planted\n  examples: |\n    - planted faq\n",
            "retrieval_unanswered",
            "faq",
        ),
    ]
    body, expected, how = field.random.choice(choices)
    files = field.add("data/planted.yml", f'version: "3.1"\nnlu:\n{body}')
    return Planted("i", how, files, frozenset({expected, f"{expected}_meant"}))


def misconfigure(field: Field) -> Planted:
    """Take RulePolicy or a key, misspell a policy, name an unknown fallback."""
    text = field.files["config.yml"]
    start = text.index("- name: RulePolicy")
    rest = text.find("\n- name", start + 5)
    without = text[: start - len(text[:start]) + len(text[:start].rstrip(" "))]
    tail = text[rest:].lstrip("\n") if rest > 0 else ""
    indent = text[:start].split("\n")[-1]
    choices: list[tuple[str, str, str]] = [
        (
            without.rstrip(" ") + (indent + tail.lstrip() if tail else ""),
            "rules_without_policy",
            "no rules",
        ),
        (text.replace("RulePolicy", "RulesPolicy"), "part_unknown", "misspelt policy"),
        (
            text.replace("core_fallback_action_name: ", "core_fallback_action_name: x"),
            "fallback_unknown",
            "fallback",
        ),
        (text.replace("policies:", "polices:"), "config_key_unknown", "misspelt key"),
        (text.replace("assistant_id:", "assistant:"), "config_key_missing", "missing key"),
    ]
    changed, expected, how = field.random.choice(choices)
    return Planted("j", how, {**field.files, "config.yml": changed}, frozenset({expected}))
