"""An experiment from a file of people's own: groups, metrics, and what is doubtful about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.experiments.results import Kind
from crm_backend.analytics.experiments.sample import MOST_ARMS, Design, Floats, Metric
from crm_backend.analytics.files.reading import read_csv, read_names, read_numbers
from kernel.errors import Invalid

# What people call the group that nothing was changed for, the likeliest first.
CONTROLS = ("control", "a", "0", "baseline", "old", "false", "no", "off", "对照组", "对照")
TRUE = frozenset({"true", "yes", "y", "t", "是"})
FALSE = frozenset({"false", "no", "n", "f", "否"})
ONE, NOUGHT = frozenset({"1", "1.0"}), frozenset({"0", "0.0"})
ALIKE = 1 - 1e-9  # correlation of columns that say the same
FEWEST_ALIKE = 3
ID_LIKE = 0.5  # distinct groups per row: beyond, the column names customers


@dataclass(frozen=True)
class Read:
    """What a file holds of an experiment; `notes` say what was dropped and doubted."""

    arms: NDArray[np.str_]
    metrics: tuple[Metric, ...]
    design: Design
    notes: tuple[str, ...]


def read_experiment(
    path: Path,
    *,
    group: str,
    metrics: Sequence[str],
    before: Sequence[str] = (),
    control: str = "",
    below: str = "",
    shares: Mapping[str, float] | None = None,
    looks: int = 1,
    look: int = 1,
    cap: float | None = None,
    is_lower_better: bool = False,
) -> Read:
    """Return arms, metrics and design; raise `Invalid`, in words that say what to do.

    Looks count as evenly spaced. One column of `before` serves all metrics, else there is one each.
    """
    check_asked(group, metrics, before, below)
    frame = read_csv(path, needs=[group, *metrics, *before, *([below] if below else [])])
    notes = list[str]()
    frame, names = drop_nameless(frame, group, notes)
    counts, arms = check_groups(group, names), names.to_numpy(dtype=str)
    chosen = choose_control(control, counts)
    if not control:
        notes.append(f"{chosen!r} is taken for the control; --control names another.")
    is_by_customer = len(frame.columns) > 1 + len(metrics)  # else equal rows are no repetition
    if is_by_customer and (doubled := int(frame.duplicated().sum())):
        notes.append(f"{doubled:,} rows are there more than once; they count as they are.")
    behind = list(before) * len(metrics) if len(before) == 1 else list(before)
    read = tuple(
        read_metric(
            frame,
            name,
            behind[at] if behind else "",
            below,
            notes,
            is_lower_better=is_lower_better and at == 0,
        )
        for at, name in enumerate(metrics)
    )
    check_arms(read, arms, below)
    design = Design(
        control=chosen,
        shares=plan_shares(counts, shares or {}, notes),
        looks=looks,
        information=tuple(number / looks for number in range(1, look + 1)),
        cap=cap,
    )
    return Read(arms, read, design, tuple(notes))


def drop_nameless(
    frame: pd.DataFrame, group: str, notes: list[str]
) -> tuple[pd.DataFrame, "pd.Series[str]"]:
    """Return the rows that name a group, and their groups."""
    names = read_names(frame, group)
    if nameless := int((names == "").sum()):
        notes.append(f"{nameless:,} rows name no group in {group!r} and are left out.")
    has_name = names != ""
    return frame[has_name].reset_index(drop=True), names[has_name].reset_index(drop=True)


def check_asked(group: str, metrics: Sequence[str], before: Sequence[str], below: str) -> None:
    """Raise `Invalid` for columns that cannot be asked for together."""
    if shared := {group, *metrics} & set(before):
        raise Invalid(f"{min(shared)!r} cannot be the column from before, too: name another.")
    if below and below in (group, *metrics, *before):
        raise Invalid(f"{below!r} cannot be the denominator, too: name another.")
    if not metrics:
        raise Invalid("Say which column is measured, such as --metric revenue.")
    if len(set(metrics)) < len(metrics) or group in metrics:
        raise Invalid("Each metric is another column, and none is the group's.")
    if len(before) not in (0, 1, len(metrics)):
        raise Invalid(f"Give one column from before, or {len(metrics)}: one for each metric.")


def check_groups(column: str, names: "pd.Series[str]") -> dict[str, int]:
    """Return how many rows each group has; raise `Invalid` for what holds no groups."""
    counts = {str(name): int(count) for name, count in names.value_counts(sort=False).items()}
    if not counts:
        raise Invalid(f"No row names a group in {column!r}.")
    if len(counts) == 1:
        raise Invalid(
            f"{column!r} holds one group only, {next(iter(counts))!r}: there is nothing to compare "
            "it with. The file must hold the control, too."
        )
    if len(counts) > MOST_ARMS:
        hint = " It looks like a number of each customer." if is_id(counts, len(names)) else ""
        raise Invalid(f"{column!r} holds {len(counts):,} groups; at most {MOST_ARMS}.{hint}")
    spelt: dict[str, str] = {}
    for name in sorted(counts):
        other = spelt.setdefault(name.lower(), name)
        if other != name:
            raise Invalid(f"{column!r} holds {other!r} and {name!r}: write each group in one way.")
    return dict(sorted(counts.items()))


def is_id(counts: Mapping[str, int], rows: int) -> bool:
    """Tell whether a column names customers rather than groups."""
    return len(counts) > ID_LIKE * rows


def check_arms(metrics: Sequence[Metric], arms: NDArray[np.str_], below: str) -> None:
    """Raise `Invalid` for a group of which nothing is known, or nothing to measure by."""
    for metric, arm in product(metrics, np.unique(arms)):
        known = metric.known & (arms == arm)
        if not known.any():
            raise Invalid(f"Column {metric.name!r} is empty in the whole group {str(arm)!r}.")
        if metric.below is not None and not metric.below[known].any():
            raise Invalid(f"Column {below!r} is 0 in the whole group {str(arm)!r}.")


def choose_control(asked: str, counts: Mapping[str, int]) -> str:
    """Return the group to compare with: the one asked for, one called so, or the first by name."""
    if asked:
        if asked not in counts:
            raise Invalid(f"There is no group {asked!r}. There are: {', '.join(counts)}.")
        return asked
    lower = {name.lower(): name for name in counts}
    return next((lower[name] for name in CONTROLS if name in lower), next(iter(counts)))


def plan_shares(
    counts: Mapping[str, int], asked: Mapping[str, float], notes: list[str]
) -> dict[str, float]:
    """Return the planned share of each group; alike unless others were given."""
    if not asked:
        notes.append("Groups were planned alike in size, as no shares were given.")
        return dict.fromkeys(counts, 1 / len(counts))
    if set(asked) != set(counts):
        wrong = ", ".join(sorted(set(asked) ^ set(counts)))
        raise Invalid(f"Give a planned share for each group and no other; look at: {wrong}.")
    total = sum(asked.values())
    if any(share <= 0 for share in asked.values()):
        raise Invalid("Planned shares are above 0.")
    return {name: asked[name] / total for name in counts}


def read_metric(
    frame: pd.DataFrame,
    name: str,
    before: str,
    below: str,
    notes: list[str],
    *,
    is_lower_better: bool = False,
) -> Metric:
    """Return a column as a metric: two values are a share, a column below makes it a ratio."""
    values = read_column(frame, name, notes)
    known = values[np.isfinite(values)]
    if not len(known):
        raise Invalid(f"Column {name!r} holds no number at all.")
    earlier = read_column(frame, before, notes) if before else None
    if earlier is not None:
        there = earlier[np.isfinite(earlier)]
        if len(there) < len(earlier):
            lost = len(earlier) - len(there)
            notes.append(f"{before!r} is missing for {lost:,} rows; they count as average before.")
        if not len(there) or np.ptp(there) == 0:
            notes.append(f"{before!r} is the same for everybody and helps nothing.")
        elif is_same(values, earlier):
            raise Invalid(f"{before!r} says the same as {name!r}: it cannot be from before.")
    if below:
        base = read_column(frame, below, notes)
        if (base[np.isfinite(base)] < 0).any():
            raise Invalid(f"Column {below!r} holds values below 0: nothing can be measured by it.")
        return Metric(name, "ratio", values, base, earlier, not is_lower_better)
    kind: Kind = "binary" if set(np.unique(known)) <= {0.0, 1.0} else "mean"
    if kind == "mean" and (negative := int((known < 0).sum())):
        notes.append(f"{name!r} is below 0 for {negative:,} rows; they count as they are.")
    return Metric(name, kind, values, None, earlier, not is_lower_better)


def is_same(values: Floats, others: Floats) -> bool:
    """Tell whether one column follows from the other exactly, whatever their units."""
    known = np.isfinite(values) & np.isfinite(others)
    if known.sum() < FEWEST_ALIKE or np.ptp(values[known]) == 0 or np.ptp(others[known]) == 0:
        return False
    one, other = (part[known] / np.abs(part[known]).max() for part in (values, others))
    return bool(abs(np.corrcoef(one, other)[0, 1]) > ALIKE)


def read_column(frame: pd.DataFrame, name: str, notes: list[str]) -> Floats:
    """Return a column as numbers, yes and no as 1 and 0; NaN for what is none."""
    texts = read_names(frame, name).str.lower()
    said = set(texts.unique()) - {""}
    if said & (TRUE | FALSE) and said <= TRUE | FALSE | ONE | NOUGHT:
        if len(said) == 1 and (texts == "").any():
            raise Invalid(
                f"Column {name!r} holds {min(said)!r} or nothing: write yes or no in all."
            )
        is_true, is_false = texts.isin(TRUE | ONE), texts.isin(FALSE | NOUGHT)
        return np.where(is_true, 1.0, np.where(is_false, 0.0, np.nan)).astype(float)
    column = read_numbers(frame, name)
    notes += column.list_notes(name, "finite numbers")
    return np.asarray(column.values, dtype=float)
