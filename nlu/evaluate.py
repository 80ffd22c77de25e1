"""`python -m nlu.evaluate project`: how well the training data teaches, by cross-validation."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedKFold

from nlu.confusion import draw_confusion
from nlu.core.classifier import TextClassifier
from nlu.core.embedding import multilingual_encoder
from nlu.core.sentiment import load_utterances, make_sentiment_classifier
from nlu.data import Example, load_examples
from nlu.quiet import quieten

FOLDS = 5
SEED = 11
BAR = 0.90


class Remembered:
    """Embeddings computed once for all folds."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vectors = dict(zip(texts, multilingual_encoder().encode(texts), strict=True))

    def encode(self, texts: Sequence[str]) -> Any:
        """Return the vectors of texts that were given at the start."""
        return np.asarray([self._vectors[text] for text in texts], dtype=np.float32)


def cross_validate(make: Any, texts: Sequence[str], labels: Sequence[str]) -> Any:
    """Return the label predicted for each text by a model that had not seen it."""
    all_texts, all_labels = np.asarray(texts, dtype=object), np.asarray(labels)
    predicted = np.empty(len(texts), dtype=all_labels.dtype)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, (train, test) in enumerate(folds.split(all_texts, all_labels), start=1):
        model = make().fit(list(all_texts[train]), list(all_labels[train]))
        predicted[test] = model.predict(list(all_texts[test]))
        print(f"fold {number} of {FOLDS}", file=sys.stderr, flush=True)
    return predicted


def score(examples: list[Example], predicted: Any) -> dict[str, Any]:
    """Return accuracy, macro-F1, both languages and a row per intent."""
    truth = np.array([example.intent for example in examples])
    languages = np.array([example.language for example in examples])
    names = sorted(set(truth))
    rows = precision_recall_fscore_support(truth, predicted, labels=names, zero_division=0)
    per_intent = {
        name: {"precision": p, "recall": r, "f1": f, "examples": int(n)}
        for name, p, r, f, n in zip(names, *rows, strict=True)
    }
    by_language = {
        language: f1_score(
            truth[languages == language], predicted[languages == language], average="macro"
        )
        for language in sorted(set(languages))
    }
    return {
        "examples": len(examples),
        "intents": len(names),
        "accuracy": accuracy_score(truth, predicted),
        "macro_f1": f1_score(truth, predicted, average="macro"),
        "macro_f1_by_language": by_language,
        "per_intent": per_intent,
    }


def judge_unseen(examples: list[Example], unseen: list[Example]) -> dict[str, Any]:
    """Return the scores of a model of all `examples` on messages that were written apart."""
    model = TextClassifier().fit([e.text for e in examples], [e.intent for e in examples])
    return score(unseen, model.predict([e.text for e in unseen]))


def show(report: dict[str, Any]) -> None:
    """Print the table, the weakest intents first."""
    print(f"{'intent':<26}{'precision':>10}{'recall':>8}{'F1':>7}{'examples':>10}")
    for name, row in sorted(report["per_intent"].items(), key=lambda item: item[1]["f1"]):
        print(
            f"{name:<26}{row['precision']:>10.3f}{row['recall']:>8.3f}"
            f"{row['f1']:>7.3f}{row['examples']:>10}"
        )
    languages = ", ".join(f"{k} {v:.3f}" for k, v in report["macro_f1_by_language"].items())
    print(f"macro-F1 {report['macro_f1']:.3f} ({languages}), accuracy {report['accuracy']:.3f}")


def evaluate_project(out: Path, minimum: float) -> bool:
    """Cross-validate intents and sentiment, write the reports, and tell whether the bar is met."""
    examples = load_examples(sorted(Path("data/nlu").rglob("*.yml")))
    texts, labels = [e.text for e in examples], [e.intent for e in examples]
    remembered = Remembered(texts)
    predicted = cross_validate(lambda: TextClassifier(embedder=remembered), texts, labels)
    report = score(examples, predicted)
    moods, moody = load_utterances(Path("data/sentiment"))
    felt = cross_validate(lambda: make_sentiment_classifier(Remembered(moods)), moods, moody)
    report["sentiment_macro_f1"] = f1_score(moody, felt, average="macro")
    show(report)
    # Cross-validation asks about lines by the same hands, many of them plain: it flatters.
    if unseen := load_examples(sorted(Path("tests/nlu").glob("held_out*.yml"))):
        report["held_out"] = judge_unseen(examples, unseen)
        print(f"held-out messages: macro-F1 {report['held_out']['macro_f1']:.3f} of {len(unseen)}")
    print(f"sentiment macro-F1 {report['sentiment_macro_f1']:.3f}")
    out.mkdir(parents=True, exist_ok=True)
    (out / "intents.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (out / "confusion.svg").write_text(draw_confusion(labels, list(predicted)), encoding="utf-8")
    print(f"Reports: {out / 'intents.json'}, {out / 'confusion.svg'}")
    return bool(report["macro_f1"] >= minimum)


def main() -> None:
    """Read the command line and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    project = commands.add_parser("project", help="cross-validate this project's data")
    project.add_argument("--out", type=Path, default=Path("models/reports"))
    project.add_argument("--min", type=float, default=BAR, help="macro-F1 below which it fails")
    chosen = parser.parse_args()
    quieten()
    if not evaluate_project(chosen.out, chosen.min):
        sys.exit(f"The macro-F1 of intents is under {chosen.min}.")


if __name__ == "__main__":
    main()
