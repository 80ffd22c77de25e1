"""Judges the moods that a model reads in messages with a known one."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.core.judging.intervals import macro_f1_interval, make_rows, wilson
from nlu.core.judging.report import MoodMistake, Sentiment
from nlu.evaluation.metrics import score_labels
from nlu.judging.loading import Parsed


def judge_moods(moods: Sequence[tuple[str, str]], said: Sequence[Parsed]) -> Sentiment | None:
    """Return the report on moods; None without messages, or from a model that reads none."""
    if not moods or all(one.mood is None for one in said):
        return None
    truth, predicted = [mood for _, mood in moods], [one.mood or "" for one in said]
    wrong: list[MoodMistake] = [
        {"text": text, "truth": mood, "predicted": one.mood or "", "score": one.mood_score}
        for (text, mood), one in zip(moods, said, strict=True)
        if mood != one.mood
    ]
    hits = len(moods) - len(wrong)
    return {
        "messages": len(moods),
        "accuracy": hits / len(moods),
        "accuracy_interval": wilson(hits, len(moods)),
        "macro_f1": score_labels(truth, predicted)["macro_f1"],
        "macro_f1_interval": macro_f1_interval(truth, predicted),
        "per_mood": make_rows(truth, predicted),
        "mistakes": wrong,
    }
