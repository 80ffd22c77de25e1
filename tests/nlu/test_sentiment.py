"""Moods: files, a model that tells anger from thanks, and what is kept of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from nlu.core.artefact import ArtefactBroken, load, save
from nlu.core.sentiment import (
    MoodClassifier,
    load_moods,
    load_utterances,
    read_mood,
    save_moods,
)
from nlu.core.text import normalise

ROOT = Path(__file__).parents[2]
UNSEEN = yaml.safe_load((Path(__file__).parent / "unseen_moods.yml").read_text(encoding="utf-8"))
LEAST_ACCURACY = 0.85
pytestmark = pytest.mark.timeout(600)  # five thousand texts are embedded: long on a busy machine
SMALL = (
    ["lovely lamp", "thank you", "很满意", "awful lamp", "it broke", "太差了", "how big", "几点"],
    ["positive"] * 3 + ["negative"] * 3 + ["neutral"] * 2,
)


class LetterEmbedder:
    """A stand-in for the sentence encoder: which letters a text has."""

    def encode(self, texts: Any) -> Any:
        letters = np.array([[letter in text for letter in "abcdefghij"] for text in texts])
        vectors = letters.astype(np.float32) + 0.1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def small_classifier(**settings: float) -> MoodClassifier:
    return MoodClassifier(embedder=LetterEmbedder(), **settings).fit(*SMALL)


@pytest.fixture(scope="module")
def model() -> MoodClassifier:
    texts, labels = load_utterances(ROOT / "data" / "sentiment")
    return MoodClassifier().fit(texts, labels)


def unseen(language: str) -> list[tuple[str, str]]:
    return [(text, label) for label, texts in UNSEEN[language].items() for text in texts]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unseen_messages_are_not_learned_from(language: str) -> None:
    texts, _ = load_utterances(ROOT / "data" / "sentiment")
    known = {normalise(text) for text in texts}
    asked = {"where is my order", "cancel my order", "我的订单到哪了", "取消我的订单"}
    shared = {text for text, _ in unseen(language) if normalise(text) in known}
    assert shared <= asked  # everyday requests, named by the promise below
    assert len(unseen(language)) >= 60


@pytest.mark.parametrize("language", ["en", "zh"])
def test_moods_of_unseen_messages_are_read(model: MoodClassifier, language: str) -> None:
    texts, truth = zip(*unseen(language), strict=True)
    right = [label == found for label, found in zip(truth, model.predict(texts), strict=True)]
    wrong = [text for text, is_right in zip(texts, right, strict=True) if not is_right]
    assert np.mean(right) >= LEAST_ACCURACY, wrong


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("where is my order", "neutral"),
        ("我的订单到哪了", "neutral"),
        ("cancel my order", "neutral"),
        ("取消订单", "neutral"),
        ("this is the third time I ask", "negative"),
        ("great, another week of waiting", "negative"),
        ("thank you", "positive"),
        ("谢谢", "positive"),
        ("this is the worst shop ever, nobody answers and my lamp is broken!", "negative"),
        ("谢谢，客服很耐心，东西也很漂亮", "positive"),
    ],
)
def test_promised_messages_are_read_right(model: MoodClassifier, text: str, label: str) -> None:
    mood = read_mood(model, text)
    assert mood["label"] == label
    assert -1 <= mood["score"] <= 1


def test_anger_scores_far_below_thanks(model: MoodClassifier) -> None:
    assert read_mood(model, "I am furious, you lost my parcel again")["score"] < -0.3
    assert read_mood(model, "thank you so much, it is beautiful")["score"] > 0.3


def test_there_are_enough_utterances_of_each_mood_and_language() -> None:
    texts, labels = load_utterances(ROOT / "data" / "sentiment")
    assert len(texts) >= 4_500
    assert min(labels.count(label) for label in set(labels)) >= 1_200


def test_cues_count_in_a_sentence_that_is_near_to_nothing() -> None:
    asked = ["qqq awful", "qqq zzzzz"]
    awful, plain = small_classifier().predict_proba(asked)[:, 0]
    assert awful > plain + 0.05
    without = small_classifier(cue_weight=0.0, gram_weight=0.0).predict_proba(asked)[:, 0]
    assert abs(without[0] - without[1]) < 0.05


def test_probabilities_sum_to_one() -> None:
    assert np.allclose(small_classifier().predict_proba(["lovely", "几点"]).sum(axis=1), 1)


@pytest.mark.parametrize("labels", [["neutral"], ["neutral", "neutral"]])
def test_one_label_is_refused(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="two labels"):
        MoodClassifier(embedder=LetterEmbedder()).fit(["a"] * len(labels), labels)


def test_a_kept_model_reads_as_before(tmp_path: Path) -> None:
    fitted = small_classifier()
    before = fitted.predict_proba(["lovely bag", "太差"]).copy()
    save_moods(tmp_path, fitted)
    again = load_moods(tmp_path).set_params(embedder=LetterEmbedder())
    assert np.allclose(again.predict_proba(["lovely bag", "太差"]), before, atol=0.01)


@pytest.mark.parametrize("name", ["dual", "fact_dual", "vectors"])
def test_a_missing_or_cut_part_is_refused(tmp_path: Path, name: str) -> None:
    save_moods(tmp_path, small_classifier())
    arrays, facts = load(tmp_path)
    save(tmp_path, arrays=arrays | {name: arrays[name][:-1]}, facts=facts)
    with pytest.raises(ArtefactBroken, match="fit together"):
        load_moods(tmp_path)
    save(tmp_path, arrays=arrays, facts=facts | {"cues": ["other"]})
    with pytest.raises(ArtefactBroken, match="cues"):
        load_moods(tmp_path)
    save(tmp_path, arrays=arrays, facts={"parameters": {}})
    with pytest.raises(ArtefactBroken, match="lacks"):
        load_moods(tmp_path)


@pytest.mark.parametrize("content", ["examples:\n  cross: |\n    - no\n", "examples: {}\n"])
def test_a_bad_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "en.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="label"):
        load_utterances(tmp_path)
