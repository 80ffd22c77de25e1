"""The intent model: two heads, sets that hold the right intent, and a bound for the unknown."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone

from nlu.core import intent
from nlu.core.artefact import ArtefactBroken, load_intent_model, save_intent_model
from nlu.core.intent import IntentModel, name_labels
from nlu.core.intent_head import find_bound
from nlu.core.language import detect_language

ROOT = Path(__file__).parent.parent.parent
TOPICS = {"refund": 0, "parcel": 1, "invoice": 2, "退款": 0, "快递": 1, "发票": 2}
NAMES = ("track_refund", "track_order", "request_invoice")


class TopicEmbedder:
    """Points towards the topics a text names, blurred by the rest of its letters."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.array([self._point(text) for text in texts], dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    @staticmethod
    def _point(text: str) -> NDArray[np.float64]:
        blur = np.random.default_rng(sum(map(ord, text))).normal(0, 0.35, 8)
        for word, place in TOPICS.items():
            blur[place] += word in text
        return blur


def make_messages(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Return English and Chinese messages; one in twelve names another topic too."""
    draw = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(count):
        topic, number = int(draw.integers(3)), int(draw.integers(10**6))
        words = list(TOPICS)[topic::3]
        noise = words_of(draw, topic)
        if draw.random() < 0.5:
            texts.append(
                f"about the {words[0]}{noise[0]} of {chr(97 + number % 26)}{number} please"
            )
        else:
            texts.append(f"关于{words[1]}{noise[1]}的事{number}")
        labels.append(NAMES[topic])
    return texts, labels


def words_of(draw: np.random.Generator, topic: int) -> tuple[str, str]:
    """Return what is added to a message: mostly nothing, else another topic's word."""
    if draw.random() > 1 / 12:
        return "", ""
    other = list(TOPICS)[(topic + 1) % 3 :: 3]
    return f" or {other[0]}", other[1]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return make_model().fit(*make_messages(600, seed=1))


def make_model(**parameters: float) -> IntentModel:
    return IntentModel(english=TopicEmbedder(), multilingual=TopicEmbedder(), **parameters)


def test_each_language_has_a_head_and_is_understood(model: IntentModel) -> None:
    assert set(model.heads_) == {"any", "en"}
    texts, labels = make_messages(300, seed=2)
    assert np.mean(model.predict(texts) == np.array(labels)) > 0.9
    np.testing.assert_allclose(model.predict_proba(texts).sum(axis=1), 1, rtol=1e-4)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_right_intent_is_in_its_set_as_often_as_promised(level: float) -> None:
    model = make_model(level=level).fit(*make_messages(800, seed=3))
    texts, labels = make_messages(800, seed=4)
    sets = model.prediction_sets(texts)
    covered = np.mean([label in found for label, found in zip(labels, sets, strict=True)])
    assert covered > level - 0.03
    assert all(
        found[0] == likeliest for found, likeliest in zip(sets, model.predict(texts), strict=True)
    )


def test_known_messages_pass_and_strange_ones_do_not(model: IntentModel) -> None:
    texts, _labels = make_messages(400, seed=5)
    assert np.mean(model.unknown_score(texts) > model.unknown_threshold_) < 0.1
    strange = [f"{word} {number}" for number, word in enumerate(["weather", "football", "诗"] * 20)]
    assert np.mean(model.unknown_score(strange) > model.unknown_threshold_) > 0.6


def test_examples_of_the_unknown_belong_to_no_label() -> None:
    texts, labels = make_messages(200, seed=6)
    strange = [f"weather in town number {number}" for number in range(40)]
    taught = make_model().fit(texts, labels, unknown=strange[:20])
    assert list(taught.classes_) == sorted(NAMES)
    plain = make_model().fit(texts, labels)
    assert taught.unknown_score(strange[20:]).mean() > plain.unknown_score(strange[20:]).mean()


def test_a_language_without_examples_of_every_intent_is_read_by_the_general_head() -> None:
    texts, labels = make_messages(200, seed=7)
    chinese = [(t, y) for t, y in zip(texts, labels, strict=True) if detect_language(t) == "zh"]
    model = make_model().fit(*(list(part) for part in zip(*chinese, strict=True)))
    assert set(model.heads_) == {"any"}
    assert model.predict(["about the refund please"]).tolist() == ["track_refund"]


def test_names_of_labels_are_examples_where_there_are_few() -> None:
    assert name_labels(["track_order", "x1", "FAQ-Refund", "7"]) == {
        "track_order": "track order",
        "FAQ-Refund": "faq refund",
    }


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [(["a"], ["x"], "two labels"), ([], [], "two labels"), (["a", "b"], ["x"], "2 texts but 1")],
)
def test_what_cannot_be_learnt_from_is_named(
    texts: list[str], labels: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_model().fit(texts, labels)


def test_parameters_follow_scikit_learns_conventions() -> None:
    copy = clone(make_model(level=0.9))
    assert copy.get_params()["level"] == 0.9
    assert not hasattr(copy, "classes_")


def test_examples_left_out_as_twins_count_as_covered() -> None:
    texts, labels = make_messages(200, seed=3)
    once = make_model(twin=0.999).fit(texts, labels)
    often = make_model(twin=0.999).fit(texts * 3, labels * 3)
    for name, head in once.heads_.items():
        assert head.vectors_.shape == often.heads_[name].vectors_.shape
        assert often.heads_[name].set_bound_ < head.set_bound_


def test_a_bound_is_the_quantile_with_the_fresh_example_counted() -> None:
    scores = np.arange(100.0)[::-1]
    assert find_bound(scores, 0.9) == 90
    assert find_bound(scores[:3], 0.99) == 99


def test_a_model_answers_the_same_after_loading(
    model: IntentModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intent, "multilingual_encoder", TopicEmbedder)
    monkeypatch.setattr(intent, "english_encoder", TopicEmbedder)
    texts, _labels = make_messages(50, seed=8)
    save_intent_model(tmp_path, model)
    assert not [path for path in tmp_path.rglob("*") if path.suffix not in {"", ".npz", ".json"}]
    loaded = load_intent_model(tmp_path)
    said, again = model.judge(texts), loaded.judge(texts)
    np.testing.assert_allclose(again.probabilities, said.probabilities, atol=0.02)
    np.testing.assert_allclose(again.strangeness, said.strangeness, atol=0.02)
    assert np.mean(again.members == said.members) > 0.99


@pytest.mark.parametrize("harm", ["head", "bounds"])
def test_a_broken_model_is_refused(model: IntentModel, tmp_path: Path, harm: str) -> None:
    save_intent_model(tmp_path, model)
    if harm == "head":
        (tmp_path / "any").rename(tmp_path / "other")
    else:
        facts = tmp_path / "en" / "facts.json"
        facts.write_text(facts.read_text().replace("set_bound", "set_bond"), encoding="utf-8")
    with pytest.raises(ArtefactBroken, match="train again"):
        load_intent_model(tmp_path)


@pytest.mark.slow
def test_two_trainings_with_one_seed_give_the_same_bytes(tmp_path: Path) -> None:
    script = """
import sys
from nlu.core.artefact import save_intent_model
from nlu.core.intent import IntentModel
from pathlib import Path
texts = ["where is my parcel", "track it", "give me my money", "refund me", "钱呢", "快递呢"]
labels = ["track", "track", "refund", "refund", "refund", "track"]
save_intent_model(Path(sys.argv[1]), IntentModel().fit(texts, labels))
"""
    for name in ("one", "two"):
        command = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / name)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    one, two = (sorted((tmp_path / name).rglob("*.*")) for name in ("one", "two"))
    assert len(one) == 4
    for first, second in zip(one, two, strict=True):
        if first.suffix == ".json":
            assert first.read_bytes() == second.read_bytes()
        else:
            with np.load(first) as left, np.load(second) as right:
                assert all(np.array_equal(left[name], right[name]) for name in left.files)
