"""What a manifest says of a model's understanding."""

import tarfile
from pathlib import Path

import pytest

from nlu.core.artefact import save_intent_model
from nlu.core.intent import IntentModel
from nlu.sidecar import judge_held_out

TEXTS = [
    *("where is my parcel", "track my order", "has it shipped", "when does my order come"),
    *("cancel my order", "please cancel it", "stop the order", "I don't want it any more"),
]
LABELS = ["track_order"] * 4 + ["cancel_order"] * 4
HELD_OUT = """
version: "3.1"
nlu:
- intent: track_order
  examples: |
    - so where is my parcel now
    - 我的订单到哪了
- intent: cancel_order
  examples: |
    - cancel the order please
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    learned = tmp_path / "components" / "train_nlu.components.intent.IntentReader0"
    save_intent_model(learned, IntentModel().fit(TEXTS, LABELS))
    with tarfile.open(tmp_path / "m.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "components", "components")
    return tmp_path / "m.tar.gz"


def test_sets_are_judged_by_intent_and_language(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "held_out_orders.yml").write_text(HELD_OUT, encoding="utf-8")
    found = judge_held_out(archive, tmp_path)
    assert found is not None
    assert found["messages"] == 3
    assert found["macro_f1"] > 0.6
    assert set(found["coverage_by_language"]) == {"en", "zh"}
    assert found["coverage_by_intent"]["cancel_order"] == 1
    assert found["mean_set_size"] >= 1


def test_nothing_is_said_without_held_out_messages_or_without_our_classifier(
    archive: Path, tmp_path: Path
) -> None:
    assert judge_held_out(archive, tmp_path / "nowhere") is None
    (tmp_path / "held_out_orders.yml").write_text(HELD_OUT, encoding="utf-8")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "held_out_orders.yml", "components/train_DIETClassifier/x")
    assert judge_held_out(tmp_path / "other.tar.gz", tmp_path) is None
