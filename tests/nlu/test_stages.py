"""A training tells how far it is, whatever its components are."""

import json
import logging
from pathlib import Path

import pytest

from nlu.layout import find_config, find_data, find_domain, find_sentences, list_components
from nlu.stages import HOOKS, LEARNING, MARK, tell_stage, telling_of_components


def read_stages(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int]]:
    told = [
        json.loads(line.removeprefix(MARK))
        for line in capsys.readouterr().out.splitlines()
        if line.startswith(MARK)
    ]
    return [(one["stage"], one["part"], one["percent"]) for one in told]


def test_each_component_is_told_of_and_percent_never_falls(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = ["IntentReader", "EntityReader", "RulePolicy", "Unheard"]
    logger = logging.getLogger(HOOKS)
    tell_stage("reading")
    with telling_of_components(names):
        for name in ("EntityReader", "IntentReader", "RulePolicy"):
            logger.info("Starting to train component '%s'.", name)
            logger.info("Finished training component '%s'.", name)
        logger.info("Restored component 'Unheard' from cache.")
    logger.info("Starting to train component 'After'.")
    tell_stage("judging")
    stages = read_stages(capsys)
    assert [part for stage, part, _ in stages if stage == "learning"] == [
        "EntityReader",
        "IntentReader",
        "RulePolicy",
    ]
    percents = [percent for *_, percent in stages]
    assert percents == sorted(percents)
    assert LEARNING[0] in percents


def test_more_components_than_listed_stay_within_bounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with telling_of_components([]):
        for number in range(5):
            logging.getLogger(HOOKS).info("Starting to train component 'C%d'.", number)
            logging.getLogger(HOOKS).info("Finished training component 'C%d'.", number)
    assert all(LEARNING[0] <= one[2] <= LEARNING[1] for one in read_stages(capsys))


def test_files_are_found_in_a_project_made_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "domain").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("config.yaml", "data/nlu.yml", "data/stories.yml"):
        (tmp_path / name).write_text("pipeline:\n- name: a.b.Reader\n- Plain\n", encoding="utf-8")
    assert find_config(tmp_path).name == "config.yaml"
    assert find_domain(tmp_path) == ["domain"]
    assert find_data(tmp_path) == ["data/nlu.yml", "data/stories.yml"]
    assert find_sentences(tmp_path)[0] == tmp_path / "data"
    assert find_sentences(tmp_path)[1].is_dir()  # the installation's own
    assert list_components(find_config(tmp_path)) == ["Reader", "Plain"]


def test_files_are_found_in_the_shipped_project() -> None:
    root = Path(__file__).parent.parent.parent
    assert find_domain(root) == ["domain.yml", "data/responses"]
    assert find_data(root) == ["data/nlu", "data/rules", "data/stories"]
    assert find_config(root) == root / "config.yml"


@pytest.mark.parametrize("text", ["", "- a", "pipeline: {", "pipeline: 3"])
def test_unreadable_configuration_lists_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yml").write_text(text, encoding="utf-8")
    assert list_components(tmp_path / "config.yml") == []
    assert list_components(tmp_path / "absent.yml") == []
