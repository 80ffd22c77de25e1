"""The classifier: learns, is sure where it should be, and comes back from disk as it was."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from nlu.core import artefact
from nlu.core.artefact import ArtefactBroken
from nlu.core.classifier import TextClassifier, choose_landmarks, fit_temperature, solve

TEXTS = [
    "where is my order",
    "where is my parcel",
    "track my order please",
    "has my order shipped",
    "I want my money back",
    "refund my money",
    "give me a refund",
    "money back please",
    "hello there",
    "good morning",
    "hi there",
    "good evening",
]
LABELS = ["track"] * 4 + ["refund"] * 4 + ["greet"] * 4


class LetterEmbedder:
    """Counts letters: enough to tell these texts apart, and nothing to install."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        counts = [[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        vectors = np.asarray(counts, dtype=np.float32) + 1e-3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def model() -> TextClassifier:
    return TextClassifier(embedder=LetterEmbedder()).fit(TEXTS, LABELS)


def test_unseen_wordings_get_the_label_they_are_near_to(model: TextClassifier) -> None:
    unseen = ["where has my parcel gone", "a refund of my money", "hello, good morning"]
    assert list(model.predict(unseen)) == ["track", "refund", "greet"]


def test_probabilities_sum_to_one_and_agree_with_the_prediction(model: TextClassifier) -> None:
    probabilities = model.predict_proba(TEXTS)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert list(model.classes_[probabilities.argmax(axis=1)]) == list(model.predict(TEXTS))


def test_it_follows_scikit_learns_conventions(model: TextClassifier) -> None:
    copy = clone(model)
    assert copy.get_params()["ridge"] == 0.3
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_one_label_is_refused() -> None:
    with pytest.raises(ValueError, match="two labels"):
        TextClassifier(embedder=LetterEmbedder()).fit(["a b", "c d"], ["x", "x"])


def test_leave_one_out_in_closed_form_equals_leaving_each_out() -> None:
    draw = np.random.default_rng(3)
    points = draw.normal(size=(9, 12)).astype(np.float32)
    kernel = points @ points.T
    targets = np.sign(draw.normal(size=(9, 2))).astype(np.float32)
    dual, left_out = solve(kernel, np.arange(9), targets, 0.5)
    exact = np.linalg.solve(kernel + 0.5 * np.eye(9), targets)
    np.testing.assert_allclose(dual, exact, atol=5e-3)
    for row in range(9):
        rest = np.delete(np.arange(9), row)
        system = kernel[np.ix_(rest, rest)] + 0.5 * np.eye(8)
        expected = kernel[row, rest] @ np.linalg.solve(system, targets[rest])
        np.testing.assert_allclose(left_out[row], expected, rtol=5e-3, atol=5e-3)


def test_landmarks_keep_every_class_by_its_share() -> None:
    targets = np.array([0] * 90 + [1] * 10)
    chosen = choose_landmarks(targets, 20, seed=1)
    assert len(set(chosen)) == 20
    assert 1 <= (targets[chosen] == 1).sum() <= 3
    assert list(choose_landmarks(targets, 100, seed=1)) == list(range(100))


def test_few_landmarks_still_tell_the_classes_apart() -> None:
    texts = [f"{text} {number}" for number in "abcd" for text in TEXTS]
    model = TextClassifier(embedder=LetterEmbedder(), landmarks=24).fit(texts, LABELS * 4)
    assert model.vectors_.shape == (24, 26)
    assert (model.predict(texts) == np.array(LABELS * 4)).mean() >= 0.9


def test_temperature_finds_the_one_the_margins_were_drawn_with() -> None:
    draw = np.random.default_rng(5)
    logits = draw.normal(size=(20_000, 4)) * 2
    gumbel = draw.gumbel(size=logits.shape)
    targets = (logits + gumbel).argmax(axis=1)
    assert fit_temperature(logits * 0.5, targets) == pytest.approx(0.5, rel=0.05)


def test_what_is_stored_answers_as_before(model: TextClassifier, tmp_path: Path) -> None:
    written = [[round(float(value), 2) for value in row] for row in model.predict_proba(TEXTS[:2])]
    artefact.save_classifier(tmp_path, model)
    del model
    loaded = artefact.load_classifier(tmp_path).set_params(embedder=LetterEmbedder())
    assert list(loaded.predict(TEXTS)) == LABELS
    np.testing.assert_allclose(loaded.predict_proba(TEXTS[:2]), written, atol=0.02)


def test_no_file_of_a_model_is_a_pickle(model: TextClassifier, tmp_path: Path) -> None:
    artefact.save_classifier(tmp_path, model)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arrays.npz", "facts.json"]
    with np.load(tmp_path / "arrays.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays.files} == {"f"}


@pytest.mark.parametrize("harm", ["missing", "cut", "mixed"])
def test_a_broken_artefact_is_refused(model: TextClassifier, tmp_path: Path, harm: str) -> None:
    artefact.save_classifier(tmp_path, model)
    arrays = tmp_path / "arrays.npz"
    if harm == "missing":
        arrays.unlink()
    elif harm == "cut":
        arrays.write_bytes(arrays.read_bytes()[:-200])
    else:
        _, facts = artefact.load(tmp_path)
        kept = {"vectors": np.zeros((2, 26)), "dual": np.zeros((3, 3))}
        rest = {"gram_dual": np.zeros((1, 3)), "idf": np.ones(1)}
        artefact.save(tmp_path, arrays={**kept, **rest}, facts=facts)
    with pytest.raises(ArtefactBroken, match="train again"):
        artefact.load_classifier(tmp_path)
