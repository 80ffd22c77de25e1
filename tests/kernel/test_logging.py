"""Nothing personal reaches a log."""

import json
import logging
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.logging import get_logger, redact, redact_event

MARKERS = ["ada@example.com", "+49 170 1234567", "4111 1111 1111 1111", "Bearer abc.def"]


@pytest.mark.parametrize("marker", MARKERS)
def test_personal_data_is_taken_out_of_any_text(marker: str) -> None:
    assert marker not in redact(f"before {marker} after")


def test_number_amid_chinese_words_is_taken_out() -> None:
    assert redact("我的电话是13912345678请回电") == "我的电话是[number]请回电"


def test_order_numbers_and_words_stay() -> None:
    assert redact("order FD-1004217 of conversation 3fa8") == (
        "order FD-1004217 of conversation 3fa8"
    )


def test_fields_that_hold_peoples_words_are_dropped() -> None:
    event = {"event": "turn", "text": "my secret", "data": {"email": "x", "count": 3}}
    redacted = redact_event(None, "info", event)
    assert redacted["text"] == "[redacted]"
    assert redacted["data"] == {"email": "[redacted]", "count": 3}


@given(st.text())
def test_one_event_stays_one_line(text: str) -> None:
    assert len(redact(text).replace("\n", "\\n").splitlines()) <= 1


def test_the_standard_librarys_loggers_are_redacted_too(logged: StringIO) -> None:
    logging.getLogger("somebody").warning("mail to %s", "ada@example.com")
    get_logger("ours").info("mailed", email="ada@example.com", count=2)
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["mail to [email]", "mailed"]
    assert lines[1]["email"] == "[redacted]"
    assert lines[1]["count"] == 2
