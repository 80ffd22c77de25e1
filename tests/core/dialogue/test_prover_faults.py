"""The faults that the benchmark plants are faults, and are found; made projects are sound."""

import pytest

from benchmarks.prover_faults import KINDS, plant
from benchmarks.prover_projects import make_project
from nlu.core.dialogue.prove import prove
from nlu.core.project.project import read_project

MADE = make_project(1, stories=60, rules=30, turns=4)


def test_made_project_is_sound() -> None:
    assert prove(read_project(MADE), used_names=()).findings == ()


def test_made_project_is_as_large_as_asked() -> None:
    stories = read_project(make_project(3, stories=20, rules=12, turns=6)).stories
    assert sum(one.kind == "story" for one in stories) == 20
    assert sum(one.kind == "rule" for one in stories) == 12
    assert sum(len(one.steps) >= 12 for one in stories) == 19


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_planted_fault_is_found(kind: str) -> None:
    for seed in range(4):
        planted = plant(MADE, kind, seed)
        assert plant(MADE, kind, seed) == planted
        found = {one.kind for one in prove(read_project(planted.files), used_names=()).findings}
        assert found & planted.expected, planted.how
