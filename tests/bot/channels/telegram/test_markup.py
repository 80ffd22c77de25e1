"""Texts become Telegram's HTML: nothing lost, nothing broken, nothing too long."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import MAX_TEXT, count, read_spans, shorten, split
from bot.channels.telegram.render import make_keyboard, render_message, render_plain
from tests.fakes.bot_api import visible

MARKS = st.text(
    alphabet=st.one_of(st.sampled_from("*[]()<>&\"'\n .。x😀中"), st.characters(codec="utf-8"))
)
TEXTS = st.lists(
    st.one_of(
        MARKS,
        st.sampled_from(["**bold**", "[here](https://a.b/?x=1&y=2)", "[x](javascript:alert(1))"]),
        st.integers(1, 3000).map(lambda number: "word " * number),
        st.integers(1, 5000).map(lambda number: "😀" * number),
    ),
    max_size=4,
).map("".join)


def show(html: str) -> str:
    return visible(html, is_html=True)


@given(TEXTS)
def test_pieces_show_the_whole_text_and_telegram_takes_them(text: str) -> None:
    whole = "".join(span.text for span in read_spans(text))
    shown = [show(piece) for piece in split(text)]
    assert all(0 < count(piece) <= MAX_TEXT for piece in shown)
    # What is left out between pieces is white space alone.
    assert "".join("".join(shown).split()) == "".join(whole.split())


@given(TEXTS, st.integers(2, 200))
def test_shortened_text_fits_and_begins_the_same(text: str, most: int) -> None:
    whole = "".join(span.text for span in read_spans(text))
    shown = show(shorten(text, most))
    assert count(shown) <= most
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


@given(st.text())
def test_text_without_marks_is_shown_as_it_is(text: str) -> None:
    text = re.sub(r"[*\[\]]", "", text)
    assert unescape("".join(span.to_html() for span in read_spans(text))) == unescape(
        text.replace("&", "&amp;")
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** c", "a <b>b</b> c"),
        ("**a < b**", "<b>a &lt; b</b>"),
        ("2 * 3 ** 4", "2 * 3 ** 4"),
        ('[shop](https://a.b/?x=1&y=")', '[shop](https://a.b/?x=1&amp;y=")'),
        ("[shop](https://a.b/?x=1&y=2)", '<a href="https://a.b/?x=1&amp;y=2">shop</a>'),
        ("[no](javascript:alert)", "[no](javascript:alert)"),
        ("[mail us](mailto:a@b.c)", "mail us (a@b.c)"),
        ("[a@b.c](mailto:a@b.c)", "a@b.c"),
        ("see https://a.b/c?d=1&e", "see https://a.b/c?d=1&amp;e"),
    ],
)
def test_marks_are_those_of_the_widget(text: str, html: str) -> None:
    assert split(text) == [html]


def test_text_breaks_at_the_end_of_a_paragraph() -> None:
    text = "one " * 700 + "\n\n" + "two " * 700
    first, second = split(text)
    assert show(first).split() == ["one"] * 700
    assert show(second).split() == ["two"] * 700


BUTTON = st.fixed_dictionaries(
    {"label": st.text(max_size=200), "token": st.text("abcXYZ-_0", min_size=16, max_size=16)}
)
CARD = st.fixed_dictionaries(
    {
        "title": st.text(max_size=300),
        "subtitle": TEXTS,
        "price": st.text(max_size=20),
        "reason": st.text(max_size=900),
        "image": st.sampled_from(["", "https://a.b/c.jpg"]),
        "buttons": st.lists(BUTTON, max_size=3),
    }
)


@given(TEXTS, st.lists(BUTTON, max_size=12), st.lists(CARD, max_size=3))
def test_every_message_keeps_to_the_limits_of_telegram(
    text: str, buttons: list[dict[str, str]], cards: list[dict[str, object]]
) -> None:
    parts = render_message(
        text=text, name="Mina * [x]", buttons=buttons, cards=cards, language="en"
    )
    assert bool(parts) == bool(text.strip() or buttons or cards)
    keyboards = 0
    for part in parts:
        key, most = ("text", 4096) if part.method == "sendMessage" else ("caption", 1024)
        shown = show(part.values[key])
        assert 0 < count(shown) <= most
        assert shown.strip()
        keyboard = part.values.get("reply_markup")
        keyboards += keyboard is not None
        for button in (one for row in keyboard.inline_keyboard for one in row) if keyboard else ():
            assert 1 <= len(button.callback_data.encode()) <= 64
            assert 1 <= len(button.text) <= 64
    assert keyboards == bool(buttons) + sum(bool(card["buttons"]) for card in cards)


def test_short_buttons_stand_in_pairs() -> None:
    labels = ["Yes", "No", "Something much longer", "Maybe"]
    keyboard = make_keyboard([{"label": one, "token": one[:9]} for one in labels])
    assert keyboard is not None
    rows = [[button.text for button in row] for row in keyboard.inline_keyboard]
    assert rows == [["Yes", "No"], ["Something much longer"], ["Maybe"]]


def test_plain_text_that_leaves_is_two_calls() -> None:
    assert [part.method for part in render_plain("bye", "leave")] == ["sendMessage", "leaveChat"]
