"""The pictures of a report: confusion, calibration, coverage. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.charts import Bar, Chart, Series, Words, bar_chart, line_chart
from console.charts.figure import tag
from console.charts.scale import shorten
from console.words import say
from kernel.turns import Language
from nlu.core.judging.report import Bin, Cell, Sets

SIDE, LEFT, TOP, RIGHT, GAP = 26, 190, 140, 90, 2  # pixels: a cell can be hit with a finger
NAME_COLUMNS, HEAD_COLUMNS = 26, 20
LEVELS = 5
MOST_INTENTS = 24  # as many as fit; the table beside the picture has every cell
WORST = 15
LEAST = 10  # messages of a point: of fewer, chance alone would draw the line
Link = Callable[[str, str], str]


@dataclass(frozen=True)
class Confusion:
    """The picture, the intents in it, and how many there are that it leaves out."""

    picture: Markup
    shown: int
    left_out: int


def draw_confusion(cells: Sequence[Cell], link: Link, language: Language) -> Confusion:
    """Return squares of the intents that are taken for each other: rows true, columns read so.

    Each links to its messages. The picture is hidden from readers of the screen, and its links from
    the keyboard: the table beside it lists the same.
    """
    wrong = [cell for cell in cells if cell["truth"] != cell["predicted"]]
    weight: dict[str, int] = {}
    for cell in wrong:
        for name in (cell["truth"], cell["predicted"]):
            weight[name] = weight.get(name, 0) + cell["count"]
    chosen = sorted(sorted(weight, key=lambda name: -weight[name])[:MOST_INTENTS])
    place = {name: number for number, name in enumerate(chosen)}
    parts = [part for name in chosen for part in _draw_names(name, place[name])]
    most = max((cell["count"] for cell in wrong), default=1)
    for cell in cells:
        if cell["truth"] in place and cell["predicted"] in place:
            at = LEFT + SIDE * place[cell["predicted"]], TOP + SIDE * place[cell["truth"]]
            parts.append(_draw_cell(cell, at, most, link, language))
    wide, high = LEFT + SIDE * len(chosen) + RIGHT, TOP + SIDE * len(chosen) + 8
    picture = tag(
        "svg",
        Markup("").join(parts),
        class_="confusion-picture",
        width=wide,
        height=high,
        viewBox=f"0 0 {wide} {high}",
        aria_hidden="true",
    )
    return Confusion(picture, len(chosen), len(weight) - len(chosen))


def _draw_names(name: str, number: int) -> list[Markup]:
    middle = number * SIDE + SIDE // 2 + 4
    turn = f"translate({LEFT + middle} {TOP - 6}) rotate(-60)"
    row = tag("title", name) + shorten(name, NAME_COLUMNS)
    column = tag("title", name) + shorten(name, HEAD_COLUMNS)
    return [
        tag("text", row, x=LEFT - 8, y=TOP + middle, text_anchor="end"),
        tag("text", column, transform=turn),
    ]


def _draw_cell(
    cell: Cell, at: tuple[int, int], most: int, link: Link, language: Language
) -> Markup:
    is_right = cell["truth"] == cell["predicted"]
    level = 0 if is_right else max(1, round(LEVELS * cell["count"] / most))
    said = say(
        "judging_cell_right" if is_right else "judging_cell_wrong",
        language,
        truth=cell["truth"],
        predicted=cell["predicted"],
        count=cell["count"],
    )
    side = SIDE - GAP
    square = tag("rect", x=at[0], y=at[1], width=side, height=side, rx=3)
    middle = {"x": at[0] + side / 2, "y": at[1] + side / 2 + 4}
    number = tag("text", str(cell["count"]), text_anchor="middle", **middle)
    inner = tag("title", said) + square + number
    kind = "cell-right" if is_right else f"cell-wrong-{level}"
    return tag("a", inner, href=link(cell["truth"], cell["predicted"]), class_=kind, tabindex="-1")


def make_words(key: str, language: Language) -> Words:
    """Return the words of a chart."""
    return Words(
        title=say(key, language),
        description=say(f"{key}_about", language),
        table=say("report_chart_table", language),
        empty=say("report_chart_empty", language),
        language=language,
    )


def join_bins(bins: Sequence[Bin]) -> list[Bin]:
    """Return bins in which no fewer than ten messages lie, where there are so many; in order."""
    joined: list[Bin] = []
    for one in bins:
        if joined and joined[-1]["count"] < LEAST:
            one = _join(joined.pop(), one)
        joined.append(one)
    if len(joined) > 1 and joined[-1]["count"] < LEAST:
        last = joined.pop()
        joined.append(_join(joined.pop(), last))
    return joined


def _join(one: Bin, other: Bin) -> Bin:
    first, second = one["count"], other["count"]
    total = first + second
    return {
        "confidence": (one["confidence"] * first + other["confidence"] * second) / total,
        "accuracy": (one["accuracy"] * first + other["accuracy"] * second) / total,
        "count": total,
    }


def draw_calibration(bins: Sequence[Bin], language: Language) -> Chart:
    """Return how often readings of a confidence are right, beside what they should be."""
    bins = join_bins(bins)
    right = tuple(100 * one["accuracy"] for one in bins)
    sure = tuple(100 * one["confidence"] for one in bins)
    return line_chart(
        make_words("judging_calibration", language),
        axis=say("judging_confidence", language),
        labels=[f"{100 * one['confidence']:.0f} %" for one in bins],
        series=[
            Series(say("judging_right_share", language), right),
            Series(say("judging_promised_share", language), sure),
        ],
    )


def draw_coverage(sets: Sets, language: Language) -> Chart:
    """Return how often the sets hold the truth, by language and for the worst intents."""
    worst = [one for one in sets["by_intent"] if one["coverage"] < 1][:WORST]
    bars = [
        Bar(
            one["name"],
            100 * one["coverage"],
            f"{100 * one['interval'][0]:.0f} – {100 * one['interval'][1]:.0f} %",
            (one["examples"],),
        )
        for one in (*sets["by_language"], *worst)
    ]
    head = ("judging_group", "judging_coverage_percent", "judging_messages")
    return bar_chart(
        make_words("judging_coverage", language),
        head=[say(key, language) for key in head],
        bars=bars,
    )
