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
    save(folder, arrays=list_arrays(model), facts=list_facts(model))


def load_classifier(folder: Path) -> TextClassifier:
    """Return the classifier that `save_classifier` wrote."""
    arrays, facts = load(folder)
    return fill(folder, TextClassifier, arrays, facts)


def save_intent_model(folder: Path, model: IntentModel) -> None:
    """Write a fitted intent model, a folder a head."""
    for name, head in model.heads_.items():
        bounds = {"set_bound": head.set_bound_, "strange_bound": head.strange_bound_}
        save(folder / name, arrays=list_arrays(head), facts=list_facts(head) | bounds)


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
    head = fill(folder, IntentHead, arrays, facts)
    try:
        head.set_bound_ = float(facts["set_bound"])
        head.strange_bound_ = float(facts["strange_bound"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactBroken(f"{folder.name} lacks its bounds; train again.") from error
    return head


def list_arrays(model: TextClassifier) -> dict[str, Any]:
    """Return what a classifier learned in numbers."""
    return {
        "vectors": model.vectors_.astype(np.float16),
        "dual": model.dual_.astype(np.float32),
        "gram_dual": model.gram_dual_.astype(np.float16),
        "fact_dual": model.fact_dual_,
        "idf": model.grams_.idf_,
    }


def list_facts(model: TextClassifier) -> dict[str, Any]:
    """Return the rest of what it is; the embedder is the process's own."""
    parameters = model.get_params()
    del parameters["embedder"]
    return {
        "classes": [str(label) for label in model.classes_],
        "vocabulary": list(model.grams_.vocabulary_),
        "temperature": model.temperature_,
        "parameters": parameters,
    }


def fill(
    folder: Path, kind: type[Classifier], arrays: dict[str, Any], facts: dict[str, Any]
) -> Classifier:
    """Return the classifier of what was stored; raise `ArtefactBroken` where it does not fit."""
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
        model.fact_dual_ = arrays["fact_dual"]
    except (KeyError, TypeError) as error:
        raise ArtefactBroken(f"{folder.name} lacks {error}; train again.") from error
    classes, examples = len(model.classes_), len(model.vectors_)
    fits = model.dual_.shape == (examples, classes) and model.fact_dual_.shape[1:] == (classes,)
    if not fits or model.gram_dual_.shape != (len(model.grams_.vocabulary_), classes):
        raise ArtefactBroken(f"{folder.name}: the arrays do not fit together; train again.")
    return model
