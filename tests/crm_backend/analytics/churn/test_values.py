"""Values as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.churn.values import to_number, to_numbers, to_text, to_texts


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12.50", 12.5),
        (" -3 ", -3),
        ("$1,234.50", 1234.5),
        ("1.234,50 €", 1234.5),
        ("12,5", 12.5),
        ("12,500", 12500),
        ("¥30", 30),
        ("7%", 7),
        ("1e9", 1e9),
        (True, 1),
        (np.int64(4), 4),
    ],
)
def test_numbers_are_read(written: object, number: float) -> None:
    assert to_number(written) == number


@pytest.mark.parametrize("written", ["", "NA", "?", None, "abc", "1_000", "1e400", 10**400, "inf"])
def test_what_is_no_number_is_nan(written: object) -> None:
    assert math.isnan(to_number(written))


def test_a_number_and_its_text_are_the_same_category() -> None:
    assert [to_text(value) for value in (2, 2.0, "2", np.float64(2))] == ["2"] * 4
    assert to_texts(np.array([1, True, None, " x "], dtype=object)).tolist() == [
        "1",
        "true",
        "",
        "x",
    ]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32)))
def test_texts_of_numbers_are_read_back(numbers: list[float]) -> None:
    texts = np.array([repr(number) for number in numbers], dtype=object)
    assert to_numbers(texts).tolist() == numbers
