"""How the numbers of a column are written: decided once, from all of its values."""

import re
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.files.nothing import NOTHING
from kernel.errors import Invalid

SIGNS = "$€£¥￥元₹₽₩₺₫₴฿"
CODES = "USD|EUR|GBP|CNY|RMB|JPY|CHF|INR|AUD|CAD|HKD|TWD|SGD|SEK|NOK|DKK|PLN|kr|zł|R\\$|US\\$"
MONEY = re.compile(rf"^([+-]?)\s*({CODES}|[{SIGNS}])\s*|\s*({CODES}|[{SIGNS}])$", re.IGNORECASE)
GAPS = re.compile(r"(?<=\d)[\s\u00a0\u202f\u2009'\u2019](?=\d{3})")  # 1 234 and 1'234
EXPONENT = r"(?:[eE][+-]?\d+)?"
POINT = re.compile(rf"[+-]?(?:[1-9]\d{{0,2}}(?:,\d{{2,3}})*,\d{{3}}|\d*)(?:\.\d*)?{EXPONENT}")
COMMA = re.compile(rf"[+-]?(?:[1-9]\d{{0,2}}(?:\.\d{{3}})+|\d*)(?:,\d*)?{EXPONENT}")
ONLY_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
ONLY_POINTED = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
FEWEST_DOUBTED = 3
ODD = re.compile(r"[^0-9.,+\-eE]|\d-$")
SAME = {"￥": "¥", "元": "¥", "RMB": "CNY"}


def parse_numbers(texts: "pd.Series[str]", name: str) -> tuple["pd.Series[Any]", str]:
    """Return texts (trimmed) as numbers, NaN where they are none, and a note or "".

    Read are 1,234.50 and 1.234,50 (whichever most values of the column are), 1 234, 1'234, $5,
    5 EUR, 12 %, (5) and 5- for minus five. Raises `Invalid` for several currencies.
    """
    plain = pd.to_numeric(texts.where(~texts.str.contains("_", regex=False), "x"), errors="coerce")
    if not (plain.isna() & ~texts.str.lower().isin(NOTHING)).any():
        return plain, _tell_thousands(texts)
    codes, names = pd.factorize(texts)
    found, note = _parse_distinct(pd.Series(names, dtype=object), codes, name)
    return pd.Series(found[codes], index=texts.index), note


def _tell_thousands(texts: "pd.Series[str]") -> str:
    """Return a doubt on a column each number of which could have a point between thousands."""
    some = texts[~texts.str.lower().isin(NOTHING)].drop_duplicates()
    if len(some) < FEWEST_DOUBTED or not some.str.fullmatch(ONLY_POINTED).all():
        return ""
    first = some.iloc[0]
    return f"{first} is read as {float(first):g}; leave the point out if it means thousands"


def _parse_distinct(texts: "pd.Series[Any]", codes: Any, name: str) -> tuple[Any, str]:
    notes: list[str] = []
    bare = texts.copy()
    is_odd = texts.str.contains(ODD, regex=True)
    if is_odd.any():
        bare[is_odd] = _undress(texts[is_odd], name, notes)
    weights = np.bincount(codes, minlength=len(texts))
    by_point, by_comma = bare.str.fullmatch(POINT), bare.str.fullmatch(COMMA)
    if weights[by_comma].sum() > weights[by_point].sum():
        notes.append("a comma is read as the decimal sign")
        bare = bare.str.replace(".", "").str.replace(",", ".").where(by_comma)
    else:
        marked = bare[by_point & bare.str.contains(",", regex=False)]
        if len(marked) and marked.str.fullmatch(ONLY_THOUSANDS).all():
            notes.append(f"{marked.iloc[0]!r} is read as {marked.iloc[0].replace(',', '')}")
        bare = bare.str.replace(",", "").where(by_point)
    return pd.to_numeric(bare, errors="coerce").to_numpy(np.float64), "; ".join(notes)


def _undress(texts: "pd.Series[Any]", name: str, notes: list[str]) -> "pd.Series[Any]":
    """Return texts without currencies, gaps and per cent signs, a minus before what is below 0."""
    has_digit = texts.str.contains(r"\d", regex=True)
    bare = texts.str.replace("\u2212", "-", regex=False).str.replace(GAPS, "", regex=True)
    bare = bare.str.replace(r"^\((.*)\)$|^([^-].*)-$", r"-\1\2", regex=True)
    money = bare.str.extract(MONEY).astype("string")
    signs = money[1].fillna(money[2]).where(has_digit).str.upper().replace(SAME)
    kinds = sorted(set(signs.dropna()))
    if len(kinds) > 1:
        raise Invalid(
            f"Column {name!r} holds several currencies ({', '.join(kinds)}): convert them to one."
        )
    if kinds:
        notes.append(f"amounts are in {kinds[0]}, those that name no currency, too")
    bare = bare.str.replace(MONEY, r"\1", regex=True).str.strip()
    if (has_digit & bare.str.endswith("%")).any():
        notes.append("per cent signs are left out (12 % is 12, as is 12 without a sign)")
    return bare.str.replace(r"\s*%$", "", regex=True)
