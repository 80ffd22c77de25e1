"""What the files of a project say, with their lines; what is wrong is noted."""

from pathlib import Path

from nlu.core.project.examples import Span, read_marks
from nlu.core.project.files import belongs, lay_over, read_folder, sum_of
from nlu.core.project.project import Project, read_project
from nlu.core.project.steps import (
    ActionStep,
    CheckpointStep,
    EntityUse,
    GapStep,
    LoopStep,
    OrStep,
    SlotStep,
    UserStep,
)

ROOT = Path(__file__).parents[3]

STORIES = """\
version: "3.1"
stories:
- story: One
  steps:
  - checkpoint: known
    slot_was_set:
    - vip: true
  - or:
    - intent: greet
    - intent: thank
  - intent: buy
    entities:
    - product: lamp
      role: wanted
    - colour
  - action: utter_buy
  - slot_was_set:
    - size: 3
    - name
  - active_loop: buy_form
  - active_loop: null
  - user: "how are [you](who)"
  - bot: fine
rules:
- rule: Two
  conversation_start: true
  wait_for_user_input: false
  condition:
  - active_loop: buy_form
  - slot_was_set:
    - vip: false
  steps:
  - ...
  - intent: /stop
  - action: utter_stop
"""


def read(**files: str) -> Project:
    return read_project({f"data/{name}.yml": text for name, text in files.items()})


def test_stories_and_rules_are_read() -> None:
    project = read(a=STORIES)
    assert project.faults == []
    story, rule = project.stories
    assert (story.name, story.kind, story.place.line) == ("One", "story", 3)
    assert story.steps[0] == CheckpointStep("known", (SlotStep("vip", True, line=7),), 5)
    assert story.steps[1] == OrStep((UserStep("greet", line=9), UserStep("thank", line=10)), 8)
    wanted = (EntityUse("product", "lamp", "wanted"), EntityUse("colour"))
    assert story.steps[2] == UserStep("buy", wanted, line=11)
    assert story.steps[3:8] == (
        ActionStep("utter_buy", 16),
        SlotStep("size", 3, line=18),
        SlotStep("name", is_any=True, line=19),
        LoopStep("buy_form", 20),
        LoopStep(None, 21),
    )
    assert isinstance(story.steps[8], UserStep)
    assert story.steps[8].intent is None
    assert (rule.is_start, rule.waits) == (True, False)
    assert rule.conditions == (LoopStep("buy_form", 29), SlotStep("vip", False, line=31))
    assert rule.steps[0] == GapStep(33)
    assert rule.steps[1] == UserStep("stop", line=34)


def test_what_rasa_would_skip_is_noted_with_its_line() -> None:
    project = read(
        a="stories:\n- story: One\n  steps:\n  - intnet: greet\n  - greet\n- steps: []\n",
        b="nlu:\n- intent: greet\n  examples: |\n    - hi\n    hello\n",
        c="rules: {}\n",
    )
    places = [(str(fault.place), fault.reason) for fault in project.faults]
    assert [place for place, _ in places] == [
        *("data/a.yml:4", "data/a.yml:5", "data/a.yml:2", "data/a.yml:6"),
        *("data/b.yml:5", "data/c.yml:1"),
    ]
    assert "intnet is no step" in places[0][1]


def test_one_bad_file_hides_no_other() -> None:
    project = read(a="stories: [", b="nlu:\n- intent: greet\n  examples: |\n    - hi\n")
    assert [fault.place.path for fault in project.faults] == ["data/a.yml"]
    assert [one.text for one in project.understood.examples] == ["hi"]


def test_domain_in_parts_is_one_domain() -> None:
    project = read_project(
        {
            "domain/a.yml": "intents:\n- greet\n- buy:\n    use_entities: [product]\n",
            "domain/b.yml": "intents:\n- greet\nslots:\n  vip:\n    type: bool\n    mappings:\n"
            "    - type: from_intent\n      value: true\n",
            "data/c.yml": "responses:\n  utter_hi:\n  - text: Hi\n  - text: Hello\n",
        }
    )
    domain = project.domain
    assert list(domain.intents) == ["greet", "buy"]
    assert [(section, name) for section, name, *_ in domain.twice] == [("intents", "greet")]
    assert domain.slots["vip"].influences
    assert domain.slots["vip"].mappings == ({"type": "from_intent", "value": True},)
    assert domain.responses["utter_hi"].about["lines"] == [3, 4]


def test_examples_and_lists_are_read() -> None:
    project = read(
        a="nlu:\n- intent: buy\n  examples: |\n    - a [lamp](product)\n"
        "    - [two](number:2) of it\n"
        "- intent: faq/hours\n  examples:\n  - text: when\n    metadata: {x: 1}\n"
        "- synonym: lamp\n  examples: |\n    - light\n"
        "- regex: order\n  examples: |\n    - \\d+\n"
        "- lookup: city\n  examples: |\n    - Rome\n"
    )
    examples = project.understood.examples
    assert [(one.text, one.intent, one.place.line) for one in examples] == [
        ("a lamp", "buy", 4),
        ("two of it", "buy", 5),
        ("when", "faq/hours", 8),
    ]
    assert examples[0].spans == (Span("product", 2, 6, "lamp"),)
    assert examples[1].spans == (Span("number", 0, 3, "2"),)
    assert [(one.kind, one.name, one.words) for one in project.understood.lists] == [
        ("synonym", "lamp", ("light",)),
        ("regex", "order", (r"\d+",)),
        ("lookup", "city", ("Rome",)),
    ]


def test_marks_with_roles_are_read() -> None:
    raw = 'from [Rome]{"entity": "city", "role": "from"} to [X][{"entity": "a"}, {"entity": "b"}]'
    text, spans = read_marks(raw)
    assert text == "from Rome to X"
    assert spans == (
        Span("city", 5, 9, "Rome", "from"),
        Span("a", 13, 14, "X"),
        Span("b", 13, 14, "X"),
    )


def test_the_shipped_project_has_no_fault() -> None:
    project = read_project(read_folder(ROOT))
    assert project.faults == []
    assert project.domain.twice == []
    assert len(project.understood.examples) > 10_000


def test_only_a_projects_files_belong() -> None:
    assert belongs("data/nlu/en/orders.yml")
    assert belongs("domain/slots.yaml")
    assert not belongs("data/../secret.yml")
    assert not belongs("/data/x.yml")
    assert not belongs("data/x.py")
    assert not belongs("endpoints.yml")


def test_changes_lie_over_files() -> None:
    files = {"a": "1", "b": "2"}
    changed = lay_over(files, {"b": None, "c": "3"})
    assert changed == {"a": "1", "c": "3"}
    assert sum_of(files) != sum_of(changed)
    assert sum_of({"ab": "c"}) != sum_of({"a": "bc"})
