"""Figures equal scikit-learn's, and intervals hold what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from crm_backend.analytics.churn.folds import assign_folds
from crm_backend.analytics.churn.metrics import (
    around,
    around_auc,
    auc,
    brier_scores,
    calibrate_check,
    estimate_auc,
    log_losses,
)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=4, max_size=60))
def test_figures_equal_scikit_learns(rows: list[tuple[bool, int]]) -> None:
    truth = np.array([0, 1] + [int(row[0]) for row in rows])
    chances = np.array([0.5, 0.5] + [(row[1] + 0.5) / 10 for row in rows])
    assert auc(truth, chances) == pytest.approx(roc_auc_score(truth, chances))
    assert estimate_auc(truth, chances).value == pytest.approx(roc_auc_score(truth, chances))
    assert log_losses(truth, chances).mean() == pytest.approx(log_loss(truth, chances))
    assert brier_scores(truth, chances).mean() == pytest.approx(brier_score_loss(truth, chances))


def test_the_interval_of_an_auc_holds_the_truth_19_times_of_20() -> None:
    generator = np.random.default_rng(5)
    truth = np.repeat([0, 1], [150, 50])
    held = 0
    for _ in range(300):
        found = estimate_auc(truth, generator.normal(truth * 1.0, 1))
        held += found.low <= 0.7602 <= found.high  # of normals 1 apart: Phi(1 / sqrt 2)
    assert 0.91 <= held / 300 <= 0.985


def test_a_difference_of_equals_is_nothing() -> None:
    truth = np.repeat([0, 1], 30)
    scores = np.random.default_rng(1).random(60)
    found = estimate_auc(truth, scores, scores * 2)
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_calibration_tells_honest_chances_from_boastful_ones() -> None:
    generator = np.random.default_rng(2)
    chances = generator.random(4_000)
    truth = (generator.random(4_000) < chances).astype(np.int64)
    assert calibrate_check(truth, chances).is_good
    boastful = calibrate_check(truth, np.where(chances > 0.5, 0.95, 0.05))
    assert not boastful.is_good
    assert boastful.error == pytest.approx(0.2, abs=0.03)
    assert sum(part[2] for part in boastful.bins) == 4_000


@given(st.integers(2, 6), st.integers(0, 5), st.integers(30, 90))
def test_folds_are_alike_and_groups_undivided(count: int, seed: int, rows: int) -> None:
    generator = np.random.default_rng(seed)
    truth = (generator.random(rows) < 0.3).astype(np.int64)
    folds = assign_folds(truth, count, seed=seed)
    assert np.ptp(np.bincount(folds, minlength=count)) <= 1
    assert np.ptp(np.bincount(folds[truth == 1], minlength=count)) <= 1
    groups = generator.integers(0, 12, rows)
    together = assign_folds(truth, count, groups=groups, seed=seed)
    assert all(len(set(together[groups == group])) == 1 for group in groups)


def test_an_area_has_an_interval_within_its_bounds() -> None:
    truth = np.array([1] * 10 + [0] * 60)
    scores = np.concatenate([[0.0], np.linspace(0.9, 1, 9), np.linspace(0.05, 0.91, 60)])
    found = estimate_auc(truth, scores)
    assert 0 < found.low < found.value < found.high < 1
    assert around_auc(0.98, 0.05).high < 1 < around(0.98, 0.05).high
    assert around_auc(0.7, 0.01).low == pytest.approx(around(0.7, 0.01).low, abs=1e-3)
    perfect = around_auc(1.0, 0.0)
    assert (perfect.low, perfect.high) == (1.0, 1.0)
