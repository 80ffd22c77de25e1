"""How numbers are written is decided once for a column."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.files.reading import Column, read_numbers
from kernel.errors import Invalid


def read(*texts: str) -> Column:
    return read_numbers(pd.DataFrame({"x": texts}), "x")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("1.234,56", "1.234", "12"), [1234.56, 1234, 12]),
        (("1,234.56", "1,234", "12"), [1234.56, 1234, 12]),
        (("1.234", "1.5"), [1.234, 1.5]),
        (("0,123", "0,456"), [0.123, 0.456]),
        (("1 234", "1'234'567", "1\u202f234,5", "7,5"), [1234, 1234567, 1234.5, 7.5]),
        (("$5", "-$6", "$-7", "($8)", "9-"), [5, -6, -7, -8, -9]),
        (("5 EUR", "6,50 EUR", "7"), [5, 6.5, 7]),
        (("￥5", "6元"), [5, 6]),
        (("12 %", "13%"), [12, 13]),
        (("1e5", "1E-3", "−5"), [1e5, 1e-3, -5]),
        (("1,00,000", "5.5"), [100000, 5.5]),
    ],
)
def test_the_column_decides_what_a_sign_means(
    texts: tuple[str, ...], expected: list[float]
) -> None:
    found = read(*texts)
    assert list(found.values) == expected
    assert found.unreadable == 0


def test_what_could_be_read_otherwise_is_said() -> None:
    assert "'1,234' is read as 1234" in read("1,234", "2,345").note
    assert "comma is read as the decimal sign" in read("1,5", "2").note
    assert "per cent" in read("1%", "2").note
    assert "are in EUR" in read("1 EUR", "2").note
    assert read("1,234.50", "2").note == ""


def test_what_is_no_number_is_counted() -> None:
    found = read("1", "2", "3", "4", "5", "NA", "-", "", "inf", "1_000", "x", "1e300")
    assert (found.missing, found.unreadable) == (3, 4)
    assert np.isnan(found.values[5:]).all()


def test_several_currencies_are_refused() -> None:
    with pytest.raises(Invalid, match=r"several currencies \(\$, €\)"):
        read("$5", "6 €")


@given(
    st.lists(st.decimals(-(10**7), 10**7, places=2), min_size=1, max_size=9),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_every_way_of_writing_gives_the_numbers_back(
    those: list[float], signs: tuple[str, str]
) -> None:
    trade = str.maketrans(",.", "".join(signs))
    found = read(*(f"{one:,.2f}".translate(trade) for one in those))
    assert list(found.values) == [float(one) for one in those]


@given(st.lists(st.text(max_size=9), max_size=9))
def test_no_text_makes_it_stumble(texts: list[str]) -> None:
    found = read(*["1.5"] * 9, *texts)
    assert list(found.values[:9]) == [1.5] * 9
    assert len(found.values) == len(texts) + 9


def test_points_that_could_part_thousands_are_told() -> None:
    assert "29.330 is read as 29.33; leave the point out" in read("29.330", "1.500", "7.125").note
    assert read("29.330", "1.5", "7.125").note == ""
    assert read("0.330", "0.500", "0.125").note == ""
