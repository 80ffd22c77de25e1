"""Saving and loading what was learned: numbers in `.npz`, the rest in `.json`; no pickle ever."""

import json
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from nlu.core.classifier import TextClassifier
from nlu.core.grams import GramVectorizer
from nlu.core.intent import IntentModel
from nlu.core.intent_head import IntentHead

Classifier = TypeVar("Classifier", bound=TextClassifier)

HEADS = ("any", "en")
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
    save(folder, arrays=_list_arrays(model), facts=_list_facts(model))


def load_classifier(folder: Path) -> TextClassifier:
    """Return the classifier that `save_classifier` wrote."""
    arrays, facts = load(folder)
    return _fill(folder, TextClassifier, arrays, facts)


def save_intent_model(folder: Path, model: IntentModel) -> None:
    """Write a fitted intent model, a folder a head."""
    for name, head in model.heads_.items():
        bounds = {"set_bound": head.set_bound_, "strange_bound": head.strange_bound_}
        save(folder / name, arrays=_list_arrays(head), facts=_list_facts(head) | bounds)


def load_intent_model(folder: Path) -> IntentModel:
    """Return the intent model that `save_intent_model` wrote."""
    model = IntentModel()
    model.heads_ = {name: _load_head(folder / name) for name in HEADS if (folder / name).is_dir()}
    if "any" not in model.heads_:
        raise ArtefactBroken(f"{folder.name} lacks its head for any language; train again.")
    model.classes_ = model.heads_["any"].classes_
    return model.attach_embedders()


def _load_head(folder: Path) -> IntentHead:
    arrays, facts = load(folder)
    head = _fill(folder, IntentHead, arrays, facts)
    try:
        head.set_bound_ = float(facts["set_bound"])
        head.strange_bound_ = float(facts["strange_bound"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactBroken(f"{folder.name} lacks its bounds; train again.") from error
    return head


def _list_arrays(model: TextClassifier) -> dict[str, Any]:
    return {
        "vectors": model.vectors_.astype(np.float16),
        "dual": model.dual_.astype(np.float32),
        "gram_dual": model.gram_dual_.astype(np.float16),
        "idf": model.grams_.idf_,
    }


def _list_facts(model: TextClassifier) -> dict[str, Any]:
    return {
        "classes": [str(label) for label in model.classes_],
        "vocabulary": list(model.grams_.vocabulary_),
        "temperature": model.temperature_,
        "parameters": {name: getattr(model, name) for name in PARAMETERS},
    }


def _fill(
    folder: Path, kind: type[Classifier], arrays: dict[str, Any], facts: dict[str, Any]
) -> Classifier:
    try:
        model = kind(**facts["parameters"])
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
