"""A report, a comparison and a replay as their pages show them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from urllib.parse import quote, urlencode

from nlu.core.judging.paired import ChangedExample, Comparison
from nlu.core.judging.replaying import ChangedTurn, Replay
from nlu.core.judging.report import Cell, Example, Intents, Report, Row, Tested

PAGE = 50
ALPHA = 0.05
LEAST_P = 0.001
Item = TypeVar("Item")
Part = Literal["held_out", "cross"]
Sort = Literal["fixed", "broken", "moved"]


def address(model: str, *more: str, **query: str | int) -> str:
    """Return the address of a page about a model; empty parts of the query are left out."""
    path = "/".join(quote(part, safe="") for part in (model, *more))
    asked = urlencode({key: value for key, value in query.items() if value not in ("", 0)})
    return f"/staff/studio/judging/{path}" + (f"?{asked}" if asked else "")


@dataclass(frozen=True)
class Figure:
    """A headline figure: key of its words, value, and its interval if it has one; shares."""

    key: str
    value: float
    interval: Sequence[float] = ()
    note: dict[str, Any] = field(default_factory=dict)


def make_figures(report: Report) -> list[Figure]:
    """Return the headline figures of what was judged."""
    made: list[Figure] = []
    if (held := report["held_out"]) is not None:
        made.append(Figure("macro_f1", held["macro_f1"], held["macro_f1_interval"]))
        made.append(Figure("accuracy", held["accuracy"], held["accuracy_interval"]))
        if (sets := held["sets"]) is not None:
            note = {"size": f"{sets['mean_size']:.2f}"}
            made.append(Figure("covered", sets["coverage"], sets["interval"], note))
        made.append(Figure("calibration_error", held["calibration_error"]))
    if (entities := report["entities"]) is not None:
        made.append(Figure("entities_f1", entities["f1"], entities["f1_interval"]))
    if (moods := report["sentiment"]) is not None:
        made.append(Figure("moods_f1", moods["macro_f1"], moods["macro_f1_interval"]))
    return made


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Return rows by F1, the worst first."""
    return sorted(rows, key=lambda row: (row["f1"], row["name"]))


def list_confused(intents: Intents) -> list[Cell]:
    """Return the cells that are wrong, the fullest first."""
    wrong = [cell for cell in intents["confusion"] if cell["truth"] != cell["predicted"]]
    return sorted(wrong, key=lambda cell: (-cell["count"], cell["truth"], cell["predicted"]))


def failed_first(tests: Iterable[Tested]) -> list[Tested]:
    """Return tests, those that failed first."""
    return sorted(tests, key=lambda one: (one["passed"], one["file"], one["name"]))


def choose_examples(
    intents: Intents, truth: str, predicted: str, *, only_wrong: bool = False
) -> list[Example]:
    """Return the messages of a cell, a row (`truth`) or a column (`predicted`); mistakes first,
    and of them the surest."""
    chosen = [
        one
        for one in intents["examples"]
        if truth in ("", one["truth"])
        and predicted in ("", one["predicted"])
        and not (only_wrong and one["truth"] == one["predicted"])
    ]
    return sorted(
        chosen,
        key=lambda one: (one["truth"] == one["predicted"], -one["confidence"], one["text"]),
    )


@dataclass(frozen=True)
class Verdict:
    """What a comparison comes to, in one word: key of its words; `p` is McNemar's mid-p."""

    key: Literal["same", "better", "worse", "unclear"]
    p: float

    @property
    def said(self) -> str:
        """The p-value as people write it."""
        return "< 0.001" if self.p < LEAST_P else f"= {self.p:.3f}"


def judge_comparison(found: Comparison) -> Verdict:
    """Return whether the difference is more than chance: McNemar's mid-p below five per cent."""
    test = found["test"]
    if test["fixed"] == test["broken"] == 0:
        return Verdict("same", 1.0)
    if test["mid_p"] >= ALPHA:
        return Verdict("unclear", test["mid_p"])
    return Verdict("better" if test["fixed"] > test["broken"] else "worse", test["mid_p"])


def choose_changed(found: Comparison, sort: str, intent: str) -> list[ChangedExample]:
    """Return the messages that changed, the broken ones first."""
    order = {"broken": 0, "moved": 1, "fixed": 2}
    chosen = [
        one
        for one in found["changed"]
        if sort in ("", one["kind"]) and intent in ("", one["truth"])
    ]
    return sorted(chosen, key=lambda one: (order[one["kind"]], one["truth"], one["text"]))


@dataclass(frozen=True)
class Wanted:
    """Which turns of a replay are asked for; empty words ask for all."""

    kind: str = ""
    language: str = ""
    intent: str = ""
    only_first: bool = False


def choose_turns(found: Replay, wanted: Wanted) -> list[ChangedTurn]:
    """Return the turns that are asked for, in the order of the replay."""
    return [
        one
        for one in found["changes"]
        if wanted.kind in ("", *one["kinds"])
        and wanted.language in ("", one["language"])
        and wanted.intent in ("", one["candidate"]["intent"], one["against"]["intent"])
        and (one["is_first"] or not wanted.only_first)
    ]


def list_intents(found: Replay) -> list[str]:
    """Return the intents that turns moved from or to."""
    pairs = (one for change in found["changes"] for one in (change["candidate"], change["against"]))
    return sorted({one["intent"] for one in pairs})


def cut_page(items: Sequence[Item], page: int) -> tuple[list[Item], int]:
    """Return a page of a list, and how many pages there are; a page too far is the last."""
    pages = max(1, -(-len(items) // PAGE))
    page = min(max(page, 1), pages)
    return list(items[(page - 1) * PAGE : page * PAGE]), pages
