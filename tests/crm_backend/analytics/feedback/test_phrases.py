"""Tokens and phrases of both languages."""

import pytest

from crm_backend.analytics.feedback.phrases import (
    count_phrases,
    is_sayable,
    log_odds,
    weigh_phrases,
)
from crm_backend.analytics.feedback.tokens import join_words, list_terms, split_runs


def test_english_is_cut_into_words_and_parted_at_marks_and_numbers() -> None:
    runs = split_runs("The courier didn't ring; order [number] of 3 lamps!", "en")
    assert runs == [["the", "courier", "did", "not", "ring"], ["order"], ["of"], ["lamps"]]


def test_chinese_is_cut_into_characters_and_latin_words_stay_whole() -> None:
    runs = split_runs("快递很慢，iPhone坏了", "zh")
    assert runs == [["快", "递", "很", "慢"], ["iphone", "坏", "了"]]


def test_any_other_language_is_cut_into_words() -> None:
    assert split_runs("La lampe est cassée.", "fr") == [["la", "lampe", "est", "cassée"]]


def test_terms_are_full_words_and_pairs_of_them() -> None:
    assert list_terms([["the", "desk", "lamp", "is", "broken"]], "en") == [
        *("desk", "lamp", "broken"),
        *("desk lamp", "lamp broken"),
    ]


def test_phrases_are_written_as_people_do() -> None:
    assert join_words(("out", "of", "stock"), "en") == "out of stock"
    assert join_words(("快", "递", "app", "坏"), "zh") == "快递app坏"


def test_a_phrase_said_as_often_inside_as_outside_weighs_nothing() -> None:
    assert log_odds(10, 100, 20, 200) == pytest.approx(0)
    assert log_odds(15, 100, 20, 200) == pytest.approx(-log_odds(5, 100, 20, 200))
    assert log_odds(100, 100, 100, 200) > log_odds(10, 100, 10, 200) > 0


def test_a_phrase_neither_begins_nor_ends_with_an_empty_word() -> None:
    assert is_sayable(("out", "of", "stock"), "en") is False  # "out" is empty to spaCy
    assert is_sayable(("cost", "of", "delivery"), "en")
    assert is_sayable(("not", "working"), "en")
    assert not is_sayable(("working", "not"), "en")
    assert not is_sayable(("的", "快", "递"), "zh")


def test_the_whole_phrase_is_told_and_not_its_parts() -> None:
    late = [split_runs("the delivery van was late", "en")] * 6
    other = [split_runs("the lamp is broken", "en")] * 6
    groups = [count_phrases(late, "en"), count_phrases(other, "en")]
    phrases = weigh_phrases(groups, "en", least=2)
    assert phrases[0][0] in ("delivery van", "van was late")
    assert all("lamp" not in phrase for phrase in phrases[0])
    assert "lamp is broken" in phrases[1]


def test_chinese_words_are_found_without_a_dictionary() -> None:
    slow = [split_runs(one, "zh") for one in ("快递很慢", "快递太慢", "快递真差", "我的快递呢")]
    bad = [split_runs(one, "zh") for one in ("台灯坏了", "台灯不亮", "台灯很差", "我的台灯呢")]
    groups = [count_phrases(slow, "zh"), count_phrases(bad, "zh")]
    first, second = weigh_phrases(groups, "zh", least=2)
    assert first[0] == "快递"
    assert second[0] == "台灯"
