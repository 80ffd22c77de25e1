"""The command line that the rivals of `benchmarks.nlu` share; runs in the Rasa environment."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nlu.evaluation.intents import judge_intents
from nlu.evaluation.labelled import read_labelled, read_train_and_test
from nlu.evaluation.shipped import TrainIntents


def judge_rival(
    parser: argparse.ArgumentParser,
    *,
    train_intents: Callable[[argparse.Namespace], TrainIntents],
    judge_moods: Callable[[Sequence[str], Sequence[str]], dict[str, Any]] | None = None,
) -> None:
    """Read the command line, judge intents or moods, and write the figures as JSON."""
    parser.add_argument("task", choices=["intents", "sentiment"] if judge_moods else ["intents"])
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--oos-label")
    parser.add_argument("--json", type=Path, required=True)
    chosen = parser.parse_args()
    if chosen.task == "sentiment" and judge_moods:
        test = read_labelled(chosen.test, split="test")
        report = judge_moods(test.texts, test.labels)
    else:
        sides = read_train_and_test(chosen.train, chosen.test, unknown_label=chosen.oos_label)
        report = judge_intents(*sides, train_intents(chosen))
    chosen.json.write_text(json.dumps(report), encoding="utf-8")
