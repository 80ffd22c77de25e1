"""What projects made elsewhere write in responses reaches the customer in a form that is shown."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import DialogueFailed
from bot.dialogue.marks import show_marks
from bot.dialogue.translate import read_answer
from kernel.messages import Button, Card, Reply

ROOT = Path(__file__).parents[3]
PNG = "https://a.example/lamp.png"


def read(*messages: dict[str, Any]) -> tuple[Reply, ...]:
    return read_answer(json.dumps({"messages": messages}).encode()).replies


def test_button_that_leads_to_a_page_becomes_a_link() -> None:
    (reply,) = read(
        {
            "text": "See",
            "buttons": [
                {"title": "Yes", "payload": "/affirm"},
                {"title": "Our page", "type": "web_url", "url": "https://a.example/x_(1)"},
                {"title": "Say it", "payload": ""},
                {"title": "Odd", "payload": {"a": 1}},
                {"payload": "/x"},
                {},
                "no button",
            ],
        }
    )
    assert reply.text == "See\n[Our page](https://a.example/x_%281%29)"
    assert reply.buttons == (
        Button(label="Yes", payload="/affirm"),
        Button(label="Say it", payload="Say it"),
        Button(label="Odd", payload="Odd"),
        Button(label="/x", payload="/x"),
    )


def test_address_of_a_script_is_no_link() -> None:
    (reply,) = read({"text": "x", "buttons": [{"title": "Hi", "url": "javascript:alert(1)"}]})
    assert reply == Reply(text="x", buttons=(Button(label="Hi", payload="Hi"),))


def test_elements_become_cards() -> None:
    (reply,) = read(
        {
            "text": "Look",
            "elements": [
                {
                    "title": "Lamp",
                    "subtitle": "brass",
                    "image_url": PNG,
                    "buttons": [
                        {"title": "Buy", "payload": "/buy", "type": "postback"},
                        {"title": "More", "url": "https://a.example/lamp", "type": "web_url"},
                    ],
                },
                {
                    "title": "Rug",
                    "default_action": {"type": "web_url", "url": "https://a.example/r"},
                },
            ],
        }
    )
    lamp = Card(
        title="Lamp", subtitle="brass", image=PNG, buttons=(Button(label="Buy", payload="/buy"),)
    )
    assert reply.cards == (lamp, Card(title="Rug"))
    assert reply.text == "Look\n[More](https://a.example/lamp)\n[Rug](https://a.example/r)"


@pytest.mark.parametrize(
    ("attachment", "text", "cards"),
    [
        (PNG, "", (Card(title="", image=PNG),)),
        ("https://a.example/f/bill.pdf?x=1", "[bill.pdf](https://a.example/f/bill.pdf?x=1)", ()),
        (
            {"type": "video", "payload": {"title": "How to", "src": "https://v.example/1"}},
            "[How to](https://v.example/1)",
            (),
        ),
        ({"type": "image", "payload": {"src": "https://a.example/i"}}, "", None),
        (
            {
                "type": "template",
                "payload": {"template_type": "generic", "elements": [{"title": "Lamp"}]},
            },
            "",
            (Card(title="Lamp"),),
        ),
    ],
)
def test_attachments_are_shown_or_linked(
    attachment: Any, text: str, cards: tuple[Card, ...] | None
) -> None:
    (reply,) = read({"attachment": attachment})
    assert reply.text == text
    wanted = (Card(title="", image="https://a.example/i"),) if cards is None else cards
    assert reply.cards == wanted


def test_known_keys_of_custom_json_are_shown() -> None:
    (reply,) = read({"custom": {"text": "Hello", "image": PNG, "colour": "red"}})
    assert reply == Reply(text="Hello", cards=(Card(title="", image=PNG),))


@pytest.mark.parametrize("custom", [{"map": [1, 2]}, ["x"], "x", 5, {"frontdesk": None}])
def test_custom_json_that_shows_nothing_is_no_answer(custom: Any) -> None:
    with pytest.raises(DialogueFailed):
        read({"custom": custom})
    assert read({"custom": custom}, {"text": "Hi"})[-1].text == "Hi"


def test_number_is_a_text() -> None:
    assert read({"text": 42})[0].text == "42"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("# Our hours\nMon-Fri", "**Our hours**\nMon-Fri"),
        ("## **Hours** ##", "**Hours**"),
        ("__now__ and **then**", "**now** and **then**"),
        ("* a\n+ b\n- c\n1. d", "• a\n• b\n- c\n1. d"),
        ('[page](https://a.example "Title")', "[page](https://a.example)"),
        ("see <https://a.example/x>", "see https://a.example/x"),
        ("write <mailto:a@b.example>", "write [a@b.example](mailto:a@b.example)"),
        ("*so* _so_ `code` 2 * 3 * 4", "*so* _so_ `code` 2 * 3 * 4"),
        ("snake__case__name #1 is a #tag", "snake__case__name #1 is a #tag"),
    ],
)
def test_markdown_is_shown_in_our_marks(markdown: str, shown: str) -> None:
    assert show_marks(markdown).text == shown


def test_picture_in_the_text_becomes_a_card() -> None:
    (reply,) = read({"text": f"Our lamp:\n\n![A lamp]({PNG})\n\nNice?"})
    assert reply == Reply(text="Our lamp:\n\nNice?", cards=(Card(title="A lamp", image=PNG),))


def test_shipped_responses_stay_word_for_word() -> None:
    count = 0
    for path in (ROOT / "data/responses").glob("*.yml"):
        for variations in yaml.safe_load(path.read_text("utf-8"))["responses"].values():
            for text in (one["text"] for one in variations if "text" in one):
                assert show_marks(text).text == text
                count += 1
    assert count > 200


@given(st.text(alphabet='ab_*#[]()!<>:/ .\n-+"h', max_size=60))
def test_any_text_is_shown_and_showing_it_again_changes_nothing(text: str) -> None:
    once = show_marks(text).text
    assert show_marks(once).text == once


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "payload", "url", "buttons", "elements", "type", "image", "text", "src"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(SHAPES, SHAPES, SHAPES, SHAPES)
def test_nothing_that_a_project_writes_breaks_an_answer(
    buttons: Any, attachment: Any, elements: Any, custom: Any
) -> None:
    message = {"buttons": buttons, "attachment": attachment, "elements": elements, "custom": custom}
    reply = read({"text": "Hi", **message})[0]
    assert reply.text.startswith("Hi")
