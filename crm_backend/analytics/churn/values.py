"""Single values and whole columns as numbers and as texts; NaN and an empty text are missing."""

import math
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.files.nothing import NOTHING

Floats = NDArray[np.float64]

DECORATION = re.compile(r"^[$€£¥￥]\s*|\s*[%$€£¥￥元]$")
DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
MOST = 1e300  # beyond, the arithmetic of a model overflows


def to_text(value: Any) -> str:
    """Return a value as a trimmed text; whole numbers without a point; empty where missing."""
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    text = str(value).strip()
    return "" if text.lower() in NOTHING else text


def to_number(value: Any) -> float:
    """Return a value as a number, NaN where it is none.

    Texts may carry a currency or per cent sign, thousands parted by commas (1,234.50), or a
    decimal comma (1.234,50; a lone comma followed by three digits parts thousands).
    """
    if isinstance(value, int | float | np.integer | np.floating | np.bool_):
        try:
            number = float(value)
        except OverflowError:
            return math.nan
        return number if abs(number) < MOST else math.nan
    text = DECORATION.sub("", to_text(value))
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif DECIMAL_COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    try:
        number = math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan
    return number if abs(number) < MOST else math.nan


def to_numbers(values: Iterable[Any]) -> Floats:
    """Return a column as numbers."""
    array = np.asarray(values)
    if array.dtype.kind in "iufb":
        numbers = array.astype(np.float64)
        return np.where(np.abs(numbers) < MOST, numbers, np.nan)
    return np.array([to_number(value) for value in array], dtype=np.float64)


def to_texts(values: Iterable[Any]) -> NDArray[np.object_]:
    """Return a column as texts."""
    texts = np.empty(len(array := np.asarray(values)), dtype=object)
    known: dict[Any, str] = {}  # columns of categories repeat themselves
    for place, value in enumerate(array):
        key = (type(value), value)
        text = known.get(key)
        if text is None:
            text = known[key] = to_text(value)
        texts[place] = text
    return texts
