"""Saving and loading what was learned: numbers in `.npz`, the rest in `.json`; no pickle ever."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from nlu.core.classifier import TextClassifier
from nlu.core.grams import GramVectorizer


class ArtefactBroken(RuntimeError):
    """The files of a trained part are missing or do not fit together."""


def save(folder: Path, *, arrays: dict[str, Any], facts: dict[str, Any]) -> None:
    """Write arrays and facts into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "arrays.npz", **arrays)
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the arrays and facts of `folder`; raise `ArtefactBroken` where they are not whole."""
    try:
        with np.load(folder / "arrays.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, EOFError) as error:
        raise ArtefactBroken(f"{folder.name} cannot be read; train again.") from error
    return arrays, facts


def save_classifier(folder: Path, model: TextClassifier) -> None:
    """Write a fitted classifier."""
    arrays = {
        "dense": model.dense_weights_.astype(np.float32),
        "grams": model.gram_weights_.astype(np.float16),
        "bias": model.bias_,
        "idf": model.grams_.idf_,
    }
    facts = {
        "classes": [str(label) for label in model.classes_],
        "vocabulary": list(model.grams_.vocabulary_),
        "temperature": model.temperature_,
        "gram_weight": model.gram_weight,
        "C": model.C,
        "seed": model.seed,
    }
    save(folder, arrays=arrays, facts=facts)


def load_classifier(folder: Path) -> TextClassifier:
    """Return the classifier that `save_classifier` wrote."""
    arrays, facts = load(folder)
    try:
        model = TextClassifier(
            gram_weight=facts["gram_weight"], C=facts["C"], seed=facts["seed"]
        )
        model.classes_ = np.asarray(facts["classes"])
        model.grams_ = GramVectorizer()
        model.grams_.vocabulary_ = {gram: n for n, gram in enumerate(facts["vocabulary"])}
        model.grams_.idf_ = arrays["idf"]
        model.temperature_ = float(facts["temperature"])
        model.dense_weights_ = arrays["dense"]
        model.gram_weights_ = arrays["grams"].astype(np.float32)
        model.bias_ = arrays["bias"]
    except (KeyError, TypeError) as error:
        raise ArtefactBroken(f"{folder.name} lacks {error}; train again.") from error
    shapes = {model.gram_weights_.shape, (len(model.classes_), len(model.grams_.vocabulary_))}
    if len(shapes) != 1:
        raise ArtefactBroken(f"{folder.name}: weights and vocabulary do not fit; train again.")
    return model
