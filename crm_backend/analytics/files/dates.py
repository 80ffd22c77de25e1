"""How the dates of a column are written: decided once, from all of its values.

Where the three parts could change places, the order that makes the most values dates is taken. Of
several, the one by which the rows go on in time; then, with points between, the day first (nobody
writes it otherwise), else the month first. Where nothing but that custom decides, it is said.
"""

import re
from typing import Any

import numpy as np
import pandas as pd

from kernel.errors import Invalid

DATE = r"^(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})"
CLOCK = (
    r"(?:(?:T|,?\s+)(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))?\s*([AaPp])?\.?(?:[Mm]\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$"
)
PARTS = re.compile(DATE + CLOCK)
MONTH = re.compile(r"^(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))$")
CHINESE = re.compile(r"^(\d{2,4})年(\d{1,2})月(?:(\d{1,2})[日号])?\s*")
NAMED = re.compile(  # a day or a year beside a month's name; "today" and "May" are no dates
    r"^(?=.*\d)(?=.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", re.IGNORECASE
)
ISO = r"\d{4}-\d{2}-\d{2}([T ].*)?|\d{4}"
SECONDS = (3e8, 4.2e9)  # 1979 to 2103
DAYS_OF_SHEETS = (20_000, 80_000)  # 1954 to 2119, counted from 1899-12-30
YEAR_FIRST = {"year": "ymd", "year and then the day": "ydm"}
SHORT = {"month": "mdy", "day": "dmy", "year": "ymd"}
CENTURY = 69  # two digits of a year: 69 to 99 are of the last century, as in POSIX
ONLY_DAY_FIRST = r"^(?:1[3-9]|2\d|3[01])([-/. ])(?:0?[1-9]|1[0-2])\1"
ONLY_MONTH_FIRST = r"^(?:0?[1-9]|1[0-2])([-/. ])(?:1[3-9]|2\d|3[01])\1"
MOST_MIXED = 0.02  # of the dates that can be of one order only: beyond, it is no slip of a pen
UTC_WORDS = {"Z": "+0000", "UTC": "+0000", "GMT": "+0000"}


def parse_times(texts: "pd.Series[str]") -> tuple["pd.Series[Any]", str]:
    """Return texts (trimmed) as times in UTC, NaT where they are none, and a note or "".

    Read are 2026-11-23, 2026/11/23 8:26, 23.11.2026, 11/23/26 8:26 PM, 20261123, 2026-11,
    2026年11月23日, 23 Nov 2026; seconds or milliseconds since 1970 and the day numbers of
    spreadsheets where a whole column holds such numbers.
    """
    codes, names = pd.factorize(texts)
    found, note = _parse_distinct(pd.Series(names, dtype=object), codes)
    return pd.Series(found.to_numpy()[codes], index=texts.index).dt.tz_localize("UTC"), note


def _parse_distinct(texts: "pd.Series[Any]", codes: Any) -> tuple["pd.Series[Any]", str]:
    some = texts[texts != ""]
    if some.str.fullmatch(ISO).all():
        return _plain(pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")), ""
    refuse_mixture(some)
    if len(some) and some.str.fullmatch(r"\d+(\.\d+)?").all():
        counted = parse_counts(texts)
        if counted is not None:
            return counted
    texts = texts.str.replace(CHINESE, _join_groups, regex=True).str.strip()
    parts = texts.str.extract(PARTS).astype("string")
    is_parted = parts[0].notna()
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    note = ""
    begins_with_year = parts[0].str.len() > 2
    for which in (is_parted & begins_with_year, is_parted & ~begins_with_year):
        if which.any():
            times[which], note = _parse_parted(parts[which], texts[which], codes)
    rest = texts[~is_parted & (texts != "")]
    if len(rest):
        times[rest.index] = _parse_others(rest)
    return times, note


def refuse_mixture(texts: "pd.Series[Any]") -> None:
    """Raise `Invalid` where some dates can only have the day first and others only the month."""
    by_day = texts[texts.str.match(ONLY_DAY_FIRST)]
    by_month = texts[texts.str.match(ONLY_MONTH_FIRST)]
    fewer = min(len(by_day), len(by_month))
    if fewer > MOST_MIXED * (len(by_day) + len(by_month)):
        raise Invalid(
            f"Some dates have the day first ({by_day.iloc[0]}), others the month "
            f"({by_month.iloc[0]}): nobody can tell what the rest are. Write all as 2026-11-23."
        )


def _join_groups(found: "re.Match[str]") -> str:
    return "-".join(part for part in found.groups() if part) + " "


def parse_counts(texts: "pd.Series[Any]") -> tuple["pd.Series[Any]", str] | None:
    """Return numbers that are plainly times; None for 20261123 and what is none."""
    numbers = pd.to_numeric(texts, errors="coerce")
    there = numbers.dropna()
    for unit, factor in (("s", 1), ("ms", 1e3), ("us", 1e6), ("ns", 1e9)):
        if there.between(SECONDS[0] * factor, SECONDS[1] * factor).all():
            word = {"s": "seconds", "ms": "milliseconds"}.get(unit, unit)
            times = pd.to_datetime(numbers, unit=unit)  # type: ignore[call-overload]
            return times.astype("datetime64[ns]"), f"numbers are read as {word} since 1970"
    if there.between(*DAYS_OF_SHEETS).all():
        days = pd.Timestamp("1899-12-30") + pd.to_timedelta(numbers, unit="D").dt.round("s")
        return days.astype("datetime64[ns]"), "numbers are read as the day numbers of spreadsheets"
    return None


def _parse_parted(parts: pd.DataFrame, texts: "pd.Series[Any]", codes: Any) -> tuple[Any, str]:
    """Return dates of three numbers in the order decided for all of them."""
    begins_with_year = bool((parts[0].str.len() > 2).all())
    orders = YEAR_FIRST if begins_with_year else SHORT
    made = {name: _compose(parts, order) for name, order in orders.items()}
    weights = pd.Series(codes).value_counts().reindex(parts.index).to_numpy(np.float64)
    fits = {name: float(weights[times.notna().to_numpy()].sum()) for name, times in made.items()}
    left = [name for name in made if fits[name] == max(fits.values())]
    differ = [name for name in left if name == left[0] or not made[name].equals(made[left[0]])]
    name, why = differ[0], "no other order makes so many of them dates"
    if len(differ) > 1 and not begins_with_year:
        name, why = _choose(differ, made, texts, codes)
    is_plain = begins_with_year and name == "year"
    note = (
        "" if is_plain else f"values such as {texts.iloc[0]} are read with the {name} first ({why})"
    )
    return (made[name] + _read_clock(parts)).to_numpy(), note


def _choose(
    names: list[str], made: dict[str, "pd.Series[Any]"], texts: "pd.Series[Any]", codes: Any
) -> tuple[str, str]:
    """Return the order of several that fit equally well, and why."""
    rising = {}
    for name in names:
        steps = made[name].reindex(codes).dropna().diff().dropna()
        steps = steps[steps != pd.Timedelta(0)]
        up = float((steps > pd.Timedelta(0)).mean()) if len(steps) > 2 else 0.5
        rising[name] = max(up, 1 - up)
    ahead = sorted(names, key=lambda name: -rising[name])
    if rising[ahead[0]] > 0.95 and rising[ahead[0]] - rising[ahead[1]] > 0.02:
        return ahead[0], "only so do the rows go on in time"
    custom = ("day", "month") if texts.str.contains(r"^\d+\.").all() else ("month", "day")
    name = next((one for one in custom if one in names), names[0])
    others = " or ".join(one for one in names if one != name)
    return name, (
        f"a guess: nothing in the column decides whether the {others} is first; write dates as "
        "2026-11-23 to be sure"
    )


def _compose(parts: pd.DataFrame, order: str) -> "pd.Series[Any]":
    """Return the days of three numbers in an order such as `dmy`; NaT where they are none."""
    texts = {what: parts[column] for what, column in zip(order, (0, 2, 3), strict=True)}
    sizes = {what: one.str.len().to_numpy(np.int64) for what, one in texts.items()}
    years, months, days = (texts[what].to_numpy(np.int64) for what in "ymd")
    years = years + (sizes["y"] == 2) * np.where(years >= CENTURY, 1900, 2000)
    is_day = np.isin(sizes["y"], (2, 4)) & (sizes["m"] <= 2) & (sizes["d"] <= 2)
    is_day &= (years > 1677) & (years < 2262)  # what nanoseconds can count
    is_day &= (months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)
    begin = np.where(is_day, (years - 1970) * 12 + months - 1, 0).astype("datetime64[M]")
    made = begin.astype("datetime64[D]") + np.where(is_day, days - 1, 0)
    is_day &= made.astype("datetime64[M]") == begin  # no 30th of February
    return pd.Series(made.astype("datetime64[ns]"), index=parts.index).where(is_day)


def _read_clock(parts: pd.DataFrame) -> "pd.Series[Any]":
    """Return the time of the day less its zone, NaT where it is none (25:00)."""
    hours, minutes, seconds = (
        pd.to_numeric(parts[at].str.replace(",", "."), errors="coerce").fillna(0).astype(float)
        for at in (4, 5, 6)
    )
    half = parts[7].str.lower()
    is_wrong = (hours > 24) | (minutes > 59) | (seconds >= 61) | (half.notna() & (hours > 12))
    is_late = (half == "p").fillna(value=False)
    hours = hours.where(half.isna(), hours % 12 + 12 * is_late)
    zone = parts[8].replace(UTC_WORDS).str.replace(":", "").fillna("+0000")
    shift = zone.str[1:3].astype(int) * 60 + zone.str[3:5].astype(int)
    shift = shift.where(zone.str[0] == "+", -shift)
    clock = pd.to_timedelta(hours * 3600 + (minutes - shift) * 60 + seconds, unit="s")
    return clock.where(~is_wrong.astype(bool))


def _parse_others(texts: "pd.Series[Any]") -> Any:
    """Return what is no three numbers: 20261123, 2026-11, 23 Nov 2026."""
    digits = texts.where(texts.str.contains(r"\d", regex=True))  # "today" is none in a file
    times = _plain(pd.to_datetime(digits, format="ISO8601", utc=True, errors="coerce"))
    months = texts.str.extract(MONTH).astype("string")
    whole = months[0].fillna(months[3]) + "-" + months[1].fillna(months[2]).str.zfill(2)
    times = times.fillna(_plain(pd.to_datetime(whole, format="%Y-%m", utc=True, errors="coerce")))
    named = texts.where(texts.str.contains(NAMED, regex=True))
    return times.fillna(
        _plain(pd.to_datetime(named, format="mixed", dayfirst=True, utc=True, errors="coerce"))
    ).to_numpy()


def _plain(times: "pd.Series[Any]") -> "pd.Series[Any]":
    plain: pd.Series[Any] = times.dt.tz_localize(None).astype("datetime64[ns]")
    return plain
