"""Judges this project's own data: cross-validation, and messages written apart from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlu.data import Example
from nlu.evaluation.confusion import draw_confusion
from nlu.evaluation.coverage import draw_coverage
from nlu.evaluation.crossing import Judged, cross_judge, cross_moods, judge
from nlu.evaluation.errors import BadInput
from nlu.evaluation.metrics import (
    bin_confidence,
    calibration_error,
    score_each,
    score_labels,
    score_sets,
)
from nlu.evaluation.rasa_yaml import read_examples
from nlu.evaluation.reliability import draw_reliability
from nlu.evaluation.shipped import (
    TrainIntents,
    keep_vectors,
    read_utterances,
    train_moods,
    train_project_intents,
)

DATA = Path("data/nlu")
HELD_OUT = Path("tests/nlu")
HELD_OUT_TOPICS = ("orders", "account", "products", "tickets", "service", "talk")


def evaluate_project(out: Path) -> dict[str, Any]:
    """Judge the project in the working folder, write reports into `out`, return the figures."""
    examples = read_examples(DATA)
    keep_vectors(2 * len(examples))
    labels = [example.intent for example in examples]
    judged = cross_judge(train_project_intents, [example.text for example in examples], labels)
    report = score_examples(examples, judged)
    moods, moody = read_utterances()
    felt = cross_moods(train_moods, moods, moody)
    report["sentiment_macro_f1"] = score_labels(moody, felt)["macro_f1"]
    report["sentiment_per_class"] = score_each(moody, felt)
    # Cross-validation asks about lines by the same hands, many of them plain: it flatters.
    if unseen := read_held_out(HELD_OUT):
        report["held_out"] = judge_unseen(examples, unseen, train_project_intents)
    write_reports(out, report, labels, judged)
    return report


def read_held_out(folder: Path) -> list[Example]:
    """Return the messages that were written apart from the training data."""
    files = (folder / f"held_out_{topic}.yml" for topic in HELD_OUT_TOPICS)
    return [example for file in files if file.exists() for example in read_examples(file)]


def judge_unseen(
    examples: Sequence[Example], unseen: Sequence[Example], train: TrainIntents
) -> dict[str, Any]:
    """Return the scores of a model of all `examples` on messages it never saw."""
    model = train([e.text for e in examples], [e.intent for e in examples], None)
    return score_examples(unseen, judge(model, [e.text for e in unseen]))


def score_examples(examples: Sequence[Example], judged: Judged) -> dict[str, Any]:
    """Return accuracy, macro-F1, both languages, calibration, coverage and a row per intent."""
    if not examples:
        raise BadInput(f"{DATA} holds no example; run this in the project's folder.")
    truth = [example.intent for example in examples]
    languages = [example.language for example in examples]
    right = np.array([a == b for a, b in zip(truth, judged.predicted, strict=True)])
    bins = bin_confidence(judged.confidence, right)
    sets = score_sets(truth, judged.sets, languages) if judged.sets is not None else None
    return {
        "examples": len(examples),
        "intents": len(set(truth)),
        **score_labels(truth, judged.predicted),
        "macro_f1_by_language": score_languages(truth, judged.predicted, languages),
        "calibration_error": calibration_error(bins),
        "reliability": bins,
        "sets": sets,
        "per_intent": score_each(truth, judged.predicted),
    }


def score_languages(
    truth: Sequence[str], predicted: Sequence[str], languages: Sequence[str]
) -> dict[str, float]:
    """Return the macro-F1 of the messages in each language."""
    scores = {}
    for language in sorted(set(languages)):
        rows = [place for place, name in enumerate(languages) if name == language]
        chosen = score_labels([truth[row] for row in rows], [predicted[row] for row in rows])
        scores[language] = chosen["macro_f1"]
    return scores


def write_reports(out: Path, report: dict[str, Any], truth: Sequence[str], judged: Judged) -> None:
    """Write the figures and their pictures; no picture of coverage without sets."""
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "intents.json": json.dumps(report, indent=2, ensure_ascii=False) + "\n",
        "confusion.svg": draw_confusion(truth, judged.predicted),
        "reliability.svg": draw_reliability(report["reliability"]),
    }
    if report["sets"] is not None:
        files["coverage.svg"] = draw_coverage(report["sets"])
    for name, content in files.items():
        (out / name).write_text(content, encoding="utf-8")
