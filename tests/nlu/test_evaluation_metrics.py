"""The figures are those worked out by hand."""

import numpy as np
import pytest

from nlu.core.entities import Entity
from nlu.evaluation.metrics import (
    bin_confidence,
    calibration_error,
    score_each,
    score_labels,
    score_sets,
    score_spans,
    score_threshold,
    score_unknown,
)

TRUTH = ["track", "track", "track", "greet", "greet", "greet"]
PREDICTED = ["track", "track", "greet", "greet", "greet", "track"]


def test_accuracy_and_macro_f1() -> None:
    # Either label: two of three found, two of three finds right.
    assert score_labels(TRUTH, PREDICTED) == pytest.approx({"accuracy": 2 / 3, "macro_f1": 2 / 3})
    expected = {"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3, "examples": 3}
    assert score_each(TRUTH, PREDICTED)["greet"] == pytest.approx(expected)


def test_the_unknown_is_judged_where_95_in_100_of_the_known_are_kept() -> None:
    known = np.arange(100) / 100
    unknown = np.array([0.5, 0.94, 0.96, 0.97])
    figures = score_unknown(known, unknown)
    assert figures["oos_recall_at_95_kept"] == pytest.approx(0.5)
    # Pairs in the right order, ties as half: (50 + .5 + 94 + .5 + 96 + .5 + 97 + .5) of 400.
    assert figures["oos_auroc"] == pytest.approx(339 / 400)


def test_a_threshold_rejects_what_is_above_it() -> None:
    figures = score_threshold(np.array([0.1, 0.4, 0.6]), np.array([0.4, 0.9]), 0.4)
    assert figures == pytest.approx({"threshold_known_kept": 2 / 3, "threshold_oos_recall": 0.5})


def test_coverage_is_told_by_label_and_language() -> None:
    sets = [["track"], ["track", "greet"], ["greet"], ["greet"], ["greet"], ["greet"]]
    scores = score_sets(TRUTH, sets, ["en", "en", "zh", "zh", "en", "en"])
    assert scores["coverage"] == pytest.approx(5 / 6)
    assert scores["mean_set_size"] == pytest.approx(7 / 6)
    assert scores["worst_intent"]["intent"] == "track"
    assert scores["worst_intent"]["coverage"] == pytest.approx(2 / 3)
    assert scores["worst_language"] == pytest.approx(0.5)
    assert scores["coverage_by_language"]["en"] == {"coverage": 1.0, "examples": 4}


def test_calibration_error_is_the_weighted_gap() -> None:
    confidence = np.array([0.9, 0.9, 0.9, 0.9, 0.5, 1.0])
    right = np.array([True, True, True, False, True, True])
    bins = bin_confidence(confidence, right)
    assert [row["count"] for row in bins] == [1, 4, 1]
    assert bins[-1]["confidence"] == 1.0
    assert calibration_error(bins) == pytest.approx((0.5 + 4 * 0.15 + 0) / 6)


def test_a_span_counts_only_where_type_start_and_end_agree() -> None:
    def span(name: str, start: int, end: int) -> Entity:
        return Entity(name, "", start, end)

    truth = [[span("city", 0, 4), span("date", 6, 9)], [span("city", 2, 5)], []]
    found = [[span("city", 0, 4), span("city", 6, 9)], [span("city", 2, 6)], []]
    scores = score_spans(truth, found)
    assert (scores["precision"], scores["recall"], scores["f1"]) == pytest.approx((1 / 3,) * 3)
    assert scores["spans"] == 3
    assert scores["per_type"]["date"] == {"precision": 0, "recall": 0, "f1": 0, "spans": 1}
    assert scores["per_type"]["city"]["f1"] == pytest.approx(2 / 5)


def test_nothing_to_find_and_nothing_found_is_no_division_by_zero() -> None:
    assert score_spans([[]], [[]])["f1"] == 0
