"""Leaving out what says nearly the same."""

import numpy as np

from nlu.core.twins import drop_twins


def test_of_near_twins_one_stays_and_all_who_are_apart() -> None:
    draw = np.random.default_rng(3)
    alone = draw.normal(size=(20, 30))
    twins = draw.normal(size=30) + draw.normal(scale=0.05, size=(50, 30))
    vectors = np.vstack([alone, twins]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = drop_twins(vectors, np.array(["a"] * 70), 0.9, seed=1)
    assert list(kept[:20]) == list(range(20))
    assert len(kept) == 21


def test_twins_of_another_label_and_at_cosine_one_all_stay() -> None:
    vectors = np.ones((4, 1), dtype=np.float32)
    labels = np.array(["a", "b", "a", "b"])
    assert len(drop_twins(vectors, labels, 0.9, seed=1)) == 2
    assert list(drop_twins(vectors, labels, 1.0, seed=1)) == [0, 1, 2, 3]
