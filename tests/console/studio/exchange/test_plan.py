"""What an import would do is known before it is done, line by line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.exchange.placing import name_folder, place_beside
from console.studio.exchange.plan import Plan, Wish, make_plan
from console.studio.exchange.service import OFFERED
from nlu.core.project.files import belongs, lay_over, read_folder
from nlu.core.project.project import read_project
from tests.console.studio.exchange.zips import CONFIG, DOMAIN, NLU, PROJECT, RULES

ROOT = Path(__file__).parents[4]
OTHER = {
    "config.yml": CONFIG + "# theirs\n",
    "domain.yml": DOMAIN.replace("greet", "order").replace("utter_hi", "utter_order"),
    "data/nlu.yml": NLU.replace("greet", "order"),
    "data/more.yml": RULES.replace("greet", "order").replace("utter_hi", "utter_order"),
}


def plan(incoming: dict[str, str], mode: str = "replace", config: str = "theirs") -> Plan:
    wish = Wish(mode, config, "My Bot-main.zip")  # type: ignore[arg-type]
    return make_plan(PROJECT, incoming, wish)


def told(made: Plan) -> list[tuple[str, str, str]]:
    return [(one.level, one.key, str(one.place)) for one in made.findings]


def test_replacing_takes_the_place_of_all() -> None:
    made = plan(OTHER)
    assert lay_over(PROJECT, made.changes) == dict(sorted(OTHER.items()))
    assert [(one.path, one.what) for one in made.files] == [
        ("config.yml", "changed"),
        ("data/more.yml", "added"),
        ("data/nlu.yml", "changed"),
        ("data/rules.yml", "removed"),
        ("domain.yml", "changed"),
    ]
    assert (made.files[0].plus, made.files[0].minus) == (1, 0)
    assert not made.stops
    assert made.counts["intents"] == made.counts["rules"] == 1


def test_our_configuration_stays_where_that_is_wished() -> None:
    assert lay_over(PROJECT, plan(OTHER, config="ours").changes)["config.yml"] == CONFIG
    without = {path: text for path, text in OTHER.items() if path != "config.yml"}
    made = plan(without)
    assert lay_over(PROJECT, made.changes)["config.yml"] == CONFIG
    assert not made.has_config


def test_adding_loses_nothing_of_either() -> None:
    made = plan(OTHER, mode="add", config="ours")
    after = lay_over(PROJECT, made.changes)
    assert PROJECT.items() <= after.items()
    read = read_project(after)
    assert read.faults == []
    assert set(read.domain.intents) == {"greet", "order"}
    assert {one.intent for one in read.understood.examples} == {"greet", "order"}
    assert "domain/my_bot.yml" in after
    assert "data/my_bot/nlu.yml" in after
    assert ("changed", "moved", "data/nlu.yml") in told(made)


def test_adding_what_is_there_changes_nothing() -> None:
    assert plan(dict(PROJECT), mode="add", config="ours").changes == {}
    assert plan(dict(PROJECT)).changes == {}


def test_same_name_said_otherwise_is_told_with_both_places() -> None:
    clash = {"domain.yml": DOMAIN.replace("Hi there", "Good evening")}
    found = [one for one in plan(clash, mode="add").findings if one.key == "twice"]
    assert [(str(one.place), one.about) for one in found] == [
        ("domain/my_bot.yml:5", {"name": "utter_hi", "other": "domain.yml:5"})
    ]


def test_shipped_project_comes_back_without_a_word() -> None:
    files = read_folder(ROOT)
    made = make_plan({}, files, Wish(), offered=OFFERED)
    assert (made.findings, made.faults, made.unreadable) == ([], [], [])
    assert lay_over({}, made.changes) == files


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 60 + "]" * 60,
        "a: !!python/object:os.system {}\n",
        "intents:\n- a\nintents:\n- b\n",
        "nlu: [",
        "a: 1\n---\nb: 2\n",
    ],
)
def test_s67_yaml_that_no_draft_may_hold_stops_with_its_line(text: str) -> None:
    made = plan({**PROJECT, "data/nlu.yml": text})
    assert made.stops
    (fault,) = made.unreadable
    assert fault.place.path == "data/nlu.yml"
    assert fault.place.line > 0


def test_what_rasa_would_skip_is_told_and_stops_nothing() -> None:
    made = plan({**PROJECT, "data/rules.yml": RULES.replace("intent: greet", "intnet: greet")})
    assert [str(one.place) for one in made.faults] == ["data/rules.yml:5"]
    assert not made.stops


@pytest.mark.parametrize(
    ("archive", "name"),
    [
        ("My Bot-main.zip", "my_bot"),
        ("../../etc/passwd.zip", "passwd"),
        ("机器人.zip", "imported"),
        (".zip", "zip"),
        ("x" * 300 + ".zip", "x" * 40),
    ],
)
def test_folder_is_named_after_the_archive(archive: str, name: str) -> None:
    assert name_folder(archive) == name


PATHS = st.sampled_from(
    [
        *("domain.yml", "domain.yaml", "domain/a.yml", "domain/my_bot.yml", "data/nlu.yml"),
        *("data/my_bot/nlu.yml", "data/responses/a.yml", "tests/conversations/test_a.yml"),
    ]
)
FILES = st.dictionaries(PATHS, st.sampled_from(["a: 1\n", "b: 2\n", "c: 3\n"]))


@given(current=FILES, incoming=FILES)
def test_every_file_finds_a_place_of_its_own(
    current: dict[str, str], incoming: dict[str, str]
) -> None:
    placed = place_beside(current, incoming, "my_bot")
    assert placed.keys() == incoming.keys()
    after = lay_over(current, {home: incoming[path] for path, home in placed.items()})
    assert current.items() <= after.items()
    for path, home in placed.items():
        assert belongs(home)
        assert after[home] == incoming[path]
