"""Every kind of finding: a project that has it; the base project has none at all."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from nlu.core.dialogue.repair import edit, repair
from nlu.core.project.files import Files, lay_over
from tests.core.dialogue.projects import BASE, add, change, kinds, prove_files, the

ROOT = Path(__file__).parents[3]
DIALOGUE = ROOT / "nlu" / "core" / "dialogue"
RULES, STORIES, DOMAIN = "data/rules.yml", "data/stories.yml", "domain.yml"
RESPONSES, NLU, CONFIG = "data/responses.yml", "data/nlu.yml", "config.yml"
TWO_STORIES = """\
stories:
- story: One
  steps:
  - intent: thank
  - action: utter_stop
- story: Two
  steps:
  - intent: thank
  - action: utter_greet
"""
FORGETFUL = """\
stories:
- story: One
  steps:
  - intent: thank
  - action: utter_stop
  - intent: travel
  - action: action_travel
  - intent: thank
  - action: utter_greet
- story: Two
  steps:
  - intent: travel
  - action: action_travel
  - intent: travel
  - action: action_travel
  - intent: thank
  - action: utter_stop
"""


def rule(*steps: str, name: str = "New", more: str = "") -> str:
    body = "".join(f"  - {step}\n" for step in steps)
    return f"rules:\n- rule: {name}\n{more}  steps:\n{body}"


def story(*steps: str, name: str = "New") -> str:
    body = "".join(f"  - {step}\n" for step in steps)
    return f"stories:\n- story: {name}\n  steps:\n{body}"


def nlu(kind: str, name: str, *examples: str) -> str:
    body = "".join(f"    - {one}\n" for one in examples)
    return f"nlu:\n- {kind}: {name}\n  examples: |\n{body}"


def slot(name: str, *mappings: str, kind: str = "text", more: str = "") -> str:
    listed = "".join(f"    - {one}\n" for one in mappings)
    return f"slots:\n  {name}:\n    type: {kind}\n{more}    mappings:\n{listed}"


def domain(text: str) -> dict[str, str]:
    """Return the base with its domain in a folder, and another part beside it."""
    files = {path: one for path, one in BASE.items() if path != DOMAIN}
    return {**files, "domain/base.yml": BASE[DOMAIN], "domain/more.yml": text}


CASES: Mapping[str, Files] = {
    "unreadable": add("stories: ["),
    "story_against_rule": add(story("intent: greet", "action: utter_stop")),
    "rule_against_rule": add(rule("intent: greet", "action: utter_stop")),
    "story_against_story": add(TWO_STORIES),
    "story_forgets": change(CONFIG, "max_history: 3", "max_history: 1", add(FORGETFUL)),
    "overruled_rule": add(rule("intent: restart", "action: utter_stop")),
    "never_entered": add(story("intent: restart", "action: utter_stop")),
    "rule_too_long": add(
        rule("intent: thank", "action: utter_stop", "intent: travel", "action: action_travel")
    ),
    "step_in_rule": add(rule("intent: thank", "action: utter_stop", "checkpoint: x")),
    "list_null": {
        **domain(slot("items", "type: custom", kind="list")),
        "data/more.yml": rule(
            *("intent: thank", "action: action_buy", "slot_was_set:\n    - items: null"),
            "action: utter_stop",
        ),
    },
    "rule_incomplete": add(
        rule("intent: thank", "action: action_buy", "slot_was_set:\n    - vip: true", name="A")
        + "- rule: B\n  steps:\n  - intent: travel\n  - action: action_buy\n"
    ),
    "rule_adds_nothing": add(
        rule(
            *("intent: greet", "action: utter_greet"),
            more="  condition:\n  - slot_was_set:\n    - vip: true\n",
        )
    ),
    "unanswered": add(story("intent: thank", "intent: greet", "action: utter_greet")),
    "story_ends_unanswered": add(story("intent: greet", "action: utter_greet", "intent: thank")),
    "rule_ends_unanswered": add(rule("intent: thank")),
    "nothing_happens": add(story("slot_was_set:\n    - vip: true")),
    "too_many_ways": add(
        story(*["or:\n    - intent: greet\n    - intent: stop\n    - intent: thank"] * 7)
    ),
    "checkpoint_never_reached": add(
        story("checkpoint: dream", "intent: stop", "action: utter_stop")
    ),
    "checkpoint_leads_nowhere": add(
        story("intent: stop", "action: utter_stop", "checkpoint: dream")
    ),
    "unknown_intent": add(story("intent: whistle", "action: utter_stop")),
    "unknown_intent_meant": change(STORIES, "    - intent: thank", "    - intent: thnak"),
    "unknown_intent_learned": add(nlu("intent", "whistle", "whee")),
    "unknown_intent_pressed_meant": change(RESPONSES, "/buy{", "/buuy{"),
    "unknown_entity": add(nlu("intent", "thank", "thank [you](somebody)")),
    "unknown_entity_pressed": change(RESPONSES, '{"product": "lamp"}', '{"flavour": "x"}'),
    "unknown_entity_lookup": add(nlu("lookup", "flavour", "sweet")),
    "unknown_entity_regex": add(nlu("regex", "flavour", "sweet")),
    "unknown_role": change(STORIES, "role: to", "role: beyond"),
    "unknown_group": change(STORIES, "role: to", "role: to\n      group: first"),
    "unknown_response": add(story("intent: thank", "action: utter_applause")),
    "unknown_response_meant": change(STORIES, "  - action: utter_stop", "  - action: utter_stopp"),
    "unknown_action": add(story("intent: thank", "action: action_whistle")),
    "unknown_form": add(rule("intent: thank", "action: utter_stop", "active_loop: dream_form")),
    "unknown_slot": add(
        story("slot_was_set:\n    - flavour: x", "intent: thank", "action: utter_stop")
    ),
    "domain_elsewhere": add("intents:\n- whistle\n"),
    "slot_needs_value": change(STORIES, "    - vip: true", "    - vip"),
    "slot_value_unseen": change(STORIES, "    - vip: true", "    - vip: maybe"),
    "slot_value_unlisted": change(STORIES, "    - kind: red", "    - kind: green"),
    "unused_intent": domain("intents:\n- whistle\n"),
    "intent_without_examples": domain("intents:\n- whistle\n"),
    "unused_response": add("responses:\n  utter_idle:\n  - text: x\n"),
    "unused_action": domain("actions:\n- action_idle\n"),
    "unused_form": domain("forms:\n  idle_form:\n    required_slots:\n    - product\n"),
    "untested_action": {
        **domain("actions:\n- action_new\n"),
        "data/more.yml": rule("intent: thank", "action: action_new"),
    },
    "slot_type_unknown": domain(slot("x", "type: custom", kind="txt")),
    "any_slot_influences": domain(
        slot("x", "type: custom", kind="any", more="    influence_conversation: true\n")
    ),
    "categories_missing": domain(slot("x", "type: custom", kind="categorical")),
    "slot_without_mappings": domain("slots:\n  x:\n    type: text\n"),
    "mapping_unknown": domain(slot("x", "type: from_thin_air")),
    "mapping_lacks": domain(slot("x", "type: from_intent")),
    "mapping_of_other_form": domain(
        slot("x", "type: from_text\n      conditions:\n      - active_loop: buy_form")
    ),
    "slot_never_fills": {
        **domain("entities:\n- shade\n" + slot("x", "type: from_entity\n      entity: shade")),
    },
    "trigger_never": change(
        DOMAIN,
        "    - type: from_text\n",
        "    - type: from_trigger_intent\n      intent: greet\n      value: x\n"
        "    - type: from_text\n",
    ),
    "form_asks_nothing": domain("forms:\n  idle_form:\n    required_slots: []\n"),
    "slot_unasked": change(DOMAIN, "    - size\nactions:", "    - size\n    - kind\nactions:"),
    "slot_unmapped": change(
        DOMAIN,
        "    mappings:\n    - type: from_text\n      conditions:\n      - active_loop: buy_form\n",
        "    mappings: []\n",
        change(DOMAIN, "- validate_buy_form\n", ""),
    ),
    "form_without_end": change(RULES, "  - active_loop: null\n  - action: action_buy\n", ""),
    "form_never_opens": change(
        RULES,
        "  - active_loop: buy_form\n- rule: The form",
        "- rule: The form",
        change(RULES, "  condition:\n  - active_loop: buy_form\n", ""),
    ),
    "form_without_stop": change(
        RULES,
        "- rule: Stop\n  steps:",
        "- rule: Stop\n  conversation_start: true\n  steps:",
    ),
    "response_empty": add("responses:\n  utter_faq/hours2:\n  - channel: web\n"),
    "translation_missing": change(
        RESPONSES,
        "  - condition:\n    - type: slot\n      name: language\n      value: zh\n"
        '    text: "停止"\n',
        "",
    ),
    "language_unsaid": {
        **add(
            "responses:\n  utter_new:\n  - text: x\n" + story("intent: thank", "action: utter_new")
        )
    },
    "gap_unfilled": change(RESPONSES, "Hello {product}", "Hello {prodct}"),
    "payload_broken": change(RESPONSES, '{"product": "lamp"}', "{product}"),
    "same_story": add(
        story(
            *("checkpoint: travelled", "slot_was_set:\n    - kind: red", "intent: faq"),
            "action: utter_faq",
        )
    ),
    "same_rule": add(rule("intent: greet", "action: utter_greet")),
    "same_story_name": add(story("intent: stop", "action: utter_stop", name="A stranger asks")),
    "same_rule_name": add(rule("intent: travel", "action: action_travel", name="Greet")),
    "entry_twice": change(DOMAIN, "- thank\n", "- thank\n- thank\n"),
    "example_twice": change(NLU, "    - hi\n", "    - hi\n    - hi\n"),
    "example_of_two": change(NLU, "    - thanks\n", "    - thanks\n    - hi\n"),
    "synonym_of_two": add(nlu("synonym", "torch", "light")),
    "retrieval_unanswered": add(nlu("intent", "faq/price", "what is it")),
    "retrieval_unasked": add("responses:\n  utter_faq/price:\n  - text: x\n"),
    "selector_missing": change(CONFIG, "- name: ResponseSelector\n", ""),
    "whole_retrieval_intent": change(STORIES, "  - intent: faq", "  - intent: faq/hours"),
    "list_empty": add("nlu:\n- lookup: city\n  examples: |\n"),
    "regex_broken": change(NLU, "\\blamp\\w+", "(lamp"),
    "regex_slow": change(NLU, "\\blamp\\w+", "(\\w+)+$"),
    "config_missing": {path: text for path, text in BASE.items() if path != CONFIG},
    "config_key_unknown": change(CONFIG, "assistant_id", "asistant_id"),
    "config_key_missing": change(CONFIG, "assistant_id: shop\n", ""),
    "assistant_unnamed": change(CONFIG, "assistant_id: shop", "assistant_id: placeholder_default"),
    "part_unknown": change(CONFIG, "- name: RulePolicy", "- name: RulesPolicy"),
    "config_code": change(CONFIG, "- name: RegexFeaturizer", "- name: os.system"),
    "config_not_installed": change(CONFIG, "- name: RegexFeaturizer", "- name: SpacyFeaturizer"),
    "config_replaced": change(CONFIG, "- name: RegexFeaturizer", "- name: HFTransformersNLP"),
    "config_part_nameless": change(CONFIG, "- name: RegexFeaturizer", "- nom: RegexFeaturizer"),
    "config_parts_named": {**BASE, CONFIG: "recipe: default.v1\npipeline: supervised_embeddings\n"},
    "config_recipe": change(CONFIG, "recipe: default.v1", "recipe: graph.v1"),
    "config_importer": change(
        CONFIG, "recipe: default.v1", "recipe: default.v1\nimporters:\n- name: mine.Importer"
    ),
    "config_option_outside": change(
        CONFIG, "- name: RegexFeaturizer", "- name: RegexFeaturizer\n  path: /etc/passwd"
    ),
    "policy_twice": change(
        CONFIG, "- name: RulePolicy", "- name: MemoizationPolicy\n- name: RulePolicy"
    ),
    "option_unknown": change(CONFIG, "max_history", "max_histori"),
    "rules_without_policy": change(
        CONFIG, "- name: RulePolicy\n  core_fallback_action_name: action_fallback\n", ""
    ),
    "forms_without_policy": change(
        CONFIG, "- name: RulePolicy\n  core_fallback_action_name: action_fallback\n", ""
    ),
    "fallback_unknown": change(CONFIG, "action_fallback", "action_fallbak"),
    "stories_without_policy": change(CONFIG, "- name: MemoizationPolicy\n  max_history: 3\n", ""),
}
ELSEWHERE = {
    "action_without_code",
    "overruled_story",
    "overruled_rule_form",
    "overruled_story_form",
}
ELSEWHERE |= {"never_entered_form"}


def test_nothing_is_wrong_with_the_base() -> None:
    assert [(one.kind, str(one.place)) for one in prove_files(BASE).findings] == []


@pytest.mark.parametrize("kind", sorted(CASES))
def test_kind_is_found_where_it_stands(kind: str) -> None:
    found = [one for one in prove_files(CASES[kind]).findings if one.kind == kind]
    assert found, kinds(CASES[kind])
    for one in found:
        text = CASES[kind].get(one.place.path, "")
        assert 0 <= one.place.line <= len(text.splitlines()) + 1


@pytest.mark.parametrize("kind", sorted(CASES))
def test_repairs_leave_nothing_new_and_keep_comments(kind: str) -> None:
    files = {
        path: re.sub(r"(?m)^- (story|rule): ", "# kept\n- \\1: ", text)
        for path, text in CASES[kind].items()
    }
    for finding in prove_files(files).findings[:6]:
        changes = repair(files, finding, used_names=())
        if changes is None:
            continue
        after = prove_files(lay_over(files, changes))
        before = prove_files(files)
        assert after.counted()[finding.same] < before.counted()[finding.same]
        news = {one.same for one in after.errors}
        assert all(after.counted()[one] <= before.counted()[one] for one in news)
        for path, text in changes.items():
            assert text is None or text.count("# kept") >= files[path].count("# kept") - 1


def test_every_kind_has_a_case() -> None:
    written = "".join(path.read_text("utf-8") for path in DIALOGUE.rglob("*.py"))
    named = set(re.findall(r'(?:error|warning|say_unknown|say)\(\s*"(\w+)"', written))
    assert named - set(CASES) - ELSEWHERE - UNSAID == set()


# Names without what is meant are a kind beside the one with it.
UNSAID = {"unknown_intent_pressed"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("os.system", "config_code"),
        ("subprocess.Popen", "config_code"),
        ("nlu.components.intent.Nothing", "config_code"),
        ("rasa.nlu.nothing.Nothing", "part_unknown"),
        ("DIETClasifier", "part_unknown"),
        ("SpacyNLP", "config_not_installed"),
        ("EmbeddingIntentClassifier", "config_replaced"),
    ],
)
def test_part_that_cannot_be_trained_with_is_told_once_with_its_line(name: str, kind: str) -> None:
    files = change(CONFIG, "- name: RegexFeaturizer", f"- name: {name}")
    line = files[CONFIG].splitlines().index(f"- name: {name}") + 1
    [found] = [one for one in prove_files(files).errors if one.place.path == CONFIG]
    assert (found.kind, found.place.line) == (kind, line)


def test_repair_that_misses_is_none() -> None:
    finding = the("unknown_intent_meant", CASES["unknown_intent_meant"])
    assert repair(BASE, finding, used_names=()) is None


def test_repair_is_one_line() -> None:
    files = CASES["story_against_rule"]
    finding = the("story_against_rule", files)
    changes = edit(files, finding.repairs[0])
    old, new = files["data/more.yml"].splitlines(), changes["data/more.yml"].splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("  - action: utter_stop", "  - action: utter_greet")
    ]
