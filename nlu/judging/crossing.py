"""Cross-validation of a project's data, for the report of a model that was made from it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.core.judging.report import Decision, Intents
from nlu.data import Example
from nlu.evaluation.crossing import FOLDS, cross_judge, pick, split_folds
from nlu.evaluation.errors import BadInput
from nlu.evaluation.rasa_yaml import read_examples
from nlu.evaluation.shipped import keep_vectors, train_project_intents
from nlu.judging.intents import Asked, judge_intents, keep_mistakes
from nlu.judging.loading import OpenModel, Parsed, open_model
from nlu.judging.stages import Tell

DATA, CONFIG = Path("data/nlu"), Path("config.yml")
FEWEST = FOLDS  # examples an intent needs, one a fold
ACT: Decision = "act"


def cross_validate(model: OpenModel, tell: Tell) -> Intents | None:
    """Return how the project's data is read by models that had not seen it; None without data.

    Intents with fewer than five examples are left out. Our pipeline trains its intent reader alone;
    another one is trained by Rasa once for each fold.
    """
    from nlu.components.intent import IntentReader

    if not DATA.exists():
        return None
    read = read_examples(DATA)
    counts = {one.intent: 0 for one in read}
    for one in read:
        counts[one.intent] += 1
    examples = [one for one in read if counts[one.intent] >= FEWEST]
    if len({one.intent for one in examples}) < 2:
        return None
    tell(0, "cross")
    is_ours = model.find(IntentReader) is not None
    asked = cross_ours(examples, tell) if is_ours else cross_with_rasa(examples, tell)
    return keep_mistakes(judge_intents(asked, decides=not is_ours))


def cross_ours(examples: Sequence[Example], tell: Tell) -> list[Asked]:
    """Return what our intent reader says of each example when it had not seen it."""
    texts, labels = [one.text for one in examples], [one.intent for one in examples]
    keep_vectors(2 * len(texts))
    done = 0

    def train(*arguments: Any) -> Any:
        nonlocal done
        trained = train_project_intents(*arguments)
        done += 1
        tell(100 * done / FOLDS, "cross")
        return trained

    judged = cross_judge(train, texts, labels)
    sets = judged.sets or [[] for _ in texts]
    return [
        Asked(
            one,
            Parsed(one.text, guess, guess, float(sure), ACT, [], [], None, 0.0, {}),
            members if judged.sets is not None else None,
        )
        for one, guess, sure, members in zip(
            examples, judged.predicted, judged.confidence, sets, strict=True
        )
    ]


def cross_with_rasa(examples: Sequence[Example], tell: Tell) -> list[Asked]:
    """Return what the pipeline of config.yml says of each example when it had not seen it."""
    texts, labels = [one.text for one in examples], [one.intent for one in examples]
    said: dict[int, Parsed] = {}
    for number, (seen, unseen) in enumerate(split_folds(labels), start=1):
        with tempfile.TemporaryDirectory() as folder:
            fold = train_fold(Path(folder), pick(texts, seen), pick(labels, seen))
        read = fold.parse(pick(texts, unseen))
        said.update(zip(unseen.tolist(), read, strict=True))
        tell(100 * number / FOLDS, "cross")
    return [Asked(one, said[place], None) for place, one in enumerate(examples)]


def train_fold(folder: Path, texts: Sequence[str], labels: Sequence[str]) -> OpenModel:
    """Return a model of the project's pipeline, trained on these examples alone."""
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    messages = [Message.build(text, label) for text, label in zip(texts, labels, strict=True)]
    data = folder / "nlu.yml"
    data.write_text(RasaYAMLWriter().dumps(TrainingData(messages)), encoding="utf-8")
    archive = train_nlu(str(CONFIG), str(data), str(folder))
    if archive is None:
        raise BadInput("The pipeline of config.yml cannot be trained on a part of the data.")
    return open_model(Path(archive), {})
