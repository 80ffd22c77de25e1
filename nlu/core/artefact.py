"""Saving and loading what was learned: numbers in `.npz`, the rest in `.json`; no pickle ever."""

import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from nlu.core.classifier import TextClassifier
from nlu.core.grams import GramVectorizer

PARAMETERS = ("gamma", "gram_weight", "ridge", "landmarks", "seed")


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
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise ArtefactBroken(f"{folder.name} cannot be read; train again.") from error
    return arrays, facts


def save_classifier(folder: Path, model: TextClassifier) -> None:
    """Write a fitted classifier. Half precision loses no answer and half the size."""
    arrays = {
        "vectors": model.vectors_.astype(np.float16),
        "dual": model.dual_.astype(np.float32),
        "gram_dual": model.gram_dual_.astype(np.float16),
        "idf": model.grams_.idf_,
    }
    facts = {
        "classes": [str(label) for label in model.classes_],
        "vocabulary": list(model.grams_.vocabulary_),
        "temperature": model.temperature_,
        "parameters": {name: getattr(model, name) for name in PARAMETERS},
    }
    save(folder, arrays=arrays, facts=facts)


def load_classifier(folder: Path) -> TextClassifier:
    """Return the classifier that `save_classifier` wrote."""
    arrays, facts = load(folder)
    try:
        model = TextClassifier(**facts["parameters"])
        model.classes_ = np.asarray(facts["classes"])
        model.grams_ = GramVectorizer()
        model.grams_.vocabulary_ = {gram: n for n, gram in enumerate(facts["vocabulary"])}
        model.grams_.idf_ = arrays["idf"]
        model.temperature_ = float(facts["temperature"])
        model.vectors_ = arrays["vectors"].astype(np.float32)
        model.dual_ = arrays["dual"]
        model.gram_dual_ = arrays["gram_dual"].astype(np.float32)
    except (KeyError, TypeError) as error:
        raise ArtefactBroken(f"{folder.name} lacks {error}; train again.") from error
    classes, examples = len(model.classes_), len(model.vectors_)
    fits = model.dual_.shape == (examples, classes)
    if not fits or model.gram_dual_.shape != (len(model.grams_.vocabulary_), classes):
        raise ArtefactBroken(f"{folder.name}: the arrays do not fit together; train again.")
    return model
