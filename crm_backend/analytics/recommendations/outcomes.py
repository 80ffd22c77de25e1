"""What came of offers: how much of the catalog was shown, what was taken, what it added. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, variance
from typing import Any, NamedTuple

from crm_backend.analytics.intervals import newcombe, wilson

Z = 1.959963984540054  # the 97.5 per cent point of the normal distribution
FEW = 30  # customers in an arm below which an uplift is only a number


class Shown(NamedTuple):
    """One offer. Where `is_shown` is false it was held back from somebody who is held out."""

    customer_id: int | None
    product_id: int
    arm: str
    place: str
    is_shown: bool
    shown_at: datetime
    clicked_at: datetime | None


class Bought(NamedTuple):
    """One line of an order that was kept."""

    customer_id: int
    product_id: int
    at: datetime
    cents: int


@dataclass(frozen=True)
class Share:
    """A share with its 95 per cent interval (Wilson 1927); None where there is nothing to count."""

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """A difference between the arms, model minus hold-out, with its 95 per cent interval."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Outcomes:
    """What came of the offers of a span.

    Coverage is of the active products; clicks and acceptance are of offers that were shown, and
    acceptance of those whose window is over alone: how often the product itself was bought in it.
    `buyers` are the customers of each arm who bought anything within the window after their first
    offer; `uplift` is the difference of these shares (Newcombe 1998), `spend_uplift` that of the
    cents they spent (Welch).
    """

    coverage: Share
    clicks: Share
    acceptance: Share
    acceptance_by_place: dict[str, Share]
    buyers: dict[str, Share]
    uplift: Difference
    spend_uplift: Difference
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def measure(
    shown: Sequence[Shown],
    bought: Iterable[Bought],
    *,
    on_sale: int,
    now: datetime,
    window: timedelta,
) -> Outcomes:
    """Return what came of offers: `on_sale` is the number of active products."""
    lines: dict[int, list[Bought]] = defaultdict(list)
    for line in bought:
        lines[line.customer_id].append(line)
    real = [one for one in shown if one.is_shown]
    over = [one for one in real if one.customer_id is not None and one.shown_at + window <= now]
    taken = [one for one in over if was_taken(one, lines[one.customer_id or 0], window)]
    places = sorted({one.place for one in over})
    spent = sum_spent(shown, lines, now=now, window=window)
    arms = {arm: count_buyers(cents) for arm, cents in spent.items()}
    return Outcomes(
        coverage=make_share(min(len({one.product_id for one in real}), on_sale), on_sale),
        clicks=make_share(sum(one.clicked_at is not None for one in real), len(real)),
        acceptance=make_share(len(taken), len(over)),
        acceptance_by_place={
            place: make_share(
                sum(one.place == place for one in taken), sum(one.place == place for one in over)
            )
            for place in places
        },
        buyers=arms,
        uplift=subtract_shares(arms["model"], arms["holdout"]),
        spend_uplift=subtract_means(spent["model"], spent["holdout"]),
        notes=make_notes(shown, arms),
    )


def was_taken(offer: Shown, lines: Iterable[Bought], window: timedelta) -> bool:
    """Tell whether the product was bought after the offer, within the window."""
    return any(
        line.product_id == offer.product_id and offer.shown_at <= line.at <= offer.shown_at + window
        for line in lines
    )


def sum_spent(
    shown: Iterable[Shown], lines: dict[int, list[Bought]], *, now: datetime, window: timedelta
) -> dict[str, list[int]]:
    """Return the cents each customer spent within the window after their first offer, by arm.

    An offer held back counts as one that was shown: both arms begin where somebody would have been
    offered something. Customers whose window is not over are left out, and so are those who were
    in both arms (the hold-out key was changed).
    """
    first: dict[int, Shown] = {}
    arms: dict[int, set[str]] = defaultdict(set)
    for one in shown:
        if one.customer_id is None:
            continue
        arms[one.customer_id].add(one.arm)
        known = first.get(one.customer_id)
        if known is None or one.shown_at < known.shown_at:
            first[one.customer_id] = one
    spent: dict[str, list[int]] = {"model": [], "holdout": []}
    for customer_id, one in first.items():
        if len(arms[customer_id]) == 1 and one.shown_at + window <= now:
            span = (one.shown_at, one.shown_at + window)
            cents = [line.cents for line in lines[customer_id] if span[0] <= line.at <= span[1]]
            spent[one.arm].append(sum(cents))
    return spent


def count_buyers(cents: Sequence[int]) -> Share:
    """Return the share of customers who spent anything."""
    return make_share(sum(one > 0 for one in cents), len(cents))


def make_share(count: int, of: int) -> Share:
    """Return a share with its Wilson interval."""
    if of == 0:
        return Share(0, 0, None, None, None)
    return Share(count, of, count / of, *wilson(count, of))


def subtract_shares(one: Share, other: Share) -> Difference:
    """Return one share minus another with Newcombe's interval (his method 10)."""
    if one.value is None or other.value is None:
        return Difference(None, None, None)
    around = newcombe((one.count, one.of), (other.count, other.of))
    return Difference(one.value - other.value, *around)


def subtract_means(one: Sequence[int], other: Sequence[int]) -> Difference:
    """Return the difference of two means with the normal interval of Welch's standard error."""
    if len(one) < 2 or len(other) < 2:
        return Difference(None, None, None)
    value = fmean(one) - fmean(other)
    error = sqrt(variance(one) / len(one) + variance(other) / len(other))
    return Difference(value, value - Z * error, value + Z * error)


def make_notes(shown: Iterable[Shown], arms: dict[str, Share]) -> tuple[str, ...]:
    """Return what should be doubted, in sentences."""
    notes = []
    if any(share.of < FEW for share in arms.values()):
        notes.append(f"An arm has fewer than {FEW} customers: the uplift says nothing yet.")
    both: dict[int, set[str]] = defaultdict(set)
    for one in shown:
        if one.customer_id is not None:
            both[one.customer_id].add(one.arm)
    moved = sum(len(arms_of) > 1 for arms_of in both.values())
    if moved:
        notes.append(f"{moved} customers were in both arms and are left out of the uplift.")
    return tuple(notes)
