"""The reports as tables for programs: numbers whole and unrounded by words. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from console.exports import Cell
from console.reports.figures import Line, Share, Spread
from console.reports.service import HOURS, Load, Report, Summary
from console.reports.view import name_agent, name_outcome, name_reason
from console.words import say
from kernel.turns import Language

TableName = Literal["overview", "days", "hours", "agents", "reasons", "outcomes"]
Rows = Iterable[Sequence[Cell]]
FORMS = ("report_median_of", "report_p90_of")


def make_table(name: TableName, report: Report, language: Language) -> tuple[list[str], Rows]:
    """Return head and rows of a report; shares are from 0 to 1, times in seconds."""
    return TABLES[name](report, language)


def _overview(report: Report, language: Language) -> tuple[list[str], Rows]:
    head = ["report_figure", "report_value", "report_sample", "report_value_before"]
    now = _list_figures(report.summary, language)
    before = {name: value for name, value, _n in _list_figures(report.before, language)}
    rows = [[name, value, n, before[name]] for name, value, n in now]
    return [say(key, language) for key in head], rows


def _list_figures(summary: Summary, language: Language) -> list[tuple[str, Cell, int]]:
    """Return name, value and n of every headline figure."""
    line, tally = summary.calls, summary.calls.tally
    made: list[tuple[str, Cell, int]] = []
    if summary.alone is not None:
        total = summary.conversations or 0
        made.append((say("report_conversations", language), total, total))
        made.append(_share("alone", summary.alone, language))
    made.append((say("report_calls", language), tally.calls, tally.calls))
    for key, spread in (("wait", line.wait), ("first", line.first), ("handle", line.handle)):
        made += _spread(key, spread, language)
    return [
        *made,
        _share("in_time", tally.in_time, language),
        _share("given_up", tally.given_up, language),
        _share("csat", tally.csat, language),
        (say("report_rating", language), tally.average, tally.rated),
        (say("report_transfers", language), tally.transfers, tally.calls),
        (say("report_requeues", language), tally.requeues, tally.calls),
    ]


def _share(key: str, share: Share, language: Language) -> tuple[str, Cell, int]:
    value = None if share.value is None else round(share.value, 4)
    return say(f"report_{key}", language), value, share.n


def _spread(key: str, spread: Spread, language: Language) -> list[tuple[str, Cell, int]]:
    what = say(f"report_{key}", language)
    middle, most = (
        say(name, language, what=what) for name in ("report_median_of", "report_p90_of")
    )
    return [
        (say("report_seconds", language, what=middle), _round(spread.median), spread.n),
        (say("report_seconds", language, what=most), _round(spread.tail), spread.n),
    ]


def _round(seconds: float | None) -> Cell:
    return None if seconds is None else round(seconds, 1)


def _days(report: Report, language: Language) -> tuple[list[str], Rows]:
    head = ["report_day", "report_calls"]
    rows: list[list[Cell]] = [[day.isoformat(), calls] for day, calls in report.calls.days.items()]
    if report.conversations is not None:
        head.append("report_conversations")
        for row, count in zip(rows, report.conversations.days.values(), strict=True):
            row.append(count)
    return [say(key, language) for key in head], rows


def _hours(report: Report, language: Language) -> tuple[list[str], Rows]:
    loads: list[tuple[str, Load]] = [("report_calls", report.calls)]
    if report.conversations is not None:
        loads.append(("report_conversations", report.conversations))
    head = ["report_weekday", "report_hour", *(name for name, _load in loads)]
    rows: list[list[Cell]] = [
        [
            say(f"report_weekday_{day}", language),
            hour,
            *(load.week[day][hour] for _name, load in loads),
        ]
        for day in range(7)
        for hour in range(HOURS)
    ]
    return [say(key, language) for key in head], rows


def _lines(
    title: str, name: Callable[[Line], str], lines: Sequence[Line], language: Language
) -> tuple[list[str], Rows]:
    head = [say(title, language), say("report_calls", language)]
    for key in ("first", "wait", "handle"):
        what = say(f"report_{key}", language)
        named = (say(form, language, what=what) for form in FORMS)
        head += [say("report_seconds", language, what=one) for one in named]
        head.append(say("report_n_of", language, what=what))
    for key in ("in_time", "csat"):
        what = say(f"report_{key}", language)
        head += [what, say("report_n_of", language, what=what)]
    head += [say(f"report_{key}", language) for key in ("rating", "transfers", "requeues")]
    return head, ([name(line), *_list_cells(line)] for line in lines)


def _list_cells(line: Line) -> list[Cell]:
    cells: list[Cell] = [line.tally.calls]
    for spread in (line.first, line.wait, line.handle):
        cells += [_round(spread.median), _round(spread.tail), spread.n]
    for share in (line.tally.in_time, line.tally.csat):
        cells += [None if share.value is None else round(share.value, 4), share.n]
    average = line.tally.average
    rating = None if average is None else round(average, 2)
    return [*cells, rating, line.tally.transfers, line.tally.requeues]


def _agents(report: Report, language: Language) -> tuple[list[str], Rows]:
    def name(line: Line) -> str:
        return name_agent(line.key, report, language)

    return _lines("report_agent", name, report.agents, language)


def _reasons(report: Report, language: Language) -> tuple[list[str], Rows]:
    def name(line: Line) -> str:
        return name_reason(line.key, language)

    return _lines("report_reason", name, report.reasons, language)


def _outcomes(report: Report, language: Language) -> tuple[list[str], Rows]:
    head = [say("report_by_outcome", language), say("report_calls", language)]
    return head, (
        [name_outcome(one.key, report, language), one.tally.calls] for one in report.outcomes
    )


TABLES: dict[TableName, Callable[[Report, Language], tuple[list[str], Rows]]] = {
    "overview": _overview,
    "days": _days,
    "hours": _hours,
    "agents": _agents,
    "reasons": _reasons,
    "outcomes": _outcomes,
}
