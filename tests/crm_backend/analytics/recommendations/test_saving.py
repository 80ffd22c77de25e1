"""A scorer goes to files and comes back; anything else is refused in words."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations.model import Scorer
from crm_backend.analytics.recommendations.saving import load_scorer, save_scorer
from kernel.errors import Invalid


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "model.npz"
    weights = csr_array(np.array([[0, 0.25, 0], [-0.5, 0, 0], [0, 2.0, 0]]))
    scorer = Scorer().set_weights(weights, np.array([0.1, 0.0, 0.05]))
    save_scorer(scorer, path, name="ease", settings={"regularisation": 100.0, "words": "毛毯"})
    return path


def test_what_was_saved_comes_back(path: Path) -> None:
    saved = load_scorer(path)
    scores = saved.scorer.score(np.array([0, 2]))
    assert scores.tolist() == [0.1, 2.25, 0.05]
    reasons, prior = saved.scorer.explain(np.array([0, 2]), 1)
    assert [(reason.item, reason.part) for reason in reasons] == [(2, 2.0), (0, 0.25)]
    assert prior == 0
    assert saved.name == "ease"
    assert saved.settings == {"regularisation": 100.0, "words": "毛毯"}
    assert set(saved.versions) == {"python", "numpy", "scipy"}


def test_files_that_are_not_as_written_are_refused(path: Path) -> None:
    told = path.with_suffix(".json")
    good, arrays = told.read_text(encoding="utf-8"), path.read_bytes()
    path.write_bytes(arrays + b"x")
    with pytest.raises(Invalid, match="not the file"):
        load_scorer(path)
    path.write_bytes(arrays)
    told.write_text(json.dumps({**json.loads(good), "format": 9}), encoding="utf-8")
    with pytest.raises(Invalid, match="of format 1"):
        load_scorer(path)
    told.write_text("{", encoding="utf-8")
    with pytest.raises(Invalid, match="cannot be read"):
        load_scorer(path)
    told.unlink()
    with pytest.raises(Invalid, match="cannot be read"):
        load_scorer(path)


def rewrite(path: Path, **arrays: np.ndarray) -> None:
    """Put other arrays in the place of those saved, with a JSON file that fits them."""
    np.savez(path, **arrays)  # type: ignore[arg-type]
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def test_arrays_that_are_no_weights_are_refused(path: Path) -> None:
    objects = np.array([{"a": 1}], dtype=object)
    rewrite(path, data=objects, indices=objects, indptr=objects, prior=objects)
    with pytest.raises(Invalid, match="holds no weights"):
        load_scorer(path)
    rewrite(path, data=np.ones(1))
    with pytest.raises(Invalid, match="holds no weights"):
        load_scorer(path)
    one = np.ones(1)
    rewrite(path, data=one, indices=np.array([9]), indptr=np.array([0, 1]), prior=one)
    with pytest.raises(Invalid, match="holds no weights"):
        load_scorer(path)
