"""Projects made elsewhere are edited as ours: there and back is where one was."""

from pathlib import Path

import pytest

from console.studio.editing.examples import add_examples, at_of, remove_examples
from console.studio.editing.files import Edition
from console.studio.editing.mentions import list_mentions
from console.studio.editing.naming import Kind, rename
from console.studio.editing.reading import know
from console.studio.editing.responses import read_response, set_response
from console.studio.editing.slots import TYPES, set_form, set_slot
from nlu.core.project.files import lay_over, read_folder
from nlu.core.project.project import read_project

FOLDER = Path(__file__).parents[3] / "projects"
PROJECTS = sorted(one.name for one in FOLDER.iterdir() if (one / "config.yml").exists())


@pytest.fixture(params=PROJECTS)
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    return read_folder(FOLDER / request.param)


def test_there_are_projects() -> None:
    assert len(PROJECTS) >= 5


@pytest.mark.parametrize("kind", ["intent", "entity", "slot", "form", "response"])
def test_every_name_changes_there_and_back(files: dict[str, str], kind: Kind) -> None:
    domain = read_project(files).domain
    part = {"entity": "entities"}.get(kind, f"{kind}s")
    for name in getattr(domain, part):
        new = "utter_quite_another" if kind == "response" else "quite_another"
        if kind == "response" and "/" in name:
            new = f"{name}_other"
        there = lay_over(files, rename(files, kind=kind, old=name, new=new))
        assert there != files
        left = {one.name for one in list_mentions(Edition(there)) if one.kind == kind}
        assert name not in left
        assert lay_over(there, rename(there, kind=kind, old=new, new=name)) == files


def test_what_is_written_as_it_was_changes_nothing(files: dict[str, str]) -> None:
    domain = read_project(files).domain
    for name in domain.responses:
        said = read_response(Edition(files), name)
        assert set_response(files, name=name, variations=said) == {}
    for name, form in domain.forms.items():
        slots, ignored = form.required_slots, form.ignored_intents
        assert set_form(files, name=name, slots=slots, ignored=ignored) == {}
    for name, slot in domain.slots.items():
        if slot.type in TYPES:
            about = slot.about | ({"influence_conversation": False} if slot.type == "any" else {})
            after = lay_over(files, set_slot(files, name=name, about=about))
            assert read_project(after).domain.slots[name].about == about


def test_examples_come_and_go(files: dict[str, str]) -> None:
    for intent in know(files).of_intent:
        after = lay_over(files, add_examples(files, intent=intent, texts=["quite new to all"]))
        (made,) = [
            one for one in read_project(after).understood.examples if one.text == "quite new to all"
        ]
        assert made.intent == intent
        back = lay_over(after, remove_examples(after, at=[at_of(made)]))
        assert back == files


def test_known_files_say_what_the_reader_of_projects_says(files: dict[str, str]) -> None:
    whole, known = read_project(files), know(files).project
    assert known.understood == whole.understood
    assert known.domain == whole.domain
    assert (known.stories, known.tests, known.config) == (whole.stories, whole.tests, whole.config)
