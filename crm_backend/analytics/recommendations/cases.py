"""Whom a ranking is tested on, and what of a test cannot be."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_backend.analytics.recommendations.interactions import Histories
from crm_backend.analytics.recommendations.model import Items
from kernel.errors import Invalid

LEAST_TESTED = 10
MOST_TESTED = 20_000


@dataclass(frozen=True)
class Case:
    """A user of the test: what they have (by column, the oldest first) and what they came to."""

    history: Items
    wanted: frozenset[int]


def make_cases(data: Histories, kept: pd.DataFrame, notes: list[str]) -> list[Case]:
    """Return whom to test and on what; say who and what could not be."""
    users = {id_: place for place, id_ in enumerate(data.user_ids)}
    items = {id_: place for place, id_ in enumerate(data.item_ids)}
    unknown = ~kept["item"].isin(items)
    if len(kept) and unknown.all():
        raise Invalid(
            "No item of the test is in the training data: are these the right columns, "
            "and do users share items?"
        )
    if unknown.any():
        notes.append(
            f"{int(unknown.sum())} test rows name items that nobody has in training; they count "
            "as missed. Such items need what products are like, not who bought them."
        )
    cases, repeats, strangers = [], 0, 0
    beyond = len(items)  # a column that is never ranked
    for user, listed in kept.groupby("user", sort=True)["item"]:
        place = users.get(str(user))
        strangers += place is None
        history = np.empty(0, dtype=np.intp) if place is None else data.histories[place]
        owned = set(history.tolist())
        columns = {items.get(one, beyond + count) for count, one in enumerate(listed.unique())}
        repeats += len(columns & owned)
        if columns - owned:
            cases.append(Case(history, frozenset(columns - owned)))
    if repeats:
        notes.append(
            f"{repeats} test pairs are items the user has already; they are no recommendations "
            "and were left out (buying again is a list of its own)."
        )
    if strangers:
        notes.append(f"{strangers} users of the test are new: they are ranked by popularity.")
    if repeats and not cases:
        raise Invalid(
            "Users have every item of the test in the training file already: give what came after, "
            "or leave --test out."
        )
    if len(cases) < LEAST_TESTED:
        raise Invalid(
            f"Only {len(cases)} users have something new in the test; {LEAST_TESTED} or more are "
            "needed to say how good a ranking is. Users need two items or more."
        )
    return sample(cases, notes)


def sample(cases: list[Case], notes: list[str]) -> list[Case]:
    """Return an even sample where there are very many."""
    step = -(-len(cases) // MOST_TESTED)
    if step > 1:
        notes.append(f"Tested on every {step}th of {len(cases)} users.")
    return cases[::step]
