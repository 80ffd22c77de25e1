"""Our texts as Telegram's HTML, in pieces of a length that Telegram takes. Pure.

The same marks as in the widget: `**bold**` and `[words](address)`; all else is plain text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

MAX_TEXT, MAX_CAPTION = 4096, 1024  # https://core.telegram.org/bots/api, after marks are read
MARK = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<words>[^\[\]]+)\]\((?P<link>[^()\s]+)\)")
LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]+", re.IGNORECASE)
BREAKS = ("\n\n", "\n", "。", ". ", "! ", "? ", "！", "？", " ")
# A piece is no shorter than this part of what fits, however well it would break there.
LEAST = 0.5


@dataclass(frozen=True)
class Span:
    """A run of characters of one look."""

    text: str
    is_bold: bool = False
    link: str = ""

    def to_html(self) -> str:
        """Return the run as Telegram takes it."""
        shown = escape(self.text, quote=False)
        if self.link:
            shown = f'<a href="{escape(self.link)}">{shown}</a>'
        return f"<b>{shown}</b>" if self.is_bold else shown


def read_spans(text: str) -> list[Span]:
    """Return a text as runs; links that lead nowhere a browser may go stay text."""
    return list(_read(text))


def _read(text: str) -> Iterator[Span]:
    at = 0
    for found in MARK.finditer(text):
        link = found["link"]
        if link is not None and LINK.fullmatch(link) is None:
            continue
        if found.start() > at:
            yield Span(text[at : found.start()])
        at = found.end()
        yield _style(found["bold"], found["words"], link or "")
    if at < len(text):
        yield Span(text[at:])


def _style(bold: str | None, words: str | None, link: str) -> Span:
    if bold is not None:
        return Span(bold, is_bold=True)
    scheme, _, address = link.partition(":")
    if scheme.lower() in ("mailto", "tel"):
        # Telegram drops such links and keeps the words; an address in the open it links itself.
        return Span(str(words) if address in str(words) else f"{words} ({address})")
    return Span(str(words), link=link)


def count(text: str) -> int:
    """Return the length as Telegram counts it: in units of UTF-16."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, most: int = MAX_TEXT) -> list[str]:
    """Return a text as pieces of HTML that show at most `most` characters each; none for nothing.

    Breaks come at the end of a paragraph, line, sentence or word where there is one.
    """
    pieces, rest = [], read_spans(text)
    while rest:
        piece, rest = _cut(rest, most)
        if "".join(span.text for span in piece).strip():
            pieces.append("".join(span.to_html() for span in piece))
    return pieces


def shorten(text: str, most: int) -> str:
    """Return one piece of HTML, with an ellipsis where something was cut off."""
    spans = read_spans(text)
    if count("".join(span.text for span in spans)) > most:
        spans, _rest = _cut(spans, most - 1)
        spans.append(Span("…"))
    return "".join(span.to_html() for span in spans)


def _cut(spans: list[Span], most: int) -> tuple[list[Span], list[Span]]:
    """Return the spans of one piece and those after it."""
    whole = "".join(span.text for span in spans)
    if count(whole) <= most:
        return spans, []
    end = _find_end(whole, most)
    head: list[Span] = []
    for index, span in enumerate(spans):
        if len(span.text) > end:
            first, second = span.text[:end], span.text[end:]
            head += [replace(span, text=first)] if first else []
            return head, [replace(span, text=second), *spans[index + 1 :]]
        head.append(span)
        end -= len(span.text)
    return head, []


def _find_end(whole: str, most: int) -> int:
    fits = 0
    for length, character in enumerate(whole, start=1):
        most -= 1 + (character > "\uffff")
        if most < 0:
            break
        fits = length
    for mark in BREAKS:
        place = whole.rfind(mark, 0, fits)
        if place >= 0 and place + len(mark) > LEAST * fits:
            return place + len(mark)
    return fits
