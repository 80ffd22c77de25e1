"""The topic model puts new texts where they belong, and is what it was after it was kept."""

from pathlib import Path

import numpy as np
import pytest

from crm_backend.analytics.feedback.documents import Document
from crm_backend.analytics.feedback.grouping import Weighing
from crm_backend.analytics.feedback.identity import match_topics
from crm_backend.analytics.feedback.model import LanguageModel, TopicModel
from kernel.errors import Invalid

ASKED = [
    Document("a", "The lamp!"),
    Document("b", "my refund, my refund and a lamp"),
    Document("c", "hello there"),
    Document("d", "快递"),
    Document("e", "…"),
]
PLACED = {"a": "en-1", "b": "en-2", "c": None, "d": "zh-7", "e": None}


def make_model() -> TopicModel:
    """Return a model of three topics and three words."""
    english = LanguageModel(
        ("en-1", "en-2"),
        Weighing(("lamp", "refund"), np.array([1.0, 2.0])),
        np.log(np.array([[0.9, 0.1], [0.2, 0.8]], dtype=np.float32)),
    )
    chinese = LanguageModel(
        ("zh-7",), Weighing(("快 递",), np.array([1.5])), np.zeros((1, 1), dtype=np.float32)
    )
    names = {"en-1": "Lamps", "en-2": "Refunds", "zh-7": "快递"}
    return TopicModel({"en": english, "zh": chinese}, names, 8)


def test_texts_are_put_where_their_words_are_likeliest() -> None:
    assert make_model().assign(ASKED) == PLACED
    assert make_model().assign([]) == {}


def test_a_model_that_was_kept_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    make_model().rename("en-2", "  Money\nback ").save(path)
    kept = TopicModel.load(path)
    assert kept.assign(ASKED) == PLACED
    assert kept.names == {"en-1": "Lamps", "en-2": "Money back", "zh-7": "快递"}
    assert kept.next_number == 8
    with np.load(path, allow_pickle=False) as arrays:
        assert set(arrays) == {"told", "rarity_0", "weights_0", "rarity_1", "weights_1"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"{}", b"\x93NUMPY junk"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "topics.npz"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="no topic model"):
        TopicModel.load(path)
    with pytest.raises(Invalid, match="no topic model"):
        TopicModel.load(tmp_path / "absent.npz")


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    make_model().save(path)
    with np.load(path) as arrays:
        changed = dict(arrays) | {"rarity_0": np.ones(5)}
    np.savez(path, **changed)
    with pytest.raises(Invalid, match="no topic model"):
        TopicModel.load(path)


@pytest.mark.parametrize(("topic", "name"), [("en-9", "x"), ("en-1", " "), ("en-1", "x" * 81)])
def test_a_name_that_cannot_be_is_refused(topic: str, name: str) -> None:
    with pytest.raises(Invalid):
        make_model().rename(topic, name)


def test_topics_are_the_same_where_most_of_their_texts_are() -> None:
    now = [0] * 10 + [1] * 10 + [2] * 10
    before = ["a"] * 9 + ["b"] + ["b"] * 8 + [None] * 2 + [None] * 8 + ["a"] * 2
    assert match_topics(now, before) == {0: "a", 1: "b"}
    assert match_topics([0], [None]) == {}
    assert match_topics([], []) == {}
