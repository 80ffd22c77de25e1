"""What of a project cannot be used here is named with its line; what can be used is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.foreign.components import NOT_INSTALLED, OURS, REPLACED, RUNS
from nlu.core.foreign.config import survey_config
from nlu.core.foreign.findings import Finding, find, in_order
from nlu.core.foreign.old import survey_beside
from nlu.core.foreign.survey import survey
from nlu.core.project.faults import Place
from nlu.core.project.project import read_project

NLU = "nlu:\n- intent: a\n  examples: |\n    - x\n"
CONFIG = "recipe: default.v1\npipeline:\n- name: {}\npolicies:\n- name: {}\n"


def told(files: dict[str, str], offered: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{one.level} {one.key} {one.place} {one.about.get('name', '')}".strip()
        for one in survey(read_project(files), offered)
    ]


def of_config(text: str) -> list[str]:
    return [f"{one.key}:{one.place.line}" for one in survey_config("config.yml", text)]


@pytest.mark.parametrize("name", [*RUNS["pipeline"], *OURS])
def test_component_that_runs_is_not_named(name: str) -> None:
    assert of_config(CONFIG.format(name, "RulePolicy")) == []


@pytest.mark.parametrize("name", [*NOT_INSTALLED, "rasa.nlu.utils.mitie_utils.MitieNLP"])
def test_component_without_its_software_is_named(name: str) -> None:
    assert of_config(CONFIG.format(name, "RulePolicy")) == ["not_installed:3"]


@pytest.mark.parametrize("name", REPLACED)
def test_component_of_an_earlier_rasa_is_named(name: str) -> None:
    assert of_config(CONFIG.format("WhitespaceTokenizer", name)) == ["replaced:5"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CONFIG.format("os.system", "RulePolicy"), ["code:3"]),
        (CONFIG.format("nlu.train.main", "RulePolicy"), ["code:3"]),
        (CONFIG.format("nlu.components.intent.Other", "RulePolicy"), ["code:3"]),
        (CONFIG.format("rasa.shared.utils.io.Other", "RulePolicy"), ["unknown_part:3"]),
        (CONFIG.format("DietClassifier", "RulePolicy"), ["unknown_part:3"]),
        (CONFIG.format("RulePolicy", "RulePolicy"), ["unknown_part:3"]),
        (CONFIG.format("rasa.core.policies.ted_policy.TEDPolicy", "TEDPolicy"), ["unknown_part:3"]),
        ("pipeline: supervised_embeddings\npolicies:\n- RulePolicy\n", ["parts_named:1"]),
        ("pipeline:\npolicies:\n- name: RulePolicy\n", ["no_parts:1"]),
        ("policies:\n- name: RulePolicy\n", ["no_parts:1"]),
        (
            "recipe: graph.v1\npipeline:\n- priority: 3\npolicies: []\n",
            ["recipe:1", "part_nameless:3"],
        ),
        ("pipeline: []\npolicies: []\nimporters:\n- name: MultiProjectImporter\n", ["importer:4"]),
        ("pipeline: []\npolicies: []\nimporters:\n- name: RasaFileImporter\n", []),
    ],
)
def test_odd_configurations(text: str, found: list[str]) -> None:
    assert of_config(text) == found


@pytest.mark.parametrize(
    "value", ["/etc/passwd", "../x", "..", "~/x", "http://a.example", "file:///x"]
)
def test_option_that_leads_outside_is_named(value: str) -> None:
    text = f'pipeline:\n- name: DIETClassifier\n  some: "{value}"\npolicies: []\n'
    assert of_config(text) == ["option_outside:3"]


@pytest.mark.parametrize("value", ["data/sentiment", "0.3", "..."])
def test_option_within_is_not(value: str) -> None:
    assert of_config(f"pipeline:\n- name: DIETClassifier\n  some: {value}\npolicies: []\n") == []


def test_actions_are_asked_of_the_server_that_we_have() -> None:
    domain = (
        "intents: [a]\nforms:\n  f:\n    required_slots: []\nresponses:\n  utter_a:\n  - text: A\n"
        "actions:\n- action_ours\n- action_theirs\n- utter_a\n- action_session_start\n"
        "- validate_f\nslots:\n  s:\n    type: any\n    mappings:\n    - type: custom\n"
        "      action: action_fill\n"
    )
    story = (
        "stories:\n- story: A\n  steps:\n  - intent: a\n  - action: f\n"
        "  - action: action_in_story\n  - action: action_listen\n  - action: utter_a\n"
    )
    files = {"domain.yml": domain, "data/nlu.yml": NLU, "data/s.yml": story}
    assert told(files, ("action_ours",)) == [
        "warns needs_actions data/s.yml:6 action_in_story",
        "warns needs_actions domain.yml:10 action_theirs",
        "warns every_turn domain.yml:12 action_session_start",
        "warns needs_actions domain.yml:13 validate_f",
        "warns every_turn domain.yml:15 action_fill",
    ]


def test_slots_of_unknown_kinds_are_named() -> None:
    domain = (
        "intents: [a]\nslots:\n  x:\n    type: shop.Slot\n    mappings:\n    - type: custom\n"
        "  y:\n    type: number\n    mappings:\n    - type: from_magic\n"
    )
    assert told({"domain.yml": domain, "data/nlu.yml": NLU}) == [
        "stops slot_code domain.yml:3 x",
        "stops mapping domain.yml:7 y",
        "stops slot_type domain.yml:7 y",
    ]


def test_files_that_nobody_would_read_are_named() -> None:
    domain = "intents: [a]\n"
    files = {"domain.yml": domain, "domain.yaml": domain, "data/responses/nlu.yml": NLU}
    assert told(files) == [
        "stops not_read data/responses/nlu.yml:1",
        "stops two_files domain.yaml",
    ]


def test_empty_project_is_none() -> None:
    assert told({}) == ["stops no_domain", "warns no_examples"]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("data/nlu.md", "# Notes\n\n## intent:greet\n- hi\n", ["old_examples:3"]),
        ("data/stories.md", "## happy path\n* greet\n  - utter_greet\n", ["old_stories:1"]),
        ("data/stories.md", '## a\n<!-- c -->\n* order{"size": "l"} OR greet\n', ["old_stories:1"]),
        ("data/README.md", "## How\nThese are words.\n* greet\n", []),
        ("data/README.md", "* a list\n* of words that are none\n", []),
        ("data/nlu.json", '{\n "rasa_nlu_data": {}}', ["old_json:2"]),
        ("data/nlu.json", '["rasa_nlu_data"]', []),
        ("data/nlu.json", '"rasa_nlu_data" [', []),
        ("endpoints.yml", "action_endpoint:\n  url: http://a/\n", ["action_server:2"]),
        ("endpoints.yml", "action_endpoint: 5\n", []),
        ("endpoints.yml", "a: [", []),
    ],
)
def test_what_lies_beside(path: str, text: str, found: list[str]) -> None:
    assert [f"{one.key}:{one.place.line}" for one in survey_beside({path: text})] == found


@given(st.text(max_size=80))
def test_any_text_is_looked_at(text: str) -> None:
    for path in ("data/a.md", "data/a.json", "endpoints.yml"):
        list(survey_beside({path: text}))
    survey_config("config.yml", text)


def test_findings_are_stored_and_come_back() -> None:
    found = find("stops", "code", Place("config.yml", 3), name="x.Y")
    assert Finding.from_json(found.to_json()) == found


def test_what_stops_comes_first_and_once() -> None:
    late, early = find("warns", "a", Place("a", 1)), find("stops", "b", Place("z", 9))
    assert in_order([late, early, late]) == [early, late]
