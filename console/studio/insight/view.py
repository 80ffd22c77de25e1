"""The insight page as it is drawn: charts, rows of tables, sentences of alarms. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.charts import Bar, Chart, Series, Words, bar_chart, line_chart, sparkline
from console.studio.insight.alarms import Alarm
from console.studio.insight.days import name_day
from console.studio.insight.figures import Funnel, Leaving, Line, Rate
from console.studio.insight.report import Course, Insight
from console.studio.navigation import address_of
from console.words import WORDS, say
from kernel.turns import Language

STAGES = ("chats", "understood", "answered", "done", "called", "helped", "rated", "good")
TABLES = ("intents", "stories", "forms", "policies", "models", "steps")
POLICIES = {
    "RulePolicy": "insight_policy_rule",
    "MemoizationPolicy": "insight_policy_story",
    "AugmentedMemoizationPolicy": "insight_policy_story",
    "LearnedPolicy": "insight_policy_guess",
}
NARROW = "\u00a0"  # no line ends between a number and its sign
MOST_ROWS, MOST_BARS, MOST_CLUSTERS, MOST_LEAVINGS = 25, 8, 15, 10


@dataclass(frozen=True)
class Cell:
    """A figure, and what it is of in small letters."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: str
    cells: tuple[Cell, ...]
    trend: Markup
    address: str = ""  # of its page in the studio, if it has one


@dataclass(frozen=True)
class Table:
    """A table of lines; `more` of them are in the CSV file alone."""

    key: str
    rows: tuple[Row, ...]
    more: int = 0
    has_trend: bool = False


def tell_alarm(alarm: Alarm, language: Language) -> str:
    """Return an alarm as a sentence."""
    about = name_channel(alarm.about, language) if alarm.kind == "missed_on" else alarm.about
    return say(
        f"insight_alarm_{alarm.kind}",
        language,
        about=about,
        since=name_day(alarm.since).isoformat(),
        before=_percent(alarm.before),
        after=_percent(alarm.after),
        index=f"{alarm.index:.2f}",
    )


def name_channel(key: str, language: Language) -> str:
    """Return a channel in words."""
    name = f"report_channel_{key}"
    return say(name, language) if name in WORDS else key


def name_language(key: str, language: Language) -> str:
    """Return a language in words."""
    name = f"insight_language_{key}"
    return say(name if name in WORDS else "insight_language_other", language)


def name_key(table: str, key: str, language: Language) -> str:
    """Return what a line is about: names of the project as they are, policies in words."""
    if table == "stories":
        return name_story(key, language)
    words = POLICIES.get(key) if table == "policies" else None
    return say(words, language) if words else key


def name_story(course: str, language: Language) -> str:
    """Return a story or rule in words: "rule: Greeting"; nothing for nothing."""
    kind, _, name = course.partition(" ")
    return say(f"insight_named_{kind}", language, name=name) if name else ""


def name_place(kind: str, form: str, language: Language) -> str:
    """Return where customers left: "asked by a form: return_form"."""
    place = say(f"insight_left_{kind}", language)
    return f"{place}: {form}" if form else place


def make_funnel_chart(funnel: Funnel, language: Language) -> Chart:
    """Return the funnel as bars."""
    words = Words(
        title=say("insight_funnel", language),
        description=say(
            "insight_funnel_said",
            language,
            chats=funnel.chats,
            done=funnel.done,
            helped=funnel.helped,
        ),
        table=say("report_chart_table", language),
        empty=say("insight_empty", language),
        language=language,
    )
    head = [say(f"insight_{one}", language) for one in ("stage", "chats", "share")]
    bars = [
        _make_stage(say(f"insight_stage_{name}", language), Rate(getattr(funnel, name), base))
        for name, base in list_stages(funnel)
    ]
    return bar_chart(words, head=head, bars=bars if funnel.chats else [])


def list_stages(funnel: Funnel) -> list[tuple[str, int]]:
    """Return the stages, each with the number it is a share of: ratings are of who was helped."""
    of_help = {"rated": funnel.called, "good": funnel.rated}
    return [(name, of_help.get(name, funnel.chats)) for name in STAGES]


def _make_stage(name: str, rate: Rate) -> Bar:
    share = _percent(rate)
    return Bar(name, rate.part, note=share, more=(share,))


def make_course_chart(course: Course, language: Language) -> Chart:
    """Return the course of what was understood on each channel, in percent."""
    words = Words(
        title=say("insight_course", language),
        description=say("insight_course_said", language),
        table=say("report_chart_table", language),
        empty=say("insight_empty", language),
        language=language,
    )
    series = [
        Series(name_channel(key, language), tuple(map(_hundredths, rates)))
        for key, rates in course.rates.items()
    ]
    labels = [f"{start:%m-%d}" for start in course.starts]  # whole dates overlap on a phone
    return line_chart(words, axis=say("insight_day", language), labels=labels, series=series)


def make_leaving_chart(leavings: Sequence[Leaving], language: Language) -> Chart:
    """Return in which ways and forms customers left, as bars."""
    words = Words(
        title=say("insight_leaving", language),
        description=say("insight_leaving_said", language),
        table=say("report_chart_table", language),
        empty=say("insight_leaving_empty", language),
        language=language,
    )
    places: Counter[tuple[str, str]] = Counter()
    for one in leavings:
        places[one.kind, one.form] += one.chats
    total = places.total()
    head = [say(f"insight_{one}", language) for one in ("place", "chats", "share")]
    bars = [
        _make_stage(name_place(kind, form, language), Rate(chats, total))
        for (kind, form), chats in places.most_common(MOST_BARS)
    ]
    return bar_chart(words, head=head, bars=bars)


def make_tables(insight: Insight, language: Language, addresses: Mapping[str, str]) -> list[Table]:
    """Return the tables of lines, the most frequent first; `addresses` are those of stories."""
    made = []
    for key in TABLES:
        lines: list[Line] = getattr(insight, key)
        is_intents = key == "intents"
        known = addresses if key == "stories" else {}
        rows = tuple(
            Row(
                name_key(key, line.key, language),
                _make_cells(line),
                _make_trend(insight.by_intent, line.key, language) if is_intents else Markup(""),
                address_of(line.key, "intents") if is_intents else known.get(line.key, ""),
            )
            for line in lines[:MOST_ROWS]
        )
        made.append(Table(key, rows, max(0, len(lines) - MOST_ROWS), has_trend=is_intents))
    return made


def _make_cells(line: Line) -> tuple[Cell, ...]:
    missed, calls = line.fallback, line.handoff
    return (
        Cell(f"{line.messages:,}"),
        Cell(_percent(missed), f"{missed.part:,} / {missed.n:,}" if missed.n else ""),
        Cell(_percent(calls), f"{calls.part:,} / {calls.n:,}" if calls.n else ""),
    )


def _make_trend(course: Course, key: str, language: Language) -> Markup:
    values = [_hundredths(rate) for rate in course.rates.get(key, ())]
    known = [f"{value:.0f}{NARROW}%" for value in values if value is not None]
    if len(known) < 2:
        return Markup("")
    return sparkline(values, say("insight_trend_said", language, first=known[0], last=known[-1]))


def _hundredths(rate: Rate) -> float | None:
    return None if rate.value is None else round(100 * rate.value, 1)


def _percent(rate: Rate) -> str:
    """Return a share as words: small ones with a place, so that 0.4 % is not nothing."""
    share = rate.value
    if share is None:
        return "–"
    number = f"{100 * share:.1f}" if 0 < share < 0.1 else f"{100 * share:.0f}"
    return f"{number}{NARROW}%"
