"""The adapter: what the models are called is known here alone, and refusals are bad input."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.core.intent_head import Verdict
from nlu.evaluation.errors import BadInput
from nlu.evaluation.shipped import (
    ModelIntents,
    measure_size,
    read_utterances,
    train_intents,
)


class Model:
    """Has the attributes of the intent model."""

    classes_ = np.array(["greet", "track"])
    unknown_threshold_ = np.float32(0.25)

    def judge(self, texts: Sequence[str]) -> Verdict:
        chances = np.tile([0.7, 0.3], (len(texts), 1))
        return Verdict(chances, chances > 0, np.arange(len(texts)) / 10)


def test_everything_the_model_says_is_handed_on() -> None:
    reader = ModelIntents(Model())
    reading = reader.read(["a", "b"])
    assert (reader.labels, reader.threshold) == (["greet", "track"], 0.25)
    assert reading.probabilities.tolist() == [[0.7, 0.3]] * 2
    assert reading.unknown.tolist() == [0, 0.1]
    assert reading.sets == [["greet", "track"]] * 2
    assert type(reading.sets[0][0]) is str


def test_the_size_is_that_of_all_files_in_all_folders() -> None:
    def save(folder: Path) -> None:
        (folder / "parts").mkdir()
        (folder / "parts" / "a").write_bytes(b"12345")
        (folder / "b").write_bytes(b"678")

    assert measure_size(save) == 8


def test_a_refusal_to_learn_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Nothing can be learned"):
        train_intents(["a", "b"], ["same", "same"])
    with pytest.raises(BadInput, match="needs utterances of each label"):
        read_utterances(tmp_path)
