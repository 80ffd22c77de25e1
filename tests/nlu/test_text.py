"""Normalisation and language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.grams import find_grams
from nlu.core.language import detect_language, name_speech
from nlu.core.text import normalise, split_words


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ｗhere’s   my ORDER 1004217???", "where's my order 0000000??"),
        ("sooooo laaate", "soo laate"),
        ("see https://shop.example/x?y=1 !", "see url !"),
        ("我的订单呢？？？？", "我的订单呢??"),
        ("", ""),
    ],
)
def test_one_spelling_for_many(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_every_han_character_is_a_word() -> None:
    assert split_words("我要return这个lamp 2") == ["我", "要", "return", "这", "个", "lamp", "2"]


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("where is my order", "en"),
        ("我的订单到哪了", "zh"),
        ("我的 order 到哪了 please", "mixed"),
        ("帮我 cancel 一下 my order", "mixed"),
        ("我的订单 FD-1004217 到哪了", "zh"),
        ("42", "en"),
    ],
)
def test_a_message_that_mixes_both_languages_is_called_so(text: str, speech: str) -> None:
    assert name_speech(text) == speech


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("我的订单在哪", "zh"),
        ("我要查 order FD-1004217", "zh"),
        ("please ship to 上海", "en"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "1004217", "👍", "???"])
def test_a_message_without_words_keeps_the_language_so_far(text: str) -> None:
    assert detect_language(text, default="zh") == "zh"
    assert detect_language(text, default="en") == "en"


def test_latin_words_give_character_grams_and_chinese_gives_neighbours() -> None:
    assert {"wlamp", "clam", "c la"} <= set(find_grams("lamp"))
    assert {"w我", "w我 的"} <= set(find_grams("我的"))
    assert not [gram for gram in find_grams("我的") if gram.startswith("c")]
