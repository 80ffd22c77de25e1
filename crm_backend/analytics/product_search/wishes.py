"""What a wish in words says: what it should be like, what it may cost, in which colour. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from crm_backend.analytics.product_search.concepts import COLOURS, CONCEPTS, EMPTY, Concept
from crm_backend.matching import EMPTY_WORDS, split_words
from kernel.turns import Language

AROUND = 0.3  # "around 50" is 35 to 65
MAX_TEXT = 300
NUMBER = r"(?P<{0}>\d{{1,6}}(?:[.,]\d{{1,2}})?)"
SIGN = (
    r"(?:€|\$|£|¥|eur(?:os?)?|usd|dollars?|gbp|pounds?|rmb|cny|yuan|bucks"
    r"|欧元?|美元|美金|英镑|人民币)"
)
UNIT = rf"\s*(?P<{{1}}>{SIGN}|元|块钱?|塊)?"


def amount(name: str) -> str:
    """Return a pattern for an amount, its number under `name`, its currency under `name` + "_c"."""
    before = rf"(?P<{name}_b>{SIGN})?\s*"
    return before + NUMBER.format(name) + UNIT.format(name, f"{name}_c")


BETWEEN = re.compile(
    rf"\b(?:between|from)\s+{amount('low')}\s*(?:and|to|-|–)\s*{amount('high')}"
    rf"|{amount('low2')}\s*(?:到|至|-|–|~)\s*{amount('high2')}(?:之间|的|左右|以内)?(?=[^\d×x]|$)",
    re.IGNORECASE,
)
UNDER = re.compile(
    r"(?:\b(?:under|below|less than|up to|at most|max(?:imum)?(?: of)?|not more than|no more than"
    r"|cheaper than|within|budget(?:\s+(?:of|is))?)|<=?|不超过|不超過|低于|低於|少于|预算|預算|最多"
    rf"|最高)[\s:：]*{amount('a')}"
    rf"|{amount('b')}\s*(?:以内|以內|以下|之内|內|内|or less|max\b|tops\b)",
    re.IGNORECASE,
)
OVER = re.compile(
    rf"(?:\b(?:over|above|more than|at least)|至少|高于|超过|不低于)\s*{amount('a')}"
    rf"|{amount('b')}\s*(?:以上|or more)",
    re.IGNORECASE,
)
ABOUT = re.compile(
    rf"\b(?:around|about|roughly|circa|ca\.?)\s+{amount('a')}(?!\s*(?:cm|mm|m|sqm|years?)\b)"
    rf"|{amount('b')}\s*(?:左右|上下)",
    re.IGNORECASE,
)
CURRENCIES = {
    "EUR": ("€", "eur", "欧"),
    "USD": ("$", "usd", "dollar", "美"),
    "GBP": ("£", "gbp", "pound", "英镑"),
    "CNY": ("¥", "rmb", "cny", "yuan", "人民币"),
}
SIZE = re.compile(r"\d{2,3}\s*[x×]\s*\d{2,3}|\d+(?:[.,]\d+)?\s*(?:cm|厘米|升|l\b|米)|\b[eE]\d{2}\b")
TIMES = re.compile(r"\s*[x×]\s*")
HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
HAN_AMOUNT = re.compile(
    r"[一二两三四五六七八九十百千零]*[十百千][一二两三四五六七八九十百千零]*"
    r"(?=\s*(?:多|欧|元|块|塊|以内|以內|以下|以上|之内|左右|上下|到|至))"
)


@dataclass(frozen=True)
class Wish:
    """A wish. Prices are in hundredths of `currency`, which is empty where none was named.

    `terms` are groups of words, of each of which one should be met, with what they are called when
    they are said back; `required` are those that must be met wherever something on sale does.
    `is_telling` says that there is more to it than a wish for anything.
    """

    words: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    colours: tuple[Concept, ...] = ()
    sizes: tuple[str, ...] = ()
    low_cents: int | None = None
    high_cents: int | None = None
    currency: str = ""

    @property
    def has_price(self) -> bool:
        """Whether it says what it may cost."""
        return self.low_cents is not None or self.high_cents is not None

    @property
    def has_words(self) -> bool:
        """Whether it says what it should be like."""
        return bool(self.words or self.concepts or self.colours or self.sizes)

    def may_cost(self, cents: int) -> bool:
        """Tell whether a price is within what was said."""
        return (self.low_cents or 0) <= cents and (
            self.high_cents is None or cents <= self.high_cents
        )


def read_wish(text: str, items: Sequence[str] = ()) -> Wish:
    """Return what a message wishes; `items` are things it names that a reader found in it."""
    rest = write_digits(normalize("NFKC", text[:MAX_TEXT]))
    low, high, currency, rest = take_price(rest)
    sizes = tuple(TIMES.sub(" × ", found[0]) for found in SIZE.finditer(rest))
    rest = SIZE.sub(" ", rest)
    concepts, rest = take_concepts(rest, CONCEPTS)
    colours, rest = take_concepts(rest, COLOURS)
    said = [word for part in (rest, *items) for word in split_words(part)]
    words = [one for one in dict.fromkeys(said) if is_word(one)]
    return Wish(tuple(words), concepts, colours, sizes, low, high, currency)


def is_word(word: str) -> bool:
    """Tell whether a stem may say something of a product; a letter alone does not."""
    is_letter = len(word) == 1 and word.isascii()
    return not is_letter and word not in EMPTY and word not in EMPTY_WORDS


def write_digits(text: str) -> str:
    """Return a text with Chinese amounts ("两千以内") in digits."""
    return HAN_AMOUNT.sub(lambda found: str(read_han(found[0])), text)


def read_han(number: str) -> int:
    """Return a Chinese number below ten thousand; "一百五" is 150."""
    total, digit, unit = 0, 0, 1
    for char in number:
        if char in HAN_UNITS:
            unit = HAN_UNITS[char]
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = HAN_DIGITS[char]
    is_short = digit and unit > 10 and "零" not in number
    return total + digit * (unit // 10 if is_short else 1)


def take_concepts(text: str, known: Sequence[Concept]) -> tuple[tuple[Concept, ...], str]:
    """Return what is meant, and the text without the words that said it."""
    found = []
    for concept in known:
        if concept.said.search(text):
            found.append(concept)
            text = concept.said.sub(" ", text)
    return tuple(found), text


def take_price(text: str) -> tuple[int | None, int | None, str, str]:
    """Return the lowest and highest price in hundredths, the currency, and the rest of the text."""
    for pattern, read in ((BETWEEN, _read_between), (UNDER, _read_under), (OVER, _read_over)):
        found = pattern.search(text)
        if found is not None:
            low, high = read(found)
            return (
                low,
                high,
                _read_currency(found),
                text[: found.start()] + " " + text[found.end() :],
            )
    found = ABOUT.search(text)
    if found is None:
        return None, None, "", text
    cents = _first(found)
    spread = round(cents * AROUND)
    return cents - spread, cents + spread, _read_currency(found), _leave_out(text, found)


def say_terms(wish: Wish, matched: Sequence[str], language: Language) -> list[str]:
    """Return how to say back what a product meets: concepts and colours by name, words as said."""
    names = {one.name[0]: one.name[language == "zh"] for one in (*wish.concepts, *wish.colours)}
    return [names.get(term, term) for term in matched]


def _read_between(found: re.Match[str]) -> tuple[int | None, int | None]:
    low, high = (("low", "high"), ("low2", "high2"))[found["low"] is None]
    ends = (_cents(found[low]), _cents(found[high]))
    return min(ends), max(ends)


def _leave_out(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _read_under(found: re.Match[str]) -> tuple[int | None, int | None]:
    return None, _first(found)


def _read_over(found: re.Match[str]) -> tuple[int | None, int | None]:
    return _first(found), None


def _first(found: re.Match[str]) -> int:
    return _cents(found["a"] if found["a"] is not None else found["b"])


def _cents(number: str) -> int:
    return round(float(number.replace(",", ".")) * 100)


def _read_currency(found: re.Match[str]) -> str:
    named = [
        value.lower()
        for name, value in found.groupdict().items()
        if value and name.endswith(("_c", "_b"))
    ]
    for code, starts in CURRENCIES.items():
        if any(one.startswith(starts) for one in named):
            return code
    return ""
