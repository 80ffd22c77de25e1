"""What the columns of a table are: numbers, categories, or nothing that a model may learn from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.churn.values import MOST, Floats, to_numbers, to_texts

MOST_UNREADABLE = 0.05  # of a number column's values: more, and they are read as categories
EQUAL_NUMBERS = 0.9995  # correlation from which two number columns say the same
FEWEST_OF_A_LEVEL = 20  # rows a category needs for a word of its own; of many rows, half a per cent
SHARE_OF_A_LEVEL = 0.005
MOST_LEVELS = 60
MOST_RARE = 0.8  # of the rows: beyond, it is names or free text
TRIED = 1_000  # values that are no plain numbers: where none of them is one, neither are others
ID_DIGITS = 5
ID_ROWS = 50
NAMED_ID = re.compile(
    r"(^|[_\s.\-]|(?<=[a-z]))(id|ids|ID|Id|uuid|guid|key|rownumber|row_?num|index)$"
    r"|^(id|Id|ID)($|[_\s])|^row\s?_?(number|no|nr|id)$|^unnamed: 0$|^$",
)
NAMED_CUSTOMER = re.compile(r"(customer|client|user|account|member|subscriber|cust)", re.IGNORECASE)
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}([T ].*)?")


@dataclass(frozen=True)
class Feature:
    """A column that is learnt from: `values` are numbers or texts, one a row."""

    name: str
    is_number: bool
    values: NDArray[Any]

    def take(self, rows: NDArray[np.intp]) -> "Feature":
        """Return some of the rows."""
        return Feature(self.name, self.is_number, self.values[rows])


@dataclass(frozen=True)
class Dropped:
    """A column that is left out, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Inspection:
    """What is learnt from, what is not; `groups` are whose row each is, where customers repeat."""

    features: tuple[Feature, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    groups: NDArray[np.int64] | None


def inspect_columns(
    frame: pd.DataFrame,
    *,
    target: str | None = None,
    drop: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> Inspection:
    """Judge every column but the target and those to drop; no target value is looked at.

    A column of `keep` is learnt from though it seems to name rows, unless it says nothing at all.
    """
    features: list[Feature] = []
    dropped = [Dropped(name, "left out as asked") for name in drop]
    notes: list[str] = []
    groups = None
    for name in map(str, frame.columns):
        if name == target or name in drop:
            continue
        feature, note = read_feature(frame[name], name)
        notes += [note] if note else []
        why = find_fault(feature)
        if why is not None and name in keep and len(pd.unique(feature.values)) > 1:
            notes.append(f"Column {name!r} is kept as asked, though it {why}.")
            why = None
        if why is None:
            features.append(feature)
            continue
        dropped.append(Dropped(name, why))
        if why.startswith("identifies") and NAMED_CUSTOMER.search(name) and groups is None:
            groups = find_groups(feature.values)
    if groups is not None:
        notes.append("Customers are there more than once: all rows of one are judged together.")
    features, doubled = drop_doubled(features)
    return Inspection(tuple(features), (*dropped, *doubled), tuple(notes), groups)


def find_groups(names: NDArray[Any]) -> NDArray[np.int64] | None:
    """Return whose row each is, where somebody has several; without a name, each is another."""
    codes = np.asarray(pd.factorize(names)[0], dtype=np.int64)
    is_nameless = np.array([name in ("", None) or name != name for name in names])
    codes[is_nameless] = codes.max() + 1 + np.arange(int(is_nameless.sum()))
    return codes if len(np.unique(codes)) < len(codes) else None


def read_feature(values: "pd.Series[Any]", name: str) -> tuple[Feature, str | None]:
    """Return a column as numbers where nearly all of it are some, else as texts; and a doubt."""
    texts = to_texts(values)
    is_there = texts != ""
    if values.dtype.kind == "b":
        return Feature(name, False, texts), None
    numbers = read_fast(values, is_there)
    unreadable = int((np.isnan(numbers) & is_there).sum())
    there = int(is_there.sum())
    if not there or unreadable > MOST_UNREADABLE * there:
        return Feature(name, False, texts), tell_mixture(name, texts[is_there], numbers[is_there])
    if len(np.unique(numbers[~np.isnan(numbers)])) < 2:  # there or not is all it says
        return Feature(name, False, texts), None
    note = None
    if unreadable:
        example = texts[np.isnan(numbers) & is_there][0]
        note = f"{unreadable} values of {name!r} are no numbers ({example[:30]!r}): as missing."
    return Feature(name, True, numbers), note


def tell_mixture(name: str, texts: NDArray[Any], numbers: Floats) -> str | None:
    """Return a doubt on a column of categories most of which are numbers, all different."""
    is_wrong = np.isnan(numbers)
    if (
        not len(texts)
        or is_wrong.mean() > 1 / 2
        or len(np.unique(numbers[~is_wrong])) <= MOST_LEVELS
    ):
        return None
    return (
        f"{int(is_wrong.sum())} values of {name!r} are no numbers ({texts[is_wrong][0][:30]!r}): "
        "all are read as names. Empty or mend these if numbers are meant."
    )


def read_fast(values: "pd.Series[Any]", is_there: NDArray[np.bool_]) -> Floats:
    """Return a column as numbers; plain ones all at once, those written otherwise one by one."""
    numbers = np.asarray(pd.to_numeric(values, errors="coerce"), dtype=np.float64)
    rest = np.flatnonzero(~(np.abs(numbers) < MOST))
    slow = rest[is_there[rest]]
    some = slow[:TRIED]
    numbers[rest] = np.nan
    if len(some) and np.isnan(to_numbers(values.to_numpy()[some])).all() and len(slow) > TRIED:
        return numbers  # texts
    numbers[slow] = to_numbers(values.to_numpy()[slow])
    return numbers


def find_fault(feature: Feature) -> str | None:
    """Return why a column must not be learnt from, if so."""
    names, counts = np.unique(feature.values.astype(str), return_counts=True)
    if len(names) == 1:
        return "constant: the same value in every row" if names[0] not in ("", "nan") else "empty"
    if NAMED_ID.search(feature.name) and (len(names) > 2 or not feature.is_number):
        return "identifies a row or a customer (by its name)"
    if feature.is_number:
        return find_number_fault(feature.values)
    rows = len(feature.values)
    there = feature.values[feature.values != ""][:TRIED]
    if sum(bool(DATE.fullmatch(text)) for text in there) > (1 - MOST_UNREADABLE) * len(there):
        return "holds dates: give the number of days before the day of the prediction instead"
    if len(names) == rows:
        return "identifies a row: no value is there twice"
    kept = int(counts[counts >= fewest(rows)].sum())
    if 1 - kept / rows > MOST_RARE and len(names) > MOST_LEVELS:
        return f"names or free text: {len(names)} different values, nearly all of them rare"
    return None


def find_number_fault(values: Floats) -> str | None:
    """Return why numbers are rather the names of rows, if so."""
    if len(values) < ID_ROWS or np.isnan(values).any() or np.any(values != np.round(values)):
        return None
    if len(np.unique(values)) < len(values):
        return None
    steps = np.diff(values)
    if np.all(steps == steps[0]):
        return "identifies a row: it only counts"
    digits = np.floor(np.log10(np.maximum(np.abs(values), 1))) + 1
    if digits.min() >= ID_DIGITS and digits.min() == digits.max():
        return "identifies a row: whole numbers of one length, none there twice"
    return None


def fewest(rows: int) -> int:
    """Return how many rows a category needs so as not to be grouped with the other rare ones."""
    return int(min(rows // 4, max(FEWEST_OF_A_LEVEL, np.ceil(rows * SHARE_OF_A_LEVEL))))


def drop_doubled(features: list[Feature]) -> tuple[list[Feature], list[Dropped]]:
    """Leave out columns that say the same as one before them."""
    kept: list[Feature] = []
    dropped: list[Dropped] = []
    numbers: list[tuple[str, Floats]] = []  # standardised, so that a product is a correlation
    seen: dict[bytes, str] = {}
    for feature in features:
        twin = None
        if feature.is_number:
            spread = standardise(feature.values)
            twin = next(
                (name for name, other in numbers if abs(float(spread @ other)) > EQUAL_NUMBERS),
                None,
            )
            numbers.append((feature.name, spread))
        else:
            key = pd.factorize(feature.values)[0].astype(np.int64).tobytes()
            twin = seen.setdefault(key, feature.name)
            twin = None if twin == feature.name else twin
        if twin is None:
            kept.append(feature)
        else:
            dropped.append(Dropped(feature.name, f"says the same as {twin!r}"))
    return kept, dropped


def standardise(values: Floats) -> Floats:
    """Return values around 0 and of length 1; what is missing lies 3 deviations off."""
    there = values[~np.isnan(values)]
    spread = np.where(np.isnan(values), there.mean() + 3 * there.std(), values) / max(
        1.0, np.abs(there).max()
    )
    spread = spread - spread.mean()
    return np.asarray(spread / np.linalg.norm(spread), dtype=np.float64)
