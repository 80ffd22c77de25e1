"""The project's own figures: every line is judged by a model that had not seen it."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.data import Example
from nlu.evaluation import project
from nlu.evaluation.crossing import Judged, cross_judge, cross_moods, judge
from nlu.evaluation.errors import BadInput
from nlu.evaluation.project import judge_unseen, read_held_out, score_examples, write_reports
from nlu.evaluation.shipped import Reading, train_intents, train_moods
from nlu.evaluation.show import show_project

TRAINING = [
    Example("where is my parcel", "track_order", "en"),
    Example("where is my order", "track_order", "en"),
    Example("track my parcel", "track_order", "en"),
    Example("good morning", "greet", "en"),
    Example("hello there", "greet", "en"),
    Example("你好", "greet", "zh"),
]
TRUTH = [example.intent for example in TRAINING]


class Memory:
    """Knows by heart what it was taught; anything else is a greeting."""

    threshold = None

    def __init__(
        self, texts: Sequence[str], labels: Sequence[str], unknown: Sequence[str] | None = None
    ) -> None:
        self.labels = ["greet", "track"]
        self.known = dict(zip(texts, labels, strict=True))

    def read(self, texts: Sequence[str]) -> Reading:
        told = [self.known.get(text, "greet") for text in texts]
        probabilities = np.array([[0.7, 0.3] if x == "greet" else [0.3, 0.7] for x in told])
        return Reading(probabilities, np.zeros(len(texts)), [[x] for x in told])

    def size_bytes(self) -> int:
        return 1


def test_no_line_is_judged_by_a_model_that_saw_it() -> None:
    texts = [f"line {number}" for number in range(20)]
    labels = ["track", "greet"] * 10
    assert judge(Memory(texts, labels), texts).predicted == labels
    judged = cross_judge(Memory, texts, labels)
    assert judged.predicted == ["greet"] * 20
    assert judged.sets == [["greet"]] * 20
    assert list(judged.confidence) == [0.7] * 20


def test_moods_too_are_judged_unseen() -> None:
    class Parrot:
        def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
            self.known = dict(zip(texts, labels, strict=True))

        def read(self, texts: Sequence[str]) -> list[tuple[str, float]]:
            return [(self.known.get(text, "unseen"), 0.0) for text in texts]

    texts = [f"line {number}" for number in range(10)]
    assert cross_moods(Parrot, texts, ["negative", "positive"] * 5) == ["unseen"] * 10


def test_the_scores_are_those_worked_out_by_hand() -> None:
    said = ["track_order", "track_order", "greet", "greet", "greet", "track_order"]
    report = score_examples(TRAINING, Judged(said, np.full(6, 0.9), [[label] for label in said]))
    assert report["macro_f1"] == pytest.approx(2 / 3)
    assert report["accuracy"] == pytest.approx(4 / 6)
    assert report["per_intent"]["greet"]["recall"] == pytest.approx(2 / 3)
    assert report["macro_f1_by_language"]["zh"] == 0
    assert report["calibration_error"] == pytest.approx(0.9 - 4 / 6)
    assert report["sets"]["coverage"] == pytest.approx(4 / 6)
    assert (report["examples"], report["intents"]) == (6, 2)


def test_no_examples_are_refused() -> None:
    with pytest.raises(BadInput, match="no example"):
        score_examples([], Judged([], np.zeros(0), None))


def test_unseen_messages_are_judged_by_the_shipped_model() -> None:
    unseen = [
        Example("where is my package", "track_order", "en"),
        Example("hello, good morning", "greet", "en"),
    ]
    report = judge_unseen(TRAINING * 3, unseen, train_intents)
    assert report["examples"] == 2
    assert report["per_intent"]["track_order"]["recall"] == 1


def test_the_shipped_moods_have_a_label_and_a_score() -> None:
    bad = ["this is terrible", "I am so angry", "awful service"]
    plain = ["where is it", "two chairs please", "on Monday"]
    good = ["this is lovely", "I am so happy", "great service"]
    labels = ["negative"] * 3 + ["neutral"] * 3 + ["positive"] * 3
    moods = train_moods([*bad, *plain, *good], labels).read(["awful and terrible", "lovely, great"])
    assert [label for label, _ in moods] == ["negative", "positive"]
    assert moods[0][1] < 0 < moods[1][1]


def test_held_out_files_are_found_by_their_name(tmp_path: Path) -> None:
    content = 'version: "3.1"\nnlu:\n- intent: {}\n  examples: |\n    - {}\n'
    orders = content.format("greet", "hello")
    (tmp_path / "held_out_orders.yml").write_text(orders, encoding="utf-8")
    (tmp_path / "held_out_talk.yml").write_text(content.format("greet", "你好"), encoding="utf-8")
    (tmp_path / "held_out_stories.yml").write_text(content.format("greet", "hi"), encoding="utf-8")
    assert [(e.text, e.language) for e in read_held_out(tmp_path)] == [
        ("hello", "en"),
        ("你好", "zh"),
    ]


@pytest.mark.parametrize("gives_sets", [True, False])
def test_reports_are_written_with_coverage_only_where_there_are_sets(
    tmp_path: Path, gives_sets: bool
) -> None:
    sets = [[label] for label in TRUTH] if gives_sets else None
    judged = Judged(TRUTH, np.full(6, 0.8), sets)
    report = score_examples(TRAINING, judged)
    write_reports(tmp_path, report, TRUTH, judged)
    assert (tmp_path / "coverage.svg").exists() is gives_sets
    assert json.loads((tmp_path / "intents.json").read_text("utf-8"))["accuracy"] == 1
    assert (tmp_path / "confusion.svg").read_text("utf-8").startswith("<svg")
    assert (tmp_path / "reliability.svg").read_text("utf-8").startswith("<svg")
    shown = show_project({**report, "sentiment_macro_f1": 0.5, "held_out": report})
    assert ("coverage 1.000 with 1.00 a set" in shown) is gives_sets
    assert "6 messages written apart: macro-F1 1.000 (en 1.000, zh 1.000)" in shown


def test_the_folders_of_the_project_are_there() -> None:
    root = Path(project.__file__).parents[2]
    assert (root / project.DATA).is_dir()
    assert read_held_out(root / project.HELD_OUT)
