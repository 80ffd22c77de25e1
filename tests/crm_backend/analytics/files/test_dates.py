"""How dates are written is decided once for a column, and said where nothing decides it."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.files.reading import Column, read_times
from kernel.errors import Invalid

STYLES = {
    "%d/%m/%Y": "day",
    "%d.%m.%Y": "day",
    "%m/%d/%Y": "month",
    "%m-%d-%y": "month",
    "%Y/%m/%d": "",
    "%Y-%m-%d": "",
    "%Y%m%d": "",
    "%d %b %Y": "",
    "%Y年%m月%d日": "",
}


def read(*texts: str) -> Column:
    return read_times(pd.DataFrame({"at": texts}), "at")


def days(*texts: str) -> list[str]:
    return [str(one)[:10] for one in read(*texts).values]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("1/2/97", "13/2/97", "3/4/97"), ["1997-02-01", "1997-02-13", "1997-04-03"]),
        (("1/2/97", "2/13/97", "3/4/97"), ["1997-01-02", "1997-02-13", "1997-03-04"]),
        (("97-02-01", "98-12-31"), ["1997-02-01", "1998-12-31"]),
        (("2020/31/12", "2020/30/01"), ["2020-12-31", "2020-01-30"]),
        (("2019-03", "04/2019"), ["2019-03-01", "2019-04-01"]),
        (("20101201", "20101231"), ["2010-12-01", "2010-12-31"]),
        (("1291190760", "1291277160"), ["2010-12-01", "2010-12-02"]),
        (("1291190760000", ""), ["2010-12-01", "NaT"]),
        (("44197", "44198.5"), ["2021-01-01", "2021-01-02"]),
        (("30.02.2020", "28.02.2020", "29.02.2020"), ["NaT", "2020-02-28", "2020-02-29"]),
    ],
)
def test_one_value_decides_for_all(texts: tuple[str, ...], expected: list[str]) -> None:
    assert days(*texts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011/12/9 8:26", "2011-12-09 08:26:00"),
        ("12/13/2010 8:26", "2010-12-13 08:26:00"),
        ("12/13/2010 8:26:05 PM", "2010-12-13 20:26:05"),
        ("12/13/2010 12:05 am", "2010-12-13 00:05:00"),
        ("2020-1-5 10:00 +0200", "2020-01-05 08:00:00"),
        ("2020-01-05T10:00:00Z", "2020-01-05 10:00:00"),
        ("2020年3月1日 8:05", "2020-03-01 08:05:00"),
    ],
)
def test_the_time_of_day_is_read(text: str, expected: str) -> None:
    assert str(read(text).values[0])[:19] == expected


def test_rows_in_the_order_of_time_decide() -> None:
    texts = ("01/02/2020", "02/02/2020", "03/02/2020", "01/03/2020", "02/03/2020", "03/04/2020")
    found = read(*texts)
    assert found.values.is_monotonic_increasing
    assert "day first (only so do the rows go on in time)" in found.note


def test_where_nothing_decides_it_is_said() -> None:
    assert "month first (a guess" in read("1/2/97", "1/3/97").note
    assert "day first (a guess" in read("01.02.2020", "01.03.2020").note
    assert "no other order" in read("1/2/97", "1/13/97").note
    assert read("2026-11-23", "2026/1/3 8:00").note == ""


@given(
    st.lists(st.dates(date(1970, 1, 1), date(2068, 1, 1)), min_size=1, max_size=9),
    st.sampled_from(list(STYLES)),
)
def test_every_way_of_writing_gives_the_days_back(those: list[date], style: str) -> None:
    sure = [*those, date(2020, 2, 29)]  # a day above 12 says which is which
    found = read(*(one.strftime(style) for one in sure))
    assert [one.date() for one in found.values] == sure
    assert STYLES[style] in found.note


@given(st.lists(st.text(max_size=12), max_size=9))
def test_no_text_makes_it_stumble(texts: list[str]) -> None:
    found = read(*["2020-01-01"] * 9, *texts)
    assert [str(one)[:10] for one in found.values[:9]] == ["2020-01-01"] * 9
    assert len(found.values) == len(texts) + 9


def test_words_are_no_dates_though_they_could_be_today() -> None:
    assert days("2020-01-01", "2020-01-02", "today", "now", "2020-01-03")[2:4] == ["NaT", "NaT"]
    with pytest.raises(Invalid, match="'May'"):
        read("May", "today", "now")
    with pytest.raises(Invalid, match="'42'"):
        read("42", "43")


def test_many_lines_are_read_as_one() -> None:
    begin = datetime(2010, 12, 1, tzinfo=UTC)
    those = [begin + timedelta(minutes=7 * one) for one in range(5_000)]
    found = read(*(f"{one:%m/%d/%Y %H:%M}" for one in those))
    assert list(found.values) == those


def test_two_orders_in_one_column_are_refused() -> None:
    with pytest.raises(Invalid, match=r"day first \(13/01/2025\), others the month \(01/14/2025\)"):
        read("13/01/2025", "01/14/2025", "02/03/2025")
    slip = [f"{day}/{month:02}/2025" for day in range(13, 29) for month in range(1, 13)]
    assert read("01/14/2025", *slip).unreadable == 1
