"""Projects made elsewhere come in: what works does, what does not is named with its line."""

import re
from pathlib import Path

import pytest

from console.studio.exchange.archive import read_archive
from console.studio.exchange.plan import Plan, Wish, make_plan
from console.studio.exchange.service import OFFERED
from console.words import WORDS
from nlu.core.foreign.findings import Finding
from nlu.core.foreign.old import survey_beside
from nlu.core.project.files import lay_over
from nlu.core.project.project import read_project
from tests.projects.foreign import FOUND, HERE, REFUSED, TAKEN, TALKS, pack_folder

ROOT = Path(__file__).parents[2]


def plan_for(name: str, config: str = "theirs") -> Plan:
    unpacked = read_archive(pack_folder(name))
    beside = list(survey_beside(unpacked.beside))
    wish = Wish("replace", config, f"{name}-main.zip")  # type: ignore[arg-type]
    return make_plan({}, unpacked.files, wish, beside=beside, offered=OFFERED)


def show(one: Finding) -> str:
    return f"{one.level} {one.key} {one.place} {one.about.get('name', '')}".strip()


@pytest.mark.parametrize("name", FOUND)
def test_what_is_said_of_it_has_its_line(name: str) -> None:
    made = plan_for(name)
    assert sorted(map(show, made.findings)) == sorted(FOUND[name])
    assert (made.unreadable, made.faults) == ([], [])
    assert made.stops == (name in REFUSED)


@pytest.mark.parametrize("name", FOUND)
def test_lines_are_those_of_the_archive(name: str) -> None:
    for one in plan_for(name).findings:
        line = one.place.line
        named = one.about.get("name")
        if line and named:
            text = (HERE / name / one.place.path).read_text("utf-8").splitlines()
            around = "\n".join(text[max(0, line - 3) : line])
            assert named in around, (one, around)


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_finding_has_words(name: str, language: str) -> None:
    for one in plan_for(name).findings:
        assert WORDS[f"exchange_find_{one.key}"][language]  # type: ignore[index]
        item = WORDS.get(f"exchange_item_{one.key}")
        assert item is None or item[language].format(**one.about)  # type: ignore[index]


@pytest.mark.parametrize("name", TAKEN)
def test_taken_project_is_whole_and_talks(name: str) -> None:
    files = lay_over({}, plan_for(name).changes)
    project = read_project(files)
    assert project.faults == []
    assert name in TALKS
    assert all(slot.mappings for slot in project.domain.slots.values())


def test_every_kind_of_finding_has_words() -> None:
    sources = [*(ROOT / "nlu/core/foreign").glob("*.py")]
    sources += (ROOT / "console/studio/exchange").glob("*.py")
    text = "\n".join(path.read_text("utf-8") for path in sources)
    keys = set(re.findall(r'\bfind\(\s*"(?:stops|warns|changed)",\s*"(\w+)"', text)) | {
        "needs_actions"
    }
    assert len(keys) > 25
    assert {f"exchange_find_{key}" for key in keys} == {
        key for key in WORDS if key.startswith("exchange_find_")
    }


def test_every_fixture_is_tried() -> None:
    assert {path.name for path in HERE.iterdir() if (path / "domain.yml").exists()} | {
        "split_domain"
    } == set(FOUND)


def test_no_secret_of_an_installation_is_said() -> None:
    told = [show(one) + str(one.values) for one in plan_for("action_server").findings]
    assert not [one for one in told if "hunter2" in one or "secret" in one]
    assert any("//actions.example:5055/webhook" in one for one in told)


@pytest.mark.parametrize("name", ["own_code", "not_installed"])
def test_our_configuration_lets_the_rest_come(name: str) -> None:
    made = plan_for(name, config="ours")
    assert {one.place.path for one in made.findings if one.level == "stops"} <= {"domain.yml"}
