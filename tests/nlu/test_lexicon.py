"""The lexicon: words and stems, negation, degree, contrast, emoji, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.lexicon import CUES, read_cues
from nlu.core.lexicon.words import find_strength, grade_words, split_terms


def cue(text: str, name: str) -> float:
    return read_cues(text)[CUES.index(name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("great service", "positive"),
        ("not great at all", "negative"),
        ("服务太差了", "negative"),
        ("不喜欢", "negative"),
        ("很满意", "positive"),
        ("love it 😍", "happy"),
        ("😡", "unhappy"),
        ("THIS IS UNACCEPTABLE", "shouting"),
        ("great, but it broke", "clash"),
        ("never again!", "marks"),
        ("really?", "questions"),
    ],
)
def test_a_cue_is_read(text: str, name: str) -> None:
    assert cue(text, name) > 0


@pytest.mark.parametrize(
    "text",
    ["not happy", "isn't a good film", "never really enjoyed it", "质量不是很好", "并不推荐"],
)
def test_a_negated_pleasing_word_weighs_against(text: str) -> None:
    assert cue(text, "positive") == 0
    assert cue(text, "balance") < 0


@pytest.mark.parametrize("text", ["never boring", "not bad at all", "没有异味", "不后悔"])
def test_a_negated_bad_word_weighs_in_favour(text: str) -> None:
    assert cue(text, "balance") > 0


def test_two_negations_cancel() -> None:
    assert cue("it is not without charm", "balance") > 0


def test_a_negation_ends_with_its_clause() -> None:
    assert cue("no, it is lovely", "balance") > 0


@pytest.mark.parametrize(
    ("mild", "strong"),
    [("good", "very good"), ("slightly good", "good"), ("good", "wonderful"), ("失望", "非常失望")],
)
def test_degree_words_and_grades_are_heard(mild: str, strong: str) -> None:
    assert abs(cue(mild, "balance")) < abs(cue(strong, "balance"))


@pytest.mark.parametrize("text", ["good lamp but bad service", "灯很漂亮，但是服务很差"])
def test_what_follows_a_contrast_counts_more(text: str) -> None:
    assert cue(text, "end") < cue(text, "balance")
    assert cue(text, "end") < 0


@pytest.mark.parametrize(
    "text", ["where is my order", "我的订单到哪了", "快递到哪了", "how tall is it", "有牛奶和香蕉"]
)
def test_a_plain_message_has_no_moody_word(text: str) -> None:
    assert cue(text, "positive") == cue(text, "negative") == cue(text, "balance") == 0


def test_the_longest_stem_counts() -> None:
    assert find_strength("tasty") > 0
    assert find_strength("tasteless") < 0
    assert find_strength("disappointment") < 0


def test_chinese_is_cut_into_the_longest_known_words() -> None:
    assert split_terms("质量不太好") == ["质", "量", "不太好"]
    assert split_terms("good 很好!") == ["good", "很好", "!"]


def test_a_word_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        grade_words({1: "fine"}, {2: "fine"})


@given(st.text(max_size=60))
def test_cues_of_any_text_lie_between_minus_one_and_one(text: str) -> None:
    cues = read_cues(text)
    assert len(cues) == len(CUES)
    assert all(-1 <= value <= 1 for value in cues)
