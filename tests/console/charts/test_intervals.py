"""Intervals around nought."""

import re

import pytest

from console.charts import Interval, Words, interval_chart
from console.charts.intervals import make_span

WORDS = Words("Spend", "What changed.", "As a table", "Nothing to show")
HEAD = ("Group", "Change", "From", "To")


def places(svg: str, attribute: str) -> list[float]:
    return [float(one) for one in re.findall(rf' {attribute}="([\d.]+)%"', svg)]


def test_interval_lies_around_its_value_and_nought_in_the_middle() -> None:
    one = Interval("ease", 4.0, 2.0, 6.0, "+4 %")
    chart = interval_chart(WORDS, head=HEAD, intervals=[one], nought="no change")
    picture = str(chart.picture)
    assert places(picture, "cx") == pytest.approx([50 + 4 / 6 * 46], abs=0.01)
    assert {50.0, 96.0} <= set(places(picture, "x1"))
    assert "no change" in picture
    assert chart.rows == (("ease", 4.0, 2.0, 6.0),)


def test_scale_has_as_much_room_on_either_side() -> None:
    scale = make_span([Interval("a", 1, -3, 5, ""), Interval("b", -8, -9, -7, "")])
    assert (scale.low, scale.high) == (-9, 9)
    assert make_span([Interval("a", 0, 0, 0, "")]).high == 1


def test_words_are_escaped_and_nothing_is_told_where_nothing_is() -> None:
    one = Interval("<b>", 1.0, 0.5, 1.5, "<i>")
    chart = interval_chart(WORDS, head=HEAD, intervals=[one], nought="0")
    assert "<b>" not in str(chart.picture)
    assert "<i>" not in str(chart.picture)
    empty = interval_chart(WORDS, head=HEAD, intervals=[], nought="0")
    assert "Nothing to show" in str(empty.picture)
