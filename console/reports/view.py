"""A report as the page shows it: cards, charts, lines of tables. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from console.charts import Bar, Chart, Series, Words, bar_chart, heat_map, line_chart, sparkline
from console.reports.figures import Line, Share
from console.reports.service import HOURS, Load, Report
from console.reports.words import (
    Card,
    count_card,
    note_share,
    note_spread,
    say_percent,
    say_share,
    share_card,
    span_card,
)
from console.words import WORDS, say
from console.words.spans import say_span
from kernel.turns import Language

MOST_BARS = 15  # agents in the picture; the table below it has them all


@dataclass(frozen=True)
class Cell:
    """A cell of a table: the figure, and what qualifies it in small letters."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: str
    cells: tuple[Cell, ...]


# What the columns of the tables of agents and reasons are headed with.
COLUMNS = (
    "helped",
    "first",
    "in_time",
    "wait",
    "handle",
    "transfers",
    "requeues",
    "csat",
    "rating",
)


def make_cards(report: Report, language: Language) -> list[Card]:
    """Return the headline figures, each beside that of the period before."""
    now, before = report.summary, report.before
    a, b = now.calls, before.calls
    made = []
    if now.alone is not None and before.alone is not None:
        total, earlier = now.conversations or 0, before.conversations or 0
        made.append(count_card("conversations", total, earlier, language))
        made.append(share_card("alone", now.alone, before.alone, language))
    average = "" if a.tally.average is None else f"{a.tally.average:.1f}"
    stars = say("report_average", language, stars=average) if average else ""
    return [
        *made,
        count_card("calls", a.tally.calls, b.tally.calls, language),
        span_card("first", a.first, b.first, language),
        share_card("in_time", a.tally.in_time, b.tally.in_time, language),
        span_card("wait", a.wait, b.wait, language),
        span_card("handle", a.handle, b.handle, language),
        share_card("given_up", a.tally.given_up, b.tally.given_up, language),
        share_card("csat", a.tally.csat, b.tally.csat, language, stars),
        count_card("transfers", a.tally.transfers, b.tally.transfers, language),
        count_card("requeues", a.tally.requeues, b.tally.requeues, language),
    ]


def make_sparks(report: Report, language: Language) -> dict[str, Markup]:
    """Return the course of the counts, by the key of their cards."""
    loads = {"conversations": report.conversations, "calls": report.calls}
    made = {}
    for key, load in loads.items():
        values = list(load.days.values()) if load is not None else []
        if len(values) > 2:
            text = say("report_spark", language, first=values[0], last=values[-1])
            made[key] = sparkline(values, text)
    return made


def name_reason(key: str | None, language: Language) -> str:
    """Return a reason in words; one that is not known is shown as it is."""
    if key is None:
        return say("report_no_reason", language)
    return say(f"report_reason_{key}", language) if f"report_reason_{key}" in WORDS else key


def name_outcome(key: str | None, report: Report, language: Language) -> str:
    """Return how a call ended, in the shop's words or ours, else by its code."""
    for one in report.outcome_list.items:
        if one.code == key:
            return one.zh if language == "zh" else one.en
    known = f"report_outcome_{key or 'open'}"
    return say(known, language) if known in WORDS else str(key)


def name_agent(key: str | None, report: Report, language: Language) -> str:
    """Return an agent's name."""
    return say("report_nobody", language) if key is None else report.names.get(key, key)


def make_row(name: str, line: Line, language: Language) -> Row:
    """Return a line of figures in the order of `COLUMNS`."""
    tally = line.tally
    average = tally.average
    return Row(
        name,
        (
            Cell(f"{tally.calls:,}"),
            Cell(say_span(line.first.median, language), note_spread(line.first, language)),
            _share_cell(tally.in_time, language),
            Cell(say_span(line.wait.median, language), note_spread(line.wait, language)),
            Cell(say_span(line.handle.median, language), note_spread(line.handle, language)),
            Cell(f"{tally.transfers:,}"),
            Cell(f"{tally.requeues:,}"),
            _share_cell(tally.csat, language),
            Cell(
                say("report_no_value", language) if average is None else f"{average:.1f}",
                say("report_n", language, n=tally.rated) if tally.rated else "",
            ),
        ),
    )


def make_groups(report: Report, language: Language) -> dict[str, list[Row]]:
    """Return the tables by agent and by reason."""
    return {
        "agent": [
            make_row(name_agent(one.key, report, language), one, language) for one in report.agents
        ],
        "reason": [
            make_row(name_reason(one.key, language), one, language) for one in report.reasons
        ],
    }


def _share_cell(share: Share, language: Language) -> Cell:
    return Cell(say_share(share, language), note_share(share, language))


def make_charts(report: Report, language: Language) -> list[Chart]:
    """Return the pictures: by day, by hour of the week, by reason, outcome and agent."""
    reasons = [(name_reason(one.key, language), one) for one in report.reasons]
    outcomes = [(name_outcome(one.key, report, language), one) for one in report.outcomes]
    agents = [
        (name_agent(one.key, report, language), one)
        for one in report.agents
        if one.key is not None and one.tally.calls
    ]
    made = [_draw_days(report, language)]
    if report.conversations is not None:
        made.append(_draw_week("report_chart_week", report.conversations, language))
    return [
        *made,
        _draw_week("report_chart_week_calls", report.calls, language),
        _draw_bars("report_chart_reasons", "report_reason", reasons, language),
        _draw_bars("report_chart_outcomes", "report_by_outcome", outcomes, language),
        _draw_bars("report_chart_agents", "report_agent", agents[:MOST_BARS], language),
    ]


def _words(title: str, about: str, language: Language) -> Words:
    return Words(
        title=say(title, language),
        description=say(about, language),
        table=say("report_chart_table", language),
        empty=say("report_chart_empty", language),
        language=language,
    )


def _draw_days(report: Report, language: Language) -> Chart:
    calls = Series(say("report_calls", language), tuple(report.calls.days.values()))
    series = [calls]
    if report.conversations is not None:
        counts = tuple(report.conversations.days.values())
        series = [Series(say("report_conversations", language), counts), calls]
    return line_chart(
        _words("report_chart_days", "report_chart_days_about", language),
        axis=say("report_day", language),
        labels=[say_day(day, language) for day in report.calls.days],
        series=series if any(any(one.values) for one in series) else [],
    )


def _draw_week(title: str, load: Load, language: Language) -> Chart:
    return heat_map(
        _words(title, "report_chart_week_about", language),
        corner=say("report_weekday", language),
        rows=[say(f"report_weekday_{day}", language) for day in range(7)],
        columns=[str(hour) for hour in range(HOURS)],
        values=load.week,
        every=6,
    )


def _draw_bars(
    title: str, axis: str, lines: Sequence[tuple[str, Line]], language: Language
) -> Chart:
    total = sum(line.tally.calls for _name, line in lines)
    bars = []
    for name, line in lines:
        share = Share(line.tally.calls, total)
        note = say_percent(share.value) if share.value is not None else ""
        bars.append(Bar(name, line.tally.calls, note, (note,)))
    head = (say(axis, language), say("report_calls", language), say("report_calls_share", language))
    return bar_chart(_words(title, f"{title}_about", language), head=head, bars=bars)


def say_day(day: date, language: Language) -> str:
    """Return a day as an axis names it."""
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b}"
