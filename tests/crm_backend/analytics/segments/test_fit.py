"""Clusters: as many as there are, the same in every run, described, and doubted where they fail."""

import json
from pathlib import Path

import numpy as np
import pytest

from crm_backend.analytics.segments.fit import Clusters, fit_clusters
from crm_backend.analytics.segments.model import Segmenter
from crm_backend.analytics.segments.rules import Floats
from kernel.errors import Invalid

CENTRES = {"low": (20.0, 10.0), "middle": (50.0, 80.0), "high": (90.0, 30.0)}


def make_groups(seed: int = 0, count: int = 60, shift: float = 0.0) -> dict[str, Floats]:
    """Return two columns of three groups of the same size, one after the other."""
    rng = np.random.default_rng(seed)
    points = np.vstack([rng.normal(centre, 4, (count, 2)) for centre in CENTRES.values()]) + shift
    return {"age": points[:, 0], "spend": points[:, 1]}


def fit(table: dict[str, Floats], **more: object) -> Clusters:
    ids = np.arange(len(next(iter(table.values())))).astype(object)
    return fit_clusters(ids, table, **more)  # type: ignore[arg-type]


def test_as_many_segments_as_there_are_groups() -> None:
    found = fit(make_groups())
    assert found.chosen.k == 3
    assert found.chosen.stability > 0.95
    assert found.silhouette > found.shuffled + 0.2
    assert found.notes == ()
    groups = found.places.reshape(3, 60)
    assert [len(set(group)) for group in groups.tolist()] == [1, 1, 1]
    assert groups[:, 0].tolist() == [2, 1, 0]  # the highest age first
    assert [profile.customers for profile in found.profiles] == [60, 60, 60]
    assert found.profiles[0].name.startswith("high age")
    assert found.profiles[0].medians["age"] == pytest.approx(90, abs=2)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert "age: much higher (89.7 against 49)" in told["segments"][0]["in_words"]
    assert {point["segment"] for point in told["points"]} == {0, 1, 2}


def test_the_order_and_names_do_not_depend_on_the_seed() -> None:
    first, second = fit(make_groups(), k=3, seed=1), fit(make_groups(), k=3, seed=2)
    assert first.places.tolist() == second.places.tolist()
    assert first.segmenter.names == second.segmenter.names


def test_names_are_kept_from_run_to_run() -> None:
    previous = Segmenter.from_dict(
        {
            **fit(make_groups(), k=3).segmenter.to_dict(),
            "names": ["seniors", "middle", "young"],
            "numbers": [7, 3, 5],
        }
    )
    later = fit(make_groups(seed=9, shift=3.0), k=3, previous=previous)
    assert dict(zip(later.segmenter.numbers, later.segmenter.names, strict=True)) == {
        7: "seniors",
        3: "middle",
        5: "young",
    }
    assert later.segmenter.numbers == (3, 5, 7)
    assert not any(profile.is_new for profile in later.profiles)
    assert later.segmenter.names[int(later.places[0])] == "young"


def test_a_new_segment_gets_a_new_number_and_one_that_went_is_said() -> None:
    table = make_groups()
    previous = fit(table, k=3).segmenter
    rng = np.random.default_rng(3)
    far = rng.normal((95, 95), 3, (60, 2))
    grown = {
        name: np.concatenate([table[name][60:], far[:, place]]) for place, name in enumerate(table)
    }
    later = fit(grown, k=3, previous=previous)
    fresh = [profile for profile in later.profiles if profile.is_new]
    assert [profile.number for profile in fresh] == [4]
    assert any("No longer there since the last run" in note for note in later.notes)
    assert len(set(later.segmenter.names)) == 3


def test_no_groups_are_told_as_none() -> None:
    rng = np.random.default_rng(0)
    found = fit({"a": rng.uniform(size=400), "b": rng.uniform(size=400), "c": rng.normal(size=400)})
    assert any("no clearer groups" in note for note in found.notes)


def test_bad_columns_are_said_and_left_out() -> None:
    table = make_groups()
    table["constant"] = np.full(180, 3.0)
    table["nothing"] = np.full(180, np.nan)
    table["twice"] = table["age"] * 10
    table["spend"] = np.where(np.arange(180) % 10 == 0, np.nan, table["spend"])
    found = fit(table, k=3)
    assert found.segmenter.scaling.columns == ("age", "spend", "twice")
    told = " ".join(found.notes)
    assert "'constant' is 3 for everybody" in told
    assert "'nothing' is missing for 180 of 180" in told
    assert "'spend' is missing for 18 of 180; its median stands for it" in told
    assert "'age' and 'twice' tell the same" in told


def test_one_giant_does_not_make_a_segment_of_its_own() -> None:
    table = make_groups()
    table["spend"][5] = 1e9
    found = fit(table)
    assert min(profile.customers for profile in found.profiles) > 40


def test_what_cannot_be_segmented_is_refused() -> None:
    with pytest.raises(Invalid, match="At least 20 customers"):
        fit({"a": np.array([1.0])})
    with pytest.raises(Invalid, match="No column is left"):
        fit({"a": np.ones(50)})
    with pytest.raises(Invalid, match="between 2 and 50"):
        fit(make_groups(), k=99)
    with pytest.raises(Invalid, match="fewer distinct customers"):
        fit({"a": np.repeat([1.0, 2.0], 30)}, k=3)


def test_a_segmenter_is_saved_and_assigns_as_written_down(tmp_path: Path) -> None:
    data = {
        "format": "frontdesk-segments-1",
        "scaling": {
            "columns": ["visits", "spend"],
            "offset": [None, 1.0],
            "fill": [4.0, 99.0],
            "low": [0.0, 0.0],
            "high": [10.0, 10.0],
            "mean": [5.0, 2.0],
            "deviation": [2.0, 1.0],
        },
        "centres": [[-1.0, 0.0], [2.0, 2.0]],
        "numbers": [4, 2],
        "names": ["常客", "loyal"],
    }
    Segmenter.from_dict(data).save(tmp_path / "a.json")
    loaded = Segmenter.load(tmp_path / "a.json")
    assert loaded.names == ("常客", "loyal")
    assert loaded.numbers == (4, 2)
    values = np.array([[3.0, np.e**2 - 1], [9.0, np.e**4 - 1], [1e12, 1e300], [np.nan, 5.0]])
    assert loaded.assign(values).tolist() == [0, 1, 1, 0]
    assert loaded.scaling.transform(values[:1])[0] == pytest.approx([-1, 0])
    assert loaded.scaling.invert(np.array([[-1.0, 0.0]]))[0] == pytest.approx([3, np.e**2 - 1])
    with pytest.raises(Invalid, match="visits, spend"):
        loaded.assign(np.ones((1, 3)))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "frontdesk-segments-1", "scaling": {}}', '{"format": "else"}'],
)
def test_what_are_no_segments_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(Invalid):
        Segmenter.load(path)
