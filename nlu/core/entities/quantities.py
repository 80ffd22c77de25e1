"""How many: a number before a measure word, or right before a thing that is known."""

import re
from collections.abc import Iterable, Iterator

from nlu.core.entities.entity import Entity
from nlu.core.entities.numerals import NUMERAL_ZH, read_number

NUMBER_WORD = "two|three|four|five|six|seven|eight|nine|ten|a dozen|a pair"
COUNTER_ZH = "个|個|件|只|隻|张|張|条|條|套|把|盏|盞|块|塊|瓶|床|对|對|盒|双|份|台|盆|本"
QUANTITY = re.compile(
    rf"\b(\d{{1,3}}|{NUMBER_WORD})\s?(?:x|pcs|pieces|sets?|of (?:them|those|these))\b"
    rf"|\bx\s?(\d{{1,3}})\b"
    rf"|(?<![\d.,])(\d{{1,3}}|(?<!{NUMERAL_ZH})[一二两兩三四五六七八九十])(?={COUNTER_ZH})",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"(?<![\w.,/#-])(\d{{1,3}}|{NUMBER_WORD}|one|eleven|twelve) {{1,2}}$", re.IGNORECASE | re.ASCII
)
LOOK_BACK = 12  # characters: the longest number word and its space


def find_quantities(text: str) -> Iterator[Entity]:
    """Yield numbers of pieces; none of nothing."""
    for found in QUANTITY.finditer(text):
        word = next(group for group in found.groups() if group)
        number = read_number(word.casefold().removeprefix("a "))
        if number:
            yield Entity("quantity", word, *found.span(), resolved={"number": number})


def find_counts(text: str, things: Iterable[Entity]) -> Iterator[Entity]:
    """Yield the numbers that stand right before a thing: "two lamps"."""
    for thing in things:
        begin = max(0, thing.start - LOOK_BACK)
        found = BEFORE.search(text[begin : thing.start])
        number = read_number(found[1].casefold().removeprefix("a ")) if found else None
        if found and number:
            place = (begin + found.start(1), begin + found.end(1))
            yield Entity("quantity", found[1], *place, resolved={"number": number})
