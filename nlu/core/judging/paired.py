"""Two models on the same messages and tests: what one gets right and the other does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, TypedDict

from nlu.core.judging.report import FORMAT, Decision, Example, Intents, Report, Tested


class McNemar(TypedDict):
    """Counts of messages by who was right, and the two-sided p-values of "no difference"."""

    both: int
    fixed: int  # the candidate alone is right
    broken: int  # the other alone is right
    neither: int
    exact: float
    mid_p: float


class IntentChange(TypedDict):
    """One intent under both models; negative differences are losses of the candidate."""

    intent: str
    examples: int
    f1: float
    f1_against: float
    difference: float
    fixed: int
    broken: int


class ReadBy(TypedDict):
    """What one model says of a message."""

    predicted: str
    confidence: float
    decision: Decision
    intent: str


class ChangedExample(TypedDict):
    """A message that the two models read differently. `moved`: both are wrong, differently."""

    text: str
    language: str
    truth: str
    kind: Literal["fixed", "broken", "moved"]
    candidate: ReadBy
    against: ReadBy


class ChangedTest(TypedDict):
    """A test that one of the two passes."""

    name: str
    kind: Literal["fixed", "broken"]


class Comparison(TypedDict):
    """A candidate beside another model, on the same messages. `messages` may be fewer than either
    report holds: those that both have."""

    format: int
    candidate: str
    against: str
    compared_at: str
    messages: int
    macro_f1: float
    macro_f1_against: float
    accuracy: float
    accuracy_against: float
    test: McNemar
    per_intent: list[IntentChange]
    changed: list[ChangedExample]
    tests: list[ChangedTest]
    tests_passed: int
    tests_passed_against: int


def mcnemar(fixed: int, broken: int) -> tuple[float, float]:
    """Return the exact conditional and the mid-p value of McNemar's test, two-sided.

    Fagerland, Lydersen and Laake 2013, BMC Med Res Methodol 13:91: the exact one is too careful,
    the mid-p one keeps its level in all of 9,595 scenarios. Equal counts give 1 and 1 - f / 2 with
    f the binomial probability of the count; so says their supplement.
    """
    total, fewer = fixed + broken, min(fixed, broken)
    if not total:
        return 1.0, 1.0
    # Whole numbers are exact, whatever their size: binomial coefficients, each from the one before.
    scale, at, up_to = 2**total, 1, 1
    for count in range(fewer):
        at = at * (total - count) // (count + 1)
        up_to += at
    if fixed == broken:
        return 1.0, 1 - at / (2 * scale)
    return 2 * up_to / scale, (2 * up_to - at) / scale


def compare(candidate: Report, against: Report, *, at: str) -> Comparison | None:
    """Return how a candidate does beside another model; None without messages that both read."""
    mine, theirs = candidate["held_out"], against["held_out"]
    if mine is None or theirs is None:
        return None
    pairs = pair_up(mine, theirs)
    if not pairs:
        return None
    counts = Counter((a["predicted"] == a["truth"], b["predicted"] == b["truth"]) for a, b in pairs)
    fixed, broken = counts[True, False], counts[False, True]
    exact, mid_p = mcnemar(fixed, broken)
    rows = list(compare_intents(mine, theirs, pairs))
    return {
        "format": FORMAT,
        "candidate": candidate["model"]["name"],
        "against": against["model"]["name"],
        "compared_at": at,
        "messages": len(pairs),
        "macro_f1": mine["macro_f1"],
        "macro_f1_against": theirs["macro_f1"],
        "accuracy": mine["accuracy"],
        "accuracy_against": theirs["accuracy"],
        "test": {
            "both": counts[True, True],
            "fixed": fixed,
            "broken": broken,
            "neither": counts[False, False],
            "exact": exact,
            "mid_p": mid_p,
        },
        "per_intent": sorted(rows, key=lambda row: (row["difference"], row["intent"])),
        "changed": [change for a, b in pairs if (change := describe_change(a, b))],
        "tests": compare_tests(candidate["tests"], against["tests"]),
        "tests_passed": sum(one["passed"] for one in candidate["tests"]),
        "tests_passed_against": sum(one["passed"] for one in against["tests"]),
    }


def pair_up(mine: Intents, theirs: Intents) -> list[tuple[Example, Example]]:
    """Return the messages that both were asked, with the same truth."""
    known = {(one["text"], one["truth"]): one for one in theirs["examples"]}
    found = ((one, known.get((one["text"], one["truth"]))) for one in mine["examples"])
    return [(one, other) for one, other in found if other is not None]


def compare_intents(
    mine: Intents, theirs: Intents, pairs: Iterable[tuple[Example, Example]]
) -> Iterable[IntentChange]:
    """Yield each intent that the candidate was asked about."""
    moved: Mapping[str, Counter[str]] = defaultdict(Counter)
    for one, other in pairs:
        is_right, was_right = (x["predicted"] == x["truth"] for x in (one, other))
        if is_right != was_right:
            moved[one["truth"]]["fixed" if is_right else "broken"] += 1
    before = {row["name"]: row["f1"] for row in theirs["per_intent"]}
    for row in mine["per_intent"]:
        earlier = before.get(row["name"], 0.0)
        yield {
            "intent": row["name"],
            "examples": row["examples"],
            "f1": row["f1"],
            "f1_against": earlier,
            "difference": row["f1"] - earlier,
            "fixed": moved[row["name"]]["fixed"],
            "broken": moved[row["name"]]["broken"],
        }


def describe_change(one: Example, other: Example) -> ChangedExample | None:
    """Return how the readings differ; None where both name the same intent."""
    if one["predicted"] == other["predicted"]:
        return None
    is_right, was_right = (x["predicted"] == x["truth"] for x in (one, other))
    return {
        "text": one["text"],
        "language": one["language"],
        "truth": one["truth"],
        "kind": "fixed" if is_right else "broken" if was_right else "moved",
        "candidate": say_reading(one),
        "against": say_reading(other),
    }


def say_reading(one: Example) -> ReadBy:
    """Return what a model says of a message, without the message."""
    return {
        "predicted": one["predicted"],
        "confidence": one["confidence"],
        "decision": one["decision"],
        "intent": one["intent"],
    }


def compare_tests(mine: Iterable[Tested], theirs: Iterable[Tested]) -> list[ChangedTest]:
    """Return the tests, of those that both have, that one passes and the other does not."""
    before = {(one["file"], one["name"]): one["passed"] for one in theirs}
    changed: list[ChangedTest] = []
    for one in mine:
        was = before.get((one["file"], one["name"]))
        if was is not None and was != one["passed"]:
            changed.append({"name": one["name"], "kind": "broken" if was else "fixed"})
    return changed
