"""What a message mentions: numbers, addresses, an item's name. Pure; nothing is looked up."""

import re
from collections.abc import Callable, Iterator, Sequence
from unicodedata import normalize

from actions.turn import Turn
from crm_backend.orders.rules import read_order_number
from crm_backend.tickets.rules import read_ticket_number

# [A-Za-z0-9-] and not \w: Chinese runs on without spaces ("订单1004217到哪了").
ORDER = re.compile(
    r"(?<![A-Za-z0-9-])(?:FD[\s#-]*[0-9]{1,12}|(?<![0-9] )#?[0-9]{7})(?![0-9])", re.IGNORECASE
)
TICKET = re.compile(
    r"(?<![A-Za-z0-9-])(?:T-?[0-9]{4,9}|(?:ticket|工单|工單)[^0-9A-Za-z]{0,4}[0-9]{4,9})(?![0-9])",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)
LATEST = re.compile(
    r"\b(?:last|latest|newest|most recent|recent)\b|最近|最新|最后|最後"
    r"|上一[个個单單笔筆次]|刚下|剛下",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"\b(?:(?P<p0>first|1st)|(?P<p1>second|2nd)|(?P<p2>third|3rd))"
    r"(?: one\b| of (?:them|those|these)\b| item\b| product\b|\W*$)"
    r"|\b(?P<last>last) (?:one|item|product)\b|\bnumber ?(?P<number>[1-3])\b"
    r"|第(?P<han>[一二三1-3])[个個款件样樣种種]|(?P<end>最[后後]一?[个個款件])",
    re.IGNORECASE,
)
Reader = Callable[[str], str | None]
MAX_NUMBER = 20  # characters of a number that are said back


def find_order_number(turn: Turn) -> str | None:
    """Return the order this message names, as written on orders, or None.

    A number that cannot be one ("FD-12") is returned as typed: nobody has such an order.
    """
    return next(_read_all(turn, "order_number", ORDER, read_order_number), None)


def find_ticket_number(turn: Turn) -> str | None:
    """Return the ticket this message names, or None; see `find_order_number`."""
    return next(_read_all(turn, "ticket_number", TICKET, _read_ticket), None)


def find_email(turn: Turn) -> str | None:
    """Return the e-mail address in this message, lower-case, or None."""
    for value in (*turn.entities.get("email", ()), turn.text):
        found = EMAIL.search(normalize("NFKC", value))
        if found:
            return found[0].rstrip(".-").lower()
    return None


def find_quantity(turn: Turn) -> int | None:
    """Return how many pieces this message speaks of, or None."""
    value = (turn.first("quantity") or "").strip().lower()
    if value.isdecimal() and len(value) <= 4:
        return int(value)
    return NUMBER_WORDS.get(value)


def says_latest(turn: Turn) -> bool:
    """Tell whether the customer means the newest, whatever we have just talked about."""
    return bool(LATEST.search(turn.text))


def find_ordinal(turn: Turn) -> int | None:
    """Return the place in a list that a message points at, -1 for the last; None mostly."""
    found = ORDINAL.search(turn.text)
    if found is None:
        return None
    if found["last"] or found["end"]:
        return -1
    digit = found["number"] or found["han"]
    if digit:
        return NUMBER_WORDS.get(digit, int(digit) if digit.isascii() else 1) - 1
    return next(place for place in range(3) if found[f"p{place}"])


def find_item(turn: Turn) -> str:
    """Return the words that name a product or a kind of product, or an empty text."""
    said = (*turn.entities.get("product", ()), *turn.entities.get("category", ()))
    return " ".join(dict.fromkeys(said))


def find_choice(turn: Turn, kind: str) -> str | None:
    """Return what a button of this kind stands for ("line:12" → "12"), or None."""
    start = f"{kind}:"
    choices: Sequence[str] = turn.entities.get("choice", ())
    return next((item.removeprefix(start) for item in choices if item.startswith(start)), None)


def _read_ticket(value: str) -> str | None:
    digits = re.search("[0-9]+", value)  # "工单 20481", "ticket no. 20481"
    return read_ticket_number(digits[0]) if digits else None


def _read_all(turn: Turn, entity: str, pattern: re.Pattern[str], read: Reader) -> Iterator[str]:
    typed = [normalize("NFKC", value).strip() for value in turn.entities.get(entity, ())]
    typed += [found[0] for found in pattern.finditer(normalize("NFKC", turn.text))]
    for value in typed:
        if any(char.isdecimal() for char in value):
            yield read(value) or value.upper()[:MAX_NUMBER]


NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "one a an 一 个",
            "two 两 兩 二 pair",
            "three 三",
            "four 四",
            "five 五",
            "six 六",
            "seven 七",
            "eight 八",
            "nine 九",
            "ten 十",
            "eleven 十一",
            "twelve 十二 dozen",
        ),
        start=1,
    )
    for word in words.split()
}
