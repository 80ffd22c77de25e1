"""Which rows of a target column are the positive ones, whatever they are called there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.churn.values import to_number, to_texts
from kernel.errors import Invalid

YES = {
    *("1", "yes", "y", "true", "t", "churned", "churn", "left", "exited", "lost", "gone", "ja"),
    *("cancelled", "canceled", "attrited", "attrited customer", "closed", "inactive", "oui", "si"),
    *("positive", "是", "流失", "已流失", "真"),
}
NO = {
    *("0", "-1", "no", "n", "false", "f", "stayed", "stay", "retained", "active", "kept", "nein"),
    *("existing", "existing customer", "not churned", "no churn", "not churn", "loyal", "non"),
    *("current", "negative", "open", "remained", "否", "未流失", "留存", "假"),
}
PLAIN_YES = {"1", "yes", "y", "true", "t"}
PLAIN_NO = {"0", "no", "n", "false", "f"}
SHOWN = 8
FEWEST_ROWS = 40
FEWEST_OF_A_CLASS = 10
FEW_OF_A_CLASS = 100  # below, the intervals are too wide for fine distinctions
RARE = 0.02


@dataclass(frozen=True)
class Target:
    """The rows that are kept (n_kept positions), whether each is positive (0 or 1), and names."""

    rows: NDArray[np.intp]
    is_positive: NDArray[np.int64]
    positive: str
    negative: str
    notes: tuple[str, ...]


def read_target(values: Iterable[Any], name: str, *, positive: str | None = None) -> Target:
    """Read a column of two values (or of more, where `positive` says which one counts).

    Rows without a value are left out and counted. Raises `Invalid`, which says what to do, where
    the column has one value, too many, two of which neither is known to be the positive one, or
    where too few rows are of one kind.
    """
    texts = to_texts(values)
    rows = np.flatnonzero(texts != "")
    kept = unify_spellings(texts[rows])
    names = np.unique(kept.astype(str))
    notes = []
    if len(rows) < len(texts):
        if len(names) == 1:
            raise Invalid(
                f"Column {name!r} holds {str(names[0])!r} or nothing: write a word where it is "
                f"empty ({len(texts) - len(rows)} rows), such as no."
            )
        notes.append(f"{len(texts) - len(rows)} rows have no value in {name!r}: left out.")
    wanted = find_positive([str(found) for found in names], name, positive)
    others = [str(found) for found in names if found != wanted]
    if len(others) > 1:
        notes.append(f"{wanted!r} is set against all other values of {name!r}: {list_up(others)}.")
    is_positive = (kept == wanted).astype(np.int64)
    check_counts(is_positive, name, wanted)
    share = float(is_positive.mean())
    fewer = int(min(is_positive.sum(), (1 - is_positive).sum()))
    if fewer < FEW_OF_A_CLASS:
        notes.append(f"Only {fewer} rows are of the rarer kind: the figures are uncertain.")
    if min(share, 1 - share) < RARE:
        notes.append(
            f"{share:.2%} of the rows are {wanted!r}: probabilities will be near that share; "
            "rank by them, and judge by log loss beside the base rate, not by accuracy."
        )
    return Target(rows, is_positive, wanted, " / ".join(others[:SHOWN]), tuple(notes))


def unify_spellings(texts: NDArray[Any]) -> NDArray[Any]:
    """Return each value in its commonest spelling: YES as Yes, 1.0 as 1, true beside yes as yes."""
    names, counts = np.unique(texts.astype(str), return_counts=True)
    kinds = {str(name): fold(str(name)) for name in names}
    if len(set(kinds.values())) > 2 and set(kinds.values()) <= PLAIN_YES | PLAIN_NO:
        kinds = {name: "yes" if kind in PLAIN_YES else "no" for name, kind in kinds.items()}
    commonest: dict[str, str] = {}
    for at in np.argsort(-counts, kind="stable"):
        commonest.setdefault(kinds[str(names[at])], str(names[at]))
    return np.array([commonest[kinds[str(text)]] for text in texts], dtype=object)


def fold(name: str) -> str:
    """Return what is common to the spellings of a value: no capitals, no point nought."""
    number = to_number(name)
    return name.lower() if number != number else f"{number:g}"


def find_positive(names: list[str], column: str, wanted: str | None) -> str:
    """Return which of the values is the positive one."""
    if not names:
        raise Invalid(f"Column {column!r} is empty: there is nothing to learn from.")
    if len(names) == 1:
        raise Invalid(
            f"Column {column!r} is {names[0]!r} in every row: a model needs rows of both kinds, "
            "those who left and those who stayed."
        )
    if wanted is not None:
        return match_name(names, column, wanted)
    if len(names) > 2:
        kind = "numbers" if all(to_number(name) == to_number(name) for name in names) else "values"
        raise Invalid(
            f"Column {column!r} has {len(names)} different {kind} ({list_up(names)}); a target "
            "has two. Say which one counts with --positive, or name another column."
        )
    yes = [name for name in names if fold(name) in YES]
    no = [name for name in names if fold(name) in NO]
    is_coded = not no and all(to_number(name) == to_number(name) for name in names)  # 1 and 2
    if len(yes) == 1 and len(no) <= 1 and not is_coded:
        return yes[0]
    if len(no) == 1 and not yes:
        return names[1 - names.index(no[0])]
    raise Invalid(
        f"Column {column!r} holds {names[0]!r} and {names[1]!r}: say which one is to be "
        f"predicted, with --positive {names[1]!r} for instance."
    )


def match_name(names: list[str], column: str, wanted: str) -> str:
    """Return the value meant, by its exact writing or else whatever its case."""
    for name in names:
        if name == wanted.strip():
            return name
    alike = [name for name in names if name.lower() == wanted.strip().lower()]
    if len(alike) == 1:
        return alike[0]
    raise Invalid(f"Column {column!r} is never {wanted!r}; it holds {list_up(names)}.")


def list_up(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(repr(name) for name in names[:SHOWN]) + more


def check_counts(is_positive: NDArray[np.int64], name: str, positive: str) -> None:
    """Raise `Invalid` where there is too little to learn from and to judge by."""
    count, ones = len(is_positive), int(is_positive.sum())
    if count < FEWEST_ROWS or min(ones, count - ones) < FEWEST_OF_A_CLASS:
        raise Invalid(
            f"Too little to learn from: {count} rows have a value in {name!r}, {ones} of them "
            f"{positive!r}. At least {FEWEST_ROWS} rows are needed, and {FEWEST_OF_A_CLASS} of "
            "each kind; bring more rows, of a longer time."
        )
