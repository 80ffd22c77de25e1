"""The figures as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

UNITS = {
    "train_seconds": ("training", "{:.1f} s"),
    "p50_ms": ("one message, median", "{:.1f} ms"),
    "p95_ms": ("one message, 95th percentile", "{:.1f} ms"),
    "size_bytes": ("model on disk", "{:,.0f} bytes"),
}
NAMES = {
    "macro_f1": "macro-F1",
    "f1": "F1 of exact spans",
    "oos_auroc": "out of scope, AUROC",
    "oos_recall_at_95_kept": "out of scope rejected where 95 % in scope is kept",
    "threshold_known_kept": "in scope kept at the model's own threshold",
    "threshold_oos_recall": "out of scope rejected at the model's own threshold",
    "coverage": "sets that hold the truth",
    "mean_set_size": "intents in a set, mean",
    "worst_language": "sets that hold the truth, worst language",
    "polarity_auroc": "positive against negative, AUROC",
}


def show_figures(report: Mapping[str, Any]) -> str:
    """Return a line for each single figure, nested tables left out."""
    lines = []
    for key, value in report.items():
        if key == "worst_intent":
            name = "sets that hold the truth, worst intent"
            shown = f"{value['coverage']:.3f} ({value['intent']}, {value['examples']} messages)"
        elif isinstance(value, int | float):
            name, shape = UNITS.get(key, (NAMES.get(key, key.replace("_", " ")), None))
            whole = "{:,}" if isinstance(value, int) else "{:.3f}"
            shown = (shape or whole).format(value)
        else:
            continue
        lines.append(f"{name:<52}{shown}")
    return "\n".join(lines)


def show_rows(rows: Mapping[str, Mapping[str, float]], head: str, count: str) -> str:
    """Return a table of precision, recall and F1, the weakest first."""
    lines = [f"{head:<34}{'precision':>10}{'recall':>8}{'F1':>7}{count:>10}"]
    for name, row in sorted(rows.items(), key=lambda item: item[1]["f1"]):
        lines.append(
            f"{name:<34}{row['precision']:>10.3f}{row['recall']:>8.3f}"
            f"{row['f1']:>7.3f}{row[count]:>10}"
        )
    return "\n".join(lines)


def show_project(report: Mapping[str, Any]) -> str:
    """Return the table of intents and a line for each part of the project's report."""
    return "\n".join([show_rows(report["per_intent"], "intent", "examples"), *sum_up(report)])


def sum_up(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines under the table."""
    yield f"cross-validation of {report['examples']} lines: {describe(report)}"
    if "held_out" in report:
        unseen = report["held_out"]
        yield f"{unseen['examples']} messages written apart: {describe(unseen)}"
    yield f"sentiment macro-F1 {report['sentiment_macro_f1']:.3f}"


def describe(scores: Mapping[str, Any]) -> str:
    """Return macro-F1, by language too, accuracy, calibration and coverage in one line."""
    languages = ", ".join(f"{k} {v:.3f}" for k, v in scores["macro_f1_by_language"].items())
    line = (
        f"macro-F1 {scores['macro_f1']:.3f} ({languages}), accuracy {scores['accuracy']:.3f}, "
        f"calibration error {scores['calibration_error']:.3f}"
    )
    if (sets := scores["sets"]) is None:
        return line
    return f"{line}, coverage {sets['coverage']:.3f} with {sets['mean_set_size']:.2f} a set"
