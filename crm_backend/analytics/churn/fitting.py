"""Fits a model of a yes or no on any table and reports on it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from crm_backend.analytics.churn.columns import Feature, Inspection, inspect_columns
from crm_backend.analytics.churn.judging import Judged
from crm_backend.analytics.churn.leaks import Suspect, find_giveaways
from crm_backend.analytics.churn.report import ChurnReport
from crm_backend.analytics.churn.target import Target, read_target
from crm_backend.analytics.churn.validation import make_folds, predict_out_of_fold
from kernel.errors import Invalid

FOLDS = 5
MOSTLY_DIFFERENT = 0.8  # of the rows, from which those alike are held to be copies


def fit_churn(
    frame: pd.DataFrame,
    target: str,
    *,
    drop: Sequence[str] = (),
    keep: Sequence[str] = (),
    positive: str | None = None,
    model: str = "logistic",
    folds: int = FOLDS,
    seed: int = 0,
) -> ChurnReport:
    """Fit and judge a model of `target` on the other columns of a table of any kind.

    `drop` are columns to leave out, `keep` such as are kept though they seem to
    name rows or to give the answer away.
    Raises `Invalid`, in words that say what to do, where nothing honest can be fitted.
    """
    for name in (target, *drop, *keep):
        if name not in frame.columns:
            raise Invalid(f"There is no column {name!r}. There are: {', '.join(frame.columns)}.")
    if both := set(drop) & set(keep):
        raise Invalid(f"Column {min(both)!r} cannot be dropped and kept.")
    if target in drop:
        raise Invalid(f"Column {target!r} is the target: it cannot be dropped.")
    read = read_target(frame[target], target, positive=positive)
    with threadpool_limits(limits=1):  # on small tables threads wait for each other
        return fit_and_judge(frame, target, read, drop, keep, model, folds, seed)


def fit_and_judge(
    frame: pd.DataFrame,
    target: str,
    read: Target,
    drop: Sequence[str],
    keep: Sequence[str],
    model: str,
    folds: int,
    seed: int,
) -> ChurnReport:
    """Return the report on a table whose target is read."""
    inspection = inspect_columns(frame.iloc[read.rows], target=target, drop=drop, keep=keep)
    y = read.is_positive
    alone, gone = find_giveaways(inspection.features, y, keep=keep, seed=seed)
    left_out = {suspect.column for suspect in gone}
    features = [part for part in inspection.features if part.name not in left_out]
    if not features:
        raise Invalid(tell_nothing_left(inspection, gone))
    groups = group_rows(features, inspection.groups)
    parts = make_folds(y, groups, folds, seed)
    predictions = predict_out_of_fold(model, features, y, folds=parts, groups=groups, seed=seed)
    judged = Judged(features, y, groups, predictions, model, seed)
    suspects = (*gone, *judged.find_suspects(alone))
    return judged.report(read, target, inspection, alone, suspects)


def group_rows(
    features: Sequence[Feature], groups: NDArray[np.int64] | None
) -> NDArray[np.int64] | None:
    """Return groups in which rows that are alike in all columns are together, if there are any.

    Where many are alike there are few columns, and being alike says nothing of who they are.
    """
    if groups is not None:
        return groups
    frame = pd.DataFrame({feature.name: feature.values for feature in features})
    codes = np.asarray(frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup())
    share = (codes.max() + 1) / len(codes)
    return codes.astype(np.int64) if MOSTLY_DIFFERENT <= share < 1 else None


def tell_nothing_left(inspection: Inspection, gone: Sequence[Suspect]) -> str:
    """Return why no column can be learnt from."""
    told = [f"{part.name}: {part.why}" for part in inspection.dropped]
    told += [f"{one.column}: gives the answer away" for one in gone]
    return f"No column is left to learn from. {'; '.join(told) or 'There is none but the target'}."
