"""RFM by rule: scores by fifths, equal customers alike, names as the table says."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.segments.rules import NAMES, RfmRules, find_cuts
from kernel.errors import Invalid

RULES = RfmRules((-100, -50, -20, -7), (2, 3, 4, 6), (50, 100, 200, 400))


def test_fifths_of_ten_customers() -> None:
    assert find_cuts(np.arange(1.0, 11)) == (3, 5, 7, 9)


def test_most_who_bought_once_score_one() -> None:
    cuts = find_cuts(np.array([1.0] * 7 + [2, 2, 9]))
    assert cuts == (2, 2, 2, 9)  # seven tenths lie below two, nine tenths below nine


def test_where_all_are_equal_nobody_is_best_or_worst() -> None:
    assert find_cuts(np.ones(5)) == (1, 1, math.inf, math.inf)
    rules = RfmRules.learn(np.zeros(9), np.full(9, 2.0), np.full(9, 5.0))
    assert rules.score(np.zeros(1), np.full(1, 2.0), np.full(1, 5.0)).tolist() == [[3], [3], [3]]


@pytest.mark.parametrize(
    ("recency", "frequency", "monetary", "name"),
    [
        (3, 6, 500, "champions"),
        (3, 1, 20, "new"),
        (3, 1, 9000, "new"),  # once is once, whatever it cost
        (10, 1, 20, "promising"),
        (10, 2, 60, "potential"),
        (10, 3, 120, "loyal"),
        (30, 4, 250, "loyal"),
        (30, 2, 120, "needs_attention"),
        (30, 1, 20, "about_to_sleep"),
        (60, 1, 20, "hibernating"),
        (60, 3, 100, "at_risk"),
        (60, 9, 900, "cannot_lose"),
        (300, 1, 20, "lost"),
        (300, 3, 110, "at_risk"),
        (300, 4, 250, "cannot_lose"),
    ],
)
def test_names(recency: float, frequency: float, monetary: float, name: str) -> None:
    one = (np.array([recency]), np.array([frequency]), np.array([monetary]))
    assert RULES.name(*one)[0] == name


def test_rules_are_kept_as_json() -> None:
    rules = RfmRules((-9, -5, -2, -1), (2, 3, math.inf, math.inf), (1, 2, 3, 4))
    text = json.dumps(rules.to_dict(), allow_nan=False)
    assert '"frequency": [2, 3, null, null]' in text
    assert RfmRules.from_dict(json.loads(text)) == rules


@pytest.mark.parametrize(
    "data", [{}, {"recency": [1], "frequency": [1], "monetary": [1]}, {"recency": "x"}]
)
def test_what_are_no_rules_is_refused(data: dict[str, list[float]]) -> None:
    with pytest.raises(Invalid):
        RfmRules.from_dict(data)


values = st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=1, max_size=60)


@given(values)
def test_better_never_scores_worse(rows: list[tuple[int, int, int]]) -> None:
    recency, frequency, monetary = np.array(rows, dtype=float).T
    rules = RfmRules.learn(recency, frequency + 1, monetary)
    scores = rules.score(recency, frequency + 1, monetary)
    assert scores.min() >= 1
    assert scores.max() <= 5
    for score, value in zip(scores, (-recency, frequency, monetary), strict=True):
        order = np.argsort(value, kind="stable")
        assert (np.diff(score[order]) >= 0).all()
        for place, one in enumerate(value):
            worse = (value < one).mean()
            expected = 3 if np.ptp(value) == 0 else 1 + math.floor(5 * worse + 1e-9)
            assert score[place] == expected
    assert set(rules.name(recency, frequency + 1, monetary)) <= set(NAMES)
