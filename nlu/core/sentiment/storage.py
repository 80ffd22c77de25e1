"""Keeping a fitted classifier of moods: arrays and facts, the embedders are handed in again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlu.core.artefact import ArtefactBroken, load, save
from nlu.core.embedding import Embedder
from nlu.core.grams import GramVectorizer
from nlu.core.lexicon import CUES
from nlu.core.sentiment.model import MoodClassifier

PARAMETERS = ("gamma", "gram_weight", "cue_weight", "ridge", "landmarks", "seed")


def save_moods(folder: Path, model: MoodClassifier) -> None:
    """Write a fitted classifier of moods; half precision where it loses no answer."""
    arrays = {
        "dual": model.dual_,
        "gram_dual": model.gram_dual_.astype(np.float16),
        "cue_dual": model.cue_dual_,
        "idf": model.grams_.idf_,
    }
    for number, vectors in enumerate(model.vectors_):
        arrays[f"vectors_{number}"] = vectors.astype(np.float16)
    facts = {
        "classes": [str(label) for label in model.classes_],
        "vocabulary": list(model.grams_.vocabulary_),
        "cues": list(CUES),
        "temperature": model.temperature_,
        "parameters": {name: getattr(model, name) for name in PARAMETERS},
    }
    save(folder, arrays=arrays, facts=facts)


def load_moods(folder: Path, embedders: Sequence[tuple[Embedder, float]]) -> MoodClassifier:
    """Return the classifier that `save_moods` wrote, reading with the embedders it learned with.

    Raises `ArtefactBroken` for files that do not fit together, the embedders or the cues.
    """
    arrays, facts = load(folder)
    try:
        model = MoodClassifier(embedders=embedders, **facts["parameters"])
        model.classes_ = np.asarray(facts["classes"])
        model.grams_ = GramVectorizer()
        model.grams_.vocabulary_ = {gram: n for n, gram in enumerate(facts["vocabulary"])}
        model.grams_.idf_ = arrays["idf"]
        model.temperature_ = float(facts["temperature"])
        kept = sorted(name for name in arrays if name.startswith("vectors_"))
        model.vectors_ = [arrays[name].astype(np.float32) for name in kept]
        model.dual_, model.cue_dual_ = arrays["dual"], arrays["cue_dual"]
        model.gram_dual_ = arrays["gram_dual"].astype(np.float32)
        is_same_cues = tuple(facts["cues"]) == CUES
    except (KeyError, TypeError) as error:
        raise ArtefactBroken(f"{folder.name} lacks {error}; train again.") from error
    if not is_same_cues or not _fits(model):
        raise ArtefactBroken(f"{folder.name}: the parts do not fit together; train again.")
    return model


def _fits(model: MoodClassifier) -> bool:
    """Tell whether the shapes of all parts agree."""
    classes, examples = len(model.classes_), len(model.dual_)
    shapes = (
        (model.dual_.shape, (examples, classes)),
        (model.gram_dual_.shape, (len(model.grams_.vocabulary_), classes)),
        (model.cue_dual_.shape, (len(CUES), classes)),
        ([len(part) for part in model.vectors_], [examples] * len(model.embedders)),
    )
    return all(found == expected for found, expected in shapes)
