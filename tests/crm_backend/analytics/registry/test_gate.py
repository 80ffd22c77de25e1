"""Who may go live: no worse than the naive answer, and hardly worse than the live model."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.registry.gate import Score, judge

scores = st.floats(0.01, 1.0)


@pytest.mark.parametrize(
    ("model", "naive", "live", "may"),
    [
        (0.80, 0.70, None, True),
        (0.69, 0.70, None, False),
        (0.80, 0.70, 0.805, True),
        (0.80, 0.70, 0.82, False),
        (math.nan, 0.70, None, False),
        (0.80, 0.70, math.nan, True),
    ],
)
def test_higher_is_better(model: float, naive: float, live: float | None, may: bool) -> None:
    assert judge(Score("AUC", model, naive, True, live)).may_go_live is may


@pytest.mark.parametrize(
    ("model", "naive", "live", "may"),
    [
        (1.6, 2.2, None, True),
        (2.3, 2.2, None, False),
        (1.6, 2.2, 1.5, False),
        (1.6, 2.2, 1.7, True),
    ],
)
def test_lower_is_better(model: float, naive: float, live: float | None, may: bool) -> None:
    assert judge(Score("RMSE", model, naive, False, live)).may_go_live is may


@given(scores, scores, scores)
def test_a_better_model_is_never_refused_where_a_worse_one_passes(
    naive: float, live: float, model: float
) -> None:
    if judge(Score("AUC", model, naive, True, live)).may_go_live:
        assert judge(Score("AUC", model + 0.1, naive, True, live)).may_go_live


def test_the_verdict_says_what_was_compared() -> None:
    assert "0.7000" in judge(Score("AUC", 0.6, 0.7, True)).why
    assert "live" in judge(Score("AUC", 0.8, 0.7, True, 0.9)).why
