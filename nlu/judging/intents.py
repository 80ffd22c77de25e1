"""Judges the intents that a model reads in messages whose truth is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nlu.core.judging.intervals import (
    macro_f1_interval,
    make_rows,
    wilson,
)
from nlu.core.judging.report import (
    Cell,
    Covered,
    Decisions,
    Example,
    Intents,
    Sets,
    Strange,
)
from nlu.core.language import name_speech
from nlu.data import Example as Labelled
from nlu.evaluation.metrics import (
    bin_confidence,
    calibration_error,
    score_labels,
)
from nlu.evaluation.project import score_languages
from nlu.judging.loading import Parsed

REFUSAL = "out_of_scope"  # an intent by which the bot says that something is not for it


@dataclass(frozen=True)
class Asked:
    """A message with its truth, what was said of it, and its prediction set if there are sets."""

    example: Labelled
    said: Parsed
    members: list[str] | None


def describe_example(asked: Asked) -> Example:
    """Return a message as the report lists it."""
    said = asked.said
    return {
        "text": said.text,
        "language": asked.example.language,
        "truth": asked.example.intent,
        "predicted": said.predicted,
        "confidence": round(said.confidence, 4),
        "decision": said.decision,
        "intent": said.intent,
        "choices": said.choices,
        "members": asked.members,
    }


def judge_intents(asked: Sequence[Asked], *, decides: bool = True) -> Intents:
    """Return the report on the intents of one message or more.

    `decides` is False where the readings come from a bare classifier, which decides nothing.
    """
    examples = [describe_example(one) for one in asked]
    truth = [one["truth"] for one in examples]
    predicted = [one["predicted"] for one in examples]
    languages = [one["language"] for one in examples]
    right = np.array([a == b for a, b in zip(truth, predicted, strict=True)])
    confidence = np.array([one.said.confidence for one in asked])
    bins = bin_confidence(confidence, right)
    hits = int(right.sum())
    return {
        "messages": len(examples),
        "intents": len(set(truth)),
        "accuracy": hits / len(examples),
        "accuracy_interval": wilson(hits, len(examples)),
        "macro_f1": score_labels(truth, predicted)["macro_f1"],
        "macro_f1_interval": macro_f1_interval(truth, predicted),
        "macro_f1_by_language": score_languages(truth, predicted, languages),
        "calibration_error": calibration_error(bins),
        "bins": [
            {
                "confidence": one["confidence"],
                "accuracy": one["accuracy"],
                "count": int(one["count"]),
            }
            for one in bins
        ],
        "decisions": count_decisions(examples) if decides else None,
        "sets": judge_sets(examples),
        "per_intent": make_rows(truth, predicted),
        "confusion": list_cells(examples),
        "examples": examples,
    }


def list_cells(examples: Sequence[Example]) -> list[Cell]:
    """Return the cells of the confusion table that are not empty."""
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(examples):
        places[one["truth"], one["predicted"]].append(place)
    return [
        {"truth": truth, "predicted": guess, "count": len(held), "examples": held}
        for (truth, guess), held in sorted(places.items())
    ]


def keep_mistakes(intents: Intents) -> Intents:
    """Return the report with the wrong examples alone; the right cells keep their counts."""
    wrong = [
        place for place, one in enumerate(intents["examples"]) if one["truth"] != one["predicted"]
    ]
    moved = {place: number for number, place in enumerate(wrong)}
    cells: list[Cell] = [
        {**cell, "examples": [moved[place] for place in cell["examples"] if place in moved]}
        for cell in intents["confusion"]
    ]
    kept = [intents["examples"][place] for place in wrong]
    return {**intents, "confusion": cells, "examples": kept}


def count_decisions(examples: Iterable[Example]) -> Decisions:
    """Return what the bot would have done, counted."""
    counts: Decisions = {
        "acted_right": 0,
        "acted_wrong": 0,
        "asked_right": 0,
        "asked_wrong": 0,
        "unknown": 0,
    }
    for one in examples:
        if one["decision"] == "act":
            counts["acted_right" if one["intent"] == one["truth"] else "acted_wrong"] += 1
        elif one["decision"] == "ask":
            counts["asked_right" if one["truth"] in one["choices"] else "asked_wrong"] += 1
        else:
            counts["unknown"] += 1
    return counts


def judge_sets(examples: Sequence[Example]) -> Sets | None:
    """Return how the prediction sets hold; None from a model without sets."""
    held = [(one, one["members"]) for one in examples]
    sizes = [len(members) for _, members in held if members is not None]
    if len(sizes) < len(examples):
        return None
    inside = [one["truth"] in members for one, members in held if members is not None]
    hits = sum(inside)
    return {
        "coverage": hits / len(inside),
        "interval": wilson(hits, len(inside)),
        "mean_size": float(np.mean(sizes)),
        "by_language": cover([one["language"] for one in examples], inside),
        "by_intent": cover([one["truth"] for one in examples], inside),
    }


def cover(groups: Sequence[str], inside: Sequence[bool]) -> list[Covered]:
    """Return the coverage of each group, the worst first."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for group, is_inside in zip(groups, inside, strict=True):
        found[group].append(is_inside)
    rows: list[Covered] = [
        {
            "name": name,
            "coverage": sum(held) / len(held),
            "interval": wilson(sum(held), len(held)),
            "examples": len(held),
        }
        for name, held in found.items()
    ]
    return sorted(rows, key=lambda row: (row["coverage"], row["name"]))


def judge_strange(said: Sequence[Parsed]) -> Strange | None:
    """Return what the bot would do with messages that it must not act on; None without any."""
    if not said:
        return None
    asked = [Asked(Labelled(one.text, "unknown", name_speech(one.text)), one, None) for one in said]
    acted = [one for one in asked if one.said.decision == "act" and one.said.intent != REFUSAL]
    asked_back = sum(one.decision == "ask" for one in said)
    return {
        "messages": len(said),
        "acted": len(acted),
        "asked": asked_back,
        "refused": len(said) - len(acted) - asked_back,
        "examples": [describe_example(one) for one in acted],
    }
