"""The sentence encoder: the right weights or none."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from nlu.core import embedding
from nlu.core.embedding import WeightsUnusable, check_weights, sentence_encoder, weights_folder


def test_texts_of_one_meaning_are_near_across_languages() -> None:
    where, zh, hello = sentence_encoder().encode(["where is my order", "我的订单在哪里", "hello"])
    assert where @ zh > 0.6 > where @ hello


def test_single_and_batch_agree_and_vectors_are_unit() -> None:
    encoder = embedding.SentenceEncoder()
    texts = ["a lamp", "两个枕头", "", "x" * 5_000]
    batch = encoder.encode(texts)
    single = np.vstack([embedding.SentenceEncoder().encode([text]) for text in texts[:2]])
    np.testing.assert_allclose(batch[:2], single, atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(batch, axis=1), 1, atol=1e-3)
    assert encoder.encode([]).shape == (0, 512)


def test_the_cache_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "CACHED_TEXTS", 2)
    encoder = embedding.SentenceEncoder()
    encoder.encode(["one", "two", "three"])
    assert list(encoder._cache) == ["two", "three"]


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_weights_that_are_not_ours_are_refused(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "resources"
    shutil.copytree(weights_folder(), folder)
    check_weights(folder)
    model = folder / "sp.model"
    if harm == "missing":
        model.unlink()
    else:
        content = bytearray(model.read_bytes())
        content[1_000] ^= 1
        model.write_bytes(content)
    with pytest.raises(WeightsUnusable, match="make setup"):
        check_weights(folder)


def test_an_absent_package_is_an_error_that_says_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedding, "find_spec", lambda _name: None)
    with pytest.raises(WeightsUnusable, match="make setup"):
        weights_folder()
