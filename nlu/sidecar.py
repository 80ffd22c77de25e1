"""What a new model's manifest says of its understanding, measured on messages it never saw."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nlu.archive import unpack
from nlu.core.artefact import load_intent_model
from nlu.core.intent import IntentModel
from nlu.layout import HELD_OUT

READER = ".IntentReader"  # in the name of the folder where Rasa keeps what it learned
DIGITS = 4


def judge_held_out(archive: Path, folder: Path = HELD_OUT) -> dict[str, Any] | None:
    """Return how well the prediction sets of a model hold, by intent and by language.

    Messages of intents that the project does not have are left out and counted. `None` without
    held-out messages (an installation may leave the tests out), where they are another project's,
    or where the model has another classifier than ours.
    """
    from nlu.evaluation.crossing import judge
    from nlu.evaluation.project import read_held_out, score_examples
    from nlu.evaluation.shipped import ModelIntents

    unseen = read_held_out(folder) if folder.is_dir() else []
    model = read_intents(archive) if unseen else None
    if model is None:
        return None
    known = [one for one in unseen if one.intent in set(model.classes_)]
    left_out = len(unseen) - len(known)
    if left_out > len(known):
        return None
    unseen = known
    report = score_examples(unseen, judge(ModelIntents(model), [one.text for one in unseen]))
    sets = report["sets"]
    return {
        "messages": len(unseen),
        "left_out": left_out,
        "macro_f1": round(report["macro_f1"], DIGITS),
        "coverage": round(sets["coverage"], DIGITS),
        "mean_set_size": round(sets["mean_set_size"], DIGITS),
        "coverage_by_language": list_coverage(sets["coverage_by_language"]),
        "coverage_by_intent": list_coverage(sets["coverage_by_intent"]),
    }


def read_intents(archive: Path) -> IntentModel | None:
    """Return the intent model in an archive that Rasa packed; None where there is none of ours."""
    with TemporaryDirectory() as name:
        unpack(archive, Path(name))
        folders = sorted(Path(name).glob(f"components/*{READER}*"))
        return load_intent_model(folders[0]) if folders else None


def list_coverage(groups: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the coverage of each group alone."""
    return {name: round(group["coverage"], DIGITS) for name, group in groups.items()}
