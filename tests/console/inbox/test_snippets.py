"""The line that search shows: whole, in order, with the words marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.matching import MAX_TERMS, split_terms
from console.inbox.snippets import BEFORE, LENGTH, find_parts


def mark(text: str, words: str) -> str | None:
    parts = find_parts(text, split_terms(words))
    if parts is None:
        return None
    return "".join(f"[{part.text}]" if part.is_match else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("Where is my order?", "ORDER", "Where is my [order]?"),
        ("orders, reordered", "order", "[order]s, re[order]ed"),
        ("我要退款，谢谢", "退款", "我要[退款]，谢谢"),
        ("100% of a_b", "0% a_", "10[0%] of [a_]b"),
        ("Über Größe", "größe", "Über [Größe]"),
        ("one two", "one three", None),
        ("a <b>bold</b> word", "<b>", "a [<b>]bold</b> word"),
        ("line\n\nbreak", "break", "line [break]"),
    ],
)
def test_words_are_marked_in_their_line(text: str, words: str, line: str | None) -> None:
    assert mark(text, words) == line


def test_long_text_is_cut_around_the_first_match() -> None:
    text = "early words " * 30 + "the needle is here " + "late words " * 30
    line = mark(text, "needle")
    assert line is not None
    assert line.startswith("…")
    assert line.endswith("…")
    assert 0 < line.index("[needle]") <= BEFORE + 2
    assert len(line) <= LENGTH + len("……[]")


@given(st.text(max_size=400), st.text(min_size=1, max_size=20))
def test_parts_are_pieces_of_the_text(text: str, words: str) -> None:
    terms = split_terms(words)
    parts = find_parts(text, terms)
    if parts is None:
        return
    whole = "".join(part.text for part in parts)
    assert whole.strip("…") in " ".join(text.split())
    assert len(whole) <= LENGTH + 2
    for part in parts:
        if part.is_match:
            assert any(part.text.casefold() == term.text.casefold() for term in terms) or (
                part.text.lower() in {term.text.lower() for term in terms}
            )


@given(st.text(max_size=300))
def test_words_are_few_and_have_no_spaces(words: str) -> None:
    terms = split_terms(words)
    assert len(terms) <= MAX_TERMS
    assert all(term.text and not term.text.isspace() for term in terms)
