"""Cutting free text: what is kept, what is taken away, what is left to be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.comments import read_comment
from actions.phrases import AddressParts, is_question, read_address, read_reason, read_subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("open a ticket, the app logs me out all the time", "the app logs me out all the time"),
        ("please open a ticket about the broken website", "the broken website"),
        ("the app logs me out, please open a ticket", "the app logs me out"),
        ("I need a support ticket because my invoice is wrong", "my invoice is wrong"),
        ("Create a ticket: delivery came to the wrong house", "delivery came to the wrong house"),
        ("can you raise a ticket for me please", None),
        ("open a ticket", None),
        ("I want to open a new ticket", None),
        ("hi, I'd like to open a ticket", None),
        ("帮我开个工单，应用总是把我登出", "应用总是把我登出"),
        ("应用总是把我登出，请帮我提交工单", "应用总是把我登出"),
        ("我要提交工单", None),
        ("the app logs me out", None),
        ("", None),
    ],
)
def test_subject_is_what_is_left_without_the_wish(text: str, subject: str | None) -> None:
    assert read_subject(text) == subject


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I want to return the lamp from order FD-1004217, it arrived broken", "it arrived broken"),
        ("the rug doesn't match my room, sending it back", "the rug doesn't match my room"),
        ("I'd like to send the lamp back because it is too bright", "it is too bright"),
        ("can i return the pillows, too soft for me", "too soft for me"),
        ("Hello! I want to return the lamp. It has a crack.", "It has a crack"),
        ("I want to return the lamp", None),
        ("return label for 1010092 pls", None),
        ("我想退订单FD-1004217里的台灯，收到时已经坏了", "收到时已经坏了"),
        ("我要退货，因为尺寸不合适", "尺寸不合适"),
        ("我要退货", None),
    ],
)
def test_reason_is_what_is_left_without_the_wish(text: str, reason: str | None) -> None:
    assert read_reason(text) == reason


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Elm Street 12, 10115 Berlin, Germany",
            AddressParts("Elm Street 12", "10115", "Berlin", "Germany"),
        ),
        (
            "12 High Street, London SW1A 1AA",
            AddressParts("12 High Street", "SW1A 1AA", "London", ""),
        ),
        ("南京东路100号，200001 上海", AddressParts("南京东路100号", "200001", "上海", "")),
        (
            "Grote Markt 1, 1012 AB Amsterdam",
            AddressParts("Grote Markt 1", "1012 AB", "Amsterdam", ""),
        ),
        ("Ringstr. 4, Ulm 89073", AddressParts("Ringstr. 4", "89073", "Ulm", "")),
        ("Elm Street 12\n10115 Berlin", AddressParts("Elm Street 12", "10115", "Berlin", "")),
        ("to my mother please", None),
        ("Elm Street 12", None),
        ("Elm Street, Berlin", None),
        ("12, 10115", None),
    ],
)
def test_address_is_read_when_street_postcode_and_city_are_there(
    text: str, parts: AddressParts | None
) -> None:
    assert read_address(text) == parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add to my ticket: it also happens on my tablet", "it also happens on my tablet"),
        ("please add to ticket T-20481 that it got worse", "it got worse"),
        ("add something to my ticket", None),
        ("补充到工单：手机上也一样", "手机上也一样"),
    ],
)
def test_comment_is_what_follows_the_wish(text: str, words: str | None) -> None:
    assert read_comment(text) == words


@pytest.mark.parametrize("text", ["what does that cost", "is it free?", "多少钱", "要花多久？"])
def test_question_is_known_by_its_words_or_mark(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["my card was charged twice", "付款失败", "The lamp is broken."])
def test_statement_is_no_question(text: str) -> None:
    assert not is_question(text)


@given(st.text(max_size=300))
def test_what_is_kept_stands_in_the_text_when_anything_is_typed(text: str) -> None:
    subject = read_subject(f"open a ticket, {text}")
    assert subject is None or subject in text
    reason = read_reason(text)
    assert reason is None or all(part in text for part in reason.split(", "))
    parts = read_address(text)
    assert parts is None or (parts.city in text and parts.street in text)
