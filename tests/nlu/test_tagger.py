"""The tagger: it learns spans from their surroundings, and is stored whole or not at all."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.core.artefact import ArtefactBroken
from nlu.core.entities import Entity
from nlu.core.entities.gazetteer import Gazetteer
from nlu.core.entities.token_features import describe_surroundings, draw_shape
from nlu.core.entities.tokens import split_tokens
from nlu.core.tagger import SpanTagger, join_labels, label_tokens

THINGS = ("lamp", "wool rug", "oak table", "mirror", "vase", "duvet")
THINGS_ZH = ("台灯", "地毯", "镜子", "花瓶", "书桌", "枕头")
FRAMES = ("do you have a {} in blue", "how much is the {} please", "is the {} back")
FRAMES_ZH = ("我想买{}可以吗", "这个{}多少钱", "{}有货吗")


def mark(text: str, phrase: str, entity: str = "product") -> Entity:
    start = text.index(phrase)
    return Entity(entity, phrase, start, start + len(phrase))


def lessons() -> tuple[list[str], list[list[Entity]]]:
    pairs = [(frame.format(thing), thing) for frame in FRAMES for thing in THINGS]
    pairs += [(frame.format(thing), thing) for frame in FRAMES_ZH for thing in THINGS_ZH]
    plain = ["where is my order", "hello there", "thank you so much", "is the shop open"]
    texts = [text for text, _ in pairs] + plain
    return texts, [[mark(text, thing)] for text, thing in pairs] + [[] for _ in plain]


@pytest.fixture(scope="module")
def tagger() -> SpanTagger:
    return SpanTagger(hide_every=2).fit(*lessons())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("how much is the samovar please", "samovar"),
        ("do you have a samovar in blue", "samovar"),
        ("我想买屏风可以吗", "屏风"),
    ],
)
def test_a_thing_it_never_saw_is_found_by_its_place(
    tagger: SpanTagger, text: str, value: str
) -> None:
    [[entity]] = tagger.predict([text])
    assert (entity.entity, entity.value) == ("product", value)
    assert text[entity.start : entity.end] == value
    assert 0 < entity.confidence <= 1


def test_texts_without_a_thing_have_none(tagger: SpanTagger) -> None:
    assert tagger.predict(["where is my order", "hello there", ""]) == [[], [], []]


def test_unsure_spans_are_left_out_when_sureness_is_asked_for(tagger: SpanTagger) -> None:
    tagger_of_doubt = SpanTagger(min_confidence=1.01, hide_every=2).fit(*lessons())
    text = "how much is the samovar please"
    assert tagger.predict([text]) != [[]]
    assert tagger_of_doubt.predict([text]) == [[]]


def test_without_marks_it_stays_empty(tmp_path: Path) -> None:
    tagger = SpanTagger().fit(["hello", "the lamp"], [[], []])
    tagger.save(tmp_path)
    assert SpanTagger.load(tmp_path).predict(["the lamp"]) == tagger.predict(["a"]) == [[]]


def test_it_answers_the_same_when_stored_and_loaded(tagger: SpanTagger, tmp_path: Path) -> None:
    tagger.save(tmp_path)
    loaded = SpanTagger.load(tmp_path)
    [[entity]] = loaded.predict(["how much is the samovar please"])
    assert (entity.entity, entity.value, entity.start) == ("product", "samovar", 16)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arrays.npz", "facts.json"]


def test_a_changed_model_is_refused(tagger: SpanTagger, tmp_path: Path) -> None:
    tagger.save(tmp_path)
    model = np.frombuffer(tagger.model_, dtype=np.uint8).copy()
    model[len(model) // 2] ^= 1
    np.savez_compressed(tmp_path / "arrays.npz", model=model)
    with pytest.raises(ArtefactBroken, match="was changed"):
        SpanTagger.load(tmp_path)


@pytest.mark.parametrize("missing", ["labels", "gazetteer", "model_sha256", "parameters"])
def test_a_tagger_that_lacks_something_is_refused(
    tagger: SpanTagger, tmp_path: Path, missing: str
) -> None:
    tagger.save(tmp_path)
    facts = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
    del facts[missing]
    (tmp_path / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(ArtefactBroken, match=missing):
        SpanTagger.load(tmp_path)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(text=st.text(max_size=80))
def test_spans_lie_in_the_text_and_apart(tagger: SpanTagger, text: str) -> None:
    [entities] = tagger.predict([text])
    assert all(text[item.start : item.end] == item.value != "" for item in entities)
    assert all(first.end <= second.start for first, second in pairwise(entities))


def test_tokens_are_words_digits_and_single_han_characters() -> None:
    text = "Two LED-lamps' 200块台灯 isn't €5"
    tokens = split_tokens(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    words = "Two LED - lamps ' 200 块 台 灯 isn 't € 5"
    assert [token.text for token in tokens] == words.split()


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.text())
def test_tokens_hold_all_but_white_space(text: str) -> None:
    assert "".join(token.text for token in split_tokens(text)) == "".join(text.split())


def test_labels_and_spans_are_each_others_reverse() -> None:
    text = "a wool rug and a lamp"
    labels = label_tokens(split_tokens(text), [mark(text, "wool rug"), mark(text, "lamp", "light")])
    assert labels == ["O", "B-product", "I-product", "O", "O", "B-light"]
    assert join_labels(labels) == [("product", 1, 3), ("light", 5, 6)]


def test_roles_and_groups_are_learnt_with_the_spans() -> None:
    places = ("Ulm", "Bonn", "Kiel", "Jena", "Hof", "Trier")
    texts = [f"from {here} to {there}" for here in places for there in places if here != there]
    spans = [
        [
            replace(mark(text, text.split()[1], "city"), role="from"),
            replace(mark(text, text.split()[3], "city"), role="to", group="1"),
        ]
        for text in texts
    ]
    [found] = SpanTagger().fit(texts, spans).predict(["from Kiel to Ulm"])
    assert [(one.entity, one.value, one.role, one.group) for one in found] == [
        ("city", "Kiel", "from", None),
        ("city", "Ulm", "to", "1"),
    ]


def test_an_inside_without_a_begin_begins_a_span() -> None:
    labels = ["I-a", "I-b", "O", "I-a", "B-a"]
    assert join_labels(labels) == [("a", 0, 1), ("b", 1, 2), ("a", 3, 4), ("a", 4, 5)]


def test_a_mark_gives_no_hint_to_its_own_text() -> None:
    text, own = "a wool rug", [mark("a wool rug", "wool rug")]
    tokens = split_tokens(text)
    once, twice = Gazetteer.of([own]), Gazetteer.of([own, own])
    assert once.hint(text, tokens, own=own) == [[], [], []]
    assert once.hint(text, tokens) == [[], ["Bproduct"], ["Eproduct"]]
    assert twice.hint(text, tokens, own=own) == [[], ["Bproduct"], ["Eproduct"]]


def test_nothing_of_a_hidden_span_is_described() -> None:
    text = "a wool rug here"
    described = describe_surroundings(split_tokens(text), [mark(text, "wool rug")])
    assert "w-1=a" in described[1]
    assert "w1=here" in described[2]
    assert not [part for features in described for part in features if "wool" in part]
    assert not [part for features in described for part in features if "rug" in part]


@pytest.mark.parametrize(("word", "shape"), [("McDonald", "XxXx"), ("2024", "d"), ("灯", "h")])
def test_a_shape_is_drawn(word: str, shape: str) -> None:
    assert draw_shape(word) == shape
