"""Personal data in what somebody wants the bot to learn from. Pure.

What `console.studio.masking` finds, but for what belongs to nobody: names and words are not looked
at (a bot learns names), and invented data are taken. They are told by what nobody can have (RFC
2606 domains, 555 01xx, 07700 900xxx, digits in a row, the cards every payment page is tried with).
"""

from __future__ import annotations

import re

from console.studio.masking import Span, find_personal
from kernel.errors import Invalid

REFUSED = frozenset({"card", "account", "email", "phone", "token"})
MARK = re.compile(r"\[([^\]\[]+)\]\(([a-z_]+)\)")
RESERVED = re.compile(
    r"[@.](?:example\.(?:com|org|net|edu|it)|[\w-]+\.(?:example|test|invalid))$", re.IGNORECASE
)
INVENTED = re.compile(r"(\d)\1{5}|012345|123456|234567|654321|55501\d\d|^(?:44|0)?7700900\d{3}$")
TEST_CARDS = frozenset({"4242424242424242", "4111111111111111", "5555555555554444"})


class PersonalData(Invalid):
    """What should be learned holds somebody's data; `text` is what looks like it."""

    code = "studio_personal_data"

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(
            f"“{text}” looks like somebody's {kind}; write an invented one"
            " (name@example.com, +49 170 1234567, 4242 4242 4242 4242).",
            text=text,
        )
        self.kind, self.text = kind, text


def refuse_personal(line: str) -> None:
    """Raise `PersonalData` for a line that holds what must not be learned."""
    for span, text in find_refused(line):
        raise PersonalData(span.kind, text)


def find_refused(line: str) -> list[tuple[Span, str]]:
    """Return what must not be learned, with its place in the line without marks, and its text."""
    bare = MARK.sub(r"·\1·", line)  # two marks side by side are not one longer number
    found = [(span, bare[span.start : span.end]) for span in find_personal(bare)]
    return [(s, text) for s, text in found if s.kind in REFUSED and not _is_invented(s.kind, text)]


def _is_invented(kind: str, text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if kind == "email":
        return bool(RESERVED.search(text))
    if kind == "phone":
        return bool(INVENTED.search(digits)) or _is_date(text)
    return digits in TEST_CARDS


def _is_date(text: str) -> bool:
    """Tell whether numbers are a date, perhaps with a time: one is a year, the others are short."""
    others = [one for one in re.findall(r"\d+", text) if len(one) > 2]
    return len(others) == 1 and bool(re.fullmatch(r"(19|20)\d\d", others[0]))
