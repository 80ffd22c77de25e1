"""Who may go live: whoever is no worse than the naive answer on the same weeks."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.registry.gate import Score, judge

scores = st.floats(0.01, 1.0)


@pytest.mark.parametrize(
    ("model", "naive", "is_higher_better", "may"),
    [
        (0.80, 0.70, True, True),
        (0.70, 0.70, True, True),
        (0.69, 0.70, True, False),
        (math.nan, 0.70, True, False),
        (0.80, math.nan, True, False),
        (1.6, 2.2, False, True),
        (2.3, 2.2, False, False),
    ],
)
def test_a_model_passes_when_it_is_no_worse_than_naive(
    model: float, naive: float, is_higher_better: bool, may: bool
) -> None:
    assert judge(Score("AUC", model, naive, is_higher_better)).may_go_live is may


@given(scores, scores)
def test_a_better_model_is_never_refused_where_a_worse_one_passes(
    naive: float, model: float
) -> None:
    if judge(Score("AUC", model, naive, True)).may_go_live:
        assert judge(Score("AUC", model + 0.1, naive, True)).may_go_live


def test_the_verdict_says_what_was_compared() -> None:
    assert (
        judge(Score("AUC", 0.6, 0.7, True)).why == "AUC is 0.6000; the naive answer reaches 0.7000."
    )
