import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.replies.placeholders import (
    GAP,
    PLACEHOLDERS,
    UnknownPlaceholder,
    check_placeholders,
    fill_placeholders,
)
from console.replies.values import example_values
from console.words import WORDS


def test_values_stand_in_the_place_of_placeholders() -> None:
    filled = fill_placeholders(
        "Hi {customer.first_name}, {order.number} is {order.status}.",
        {"customer.first_name": "Ada", "order.number": "FD-1000001", "order.status": "on its way"},
    )
    assert (filled.text, filled.missing) == ("Hi Ada, FD-1000001 is on its way.", ())


def test_missing_value_is_a_gap_and_named() -> None:
    filled = fill_placeholders(
        "{order.number}: {order.number} {ticket.number}", {"order.number": ""}
    )
    assert filled.text == f"{GAP}: {GAP} {GAP}"
    assert filled.missing == ("order.number", "ticket.number")


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        ("Hi {customer.nme}", "customer.nme", "customer.name"),
        ("{ order.number }", " order.number ", "order.number"),
        ("{weather}", "weather", ""),
        ("{}", "", ""),
        ("{0.__class__}", "0.__class__", ""),
    ],
)
def test_unknown_placeholder_is_refused_and_the_nearest_named(
    text: str, name: str, near: str
) -> None:
    with pytest.raises(UnknownPlaceholder) as caught:
        check_placeholders(text)
    assert (caught.value.data["name"], caught.value.data["near"]) == (name, near)


@given(st.text(), st.text())
def test_what_a_customer_wrote_never_becomes_a_template(name: str, tail: str) -> None:
    evil = f"{{shop.name}}{name}{{order.number}}"
    values = {"customer.name": evil, "shop.name": "SECRET", "order.number": "FD-9"}
    assert fill_placeholders("Hi {customer.name}!", values).text == f"Hi {evil}!"


@given(st.text(alphabet="ab{}. ", max_size=40))
def test_any_text_is_filled_or_refused(text: str) -> None:
    try:
        check_placeholders(text)
    except UnknownPlaceholder:
        return
    assert fill_placeholders(text, {}).text == text  # braces that name nothing stay


@pytest.mark.parametrize("language", ["en", "zh"])
def test_example_fills_every_placeholder_and_each_has_words(language: str) -> None:
    values = example_values(language, "Lumen & Loom")  # type: ignore[arg-type]
    assert set(values) == set(PLACEHOLDERS)
    for name in PLACEHOLDERS:
        assert f"replies_value_{name.replace('.', '_')}" in WORDS
