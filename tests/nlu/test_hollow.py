"""TensorFlow is left out where nothing needs it, and nowhere else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlu.hollow import FREE, Hollow, TensorFlowLeftOut, needs_tensorflow, read_needs

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("parts", "needed"),
    [
        ([{"name": "nlu.components.intent.IntentReader"}, {"name": "FallbackClassifier"}], False),
        (["WhitespaceTokenizer", {"name": "LogisticRegressionClassifier"}], False),
        ([{"name": "WhitespaceTokenizer"}, {"name": "DIETClassifier"}], True),
        ([{"name": "somebody.elses.Component"}], True),
        ([], True),
    ],
)
def test_only_components_known_to_do_without_leave_it_out(
    parts: list[object], needed: bool
) -> None:
    assert needs_tensorflow({"pipeline": parts, "policies": ["RulePolicy"]}) is needed
    assert needs_tensorflow({"pipeline": ["WhitespaceTokenizer"], "policies": parts}) is needed


@pytest.mark.parametrize(
    "config", [{"pipeline": ["WhitespaceTokenizer"]}, {"policies": ["RulePolicy"]}]
)
def test_what_is_not_listed_is_chosen_by_rasa_and_needs_it(config: dict[str, Any]) -> None:
    assert needs_tensorflow(config)
    assert needs_tensorflow({"pipeline": None, "policies": None, **config})


def test_the_shipped_pipeline_does_without() -> None:
    assert not read_needs(ROOT / "config.yml")


@pytest.mark.parametrize("text", ["- a list", "{broken", "", "pipeline: 3"])
def test_it_is_loaded_when_the_configuration_is_odd(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yml"
    assert read_needs(path)
    path.write_text(text, encoding="utf-8")
    assert read_needs(path)


def test_a_hollow_class_says_what_to_do_when_it_is_called() -> None:
    layer = Hollow("keras", (), {}).layers.Dense
    with pytest.raises(TensorFlowLeftOut, match=r"Dense was called.*nlu/hollow\.py"):
        layer(units=3)


@pytest.mark.slow
def test_rasa_starts_on_the_hollow_modules_and_a_third_of_the_memory() -> None:
    script = """
import json, sys
from pathlib import Path
from typing import Any
from nlu.hollow import leave_out_tensorflow
leave_out_tensorflow(); leave_out_tensorflow()
import rasa.core.agent, rasa.engine.recipes.default_components, tensorflow
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
known = sorted(DefaultV1Recipe._registered_components)
print(json.dumps({"hollow": type(tensorflow).__name__, "finders": len(
    [f for f in sys.meta_path if type(f).__name__ == "HollowFinder"]),
    "pages": int(Path("/proc/self/statm").read_text().split()[1]), "known": known}))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout.splitlines()[-1])
    assert (seen["hollow"], seen["finders"]) == ("HollowModule", 1)
    assert seen["pages"] * 4096 < 400e6
    assert set(seen["known"]) >= {name for name in FREE if name != "JiebaTokenizer"}
