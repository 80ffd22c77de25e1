"""Reading the training files once, and what Rasa does to the examples afterwards."""

from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter

from nlu import ahead
from nlu.core.embedding import SentenceEncoder, multilingual_encoder
from nlu.importer import Example
from nlu.sentences import read_sentences

NLU = """
version: "3.1"
nlu:
- intent: order_status
  examples: |
    - where is my [lamp](product)
    - where is my [lamp](product)
    - has [it]{"entity": "product", "value": "lamp"} left
- intent: greet
  examples: |
    - 你好
"""
CONFIG = """
recipe: default.v1
assistant_id: test
language: en
importers:
- name: nlu.importer.ProjectImporter
pipeline:
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text(NLU, encoding="utf-8")
    (tmp_path / "config.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "domain.yml").write_text("intents: [greet, order_status]\n", encoding="utf-8")
    return tmp_path


def test_the_examples_are_those_that_rasa_reads(project: Path) -> None:
    files = [str(project / "data")]
    ours = TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), files
    ).get_nlu_data()
    theirs = RasaFileImporter(None, None, files).get_nlu_data()
    assert [message.as_dict() for message in ours.nlu_examples] == [
        message.as_dict() for message in theirs.nlu_examples
    ]
    assert len(ours.nlu_examples) == 3


def test_an_example_keeps_its_fingerprint_until_it_really_changes() -> None:
    example = Example({"text": "hello", "intent": "greet"})
    before = example.fingerprint()
    example.set("intent", "greet")
    assert example._cached_fingerprint == before
    assert deepcopy([example])[0] is example
    example.set("intent", "thank")
    assert example.fingerprint() != before


def test_sentences_are_foreseen_without_their_marks(project: Path) -> None:
    (project / "data" / "broken.yml").write_text("a: [", encoding="utf-8")
    assert set(read_sentences((project / "data").glob("*.yml"))) == {
        "where is my lamp",
        "has it left",
        "你好",
    }


class Counted:
    """An encoder that notes what it is asked."""

    dimensions, is_parallel = 1, False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_batch(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        return [[float(len(text))] for text in texts]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    model = Counted()
    shared = SentenceEncoder(model)  # type: ignore[arg-type]
    monkeypatch.setattr(ahead, "multilingual_encoder", lambda: shared)
    return model


def test_vectors_of_foreseen_sentences_come_from_the_helper(
    project: Path, counted: Counted
) -> None:
    with ahead.embed_ahead([project / "data"]):
        [vector] = ahead.multilingual_encoder().encode(["你好"])
    assert counted.asked == []
    assert np.allclose(vector, multilingual_encoder().encode(["你好"])[0], atol=1e-5)


def test_a_helper_that_fails_leaves_the_work_to_us(project: Path, counted: Counted) -> None:
    with ahead.embed_ahead([None]):  # type: ignore[list-item]
        assert ahead.multilingual_encoder().encode(["你好"]).tolist() == [[2.0]]
    assert counted.asked == ["你好"]
