"""Dates as people write them, and whether they begin or end a span of time."""

import re
from collections.abc import Iterator
from datetime import date

from nlu.core.entities.days import MONTH, WEEKDAY, is_possible, resolve_date
from nlu.core.entities.entity import Entity
from nlu.core.entities.numerals import NUMERAL_ZH

COUNT = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
HOLIDAY = r"christmas(?: eve| day)?|easter(?: monday| sunday)?|new year(?:['’]s(?: day| eve)?)?"
HOLIDAY_ZH = "圣诞节?|聖誕節?|元旦|国庆节?|國慶節?|春节|春節|中秋节?|双十一|双11|情人节"
NUMERIC = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?"
ENGLISH = (
    rf"(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})(?: \d{{4}})?"
    rf"|(?:{MONTH}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?!\d)"
    rf"|(?:in |since )(?:{MONTH})(?: \d{{4}})?|(?:{MONTH}) \d{{4}}"
    r"|(?:on )?the \d{1,2}(?:st|nd|rd|th)(?= *(?:$|[^\w\s]|(?:at|to|and|or|please|instead)\b))"
    rf"|(?:(?:next|last|this|on) )?(?:{WEEKDAY})"
    rf"|(?:next|last|this) (?:week|month|weekend|year)"
    rf"|(?:the day (?:before|after) )?(?:yesterday|tomorrow)|today|tonight"
    rf"|this (?:morning|afternoon|evening)|last night"
    rf"|in {COUNT} (?:days?|weeks?)|{COUNT} (?:days?|weeks?|months?) ago"
    rf"|{HOLIDAY}"
)
WEEK_ZH = "周|週|星期|礼拜|禮拜"
COUNT_ZH = rf"(?:\d{{1,2}}|{NUMERAL_ZH}{{1,3}})"
CHINESE = (
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]?|(?:\d{4}年)?\d{1,2}月(?:底|初|份)?|\d{4}年"
    rf"|(?:上|下|这|這|本)(?:个|個)?(?:{WEEK_ZH}|月)[一二三四五六日天末]?"
    rf"|{COUNT_ZH}(?:天|个?星期|個?星期|周|週)(?:以|之)?[前后後](?!到|送|发)"
    r"|大?[后後]天|大?前天|今天|明天|昨天|今晚|今早|昨晚|明早|明晚|去年|今年|明年"
    r"|(?:周|週)[一二三四五六日末]|(?:星期|礼拜|禮拜)[一二三四五六日天]"
    r"|(?<!\d)\d{1,2}[号號](?=$|\W|[后後前之以到至送发買买下的])"
    rf"|{HOLIDAY_ZH}|月底"
)
DATE = re.compile(rf"\b(?:{NUMERIC}|{ENGLISH})\b|(?<!\d)(?:{CHINESE})", re.IGNORECASE)
BEGINS = re.compile(r"(?:from|between|since|starting|after|从|從|自|自从)\s{0,2}$", re.IGNORECASE)
ENDS = re.compile(r"(?:until|till?|by|before|through|直到|截止)\s{0,2}$", re.IGNORECASE)
JOINS = re.compile(r"\s{0,2}(?:to|and|until|till?|through|-|–|~|到|至)\s{0,2}", re.IGNORECASE)
BEGINS_AFTER = re.compile(r"(?:以后|以後|之后|之後|起)")
ENDS_AFTER = re.compile(r"(?:以前|之前|前)")
FROM, TO = "from", "to"
LOOK_BACK = 12  # characters: the longest word of a role and its spaces


def find_dates(text: str, today: date | None = None) -> Iterator[Entity]:
    """Yield dates with their words as value, resolved to ISO 8601 where `today` tells how.

    "from Monday to Friday": the first gets the role `from`, the second `to`.
    """
    begun: int | None = None  # where the words of a date that begins a span end
    for found in DATE.finditer(text):
        if not is_possible(found[0]):
            continue
        resolved = resolve_date(found[0], today) if today else None
        role = _find_role(text, *found.span(), begun)
        begun = found.end() if role == FROM else None
        facts = {"iso": resolved} if resolved else {}
        yield Entity("date", found[0], *found.span(), role=role, resolved=facts)


def _find_role(text: str, start: int, end: int, begun: int | None) -> str | None:
    before = text[max(0, start - LOOK_BACK) : start]
    if begun is not None and JOINS.fullmatch(text, begun, start):
        return TO
    if BEGINS.search(before) or BEGINS_AFTER.match(text, end):
        return FROM
    return TO if ENDS.search(before) or ENDS_AFTER.match(text, end) else None
