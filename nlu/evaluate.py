"""`python -m nlu.evaluate`: judges intents, sentiment or entities on any data, or the project's."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.evaluation.entities import judge_entities
from nlu.evaluation.errors import BadInput
from nlu.evaluation.intents import judge_intents
from nlu.evaluation.labelled import (
    Labelled,
    draw_shots,
    read_labelled,
    read_texts,
    read_train_and_test,
)
from nlu.evaluation.project import evaluate_project
from nlu.evaluation.sentiment import judge_sentiment
from nlu.evaluation.shipped import (
    load_weights,
    read_utterances,
    train_intents,
    train_moods,
    train_spans,
)
from nlu.evaluation.show import show_figures, show_project, show_rows
from nlu.evaluation.spans import read_spans
from nlu.quiet import quieten

BAR = 0.90
SEED = 11


def run_intents(chosen: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the figures of the intent model, and how they are shown."""
    train, test = read_train_and_test(
        chosen.train, chosen.test, columns=columns_of(chosen), unknown_label=chosen.oos_label
    )
    if chosen.oos_test:
        stranger = read_texts(chosen.oos_test, chosen.text_column)
        test = Labelled(test.texts, test.labels, [*test.unknown, *stranger])
    if chosen.shots:
        train = draw_shots(train, chosen.shots, chosen.seed)
    load_weights()
    report = judge_intents(train, test, train_intents)
    return report, show_figures(report)


def run_sentiment(chosen: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the figures of the sentiment model, and how they are shown."""
    test = read_labelled(chosen.test, split="test", columns=columns_of(chosen))
    report = judge_sentiment(test.texts, test.labels, lambda: train_moods(*read_utterances()))
    table = show_rows(report["per_class"], "mood", "examples")
    return report, f"{table}\n{show_figures(report)}"


def run_entities(chosen: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the figures of the tagger, and how they are shown."""
    report = judge_entities(read_spans(chosen.train), read_spans(chosen.test), train_spans)
    table = show_rows(report["per_type"], "entity", "spans")
    return report, f"{table}\n{show_figures(report)}"


def run_project(chosen: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the figures of this project, and how they are shown."""
    report = evaluate_project(chosen.out)
    return report, f"{show_project(report)}\nReports: {chosen.out}"


def columns_of(chosen: argparse.Namespace) -> tuple[str | None, str | None]:
    """Return the named columns of text and label."""
    return chosen.text_column, chosen.label_column


def count(words: str) -> int:
    """Read a number of one or more."""
    if not words.isdigit() or int(words) < 1:
        raise argparse.ArgumentTypeError(f"{words!r} is no number of 1 or more")
    return int(words)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluate", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    intents = add_command(commands, "intents", run_intents, "train on one file, ask about another")
    intents.add_argument("--train", type=Path, required=True, help="CSV, TSV, JSON or Rasa YAML")
    intents.add_argument("--shots", type=count, help="learn from so many examples of each label")
    intents.add_argument("--seed", type=int, default=SEED, help="which examples are drawn")
    intents.add_argument("--oos-label", help="the label of rows that are out of scope")
    intents.add_argument("--oos-test", type=Path, help="a file of messages all out of scope")
    sentiment = add_command(commands, "sentiment", run_sentiment, "ask the model of data/sentiment")
    for command in (intents, sentiment):
        command.add_argument("--text-column", help="header of the texts")
        command.add_argument("--label-column", help="header of the labels")
    entities = add_command(commands, "entities", run_entities, "train on one file, find in another")
    entities.add_argument("--train", type=Path, required=True, help="CoNLL, seq.in/out, Rasa YAML")
    for command in (intents, sentiment, entities):
        command.add_argument("--test", type=Path, required=True, help="the file to be asked about")
    project = add_command(commands, "project", run_project, "cross-validate this project's data")
    project.add_argument("--out", type=Path, default=Path("models/reports"))
    project.add_argument("--min", type=float, default=BAR, help="macro-F1 below which it fails")
    return parser


def add_command(commands: Any, name: str, run: Any, words: str) -> argparse.ArgumentParser:
    """Add a command with the options that all have and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.add_argument("--json", type=Path, help="write the figures into this file too")
    parser.set_defaults(run=run)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Judge; return 0, 1 where the project misses its bar, 2 for input that cannot be used."""
    chosen = make_parser().parse_args(words)
    quieten()
    try:
        report, shown = chosen.run(chosen)
        if chosen.json:
            chosen.json.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
            chosen.json.write_text(text, encoding="utf-8")
    except (BadInput, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(shown)
    if chosen.command == "project" and report["macro_f1"] < chosen.min:
        print(f"The macro-F1 of intents is under {chosen.min}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
