"""From the words of a date to a day, week, month or year in ISO 8601; only where it can be told.

A bare weekday or day of the month may lie behind or ahead, and 3/4 is March or April: none of
them is guessed.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from nlu.core.entities.numerals import NUMERAL_ZH, read_number

WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = {
    words: days
    for days, listed in {
        -3: "大前天",
        -2: "the day before yesterday|前天",
        -1: "yesterday|last night|昨天|昨晚",
        0: "today|tonight|this morning|this afternoon|this evening|今天|今晚|今早",
        1: "tomorrow|明天|明早|明晚",
        2: "the day after tomorrow|后天|後天",
        3: "大后天|大後天",
    }.items()
    for words in listed.split("|")
}
FEASTS = {
    words: day
    for day, listed in {
        (1, 1): "new year's day|元旦",
        (10, 1): "国庆|国庆节|國慶|國慶節",
        (12, 24): "christmas eve",
        (12, 25): "christmas|christmas day|圣诞|圣诞节|聖誕|聖誕節",
        (12, 31): "new year's eve",
    }.items()
    for words in listed.split("|")
}
SHIFTS = {"next": 1, "last": -1, "this": 0, "下": 1, "上": -1, "这": 0, "這": 0, "本": 0}
YEARS_ZH = {"去年": -1, "今年": 0, "明年": 1}
WEEK_ZH = "一二三四五六日"
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
FIGURES = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:[./](\d{2}|\d{4}))?", re.ASCII)
DAY_MONTH = re.compile(rf"(?:the )?(\d{{1,2}})[a-z]*(?: of)? ({MONTH})(?: (\d{{4}}))?", re.ASCII)
MONTH_DAY = re.compile(rf"({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?", re.ASCII)
MONTH_YEAR = re.compile(rf"(?:in |since )?({MONTH}) (\d{{4}})", re.ASCII)
CHINESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]?", re.ASCII)
CHINESE_MONTH = re.compile(r"(\d{4})年(?:(\d{1,2})月份?)?", re.ASCII)
SHIFTED = re.compile(rf"(next|last|this) ({WEEKDAY}|week|month|year)")
SHIFTED_ZH = re.compile(r"([上下这這本])(?:个|個)?(周|週|星期|礼拜|禮拜|月)([一二三四五六日天]?)")
AWAY = re.compile(r"(in )?(\w{1,5}) (day|week)s?( ago)?")
AWAY_ZH = re.compile(
    rf"(\d{{1,2}}|{NUMERAL_ZH}{{1,3}})(天|个?星期|個?星期|周|週)(?:以|之)?([前后後])"
)


def is_possible(words: str) -> bool:
    """Tell whether words in figures name a day that can exist: 12.50 is a price, 3/4 may be."""
    if found := FIGURES.fullmatch(words):
        first, second = int(found[1]), int(found[3])
        return min(first, second) >= 1 and min(first, second) <= 12 and max(first, second) <= 31
    if found := ISO.fullmatch(words):
        return make_day(int(found[1]), int(found[2]), int(found[3])) is not None
    return True


def resolve_date(words: str, today: date) -> str | None:
    """Return a day (2026-03-05), week (2026-W10), month (2026-03) or year; None where unsure."""
    plain = words.casefold().replace("’", "'")
    for read in READINGS:
        if found := read(plain, today):
            return found
    return None


def make_day(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, today: date) -> date | None:
    """Return the day of that name that lies nearest to today, behind or ahead."""
    made = [make_day(today.year + step, month, day) for step in (-1, 0, 1)]
    days = [one for one in made if one is not None]
    return min(days, key=lambda one: abs(one - today), default=None)


def _in_year(year: str | None, month: int, day: int, today: date) -> str | None:
    found = make_day(int(year), month, day) if year else nearest(month, day, today)
    return found.isoformat() if found else None


def _month_number(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _read_named(words: str, today: date) -> str | None:
    if words in DAYS:
        return (today + timedelta(days=DAYS[words])).isoformat()
    if words in FEASTS:
        return _in_year(None, *FEASTS[words], today)
    return str(today.year + YEARS_ZH[words]) if words in YEARS_ZH else None


def _read_figures(words: str, today: date) -> str | None:
    if found := ISO.fullmatch(words):
        return _in_year(found[1], int(found[2]), int(found[3]), today)
    if not (found := FIGURES.fullmatch(words)):
        return None
    first, second = int(found[1]), int(found[3])
    year = f"20{found[4]}" if found[4] and len(found[4]) == 2 else found[4]
    if found[2] == "." or first > 12:
        return _in_year(year, second, first, today)
    return _in_year(year, first, second, today) if second > 12 or first == second else None


def _read_months(words: str, today: date) -> str | None:
    if found := DAY_MONTH.fullmatch(words):
        return _in_year(found[3], _month_number(found[2]), int(found[1]), today)
    if found := MONTH_DAY.fullmatch(words):
        return _in_year(found[3], _month_number(found[1]), int(found[2]), today)
    if found := CHINESE.fullmatch(words):
        return _in_year(found[1], int(found[2]), int(found[3]), today)
    if found := MONTH_YEAR.fullmatch(words):
        return f"{found[2]}-{_month_number(found[1]):02}"
    if (found := CHINESE_MONTH.fullmatch(words)) and int(found[2] or 1) <= 12:
        return f"{found[1]}-{int(found[2]):02}" if found[2] else found[1]
    return None


def _shift(unit: str, by: int, today: date) -> str:
    if unit == "year":
        return str(today.year + by)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + by
        return f"{months // 12}-{months % 12 + 1:02}"
    year, week, _ = (today + timedelta(weeks=by)).isocalendar()
    return f"{year}-W{week:02}"


def _weekday_of_week(weekday: int, by: int, today: date) -> date:
    return today + timedelta(days=weekday - today.weekday(), weeks=by)


def _read_shifted(words: str, today: date) -> str | None:
    if found := SHIFTED.fullmatch(words):
        by, weekdays = SHIFTS[found[1]], WEEKDAY.split("|")
        if found[2] not in weekdays:
            return _shift(found[2], by, today)
        day = _weekday_of_week(weekdays.index(found[2]), max(by, 0), today)
        # "last Friday" is the latest one that is over.
        if by < 0 and day >= today:
            day -= timedelta(weeks=1)
        return day.isoformat()
    if not (found := SHIFTED_ZH.fullmatch(words)):
        return None
    by = SHIFTS[found[1]]
    if not found[3]:
        return _shift("month" if found[2] == "月" else "week", by, today)
    weekday = WEEK_ZH.index(found[3].replace("天", "日"))
    return None if found[2] == "月" else _weekday_of_week(weekday, by, today).isoformat()


def _read_away(words: str, today: date) -> str | None:
    if found := AWAY.fullmatch(words):
        number, unit, is_ahead = read_number(found[2]), found[3], found[1] is not None
        if is_ahead == (found[4] is not None):
            return None
    elif found := AWAY_ZH.fullmatch(words):
        number, is_ahead = read_number(found[1]), found[3] != "前"
        unit = "day" if found[2] == "天" else "week"
    else:
        return None
    if number is None:
        return None
    days = number * (7 if unit == "week" else 1)
    return (today + timedelta(days=days if is_ahead else -days)).isoformat()


Reading = Callable[[str, date], str | None]
READINGS: tuple[Reading, ...] = (
    _read_named,
    _read_figures,
    _read_months,
    _read_shifted,
    _read_away,
)
