"""Reading the training files once, and what Rasa does to the examples afterwards."""

from copy import deepcopy
from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter

from nlu import ahead
from nlu.core.embedding import SentenceEncoder
from nlu.importer import Example, ProjectImporter

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


def test_the_files_are_read_once(project: Path) -> None:
    importer = ProjectImporter(None, None, [str(project / "data")])
    assert importer.get_nlu_data() is importer.get_nlu_data()


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
    assert set(ahead.read_sentences(project / "data")) == {
        "where is my lamp",
        "has it left",
        "你好",
    }


def test_a_helper_that_fails_only_costs_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counted:
        dimensions, is_parallel = 1, False

        def encode_batch(self, texts: list[str]) -> list[list[float]]:
            return [[float(len(text))] for text in texts]

    shared = SentenceEncoder(Counted())  # type: ignore[arg-type]
    monkeypatch.setattr(ahead, "multilingual_encoder", lambda: shared)
    with ahead.embed_ahead([project / "nowhere", None]):  # type: ignore[list-item]
        assert shared.encode(["你好"]).tolist() == [[2.0]]
