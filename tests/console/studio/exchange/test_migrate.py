"""Domains of Rasa 2 become domains of Rasa 3; every change is told with its line."""

import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from console.studio.exchange.migrate import migrate
from frontdesk.paths import RASA_PYTHON
from nlu.core.project.project import read_project
from tests.console.studio.exchange.zips import PROJECT
from tests.dialogue.harness import rasa_environment

OLD = """\
version: "2.0"  # as it was
# What people want.
intents:
- greet
- order:
    use_entities: [size]
entities:
- size
- colour
- city:
    roles: [from]
slots:
  size:
    type: text
    influence_conversation: false
  colour:
    type: categorical
    values: [red, blue]
    auto_fill: false
  city:
    type: unfeaturized
  confirmed:
    type: bool
  # Set by a program.
  count:
    type: float
forms:
  order_form:
    required_slots:
      size:
      - type: from_entity
        entity: size
      confirmed:
      - type: from_intent
        intent: affirm
        value: true
      - type: from_intent
        intent: deny
        value: false
    ignored_intents: [chitchat]
  note_form:
    count:
    - type: from_text
responses:
  utter_hi:
  - text: "Hi"
"""


def test_slots_and_forms_say_what_rasa_2_took_for_granted() -> None:
    made = migrate({"domain.yml": OLD})
    domain = read_project(made.files).domain
    form = {"active_loop": "order_form"}
    assert domain.forms["order_form"].required_slots == ("size", "confirmed")
    assert domain.forms["order_form"].ignored_intents == ("chitchat",)
    assert domain.forms["note_form"].required_slots == ("count",)
    mappings = {name: list(slot.mappings or ()) for name, slot in domain.slots.items()}
    assert mappings == {
        "size": [
            {"type": "from_entity", "entity": "size", "conditions": [form]},
            {"type": "from_entity", "entity": "size"},
        ],
        "colour": [{"type": "custom"}],
        "city": [{"type": "from_entity", "entity": "city"}],
        "confirmed": [
            {
                "type": "from_intent",
                "intent": intent,
                "value": value,
                "conditions": [form | {"requested_slot": "confirmed"}],
            }
            for intent, value in (("affirm", True), ("deny", False))
        ],
        "count": [
            {
                "type": "from_text",
                "conditions": [{"active_loop": "note_form", "requested_slot": "count"}],
            }
        ],
    }
    assert domain.slots["city"].type == "any"
    assert not domain.slots["city"].influences


def test_each_change_is_told_with_the_line_it_had() -> None:
    made = migrate({"domain.yml": OLD})
    told = {(one.key, one.place.line, one.about.get("name")) for one in made.findings}
    assert told == {
        ("form", 28, "order_form"),
        ("form", 41, "note_form"),
        ("mappings", 13, "size"),
        ("mappings", 16, "colour"),
        ("mappings", 20, "city"),
        ("mappings", 22, "confirmed"),
        ("mappings", 25, "count"),
        ("unfeaturized", 20, "city"),
        ("version_renewed", 1, None),
    }
    assert all(one.level == "changed" for one in made.findings)
    lines = OLD.splitlines()
    for one in made.findings:
        assert one.about.get("name", "version") in lines[one.place.line - 1]


def test_comments_stay() -> None:
    text = migrate({"domain.yml": OLD}).files["domain.yml"]
    assert 'version: "3.1"  # as it was' in text
    assert "# What people want." in text
    assert "# Set by a program." in text


def test_a_project_of_rasa_3_stays_as_it_is() -> None:
    made = migrate(PROJECT)
    assert made.files == PROJECT
    assert made.findings == []


def test_converting_again_changes_nothing() -> None:
    once = migrate({"domain.yml": OLD}).files
    assert migrate(once).files == once


def test_templates_and_forms_of_rasa_1() -> None:
    text = "forms:\n- order_form\ntemplates:\n  utter_hi:\n  - text: Hi\nintents:\n- greet\n"
    made = migrate({"domain.yml": text})
    project = read_project(made.files)
    assert project.faults == []
    assert list(project.domain.responses) == ["utter_hi"]
    assert list(project.domain.forms) == ["order_form"]
    assert {(one.key, one.place.line) for one in made.findings} == {
        ("form_code", 2),
        ("templates", 3),
    }


def test_slots_of_a_form_in_another_file_are_found() -> None:
    form = "forms:\n  f:\n    required_slots:\n      size:\n      - type: from_text\n"
    made = migrate({"domain/a.yml": form, "domain/b.yml": "slots:\n  size:\n    type: text\n"})
    domain = read_project(made.files).domain
    assert domain.slots["size"].place.path == "domain/b.yml"
    assert domain.slots["size"].mappings == (
        {"type": "from_text", "conditions": [{"active_loop": "f", "requested_slot": "size"}]},
    )


def test_slots_are_not_filled_by_name_where_the_domain_said_so() -> None:
    config = "config:\n  store_entities_as_slots: false\n"
    text = config + "entities:\n- size\nslots:\n  size:\n    type: text\n"
    domain = read_project(migrate({"domain.yml": text}).files).domain
    assert domain.slots["size"].mappings == ({"type": "custom"},)


@pytest.mark.parametrize(
    ("version", "becomes"),
    [('"2.0"', '"3.1"'), ("2.0", '"3.1"'), ("3.1", '"3.1"'), ("'3.0'", "'3.0'")],
)
def test_version_is_renewed_where_rasa_would_warn(version: str, becomes: str) -> None:
    made = migrate({"data/nlu.yml": f"version: {version}\nnlu: []\n"})
    assert made.files["data/nlu.yml"] == f"version: {becomes}\nnlu: []\n"


def test_newer_format_stops() -> None:
    (found,) = migrate({"data/nlu.yml": 'version: "4.0"\nnlu: []\n'}).findings
    assert (found.level, found.key, found.place.line) == ("stops", "version", 1)


def test_what_is_no_yaml_stays() -> None:
    files = {"domain.yml": "slots: [", "data/a.yml": "- 1\n"}
    assert migrate(files).files == files


NAMES = st.sampled_from(["size", "colour", "city", "count"])
MAPPINGS = st.sampled_from(["from_entity", "from_text", "from_intent"]).map(
    lambda kind: {"type": kind} | ({"entity": "size"} if kind == "from_entity" else {})
)


@given(
    slots=st.sets(NAMES, min_size=1),
    entities=st.sets(NAMES),
    forms=st.dictionaries(
        st.sampled_from(["one_form", "two_form"]),
        st.dictionaries(NAMES, st.lists(MAPPINGS, min_size=1, max_size=2), min_size=1),
        max_size=2,
    ),
)
def test_every_slot_has_mappings_after_it(
    slots: set[str], entities: set[str], forms: dict[str, dict[str, list[dict[str, str]]]]
) -> None:
    domain = {
        "entities": sorted(entities),
        "slots": {name: {"type": "text"} for name in sorted(slots)},
        "forms": {name: {"required_slots": one} for name, one in forms.items()},
    }
    made = migrate({"domain.yml": dump(domain)})
    read = read_project(made.files)
    assert read.faults == []
    assert all(slot.mappings for slot in read.domain.slots.values())
    for form in read.domain.forms.values():
        assert set(form.required_slots) <= read.domain.slots.keys()
    assert migrate(made.files).files == made.files


def dump(value: object) -> str:
    out = StringIO()
    YAML(typ="safe").dump(value, out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_is_what_rasa_itself_makes_of_it(tmp_path: Path) -> None:
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    # What Rasa's own converter cannot do: forms without `required_slots` beside those with, types
    # of Rasa 1.
    text = re.sub(r"  note_form:\n(    .*\n)+", "", OLD).replace("unfeaturized", "text")
    (tmp_path / "domain.yml").write_text(text, "utf-8")
    script = "from rasa.core.migrate import migrate_domain_format as m; m('domain.yml', 'new.yml')"
    done = subprocess.run(
        [str(RASA_PYTHON), "-c", script],
        cwd=tmp_path,
        env=rasa_environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    theirs = YAML(typ="safe").load((tmp_path / "new.yml").read_text("utf-8"))
    ours = YAML(typ="safe").load(migrate({"domain.yml": text}).files["domain.yml"])
    # Rasa fills an entity with roles by no name, though it did so in version 2.
    assert ours["slots"].pop("city")["mappings"] == [{"type": "from_entity", "entity": "city"}]
    theirs["slots"].pop("city")
    assert ours == theirs
