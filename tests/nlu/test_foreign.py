"""What is said of Rasa's components is so in this environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
import rasa.engine.recipes.default_components  # noqa: F401 - registers them
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.importers import importer

from nlu.core.foreign.components import IMPORTERS, NOT_INSTALLED, OURS, REPLACED, RUNS

Kind = DefaultV1Recipe.ComponentType
POLICIES = {Kind.POLICY_WITH_END_TO_END_SUPPORT, Kind.POLICY_WITHOUT_END_TO_END_SUPPORT}
MODULES = {"scikit-learn": "sklearn"}  # by the names that Rasa gives them


def registered(name: str) -> Any:
    return DefaultV1Recipe._from_registry(name)


def lacks(name: str) -> list[str]:
    packages = registered(name).clazz.required_packages()
    return [one for one in packages if find_spec(MODULES.get(one, one)) is None]


@pytest.mark.parametrize("name", sorted(RUNS["pipeline"] | RUNS["policies"]))
def test_component_that_runs_has_all_it_needs(name: str) -> None:
    assert lacks(name) == []
    assert bool(registered(name).types & POLICIES) == (name in RUNS["policies"])


@pytest.mark.parametrize("name", sorted(NOT_INSTALLED))
def test_component_that_does_not_run_lacks_something(name: str) -> None:
    if "Spacy" in name:
        import spacy

        assert spacy.util.get_installed_models() == []
    elif name == "DucklingEntityExtractor":
        assert lacks(name) == []  # but for a server of its own, at an address
    else:
        assert lacks(name) != []


def test_all_of_rasas_components_are_known() -> None:
    theirs = {
        name
        for name, one in DefaultV1Recipe._registered_components.items()
        if one.clazz.__module__.startswith("rasa.")
    }
    assert theirs == RUNS["pipeline"] | RUNS["policies"] | NOT_INSTALLED.keys()


@pytest.mark.parametrize("name", sorted(REPLACED))
def test_components_of_earlier_rasas_are_gone(name: str) -> None:
    assert name not in DefaultV1Recipe._registered_components


@pytest.mark.parametrize("name", sorted(OURS))
def test_ours_are_there(name: str) -> None:
    assert registered(name).clazz.__module__ == name.rpartition(".")[0]


def test_importers_are_there() -> None:
    for name in IMPORTERS:
        assert "." in name or importer.TrainingDataImporter.load_from_dict(
            {"importers": [{"name": name}]}
        )
