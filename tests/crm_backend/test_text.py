"""What may be stored of what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crm_backend.text import MAX_LINE, MAX_TEXT, FilledLine, Text, plain, tidy_line, tidy_text
from kernel.errors import Invalid

ANYTHING = st.text(st.characters(), max_size=300)  # halves of characters too


@given(ANYTHING)
def test_text_can_be_stored_when_it_was_made_plain(value: str) -> None:
    made = plain(value)
    assert made.encode("utf-8") is not None
    assert "\x00" not in made


@given(ANYTHING)
def test_heading_is_one_short_line_when_made_of_anything(value: str) -> None:
    line = tidy_line(f"a{value}", what="subject")
    assert 0 < len(line) <= MAX_LINE
    assert line.splitlines() == [line]


def test_heading_is_shortened_when_it_is_long() -> None:
    line = tidy_line("word " * 100, what="subject")
    assert len(line) <= MAX_LINE
    assert line.endswith("…")


def test_heading_is_shortened_when_it_is_huge() -> None:
    assert len(tidy_line("x" * 100_000, what="subject")) == MAX_LINE


def test_breaks_stay_when_text_has_some() -> None:
    assert tidy_text(" a\n\tb\x00 ", what="text") == "a\n\tb"


@pytest.mark.parametrize("value", ["", " \n ", "\x00", "x" * (MAX_TEXT + 1)])
def test_text_is_refused_when_empty_or_too_long(value: str) -> None:
    with pytest.raises(Invalid, match="reason"):
        tidy_text(value, what="reason")


@pytest.mark.parametrize("value", ["", "  ", "a\nb", "a\x00", "a\u2028b", "x" * 201])
def test_field_is_refused_when_it_is_not_one_filled_line(value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(FilledLine).validate_python(value)


def test_text_field_keeps_breaks_and_refuses_nul() -> None:
    field = TypeAdapter(Text)
    assert field.validate_python(" a\nb ") == "a\nb"
    with pytest.raises(ValidationError):
        field.validate_python("a\x00b")
