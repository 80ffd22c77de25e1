"""Intervals of shares against the literature; many tests read side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.intervals import adjust_holm, newcombe, wilson


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    [  # from Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_is_that_of_the_literature(part: int, n: int, low: float, high: float) -> None:
    assert wilson(part, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5_000), st.data())
def test_interval_holds_its_share_and_stays_within_bounds(n: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, n))
    low, high = wilson(part, n)
    assert 0 <= low <= part / n <= high <= 1
    assert wilson(n - part, n) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("part", "n"), [(1, 0), (-1, 3), (4, 3)])
def test_interval_is_refused_of_what_is_no_share(part: int, n: int) -> None:
    with pytest.raises(ValueError, match="no more than all"):
        wilson(part, n)


def test_difference_is_that_of_the_literature() -> None:
    # Newcombe 1998, "Interval estimation for the difference between independent proportions",
    # table II, method 10: 56/70 and 48/80.
    assert newcombe((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    narrow, wide = newcombe((9, 10), (3, 10), 0.8), newcombe((9, 10), (3, 10), 0.99)
    assert wide[0] < narrow[0] < 0.6 < narrow[1] < wide[1]


def test_holm_is_as_written_out_by_hand() -> None:
    assert adjust_holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert adjust_holm([0.5, 0.9]) == [1.0, 1.0]
    assert adjust_holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_helps_and_never_asks_more_than_bonferroni(ps: list[float]) -> None:
    adjusted = adjust_holm(ps)
    assert all(
        p <= made <= min(1.0, p * len(ps)) + 1e-12 for p, made in zip(ps, adjusted, strict=True)
    )
    order = sorted(range(len(ps)), key=lambda at: ps[at])
    assert [adjusted[at] for at in order] == sorted(adjusted)
