"""Money: amounts in minor units with their currency, and whether they are a limit."""

import re
from collections.abc import Iterator
from typing import Any

from nlu.core.entities.entity import Entity
from nlu.core.entities.numerals import NUMERAL_ZH, read_chinese

CURRENCIES = {
    "EUR": ("€", "eur", "euro", "euros", "欧元", "歐元"),
    "USD": ("$", "us$", "usd", "dollar", "dollars", "buck", "bucks", "美元", "美金"),
    "GBP": ("£", "gbp", "pound", "pounds", "quid", "英镑", "英鎊"),
    "CNY": (
        *("¥", "￥", "cny", "rmb", "yuan", "元", "块", "塊", "块钱", "塊錢"),
        *("人民币", "人民幣"),
    ),
}
CURRENCY_OF = {sign: code for code, signs in CURRENCIES.items() for sign in signs}
FIGURE = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?"
AMOUNT = rf"(?:{FIGURE})(?![\d.,]*\d)"
SIGN = r"(?:us)?\$|[€£¥￥]"
# A single figure before 块 counts pieces (两块地毯) unless what follows says that it is money.
LIMIT_ZH = "钱|錢|以内|以內|以下|以上|之内|之內|左右"
UNIT = (
    r"(?:us)?\$|[€£¥￥]|(?:eur|euros?|usd|dollars?|bucks?|gbp|pounds?|quid|cny|rmb|yuan)\b"
    r"|欧元|歐元|美元|美金|英镑|英鎊|人民币|人民幣|元|[块塊][钱錢]"
    rf"|(?<=[\d百十千万])[块塊](?={LIMIT_ZH}|\W|$)|(?<=\d\d)[块塊]|(?<=[百十千万])[块塊]"
)
PRICED = re.compile(
    rf"(?<![\w.,])(?P<sign>{SIGN})\s?(?P<first>{AMOUNT})"
    rf"|(?<![a-z0-9_.,])(?P<second>{AMOUNT})\s?(?P<unit>{UNIT})"
    rf"|(?<!{NUMERAL_ZH})(?P<numeral>{NUMERAL_ZH}{{1,9}})(?P<unit_zh>{UNIT})",
    re.IGNORECASE | re.ASCII,
)
# A bare number is money where it is a limit and no other unit follows it.
BARE = re.compile(
    r"(?<![\w.,#/-])(?P<bare>\d{2,5}(?:[.,]\d{2})?)"
    r"(?![\d@/%°:-]|[.,]\d)"
    r"(?=\s{0,2}(?:$|[^\w\s]|(?:please|for|or|and|to|if|in total|total|max|tops|is|would)\b"
    r"|以内|以內|以下|以上|之内|之內|左右))",
    re.IGNORECASE | re.ASCII,
)
RANGE = re.compile(
    rf"(?P<sign>{SIGN})?\s?(?<![\w.,/-])(?P<low>{AMOUNT})(?P<unit_low>{UNIT})?"
    rf"\s?(?P<gap>to|and|-|–|~|到|至)\s?(?P<sign_high>{SIGN})?"
    rf"(?P<high>{AMOUNT})\s?(?P<unit>{UNIT})?",
    re.IGNORECASE | re.ASCII,
)
AT_MOST = re.compile(
    r"(?:under|below|less than|up to|at most|max(?:imum)?(?: of)?|(?:no|not) more than"
    r"|cheaper than|within|不超过|不超過|低于|低於|最多|少于|少於|不到|小于)\s{0,2}$",
    re.IGNORECASE,
)
AT_LEAST = re.compile(
    r"(?:at least|over|above|more than|min(?:imum)?(?: of)?|starting (?:at|from)|no less than"
    r"|超过|超過|高于|高於|至少|最少|大于|不低于)\s{0,2}$",
    re.IGNORECASE,
)
MOST_AFTER = re.compile(
    r"\s{0,2}(?:以内|以內|以下|之内|之內|内\b|max\b|tops\b|at most\b"
    r"|or (?:less|under|below|cheaper)\b)",
    re.IGNORECASE,
)
LEAST_AFTER = re.compile(
    r"\s{0,2}(?:以上|起|or (?:more|over|above)\b|and (?:up|over)\b|\+)", re.IGNORECASE
)
BETWEEN = re.compile(r"(?:between|from|在|介于)\s{0,2}$", re.IGNORECASE)
LOOK_BACK = 20  # characters: the longest words of a limit


def read_cents(figure: str) -> int:
    """Return an amount in minor units; a comma before two digits is a decimal comma.

    >>> read_cents("1,299.50"), read_cents("19,90"), read_cents("50")
    (129950, 1990, 5000)
    """
    parts = re.fullmatch(r"([\d,]*?)(?:[.,](\d{1,2}))?", figure)
    whole, rest = (parts[1], parts[2]) if parts else (figure, None)
    return int(whole.replace(",", "") or 0) * 100 + int((rest or "").ljust(2, "0"))


def find_role(text: str, start: int, end: int) -> str | None:
    """Return whether the words around an amount make it the most or the least."""
    before = text[max(0, start - LOOK_BACK) : start]
    if AT_MOST.search(before) or MOST_AFTER.match(text, end):
        return "max"
    if AT_LEAST.search(before) or LEAST_AFTER.match(text, end):
        return "min"
    return None


def find_money(text: str) -> Iterator[Entity]:
    """Yield ranges, then priced amounts, then bare numbers that are a limit."""
    yield from _find_ranges(text)
    for found in PRICED.finditer(text):
        figure = found["first"] or found["second"]
        cents = read_cents(figure) if figure else (read_chinese(found["numeral"]) or 0) * 100
        unit = found["sign"] or found["unit"] or found["unit_zh"]
        if cents:
            role = find_role(text, *found.span())
            yield _make(text, *found.span(), cents=cents, unit=unit, role=role)
    for found in BARE.finditer(text):
        role = find_role(text, *found.span())
        if role:
            yield _make(text, *found.span(), cents=read_cents(found[0]), unit=None, role=role)


def _find_ranges(text: str) -> Iterator[Entity]:
    for found in RANGE.finditer(text):
        unit = found["unit"] or found["sign_high"] or found["unit_low"] or found["sign"]
        low = found.start("sign") if found["sign"] else found.start("low")
        if not unit or (found["gap"].casefold() == "and" and not _is_between(text, low)):
            continue
        high = found.start("sign_high") if found["sign_high"] else found.start("high")
        ends = (found.end("unit_low") if found["unit_low"] else found.end("low"), found.end())
        for name, start, end, role in (
            ("low", low, ends[0], "min"),
            ("high", high, ends[1], "max"),
        ):
            yield _make(text, start, end, cents=read_cents(found[name]), unit=unit, role=role)


def _is_between(text: str, start: int) -> bool:
    return BETWEEN.search(text[max(0, start - LOOK_BACK) : start]) is not None


def _make(
    text: str, start: int, end: int, *, cents: int, unit: str | None, role: str | None
) -> Entity:
    resolved: dict[str, Any] = {"amount_cents": cents}
    resolved["currency"] = CURRENCY_OF.get(unit.casefold()) if unit else None
    value = text[start:end].rstrip()
    return Entity("money", value, start, start + len(value), role=role, resolved=resolved)
