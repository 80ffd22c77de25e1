import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.models import Sender
from console.copilot.sentences import split_sentences
from console.copilot.summary import (
    Line,
    Summary,
    is_commitment,
    is_empty_talk,
    shorten,
    summarise,
)

DIALOGUES = tomllib.loads((Path(__file__).parent / "dialogues.toml").read_text("utf-8"))
ALL = [(language, place) for language in ("en", "zh") for place in range(8)]
LINE = re.compile(r"(\w+): (\(\?\) )?(?:\[(-?[\d.]+)\] )?(.+)")


def read_lines(told: list[str]) -> list[Line]:
    lines = []
    for number, one in enumerate(told, start=1):
        found = LINE.fullmatch(one)
        assert found is not None, one
        sender: Any = found[1]
        mood = float(found[3]) if found[3] else None
        lines.append(Line(number, sender, found[4], mood, is_understood=not found[2]))
    return lines


def sum_up(language: str, place: int) -> tuple[dict[str, Any], Summary]:
    told = DIALOGUES[language][place]
    return told, summarise(read_lines(told["lines"]), told["reasons"])


def count_right(name: str) -> int:
    right = 0
    for told in DIALOGUES[name]:
        wanted = told["problem"] if isinstance(told["problem"], list) else [told["problem"]]
        problem = summarise(read_lines(told["lines"]), told.get("reasons", "")).problem
        assert problem is not None
        right += problem.text in (*wanted, told.get("also"))
    return right


@pytest.mark.parametrize(("name", "right"), [("en", 7), ("zh", 8)])
def test_problem_is_chosen_in_the_dialogues_the_weights_were_set_on(name: str, right: int) -> None:
    assert (count_right(name), len(DIALOGUES[name])) == (right, 8)


@pytest.mark.parametrize(("name", "right"), [("en_unseen", 4), ("zh_unseen", 4)])
def test_problem_is_chosen_in_most_other_dialogues(name: str, right: int) -> None:
    assert count_right(name) >= right


@pytest.mark.parametrize(("language", "place"), ALL)
def test_promises_are_those_that_were_made(language: str, place: int) -> None:
    told, summary = sum_up(language, place)
    assert [one.text for one in summary.promises] == told["promises"]


@pytest.mark.parametrize(("language", "place"), ALL)
def test_open_question_is_the_last_without_an_answer(language: str, place: int) -> None:
    told, summary = sum_up(language, place)
    assert (summary.unanswered.text if summary.unanswered else "") == told["open"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hi! It broke. Why?", ["Hi!", "It broke.", "Why?"]),
        ("I paid 4.90 EUR at 8.30 a.m. today", ["I paid 4.90 EUR at 8.30 a.m. today"]),
        ("Ask Mr. Berg. Now", ["Ask Mr. Berg.", "Now"]),
        ("one\ntwo\n\n...\nthree", ["one", "two", "three"]),
        ("坏了。怎么办？请回复！", ["坏了。", "怎么办？", "请回复！"]),
        ("他说：“明天到。”我等着。", ["他说：“明天到。”", "我等着。"]),
        ("FD-1000001没到，急！！", ["FD-1000001没到，急！！"]),
        ("", []),
        ("??!", []),
    ],
)
def test_sentences_of_both_languages(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@given(st.text(alphabet="ab.!? \n。！？”他Mr", max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    kept = "".join(re.findall(r"\w", "".join(split_sentences(text))))
    assert kept == "".join(re.findall(r"\w", text))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("We'll send a new one today.", True),
        ("It takes within two working days.", True),
        ("Will you send it back?", False),
        ("We will not be able to do that, and it won't change.", False),
        ("Your parcel is at the depot.", False),
        ("我们会尽快处理。", True),
        ("您是会员吗？", False),
        ("这个不会退色。", False),
        ("包裹将于周三送达。", True),
        ("请问是哪个订单？", False),
    ],
)
def test_commitment_is_told_from_a_question_and_a_refusal(text: str, is_one: bool) -> None:
    assert is_commitment(text) == is_one


@pytest.mark.parametrize(
    "text", ["Hello there!", "ok thanks", "I want a human", "转人工", "谢谢！"]
)
def test_politeness_and_calls_for_a_person_are_no_problem(text: str) -> None:
    assert is_empty_talk(text)
    assert summarise([Line(1, "customer", text)]) == Summary()


def test_pressed_buttons_and_others_words_are_no_problem_of_the_customer() -> None:
    lines = [
        Line(1, "customer", "Report something broken", is_typed=False),
        Line(2, "bot", "Which order is broken?"),
        Line(3, "agent", "We will send a new one."),
        Line(4, "agent", "We will send a new one."),
    ]
    summary = summarise(lines)
    assert summary.problem is None
    assert [one.line.id for one in summary.promises] == [4]


def test_long_sentences_are_cut_at_a_word() -> None:
    assert shorten("word " * 100).endswith("word…")
    assert len(shorten("字" * 500)) == 121
    assert shorten("short") == "short"


@given(st.lists(st.tuples(st.sampled_from(["customer", "bot", "agent", "system"]), st.text())))
def test_any_conversation_is_summed_up_in_its_own_words(said: list[tuple[Sender, str]]) -> None:
    lines = [Line(number, sender, text) for number, (sender, text) in enumerate(said)]
    summary = summarise(lines)
    found = [summary.problem, *summary.promises, summary.unanswered]
    for one in filter(None, found):
        bare = re.sub(r"\s", "", one.text)
        assert bare in re.sub(r"\s", "", one.line.text)
