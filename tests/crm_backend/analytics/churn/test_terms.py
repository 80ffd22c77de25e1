"""Terms: splines equal scikit-learn's, steps and categories are what is written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import SplineTransformer

from crm_backend.analytics.churn.terms import (
    OTHER,
    CategoryTerm,
    SplineTerm,
    StepTerm,
    Term,
    spline_basis,
)


@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=7, unique=True),
    st.lists(st.floats(-2000, 2000), min_size=1, max_size=20),
    st.sampled_from([1, 2, 3]),
)
def test_the_basis_equals_scikit_learns(
    places: list[int], values: list[float], degree: int
) -> None:
    inner = np.array(sorted(places), dtype=np.float64)[:, None]
    oracle = SplineTransformer(knots=inner, degree=degree, extrapolation="constant").fit(inner)
    at = np.array(values)
    made = spline_basis(at, oracle.bsplines_[0].t, degree)
    assert made == pytest.approx(oracle.transform(at[:, None]), abs=1e-9)
    assert made.sum(axis=1) == pytest.approx(1)


def test_a_line_between_knots_is_interpolated_and_held_beyond() -> None:
    term = SplineTerm("x", np.array([-10.0, 0, 10, 20]), 1, np.array([1.0, 3.0]), 0.5, -2.0)
    values = np.array(["0", "5", "10", "1e9", "-1e9", "", "?"], dtype=object)
    assert term.contribute(values).tolist() == [0.5, 1.5, 2.5, 2.5, 0.5, -2, -2]


def test_steps_change_at_their_cuts() -> None:
    term = StepTerm("x", np.array([1.0, 2.0]), np.array([-1.0, 0.0, 4.0]), 9.0)
    assert term.contribute([0.5, 1.0, 1.5, 2.0, None]).tolist() == [-1, 0, 0, 4, 9]


def test_an_unknown_category_is_a_rare_one_or_nothing() -> None:
    assert CategoryTerm("c", {"a": 1.0, OTHER: -0.5}).contribute(["a", "new", ""]).tolist() == [
        1,
        -0.5,
        0,
    ]
    assert CategoryTerm("c", {"a": 1.0, "": 2.0}).contribute(["new", None]).tolist() == [0, 2]


def test_scaling_scales_all_that_a_term_adds() -> None:
    values = np.array(["0", "3", "", "a"], dtype=object)
    terms: list[Term] = [
        SplineTerm("x", np.array([-10.0, 0, 10, 20]), 1, np.array([1.0, 3.0]), 0.5, -2.0),
        StepTerm("x", np.array([1.0]), np.array([-1.0, 4.0]), 9.0),
        CategoryTerm("c", {"a": 1.0, OTHER: -0.5}),
    ]
    for term in terms:
        assert term.scaled(2).contribute(values).tolist() == (2 * term.contribute(values)).tolist()
