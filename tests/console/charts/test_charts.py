"""Pictures: exact places, nothing, one point, below nought, huge, Chinese, hostile names."""

import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from console.charts import Bar, Chart, Series, Words, bar_chart, heat_map, line_chart, sparkline
from console.charts.heat import find_level

WORDS = Words("Chats by day", "How many chats began each day.", "Show the numbers", "No chats yet.")
ZH = Words("每日会话", "每天开始的会话数量。", "查看数据", "暂无会话。", "zh")
HOSTILE = '<img src=x onerror="alert(1)">'


def read(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(f"<root>{chart.__html__()}</root>")  # noqa: S314 - our own


def find(chart: Chart, tag: str, kind: str = "") -> list[dict[str, str]]:
    wanted = [one for one in read(chart).iter(tag) if kind in one.get("class", "").split()]
    return [dict(one.attrib) for one in wanted] if kind else [one.attrib for one in wanted]


def texts(chart: Chart, kind: str) -> list[str]:
    return ["".join(one.itertext()) for one in read(chart).iter("text") if one.get("class") == kind]


def three(values: tuple[float | None, ...] = (0, 4, 8)) -> Chart:
    return line_chart(
        WORDS, axis="Day", labels=["Mon", "Tue", "Wed"], series=[Series("Chats", values)]
    )


def test_line_goes_through_exact_places() -> None:
    chart = three()
    places = [(one["cx"], one["cy"]) for one in find(chart, "circle", "chart-point")]
    assert places == [("2%", "162"), ("50%", "87"), ("98%", "12")]
    lines = [
        (one["x1"], one["y1"], one["x2"], one["y2"]) for one in find(chart, "line", "chart-line")
    ]
    assert lines == [("2%", "162", "50%", "87"), ("50%", "87", "98%", "12")]
    assert texts(chart, "chart-tick") == ["0", "2", "4", "6", "8", "Mon", "Tue", "Wed"]
    assert chart.rows == (("Mon", 0), ("Tue", 4), ("Wed", 8))


@pytest.mark.parametrize(("day", "shown"), [("24 Nov", 5), ("11月24日", 3)])
def test_line_names_as_many_days_as_there_is_room_for(day: str, shown: int) -> None:
    many = Series("Chats", tuple(range(9)))
    chart = line_chart(ZH, axis="Day", labels=[day] * 9, series=[many])
    assert texts(chart, "chart-tick").count(day) == shown


def test_line_breaks_where_nothing_is_known() -> None:
    chart = three((3, None, 5))
    assert len(find(chart, "circle", "chart-point")) == 2
    assert find(chart, "line", "chart-line") == []
    assert ">–</td>" in chart.__html__()


def test_one_point_lies_in_the_middle() -> None:
    chart = line_chart(WORDS, axis="Day", labels=["Mon"], series=[Series("Chats", (5,))])
    (point,) = find(chart, "circle", "chart-point")
    assert (point["cx"], point["cy"]) == ("50%", "37")
    assert find(chart, "line", "chart-line") == []


def test_values_below_nought_lie_below_the_axis() -> None:
    chart = three((-4, 0, 4))
    (axis,) = find(chart, "line", "chart-axis")
    points = [float(one["cy"]) for one in find(chart, "circle", "chart-point")]
    assert points[0] > float(axis["y1"]) == points[1] > points[2]


@pytest.mark.parametrize(("words", "said"), [(WORDS, "2B"), (ZH, "20亿")])
def test_huge_numbers_are_short_on_the_axis_and_whole_in_the_table(words: Words, said: str) -> None:
    chart = line_chart(
        words, axis="Day", labels=["a", "b"], series=[Series("Chats", (0, 1_999_999_999))]
    )
    assert said in texts(chart, "chart-tick")
    assert "1,999,999,999" in chart.table


def test_second_line_differs_by_more_than_colour() -> None:
    pair = [Series("Chats", (1, 2)), Series("Calls", (2, 1))]
    chart = line_chart(WORDS, axis="Day", labels=["a", "b"], series=pair)
    assert len(find(chart, "circle", "chart-s1")) == 2 + 1  # and one in the legend
    assert len(find(chart, "rect", "chart-s2")) == 2 + 1
    assert texts(chart, "chart-label") == ["Chats", "Calls"]
    assert chart.head == ("Day", "Chats", "Calls")


def test_many_days_name_few() -> None:
    labels = [f"day {number}" for number in range(90)]
    chart = line_chart(WORDS, axis="Day", labels=labels, series=[Series("x", (1.0,) * 90)])
    named = [text for text in texts(chart, "chart-tick") if text.startswith("day")]
    assert named == ["day 0", "day 22", "day 44", "day 67", "day 89"]
    assert len(chart.rows) == 90


@pytest.mark.parametrize(
    "chart",
    [
        line_chart(WORDS, axis="Day", labels=[], series=[Series("Chats", ())]),
        line_chart(WORDS, axis="Day", labels=["a"], series=[Series("Chats", (None,))]),
        bar_chart(WORDS, head=["Reason", "Chats"], bars=[]),
        heat_map(WORDS, corner="Day", rows=["Mon"], columns=["0"], values=[[0]]),
    ],
)
def test_nothing_is_said_in_words(chart: Chart) -> None:
    assert "No chats yet." in chart.__html__()
    assert "<svg" not in chart.__html__()
    assert "<table" in chart.__html__()


def test_series_and_rows_must_fit() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        line_chart(WORDS, axis="Day", labels=["a"], series=[Series("x", (1, 2))])
    for values in ([[1, 2]], [[1], [2]], []):
        with pytest.raises(ValueError, match="one value for each row"):
            heat_map(WORDS, corner="", rows=["a"], columns=["b"], values=values)
    with pytest.raises(ValueError, match="below nought"):
        heat_map(WORDS, corner="", rows=["a"], columns=["b"], values=[[-1]])


def test_bars_are_as_long_as_their_numbers() -> None:
    bars = [Bar("Asked for", 40, "80 %"), Bar("Mood", 10), Bar("Rule", 0)]
    chart = bar_chart(WORDS, head=["Reason", "Chats"], bars=bars)
    drawn = [(one["x"], one["width"], one["y"]) for one in find(chart, "rect", "chart-bar")]
    assert drawn == [("0%", "100%", "20"), ("0%", "25%", "58"), ("0%", "0%", "96")]
    assert texts(chart, "chart-value") == ["40 · 80 %", "10", "0"]
    (picture,) = find(chart, "svg", "chart-bars")
    assert picture["height"] == "114"


def test_bars_below_nought_go_to_the_left() -> None:
    chart = bar_chart(WORDS, head=["Reason", "Change"], bars=[Bar("Up", 30), Bar("Down", -10)])
    up, down = find(chart, "rect", "chart-bar")
    assert (up["x"], up["width"]) == ("25%", "75%")
    assert (down["x"], down["width"]) == ("0%", "25%")
    assert "chart-below" in down["class"]
    assert find(chart, "line", "chart-axis")[0]["x1"] == "25%"


def test_long_names_are_cut_in_the_picture_and_whole_elsewhere() -> None:
    name = "客户情绪在三条消息之内持续下降并且非常明显"
    chart = bar_chart(ZH, head=["原因", "会话"], bars=[Bar(name, 12_000)])
    (shown,) = texts(chart, "chart-label")
    assert shown.startswith(name)  # the title, for those who point at it
    assert shown.endswith("客户情绪在三条消息之内持续下降并…")
    assert f">{name}</th>" in chart.table
    assert texts(chart, "chart-value") == ["1.2万"]


def test_heat_map_has_a_cell_for_each_hour() -> None:
    values = [[float(hour) if day == 0 else 0.0 for hour in range(24)] for day in range(7)]
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    hours = [str(hour) for hour in range(24)]
    chart = heat_map(WORDS, corner="Day", rows=days, columns=hours, values=values, every=6)
    drawn = [one for one in read(chart).iter("rect") if "%" in one.get("width", "")]
    assert len(drawn) == 168
    last = drawn[23].attrib
    assert last["class"] == "chart-heat-5"
    assert (last["x"], last["y"], last["width"], last["height"]) == (
        "96.04%",
        "19.5",
        "3.75%",
        "21",
    )
    assert drawn[24].get("class") == "chart-heat-0"
    shown = texts(chart, "chart-tick")
    assert shown == ["0", "6", "12", "18", *days, "0", "23"]
    assert chart.rows[0][:3] == ("Mon", 0, 1)


@pytest.mark.parametrize(
    ("value", "level"), [(0, 0), (0.001, 1), (20, 1), (20.1, 2), (40, 2), (81, 5), (100, 5)]
)
def test_levels_are_fifths_of_the_largest(value: float, level: int) -> None:
    assert find_level(value, 100) == level


def test_sparkline_ends_in_a_point() -> None:
    made = sparkline([0, 5, 10], "Rising")
    assert 'points="3,21 48,12 93,3"' in made
    assert 'cx="93" cy="3"' in made
    assert sparkline([None, None], "Nothing") == ""
    alone = sparkline([7], "One")
    assert "polyline" not in alone
    assert 'cx="48" cy="3"' in alone
    assert 'points="3,5 93,21"' in sparkline([-1, -9], "Below")


@pytest.mark.parametrize(
    "chart",
    [
        line_chart(
            Words(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            axis=HOSTILE,
            labels=[HOSTILE],
            series=[Series(HOSTILE, (1,)), Series(HOSTILE, (1,))],
        ),
        bar_chart(WORDS, head=[HOSTILE, "n"], bars=[Bar(HOSTILE, 1, HOSTILE, (HOSTILE,))]),
        heat_map(WORDS, corner=HOSTILE, rows=[HOSTILE], columns=[HOSTILE], values=[[1]]),
    ],
)
def test_names_are_text_and_nothing_else(chart: Chart) -> None:
    html = chart.__html__()
    assert "<img" not in html
    assert "&lt;img" in html
    assert re.search(r'\s(?:style|on\w+)="', html.replace("&#34;", "")) is None
    read(chart)  # it is whole
    assert "<img" not in sparkline([1, 2], HOSTILE)


def test_picture_has_a_name_and_a_description() -> None:
    (picture,) = find(three(), "svg", "chart-picture")
    assert picture["role"] == "img"
    names = {one.get("id"): one.text for one in read(three()).iter() if one.get("id")}
    assert names[picture["aria-labelledby"]] == "Chats by day"
    assert names[picture["aria-describedby"]] == "How many chats began each day."
    assert "viewBox" not in picture  # text keeps its size on a phone
    assert isinstance(three().__html__(), Markup)
