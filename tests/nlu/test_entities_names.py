"""Names of what is sold: in any number and script, misspelt, and read again without training."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.core.entities import PhraseBook
from nlu.core.entities.catalogue import NamesFile
from nlu.core.entities.typos import WordSpeller, count_edits

BOOK = PhraseBook(
    {
        "product": [
            *(
                "lamp",
                "desk lamp",
                "coffee table",
                "mattress",
                "Alder floor lamp (brass)",
                "bookshelf",
            ),
            *("台灯", "落地灯", "羊毛毯", "四门大衣柜", "办公椅"),
        ],
        "category": ["bedding", "灯具"],
    },
    ordinary=["bookself"],
)


def found(text: str) -> list[tuple[str, str, str]]:
    return [(item.entity, item.value, text[item.start : item.end]) for item in BOOK.find(text)]


@pytest.mark.parametrize(
    ("text", "entity", "value", "span"),
    [
        ("a desk lmap please", "product", "desk lamp", "desk lmap"),
        ("the cofee table", "product", "coffee table", "cofee table"),
        ("two matresses", "product", "mattresses", "matresses"),
        ("beding?", "category", "bedding", "beding"),
        ("我想买台登", "product", "台灯", "台登"),
        ("落地等多少钱", "product", "落地灯", "落地等"),
        ("羊毛谈有货吗", "product", "羊毛毯", "羊毛谈"),
        ("四门小衣柜", "product", "四门大衣柜", "四门小衣柜"),
    ],
)
def test_a_misspelt_name_is_found_and_put_right(
    text: str, entity: str, value: str, span: str
) -> None:
    assert found(text) == [(entity, value, span)]
    [guess] = BOOK.find(text)
    assert 0.5 < guess.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "a damp camp",
        "lump sum",
        "the bookself",
        "tale",
        "clamp",
        "办公室在哪",
        "等灯等",
        "lam",
        "able",
    ],
)
def test_another_word_is_no_misspelling(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DESK LAMPS", "DESK LAMPS"),
        ("desk-lamp", "desk-lamp"),
        ("the bookshelves", "bookshelves"),
        ("alder floor lamp", "alder floor lamp"),
        ("Alder floor lamp (brass", "Alder floor lamp (brass"),
        ("檯燈多少錢", "台灯"),
        ("LED台灯", "台灯"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, value: str) -> None:
    assert found(text)[0][1] == value
    assert len(found(text)) == 1


def test_words_of_two_clauses_are_no_name() -> None:
    assert found("coffee, table") == []


def test_the_longest_name_wins_and_a_product_goes_before_a_category() -> None:
    book = PhraseBook({"product": ["rug"], "category": ["rug", "wool rug"]})
    assert [item.entity for item in book.find("a rug, a wool rug")] == ["product", "category"]


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("lmap", "lamp", 1), ("cofee", "coffee", 1), ("", "ab", 2), ("kitten", "sitting", 3)],
)
def test_edits_are_counted_and_a_swap_is_one(one: str, other: str, edits: int) -> None:
    assert count_edits(one, other) == count_edits(other, one) == edits


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.text(alphabet="abcl ampdesk台灯登燈,-()1", max_size=60))
def test_names_lie_in_the_text_and_apart(text: str) -> None:
    spans = [(item.start, item.end) for item in BOOK.find(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.sampled_from(["wardrobe", "armchair", "mattress", "bookshelf"]), st.integers(1, 6))
def test_two_swapped_letters_of_a_long_word_are_put_right(word: str, place: int) -> None:
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert WordSpeller(["wardrobe", "armchair", "mattress", "bookshelf"]).mend(swapped)[0] == word


def write(path: Path, names: object, second: int) -> None:
    path.write_text(names if isinstance(names, str) else json.dumps(names), encoding="utf-8")
    os.utime(path, (second, second))


def test_names_are_read_again_when_their_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "catalog.json"
    file = NamesFile(path)
    assert not file.refresh()
    write(path, {"product": ["lamp"]}, 1)
    assert file.refresh()
    assert not file.refresh()
    assert file.names == {"product": ["lamp"]}
    write(path, {"product": ["sofa"]}, 2)
    assert file.refresh()
    assert file.names == {"product": ["sofa"]}
    path.unlink()
    assert file.refresh()
    assert file.names == {}


@pytest.mark.parametrize("broken", ["{", "[]", '{"product": "lamp"}', '{"product": [1]}'])
def test_a_broken_file_leaves_the_names_as_they_were(
    tmp_path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "catalog.json"
    write(path, {"product": ["lamp"]}, 1)
    file = NamesFile(path)
    file.refresh()
    write(path, broken, 2)
    assert not file.refresh()
    assert not file.refresh()
    assert file.names == {"product": ["lamp"]}
    assert caplog.text.count("left as they were") == 1


def test_no_file_has_no_names() -> None:
    file = NamesFile(None)
    assert not file.refresh()
    assert file.names == {}
