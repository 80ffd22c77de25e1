"""What looks wrong and is not: no finding. And what the code is known for."""

import pytest

from nlu.core.dialogue.known import distance, nearest
from nlu.core.dialogue.prove import prove
from nlu.core.project.files import Files
from nlu.core.project.project import read_project
from tests.core.dialogue.projects import BASE, add, change, kinds, prove_files, the
from tests.core.dialogue.test_kinds import domain, rule, slot, story

FORGIVEN: dict[str, tuple[str, Files]] = {
    # Slots tell apart what is otherwise the same (rasa#7472).
    "a slot tells stories apart": (
        "story_against_story",
        add(
            story("slot_was_set:\n    - vip: true", "intent: thank", "action: utter_stop")
            + "- story: Other\n  steps:\n  - slot_was_set:\n    - vip: false\n  - intent: thank\n"
            "  - action: utter_greet\n"
        ),
    ),
    "a condition tells a rule from a story": (
        "story_against_rule",
        add(
            rule(
                *("intent: thank", "action: utter_greet"),
                more="  condition:\n  - slot_was_set:\n    - vip: false\n",
            )
            + story("slot_was_set:\n    - vip: null", "intent: thank", "action: utter_stop")
        ),
    ),
    "a list that is null in one rule": ("rule_against_rule", {}),
    "words beside an intent": (
        "rule_against_rule",
        change("data/rules.yml", "  - intent: greet", '  - intent: greet\n    user: "hi!"'),
    ),
    "an entity that is ignored tells nothing, one that is used does": (
        "story_against_story",
        add(
            story("intent: travel\n    entities:\n    - city: Rome", "action: action_travel")
            + "- story: Other\n  steps:\n  - intent: travel\n  - action: utter_stop\n"
        ),
    ),
    "an explicit wait": (
        "unanswered",
        add(story("intent: thank", "action: action_listen", "intent: stop", "action: utter_stop")),
    ),
    "a rule that goes on": (
        "rule_incomplete",
        add(rule("intent: thank", "action: buy_form", more="  wait_for_user_input: false\n")),
    ),
    "a loop of checkpoints": (
        "checkpoint_never_reached",
        add(story("checkpoint: travelled", "intent: thank", "action: utter_stop",
                  "checkpoint: travelled")),
    ),
    "a default intent": ("unknown_intent", add(rule("intent: nlu_fallback", "action: utter_stop"))),
    "a default slot": (
        "unknown_slot",
        change(
            "data/rules.yml",
            "  - action: buy_form\n  - active_loop: null\n",
            "  - action: buy_form\n  - active_loop: null\n  - slot_was_set:\n"
            "    - requested_slot: null\n",
        ),
    ),
    "a regex that is a feature": (
        "unknown_entity_regex",
        change(
            "config.yml",
            "- name: RegexEntityExtractor\n",
            "",
            add("nlu:\n- regex: order\n  examples: |\n    - \\d+\n"),
        ),
    ),
    "a component of one's own": (
        "part_unknown", change("config.yml", "WhitespaceTokenizer", "mine.Tokenizer")
    ),
    "an extractor of one's own": (
        "slot_never_fills",
        change(
            "config.yml", "DIETClassifier", "mine.Reader",
            domain("entities:\n- shade\n" + slot("x", "type: from_entity\n      entity: shade")),
        ),
    ),
}  # fmt: skip
RULE_OF_LISTS = (
    "rules:\n- rule: A\n  steps:\n  - intent: thank\n  - action: action_buy\n  - slot_was_set:\n"
    "    - items: [a]\n  - action: utter_stop\n- rule: B\n  steps:\n  - intent: thank\n"
    "  - action: action_buy\n  - slot_was_set:\n    - items: null\n  - action: utter_greet\n"
)
FORGIVEN["a list that is null in one rule"] = (
    "rule_against_rule",
    {**domain(slot("items", "type: custom", kind="list")), "data/more.yml": RULE_OF_LISTS},
)


@pytest.mark.parametrize("what", sorted(FORGIVEN))
def test_nothing_is_said_of(what: str) -> None:
    kind, files = FORGIVEN[what]
    assert kinds(files)[kind] == 0


def test_list_that_is_null_is_said_as_what_it_is() -> None:
    the("list_null", FORGIVEN["a list that is null in one rule"][1])


def test_what_code_uses_is_not_unused() -> None:
    files = {
        **domain("intents:\n- sent\nactions:\n- action_called\n"),
        "data/more.yml": "responses:\n  utter_state_late:\n  - text: x\n",
    }
    names = {"unused_intent", "intent_without_examples", "unused_action", "unused_response"}
    assert names <= set(kinds(files))
    used = prove_files(files, used_names={"sent", "action_called", "utter_state_*"})
    assert not names & {one.kind for one in used.findings}


def test_nothing_is_called_unused_while_the_code_is_unknown() -> None:
    files = add("responses:\n  utter_idle:\n  - text: x\n")
    assert not [one for one in prove(read_project(files)).findings if "unused" in one.kind]


def test_actions_without_code_are_named() -> None:
    proof = prove_files(BASE, known_actions={"action_by", "action_fallback", "validate_buy_form"})
    assert [(one.kind, one.get("name"), one.get("meant")) for one in proof.findings] == [
        ("action_without_code_meant", "action_buy", "action_by"),
        ("action_without_code", "action_travel", ""),
    ]


def test_form_overrules_what_is_not_within_it() -> None:
    files = add(
        story("intent: buy", "action: buy_form", "active_loop: buy_form", "action: utter_stop")
    )
    (found,) = prove_files(files).findings
    assert (found.kind, found.get("done")) == ("overruled_story_form", "action_listen")
    assert [one.key for one in found.repairs] == ["remove_action", "remove_story"]


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("greet", "greet", 0), ("greet", "gret", 1), ("greet", "geret", 1), ("greet", "thank", 3)],
)
def test_distance(one: str, other: str, away: int) -> None:
    assert distance(one, other, 2) == away


def test_nearest_is_near_or_none() -> None:
    assert nearest("greeet", ["greet", "thank"]) == "greet"
    assert nearest("whistle", ["greet", "thank"]) is None
