"""Entities: numbers by checked patterns, products and categories by a list of phrases."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
NUMBER_WORD = "two|three|four|five|six|seven|eight|nine|ten|a dozen|a pair"
COUNTER_ZH = "个|個|件|只|隻|张|張|条|條|套|把|盏|盞|块|塊|瓶|床|对|對|盒|双|份|台|盆|本"

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
ORDER = re.compile(
    r"(?<![\w+-])(?<!\d[ ./-])(?:fd[\s-]{0,2})?#?\s?(\d{7})(?![\d@-])", re.IGNORECASE | re.ASCII
)
TICKET = re.compile(
    r"(?<!\w)(?:t[\s-]{0,2}|ticket\s{0,2}(?:number|no\.?|nr\.?)?\s{0,2}#?\s?|工单(?:号|號)?\s?|工單(?:号|號)?\s?)"
    r"(\d{5})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
PHONE = re.compile(r"(?<![\w-])\+?\d[\d ()/.-]{7,18}\d(?![\w-])", re.ASCII)
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})(?: \d{{4}})?"
    rf"|(?:{MONTH}) \d{{1,2}}(?:st|nd|rd|th)?"
    rf"|(?:(?:next|last|this|on) )?(?:{WEEKDAY})"
    rf"|(?:next|last|this) (?:week|month|weekend|year)"
    rf"|(?:the day (?:before|after) )?(?:yesterday|tomorrow)|today|tonight"
    rf"|in \d{{1,2}} (?:days?|weeks?)|\d{{1,2}} (?:days?|weeks?|months?) ago)\b"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]?|(?:上|下|这|這|本)(?:个|個)?(?:周|週|星期|礼拜|禮拜|月)[一二三四五六日天末]?"
    r"|今天|明天|后天|後天|昨天|前天|周[一二三四五六日末]|星期[一二三四五六日天]",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    rf"\b(\d{{1,3}}|{NUMBER_WORD})\s?(?:x|pcs|pieces|sets?|of (?:them|those|these))\b"
    rf"|\bx\s?(\d{{1,3}})\b|(\d{{1,3}}|[一二两兩三四五六七八九十])(?={COUNTER_ZH})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entity:
    """A span of a text and what it stands for."""

    entity: str
    value: str
    start: int
    end: int

    def as_dict(self, extractor: str) -> dict[str, Any]:
        """Return the form in which Rasa passes entities on."""
        return {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "extractor": extractor,
        }


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return 9 <= digits <= 15 and len(set(text)) > 3


Reading = Callable[[re.Match[str]], str | None]
PATTERNS: tuple[tuple[str, re.Pattern[str], Reading], ...] = (
    ("email", EMAIL, lambda found: found.group().lower()),
    ("ticket_number", TICKET, lambda found: f"T-{found.group(1)}"),
    ("order_number", ORDER, lambda found: f"FD-{found.group(1)}"),
    ("phone", PHONE, lambda found: found.group() if _is_phone(found.group()) else None),
    ("date", DATE, lambda found: found.group()),
    ("quantity", QUANTITY, lambda found: next(group for group in found.groups() if group)),
)


def find_patterns(text: str) -> Iterator[Entity]:
    """Yield what the patterns find; an earlier pattern keeps its span from the later ones."""
    taken: list[tuple[int, int]] = []
    for name, pattern, read in PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span()
            value = read(found)
            if value is not None and all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                yield Entity(name, value, start, end)


class PhraseBook:
    """Known phrases of products and categories, found whatever their case, longest first."""

    def __init__(self, phrases: dict[str, Iterable[str]]) -> None:
        self.phrases = {
            name: sorted({phrase.casefold() for phrase in listed if len(phrase) > 1})
            for name, listed in phrases.items()
        }
        self._entity_of = {
            phrase: name for name, listed in self.phrases.items() for phrase in listed
        }
        ordered = sorted(self._entity_of, key=len, reverse=True)
        parts = [_as_pattern(phrase) for phrase in ordered]
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def find(self, text: str) -> Iterator[Entity]:
        """Yield the phrases in `text`, none overlapping another."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            value = found.group().casefold()
            name = self._entity_of.get(value) or self._entity_of.get(_singular(value), "product")
            yield Entity(name, found.group(), found.start(), found.end())


def _singular(phrase: str) -> str:
    for ending, instead in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if phrase.endswith(ending):
            return phrase[: -len(ending)] + instead
    return phrase


def _as_pattern(phrase: str) -> str:
    plain = re.escape(phrase)
    if not phrase.isascii():
        return plain
    return rf"(?<!\w){plain}(?:s|es)?(?!\w)"
