"""S50: there is no cleaner of HTML, because nothing makes HTML of what people write.

The widget writes text nodes; Telegram gets escaped text with two marks. S48 and S49 try both in a
browser.
"""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.markup import LINK, count, read_spans, shorten, split

ROOT = Path(__file__).parents[2]
SCRIPTS = [
    *(ROOT / "bot/channels/web/widget").glob("*.js"),
    *(ROOT / "console/static").glob("*.js"),
    *(ROOT / "frontdesk/shop/static").glob("*.js"),
]
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|DOMParser|eval\(|new Function"
    r"|createContextualFragment|setHTML|setAttribute\(\s*[\"']on|javascript:"
)
# A page of ours, drawn and escaped by the server, may be read as one: no person wrote it.
OURS = 'new DOMParser().parseFromString(await answer.text(), "text/html")'
PIECES = [
    "<b>", "</a>", "<script>", "&lt;", "&", '"', "'", "**", "[x](", "](", ")", "https://a.example",
    "javascript:alert(1)", "tg://user?id=1", "[a](https://e.example/\"onclick=x)", "\n", " ", "漢",
    "\U0001f600", "\u202e", "<a href='x'>", "mailto:a@b.c", "[t](tel:1)", "<tg-spoiler>",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("".join)


class Read(HTMLParser):
    """Reads HTML as a browser does, and keeps tags and text apart."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


def check(html: str) -> Read:
    """Return what HTML holds; only bold and links to the web may be in it."""
    read = Read(html)
    for tag, attributes in read.tags:
        assert (tag, set(attributes)) in (("b", set()), ("a", {"href"}))
        assert tag == "b" or LINK.fullmatch(str(attributes["href"]))
    assert read.depth == 0
    assert not re.search(r"<(?!/?(b|a)[ >])", html)
    return read


@given(TEXTS)
@settings(max_examples=1_000)
def test_s50_nothing_but_bold_and_links_reaches_telegram(text: str) -> None:
    shown = "".join(span.text for span in read_spans(text))
    assert "".join(check(piece).text for piece in split(text)).split() == shown.split()
    short = shorten(text, 40)
    assert count(check(short).text) <= 40


@given(st.text())
def test_s50_text_without_marks_is_shown_as_it_is(text: str) -> None:
    plain = text.replace("*", "").replace("[", "")
    assert "".join(map(unescape, split(plain))).split() == plain.split()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_s50_no_script_makes_html_of_a_text(script: Path) -> None:
    assert len(SCRIPTS) >= 4
    text = script.read_text("utf-8")
    if script.parent.name == "static" and script.parent.parent.name == "console":
        text = text.replace(OURS, "")
    found = [line for line in text.splitlines() if SINKS.search(line)]
    assert found == []
