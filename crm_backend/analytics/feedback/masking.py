"""What of a text is somebody's becomes `[email]`, `[phone]`, `[name]` …, before it is kept. Pure.

Patterns find numbers, addresses and how people introduce themselves; names of the people concerned
are handed in. The patterns are those of the studio's masking (`kernel.personal`), which has the
bot's own reading beside them; that is not to be had here.
"""

import re
from collections.abc import Sequence

from kernel.personal import (
    CARD,
    EMAIL,
    IBAN,
    IDENTITY,
    LINK,
    NAME,
    NUMBER,
    POSTCODE,
    ROAD,
    ROAD_ZH,
    SURNAMES_ZH,
    TOKEN,
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("token", TOKEN),
    ("link", LINK),
    ("email", EMAIL),
    ("identity", IDENTITY),
    ("account", IBAN),
    ("phone", re.compile(r"\+\d[\d ()/.-]{7,18}\d(?![\d-])", re.ASCII)),  # before cards
    ("card", CARD),
    ("ticket_number", re.compile(r"(?i)(?<![a-z0-9])T-\s?\d{4,9}(?!\d)", re.ASCII)),
    ("order_number", re.compile(r"(?i)(?<![a-z])FD[\s#-]{0,2}\d{5,9}(?!\d)", re.ASCII)),
    ("phone", re.compile(r"(?<![A-Za-z0-9_-])\+?\(?\d[\d ()/.-]{7,18}\d(?![\d-])", re.ASCII)),
    ("address", ROAD),
    ("address", POSTCODE),
    ("address", ROAD_ZH),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")),
    ("name", re.compile(rf"[{SURNAMES_ZH}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|小姐|太太)")),
    ("number", NUMBER),
)
INTRODUCED = re.compile(
    rf"(?P<how>(?i:\bmy name(?:'s| is)|\bname:|\byours(?: sincerely)?,|\bregards,|\bcheers,)\s+)"
    rf"{NAME}(?: {NAME}){{0,2}}"
    rf"|(?P<who>(?i:\b(?:i am|i'm|i’m|this is))\s+){NAME} {NAME}"
    rf"|(?P<zh>我叫|我是|姓名[:：]?)[{SURNAMES_ZH}][\u4e00-\u9fff]{{1,2}}(?=[,，。.!！\s]|$)"
)
PLACEHOLDER = re.compile(r"\[[a-z_]+\]")
SHORTEST = 2  # letters of a name that is looked for


def mask(text: str, private: Sequence[str] = ()) -> str:
    """Return a text in which what is somebody's is replaced by its kind: `[email]`.

    >>> mask("I'm Ada Byron, order FD-1004217, ada@example.com")
    "I'm [name], order [order_number], [email]"
    """
    for kind, pattern in PATTERNS:
        text = pattern.sub(f"[{kind}]", text)
    text = INTRODUCED.sub(_keep_beginning, text)
    for part in sorted(_split_names(private), key=len, reverse=True):
        edges = (r"(?<![^\W_])", r"(?![^\W_])") if part.isascii() else ("", "")
        text = re.sub(f"{edges[0]}{re.escape(part)}{edges[1]}", "[name]", text, flags=re.IGNORECASE)
    return text


def _keep_beginning(found: re.Match[str]) -> str:
    return (found["how"] or found["who"] or found["zh"]) + "[name]"


def _split_names(private: Sequence[str]) -> set[str]:
    whole = {name.strip() for name in private}
    parts = {part for name in whole if name.isascii() for part in name.split()}
    return {one for one in whole | parts if len(one) >= SHORTEST and not one.isdigit()}
