"""Entities by pattern and by phrase."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.core.entities import PhraseBook, find_patterns


def found(text: str) -> list[tuple[str, str]]:
    return [(entity.entity, entity.value) for entity in find_patterns(text)]


@pytest.mark.parametrize(
    "text",
    ["FD-1004217", "fd1004217", "1004217", "#1004217", "FD 1004217", "我的订单1004217到哪了"],
)
def test_an_order_number_has_one_form_however_written(text: str) -> None:
    assert found(text) == [("order_number", "FD-1004217")]


@pytest.mark.parametrize(
    "text", ["T-20481", "t20481", "ticket 20481", "Ticket no. #20481", "工单20481"]
)
def test_a_ticket_number_has_one_form(text: str) -> None:
    assert found(text) == [("ticket_number", "T-20481")]


@pytest.mark.parametrize("text", ["123456", "10042170", "20481", "my code is 004217"])
def test_other_numbers_are_no_order_and_no_ticket(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("my email is Ada.Lovelace+shop@Example.co.uk, thanks", "ada.lovelace+shop@example.co.uk"),
        ("邮箱是ada@example.com。", "ada@example.com"),
        ("1004217@example.com", "1004217@example.com"),
    ],
)
def test_an_address_is_found_in_lower_case(text: str, email: str) -> None:
    assert found(text) == [("email", email)]


@pytest.mark.parametrize("text", ["+49 170 1234567", "call 0170/12345678 please"])
def test_a_phone_number_is_not_an_order(text: str) -> None:
    assert [name for name, _ in found(text)] == ["phone"]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("deliver it next Tuesday", ("date", "next Tuesday")),
        ("on 12 March please", ("date", "12 March")),
        ("明天送", ("date", "明天")),
        ("3月5日以后", ("date", "3月5日")),
        ("two of them", ("quantity", "two")),
        ("x3", ("quantity", "3")),
        ("要两个", ("quantity", "两")),
    ],
)
def test_dates_and_quantities_are_found(text: str, entity: tuple[str, str]) -> None:
    assert entity in found(text)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.text())
def test_spans_lie_in_the_text_and_apart(text: str) -> None:
    spans = sorted((entity.start, entity.end) for entity in find_patterns(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_the_longest_phrase_wins_in_any_case_and_number() -> None:
    book = PhraseBook({"product": ["lamp", "floor lamp", "落地灯"], "category": ["bedding"]})
    text = "The FLOOR LAMPS and a lamp, in Bedding; 落地灯也要"
    assert [(entity.entity, entity.value) for entity in book.find(text)] == [
        ("product", "FLOOR LAMPS"),
        ("product", "lamp"),
        ("category", "Bedding"),
        ("product", "落地灯"),
    ]


def test_a_phrase_within_a_word_is_none() -> None:
    assert list(PhraseBook({"product": ["pan"]}).find("Japan expands")) == []


def test_no_phrases_find_nothing() -> None:
    assert list(PhraseBook({}).find("a lamp")) == []
