"""What an export may hold, what stands in for masks, and which turns change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.judging.replaying import (
    SaidConversation,
    TurnRead,
    count_changes,
    fill_in,
    find_changes,
    find_kinds,
    read_export,
)
from nlu.core.judging.storage import ReportRefused


def read(intent: str = "greet", **more: Any) -> TurnRead:
    bare: Any = {"intent": intent, "confidence": 0.9, "entities": [], "mood": "", "actions": []}
    return {**bare, **more}


def said(*texts: str, name: str = "c1") -> SaidConversation:
    turns: Any = [{"id": n, "text": text, "button": None} for n, text in enumerate(texts, 1)]
    return {"id": name, "language": "en", "turns": turns}


def test_masks_are_filled_in_and_other_brackets_stay() -> None:
    text = "order [order_number], mail [email], call [phone] [maybe] [x](y)"
    assert fill_in(text) == (
        "order FD-1004217, mail someone@example.com, call +44 20 7946 0018 [maybe] [x](y)"
    )


@given(st.text())
def test_texts_without_masks_stay_as_they_are(text: str) -> None:
    assert "[" in text or fill_in(text) == text


def test_confidence_alone_is_no_change() -> None:
    assert find_kinds(read(), read(confidence=0.2)) == []


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({"intent": "leave"}, ["intent"]),
        ({"actions": ["utter_greet"]}, ["actions"]),
        ({"mood": "negative"}, ["mood"]),
        ({"entities": [("product", "lamp")]}, ["entities"]),
        ({"intent": "leave", "actions": ["utter_goodbye"]}, ["intent", "actions"]),
    ],
)
def test_kinds_of_change_are_named(more: dict[str, Any], kinds: list[str]) -> None:
    assert find_kinds(read(**more), read()) == kinds


def test_order_of_entities_is_no_change() -> None:
    lamp, rug = ("product", "lamp"), ("product", "rug")
    assert find_kinds(read(entities=[lamp, rug]), read(entities=[rug, lamp])) == []


def test_turns_that_change_are_kept_and_the_first_is_marked() -> None:
    conversations = [said("hi", "bye", "so long"), said("hello", name="c2")]
    mine = [[read(), read("leave"), read("leave")], [read()]]
    theirs = [[read(), read(), read()], [read()]]
    changes = find_changes(conversations, mine, theirs)
    assert [(one["text"], one["is_first"]) for one in changes] == [
        ("bye", True),
        ("so long", False),
    ]
    assert changes[0]["candidate"]["intent"] == "leave"
    assert changes[0]["against"]["intent"] == "greet"
    assert count_changes(changes) == {
        "turns": 2,
        "intent": 2,
        "entities": 0,
        "actions": 0,
        "mood": 0,
    }


def test_export_is_read_back() -> None:
    body = {"format": 1, "conversations": [said("hi")]}
    assert read_export(body) == [said("hi")]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"format": 2, "conversations": []},
        {"format": 1},
        {"format": 1, "conversations": [{}]},
        {"format": 1, "conversations": [{"id": "a", "language": "en", "turns": [{"id": "x"}]}]},
        {"format": 1, "conversations": 7},
    ],
)
def test_other_shapes_are_refused(body: Any) -> None:
    with pytest.raises(ReportRefused):
        read_export(body)
