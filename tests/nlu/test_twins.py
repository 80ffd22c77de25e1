"""Leaving out what says nearly the same."""

import numpy as np
import pytest

from nlu.core import twins
from nlu.core.twins import drop_twins


def test_of_near_twins_one_stays_and_all_who_are_apart() -> None:
    draw = np.random.default_rng(3)
    alone = draw.normal(size=(20, 30))
    twins = draw.normal(size=30) + draw.normal(scale=0.05, size=(50, 30))
    vectors = np.vstack([alone, twins]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = drop_twins(vectors, ["a"] * 70, 0.9, seed=1)
    assert list(kept[:20]) == list(range(20))
    assert len(kept) == 21


def test_twins_of_another_label_and_at_cosine_one_all_stay() -> None:
    vectors = np.ones((4, 1), dtype=np.float32)
    labels = ["a", "b", "a", "b"]
    assert len(drop_twins(vectors, labels, 0.9, seed=1)) == 2
    assert list(drop_twins(vectors, labels, 1.0, seed=1)) == [0, 1, 2, 3]


def test_many_rows_are_compared_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(5)
    vectors = draw.normal(size=(200, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    whole = drop_twins(vectors, ["a"] * 200, 0.9, seed=1)
    monkeypatch.setattr(twins, "BLOCK", 7)
    assert list(drop_twins(vectors, ["a"] * 200, 0.9, seed=1)) == list(whole)
    closeness = vectors[whole] @ vectors[whole].T - np.eye(len(whole))
    assert closeness.max() <= 0.9
    assert len(drop_twins(np.vstack([vectors, vectors]), ["a"] * 400, 1.0, seed=1)) == 400
