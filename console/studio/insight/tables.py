"""The insight page as tables for programs: numbers whole and unrounded by words. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from console.exports import Cell
from console.studio.insight.figures import Line, Rate
from console.studio.insight.report import Course, Insight
from console.studio.insight.view import (
    list_stages,
    name_channel,
    name_key,
    name_language,
    name_story,
)
from console.words import say
from kernel.turns import Language

TableName = Literal[
    "funnel",
    "intents",
    "stories",
    "forms",
    "policies",
    "steps",
    "models",
    "leavings",
    "days",
    "intent_days",
    "clusters",
]
Rows = Iterable[Sequence[Cell]]


def make_table(name: TableName, insight: Insight, language: Language) -> tuple[list[str], Rows]:
    """Return head and rows of a table; shares are from 0 to 1."""
    head, rows = MAKERS[name](insight, language)
    return [say(f"insight_{one}", language) for one in head], rows


def _funnel(insight: Insight, language: Language) -> tuple[list[str], Rows]:
    rows: list[list[Cell]] = []
    for name, base in list_stages(insight.funnel):
        count = getattr(insight.funnel, name)
        rows.append([say(f"insight_stage_{name}", language), count, _round(Rate(count, base))])
    return ["stage", "chats", "share"], rows


def _lines(name: str) -> Callable[[Insight, Language], tuple[list[str], Rows]]:
    def make(insight: Insight, language: Language) -> tuple[list[str], Rows]:
        lines: Sequence[Line] = getattr(insight, name)
        rows = (
            (
                name_key(name, one.key, language),
                one.messages,
                one.typed,
                one.missed,
                _round(one.fallback),
                one.calls,
                _round(one.handoff),
            )
            for one in lines
        )
        heard = ("heard", "lost") if name == "stories" else ("typed", "missed")
        return [name, "messages", *heard, "share", "calls", "share"], rows

    return make


def _leavings(insight: Insight, language: Language) -> tuple[list[str], Rows]:
    rows = (
        (
            say(f"insight_left_{one.kind}", language),
            one.form,
            one.meant,
            one.step,
            name_story(one.course, language),
            one.chats,
        )
        for one in insight.leavings
    )
    return ["kind", "forms", "intents", "step", "stories", "chats"], rows


def _days(insight: Insight, language: Language) -> tuple[list[str], Rows]:
    head = ["day", "channel", "typed", "missed", "share"]
    return head, _list_days(insight.channels, lambda key: name_channel(key, language))


def _intent_days(insight: Insight, _language: Language) -> tuple[list[str], Rows]:
    return ["day", "intents", "typed", "missed", "share"], _list_days(insight.by_intent, str)


def _list_days(course: Course, name: Callable[[str], str]) -> list[list[Cell]]:
    return [
        [start.isoformat(), name(key), rate.n, rate.n - rate.part, _round(_turn(rate))]
        for key, rates in course.rates.items()
        for start, rate in zip(course.starts, rates, strict=True)
        if rate.n
    ]


def _clusters(insight: Insight, language: Language) -> tuple[list[str], Rows]:
    rows = (
        (
            one.size,
            one.example,
            " / ".join(one.others),
            name_language(one.language, language),
            one.meant,
        )
        for one in insight.clusters
    )
    return ["size", "example", "others", "language", "meant"], rows


def _turn(rate: Rate) -> Rate:
    return Rate(rate.n - rate.part, rate.n)


def _round(rate: Rate) -> Cell:
    return None if rate.value is None else round(rate.value, 4)


MAKERS: dict[TableName, Callable[[Insight, Language], tuple[list[str], Rows]]] = {
    "funnel": _funnel,
    "intents": _lines("intents"),
    "stories": _lines("stories"),
    "forms": _lines("forms"),
    "policies": _lines("policies"),
    "steps": _lines("steps"),
    "models": _lines("models"),
    "leavings": _leavings,
    "days": _days,
    "intent_days": _intent_days,
    "clusters": _clusters,
}
