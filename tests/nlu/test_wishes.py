"""Two wishes in one message are found, in the order they are said."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.wishes import MOST_PARTS, find_wishes, split_wishes

INTENT_OF = {"cancel it": "cancel_order", "give me my money back": "track_refund"}


def read(parts: Sequence[str]) -> list[str | None]:
    return [INTENT_OF.get(part) for part in parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cancel it and give me my money back", ["cancel it", "give me my money back"]),
        (
            "Where is my lamp? Also what do returns cost",
            ["Where is my lamp", "what do returns cost"],
        ),
        ("取消订单，然后把钱退给我", ["取消订单", "把钱退给我"]),
        ("我的快递到哪了？另外想开发票", ["我的快递到哪了", "想开发票"]),
        ("salt and pepper", []),
        ("where is order 1004217", []),
        ("", []),
    ],
)
def test_parts_are_wishes_of_their_own(text: str, parts: list[str]) -> None:
    assert split_wishes(text) == parts


def test_wishes_are_named_once_in_the_order_they_are_said() -> None:
    text = "cancel it and give me my money back. Cancel it; cancel it"
    assert find_wishes(text.lower(), read) == ["cancel_order", "track_refund"]
    assert find_wishes("hello there", read) == []


@given(st.text())
def test_parts_are_few_and_come_from_the_text(text: str) -> None:
    parts = split_wishes(text)
    assert len(parts) in {0, *range(2, MOST_PARTS + 1)}
    assert all(part in text for part in parts)
