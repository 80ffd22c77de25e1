"""Keeping a fitted classifier of moods, with the cues that it counts."""

from pathlib import Path

from nlu.core.artefact import ArtefactBroken, fill, list_arrays, list_facts, load, save
from nlu.core.lexicon import CUES
from nlu.core.sentiment.model import MoodClassifier


def save_moods(folder: Path, model: MoodClassifier) -> None:
    """Write a fitted classifier of moods."""
    save(folder, arrays=list_arrays(model), facts=list_facts(model) | {"cues": list(CUES)})


def load_moods(folder: Path) -> MoodClassifier:
    """Return the classifier that `save_moods` wrote.

    Raises `ArtefactBroken` for files that do not fit together, or whose cues are not ours.
    """
    arrays, facts = load(folder)
    model = fill(folder, MoodClassifier, arrays, facts)
    if facts.get("cues") != list(CUES) or len(model.fact_dual_) != len(CUES):
        raise ArtefactBroken(f"{folder.name}: the cues do not fit together; train again.")
    return model
