"""Numbers by checked patterns: orders, tickets, addresses, phones, money, dates, quantities."""

import re
from collections.abc import Iterator
from datetime import date

from nlu.core.entities.dates import find_dates
from nlu.core.entities.entity import Entity, drop_overlaps
from nlu.core.entities.money import find_money
from nlu.core.entities.quantities import find_quantities

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


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return 9 <= digits <= 15 and len(set(text)) > 3


def _find_all(text: str, today: date | None) -> Iterator[Entity]:
    """Yield every find of every pattern, the surest kind first."""
    for found in EMAIL.finditer(text):
        yield Entity("email", found[0].lower(), *found.span())
    for found in TICKET.finditer(text):
        yield Entity("ticket_number", f"T-{found[1]}", *found.span())
    for found in ORDER.finditer(text):
        yield Entity("order_number", f"FD-{found[1]}", *found.span())
    for found in PHONE.finditer(text):
        if _is_phone(found[0]):
            yield Entity("phone", found[0], *found.span())
    yield from find_money(text)
    yield from find_dates(text, today)
    yield from find_quantities(text)


def find_patterns(text: str, today: date | None = None) -> Iterator[Entity]:
    """Yield what the patterns find; an earlier pattern keeps its span from the later ones.

    `today` lets words such as "tomorrow" be resolved to a day.
    """
    yield from drop_overlaps(_find_all(text, today))
