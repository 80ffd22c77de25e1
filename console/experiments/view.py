"""What the pages of experiments show, in words and pictures."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.charts import Chart, Interval, Words, interval_chart
from console.words import say
from crm_backend.analytics.experiments.looks import Due
from crm_backend.analytics.experiments.models import Experiment, ExperimentLook
from crm_backend.analytics.experiments.results import (
    Analysis,
    Comparison,
    Kind,
    MetricResult,
    Sentence,
)
from crm_backend.analytics.experiments.sequential import find_boundaries
from crm_backend.analytics.experiments.sizes import check_sizes
from kernel.turns import Language

GOOD, BAD = ("better",), ("worse", "broken", "doubtful", "before", "missing")


@dataclass(frozen=True)
class Conclusion:
    """The sentence on top, and whether it is good news, bad news or neither."""

    text: str
    tone: str


@dataclass(frozen=True)
class Group:
    """An arm: its planned share, how many were let in, how many that should have been."""

    name: str
    share: float
    customers: int
    expected: float


@dataclass(frozen=True)
class Planned:
    """A look: when it is due, which p-value ends the experiment at it, what it found if taken."""

    number: int
    needed: int
    level: float
    at: datetime | None
    text: str


def name_metric(name: str, language: Language) -> str:
    """Return what a metric is called."""
    return say(f"exp_metric_{name}", language)


def say_verdict(verdict: Sentence, language: Language) -> Conclusion:
    """Return the sentence of an analysis."""
    text = say(f"exp_says_{verdict.key}", language, **_named(verdict, language))
    kind = verdict.key.removesuffix("_plain")
    return Conclusion(text, "good" if kind in GOOD else "bad" if kind in BAD else "open")


def say_notes(made: Analysis, language: Language) -> list[str]:
    """Return what is to be known about the figures."""
    return [say(f"exp_note_{one.key}", language, **_named(one, language)) for one in made.notes]


def _named(sentence: Sentence, language: Language) -> dict[str, Any]:
    metric = sentence.values.get("metric")
    named = {"metric": name_metric(metric, language)} if metric else {}
    return {**sentence.values, **named}


def conclude(
    found: Experiment, made: Analysis | None, due: Due | None, language: Language
) -> Conclusion:
    """Return the one sentence on top of an experiment's page."""
    if made is not None:
        return say_verdict(made.verdict, language)
    if found.state == "draft":
        return Conclusion(say("exp_draft_says", language), "open")
    if due is None:
        return Conclusion(say("exp_never_looked", language), "open")
    facts = {"needed": max(1, due.needed), "measured": due.measured}
    return Conclusion(say("exp_waits", language, **facts), "open")


def judge_groups(
    found: Experiment, exposed: dict[str, int], language: Language
) -> tuple[list[Group], Conclusion]:
    """Return the arms with their sizes as they are now, and whether those are as planned."""
    total = sum(exposed.values())
    groups = [
        Group(arm, share, exposed.get(arm, 0), total * share) for arm, share in found.shares.items()
    ]
    if not total:
        return groups, Conclusion(say("exp_sizes_nobody", language), "open")
    p, trust = check_sizes([one.customers for one in groups], [one.share for one in groups])
    tone = {"fine": "good", "doubtful": "bad", "broken": "bad"}[trust]
    return groups, Conclusion(say(f"exp_sizes_{trust}", language, p=p), tone)


def plan_looks(found: Experiment, taken: list[ExperimentLook], language: Language) -> list[Planned]:
    """Return all looks, those taken with what they found."""
    times = [number / found.looks for number in range(1, found.looks + 1)]
    alpha = 0.05 / max(1, len(found.shares) - 1)
    levels = [_level(bound) for bound in find_boundaries(times, alpha)]
    rows = []
    for number, level in enumerate(levels, start=1):
        needed = -(-found.customers * number // found.looks)
        rows.append(Planned(number, needed, level, None, ""))
    for look in taken:
        looks, verdict = look.result["looks"], Sentence(**look.result["verdict"])
        text = say_verdict(verdict, language).text
        row = Planned(look.number, look.customers, looks["level"], look.at, text)
        rows[look.number - 1 : look.number] = [row]
    is_over = bool(taken) and taken[-1].result["looks"]["planned"] <= taken[-1].number
    return rows[: taken[-1].number] if is_over else rows


def _level(bound: float) -> float:
    return math.erfc(bound / math.sqrt(2))


def draw_metric(result: MetricResult, language: Language) -> Chart:
    """Return the changes of a metric with their intervals."""
    is_relative = all(one.relative_low is not None for one in result.comparisons)
    name = name_metric(result.name, language)
    sure = f"{result.confidence:.4g}" if result.confidence > 0.9999 else f"{result.confidence:.1%}"
    words = Words(
        title=say("exp_chart", language, metric=name),
        description=say("exp_chart_about", language, metric=name, confidence=sure),
        table=say("exp_table", language),
        empty=say("exp_says_constant", language, metric=name),
        language=language,
    )
    unit = " (%)" if is_relative else ""
    head = [say("exp_arm", language)]
    head += [say(key, language) + unit for key in ("exp_change", "exp_low", "exp_high")]
    bars = [_draw(one, is_relative) for one in result.comparisons]
    return interval_chart(words, head=head, intervals=bars, nought=say("exp_no_change", language))


def _draw(one: Comparison, is_relative: bool) -> Interval:
    if is_relative and one.relative is not None:
        low, high = one.relative_low or 0.0, one.relative_high or 0.0
        said = f"{one.relative:+.1%} ({low:+.1%} … {high:+.1%})"
        return Interval(one.arm, one.relative * 100, low * 100, high * 100, said)
    said = f"{one.difference:+,.4g} ({one.low:+,.4g} … {one.high:+,.4g})"
    return Interval(one.arm, one.difference, one.low, one.high, said)


def show_value(value: float, kind: Kind) -> str:
    """Return a metric's value: a share in percent, anything else with two places."""
    return f"{value:.2%}" if kind == "binary" else f"{value:,.2f}"


def show_change(value: float | None) -> str:
    """Return a relative change, or a dash where there is none."""
    return "–" if value is None else f"{value:+.1%}"


def show_p(value: float) -> str:
    """Return a p-value as short as it can be said."""
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"
