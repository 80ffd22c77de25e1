"""What a wish in words says of the price: amounts in English and Chinese, and no sizes. Pure."""

import re
from typing import NamedTuple

AROUND = 0.3  # "around 50" is 35 to 65
YEARS = range(1950, 2036)  # "from 2020 to 2024" is no price
LEAST_BARE = 1_000  # hundredths: "3-4 plants" is no price, "20-40" is one
THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?")
TIMES = {"k": 1_000, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000}
NUMBER = (
    r"(?P<{0}>(?:\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\d{{1,2}})?|\d{{1,7}}(?:[.,]\d{{1,2}})?)"
    r"(?!\d|[.,]\d)(?:\s?(?:k(?![a-z])|[百千万萬]))?)"
)
SIGN = (
    r"(?:€|\$|£|¥|(?:eur(?:os?)?|usd|dollars?|gbp|pounds?|rmb|cny|yuan|bucks)\b"
    r"|欧元?|美元|美金|英镑|人民币)"
)
MEASURES = (
    r"(?:(?:cm|mm|m|km|m2|sqm|sq|square|metres?|meters?|centimet\w+|inch(?:es)?|in|feet|foot|ft|kgs?"
    r"|g|grams?|lbs?|litres?|liters?|l|ml|years?|yrs?|months?|weeks?|days?|hours?|hrs?|h|minutes?"
    r"|mins?|seconds?|people|persons?|guests?|adults?|kids|children|seats?|seaters?|pieces?|pcs"
    r"|items?|products?|things?|steps?|shelves|drawers|watts?|w|volts?|v|lumens?|degrees?|percent"
    r"|stars?|rooms?)\b|[%\"″°]|[x×*]\s*\d"
    r"|厘米|公分|毫米|平方?米?|米|公斤|千克|斤|克|毫升|升|岁|歲|个|個|人|位|天|日|周|年|月|小时|分钟"
    r"|瓦|度|寸|件|只|把|层|座)"
)
IS_MONEY = rf"(?!\s*-?\s*{MEASURES})"


def amount(name: str) -> str:
    """Return a pattern for an amount, its number under `name`, its currency under `name` + "_c"."""
    before = rf"(?P<{name}_b>{SIGN})?\s*"
    unit = rf"(?:\s*(?P<{name}_c>{SIGN}|元|块钱?|塊))?"
    return before + r"(?<!\d)(?<!\d[.,])" + NUMBER.format(name) + unit + IS_MONEY


BETWEEN = re.compile(
    rf"\b(?P<said>between|from)\s+{amount('low')}\s*(?:and|to|-|–)\s*{amount('high')}"
    rf"|(?<![A-Za-z\d]-){amount('low2')}\s*(?P<to>到|至|-|–|~|to)\s*{amount('high2')}"
    r"(?:之间|的|左右|以内)?",
    re.IGNORECASE,
)
UNDER = re.compile(
    r"(?:\b(?:under|below|(?<!no )(?<!not )less than|up to|at most|max(?:imum)?(?: of)?"
    r"|(?:not|no|nothing) (?:more than|over|above)|cheaper than|within|budget(?:\s+(?:of|is))?"
    r"|spend)\b|<=?|不(?:要|会)?超[过過]|别超过|不高于|(?<!不)[低少][于於]|预算|預算|最多|最高)"
    rf"[\s:：]*(?:是|在|about |a )?{amount('a')}"
    rf"|{amount('b')}\s*(?:以[内內下]|之[内內]|[内內]"
    r"|or (?:less|under|below)|max\b|tops\b|at most\b)",
    re.IGNORECASE,
)
OVER = re.compile(
    r"(?:\b(?:over|above|more than|at least|no less than|not less than)|至少|高[于於]|超[过過]"
    rf"|不[低少][于於])\s*{amount('a')}"
    rf"|{amount('b')}\s*(?:以上|or (?:more|above|over))",
    re.IGNORECASE,
)
ABOUT = re.compile(
    rf"\b(?:around|about|roughly|circa|ca\.?)\s+{amount('a')}"
    rf"|{amount('b')}\s*(?:左右|上下|or so\b(?!\s*{MEASURES}))",
    re.IGNORECASE,
)
# "I have 50 euros": without a word beside it, an amount of money is what there is to spend.
MONEY = re.compile(
    rf"(?P<a_b>{SIGN})\s*{NUMBER.format('a')}(?!\s*-?\s*{MEASURES})"
    rf"|(?<!\d)(?<!\d[.,]){NUMBER.format('b')}\s*(?P<b_c>{SIGN}|元|块钱?|塊)",
    re.IGNORECASE,
)
CURRENCIES = {
    "EUR": ("€", "eur", "欧"),
    "USD": ("$", "usd", "dollar", "bucks", "美"),
    "GBP": ("£", "gbp", "pound", "英镑"),
    "CNY": ("¥", "rmb", "cny", "yuan", "人民币"),
}
HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
HAN = r"[一二两兩三四五六七八九十百千万萬零]"
HAN_RUN = rf"{HAN}{{0,8}}[十百千万萬]{HAN}{{0,8}}"
HAN_AMOUNT = re.compile(
    rf"(?:(?<=超过)|(?<=预算)|(?<=最多)|(?<=最高)|(?<=低于)){HAN_RUN}"
    rf"|(?<=[到至]){HAN_RUN}(?=\s*(?:$|[块塊元欧的以左]))|(?<!\d)(?<!{HAN}){HAN_RUN}"
    r"(?=\s*(?:多|欧|元|块|塊|美|英镑|以内|以內|以下|以上|之内|左右|上下|到|至))"
)
TENS = {
    word: 10 * tens
    for tens, word in enumerate(
        ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 1
    )
} | {"fifteen": 15}
HUNDREDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
# "Fifty five" and "a hundred and twenty two" are left: nobody has a budget like that.
SAID_AMOUNT = re.compile(
    rf"\b(?:(?P<hundreds>{'|'.join(HUNDREDS)}) (?P<unit>hundred|thousand)"
    rf"(?:(?: and)? (?P<more>{'|'.join(TENS)}))?|(?P<tens>{'|'.join(TENS)}))\b"
    r"(?!-| (?:and )?(?:\d|(?:one|two|three|four|five|six|seven|eight|nine)\b(?! (?:hun|thou))))",
    re.IGNORECASE,
)
# "二三十块" is 20 to 30, "几十块" is less than 100.
HAN_SPAN = re.compile(
    r"(?<![百千万])([一二两三四五六七八])([二三四五六七八九])([十百千万])(?=\s*多?[块塊元欧])"
)
HAN_SEVERAL = re.compile(r"[几幾](?P<unit>[十百千])(?:块钱?|塊|元)")


class Price(NamedTuple):
    """What something may cost, in hundredths of a currency that is empty where none was named."""

    low_cents: int | None = None
    high_cents: int | None = None
    currency: str = ""


def take_price(text: str) -> tuple[Price, str]:
    """Return what a text says of the price, and the rest of it."""
    text = SAID_AMOUNT.sub(lambda found: str(read_said(found)), text)
    text = HAN_SPAN.sub(r"\1\3到\2\3", text)
    text = HAN_SEVERAL.sub(lambda found: f"{10 * HAN_UNITS[found['unit']]}以内", text)
    text = HAN_AMOUNT.sub(lambda found: str(read_han(found[0])), text)
    for span in BETWEEN.finditer(text):
        low, high = sorted((_cents(span["low"] or span["low2"]), _cents(_high(span))))
        currency = _read_currency(span)
        if currency or not _is_bare(span, low, high):
            return Price(low, high, currency), _leave_out(text, span)
    found = UNDER.search(text)
    if found is not None:
        return Price(None, _first(found), _read_currency(found)), _leave_out(text, found)
    found = OVER.search(text)
    if found is not None:
        return Price(_first(found), None, _read_currency(found)), _leave_out(text, found)
    found = ABOUT.search(text)
    if found is not None:
        cents = _first(found)
        spread = round(cents * AROUND)
        return Price(cents - spread, cents + spread, _read_currency(found)), _leave_out(text, found)
    found = MONEY.search(text)
    if found is not None:
        return Price(None, _first(found), _read_currency(found)), _leave_out(text, found)
    return Price(), text


def read_said(found: re.Match[str]) -> int:
    """Return an amount that was said in English words."""
    if found["hundreds"] is None:
        return TENS[found["tens"].lower()]
    unit = 100 if found["unit"].lower() == "hundred" else 1_000
    return HUNDREDS[found["hundreds"].lower()] * unit + TENS.get((found["more"] or "").lower(), 0)


def read_han(number: str) -> int:
    """Return a Chinese number; "一百五" is 150, "一万五" 15,000."""
    total, digit, unit = 0, 0, 1
    for char in number:
        if char in "万萬":
            unit = 10_000
            total, digit = ((total + digit) or 1) * unit, 0
        elif char in HAN_UNITS:
            unit = HAN_UNITS[char]
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = HAN_DIGITS[char]
    is_short = digit and unit > 10 and "零" not in number
    return total + digit * (unit // 10 if is_short else 1)


def _is_bare(found: re.Match[str], low: int, high: int) -> bool:
    """Whether two numbers without a currency are rather years, or how many are wanted."""
    if low % 100 == 0 and low // 100 in YEARS and high // 100 in YEARS:
        return True
    return found["said"] is None and found["to"] not in ("到", "至") and low < LEAST_BARE


def _high(found: re.Match[str]) -> str:
    return found["high"] or found["high2"]


def _leave_out(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _first(found: re.Match[str]) -> int:
    return _cents(found["a"] if found["a"] is not None else found["b"])


def _cents(said: str) -> int:
    number, times = said.strip().lower(), 1
    if number[-1] in TIMES:
        number, times = number[:-1].strip(), TIMES[number[-1]]
    if THOUSANDS.fullmatch(number):
        head, mark, tail = number[:-3], number[-3], number[-2:]
        has_tail = mark in ".," and tail.isdigit()
        whole = (head if has_tail else number).replace(",", "").replace(".", "")
        number = f"{whole}.{tail}" if has_tail else whole
    return round(float(number.replace(",", ".")) * times * 100)


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
