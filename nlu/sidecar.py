"""What a new model's manifest says of its understanding, measured on messages it never saw."""

from __future__ import annotations

import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nlu.core.artefact import load_intent_model
from nlu.core.intent import IntentModel

HELD_OUT = Path("tests/nlu")
READER = ".IntentReader"  # in the name of the folder where Rasa keeps what it learned
DIGITS = 4


def judge_held_out(archive: Path, folder: Path = HELD_OUT) -> dict[str, Any] | None:
    """Return how well the prediction sets of a model hold, by intent and by language.

    `None` without held-out messages (an installation may leave the tests out) or where the model
    has another classifier than ours.
    """
    from nlu.evaluation.crossing import judge
    from nlu.evaluation.project import read_held_out, score_examples
    from nlu.evaluation.shipped import ModelIntents

    unseen = read_held_out(folder) if folder.is_dir() else []
    model = read_intents(archive) if unseen else None
    if model is None:
        return None
    report = score_examples(unseen, judge(ModelIntents(model), [one.text for one in unseen]))
    sets = report["sets"]
    return {
        "messages": len(unseen),
        "macro_f1": round(report["macro_f1"], DIGITS),
        "coverage": round(sets["coverage"], DIGITS),
        "mean_set_size": round(sets["mean_set_size"], DIGITS),
        "coverage_by_language": list_coverage(sets["coverage_by_language"]),
        "coverage_by_intent": list_coverage(sets["coverage_by_intent"]),
    }


def read_intents(archive: Path) -> IntentModel | None:
    """Return the intent model in an archive that Rasa packed; None where there is none of ours."""
    with TemporaryDirectory() as name, tarfile.open(archive) as packed:
        packed.extractall(name, filter="data")
        folders = sorted(Path(name).glob(f"components/*{READER}*"))
        return load_intent_model(folders[0]) if folders else None


def list_coverage(groups: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the coverage of each group alone."""
    return {name: round(group["coverage"], DIGITS) for name, group in groups.items()}
