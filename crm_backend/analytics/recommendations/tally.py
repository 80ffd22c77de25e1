"""Offers added up by list and place, week, product; and where the hold-out compares. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from crm_backend.analytics.recommendations.outcomes import (
    FEW,
    Bought,
    Difference,
    Share,
    Shown,
    make_share,
    was_taken,
)

# Where both arms are noted alike, so that who is in the comparison does not hang on the arm: beside
# an order what is held back is noted, too; asked what is recommended, the hold-out gets what sells.
# Other lists are the same for both arms ("again", "search"), or only what was shown is noted (by
# programs and agents): somebody held out would be missing there, or not held out at all.
COMPARED = frozenset({("chat", "new"), ("after_order", "basket")})


class Listed(NamedTuple):
    """An offer and the list it stood in."""

    offer: Shown
    list_name: str


@dataclass(frozen=True)
class Row:
    """What came of the offers of one kind that were shown.

    `bought` is of those whose window is over: how often the product itself was bought in it.
    """

    key: tuple[Any, ...]
    offered: int
    clicked: Share
    bought: Share

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {"key": list(self.key)}


def choose_compared(listed: Iterable[Listed]) -> list[Shown]:
    """Return the offers at the places where the hold-out applies."""
    return [one.offer for one in listed if (one.offer.place, one.list_name) in COMPARED]


def add_up(
    listed: Iterable[Listed],
    lines: Mapping[int, Sequence[Bought]],
    by: Callable[[Listed], Hashable],
    *,
    now: datetime,
    window: timedelta,
) -> list[Row]:
    """Return a row for each value of `by` over the offers that were shown, in its order.

    `lines` are what each customer bought.
    """
    groups: dict[Any, list[Shown]] = defaultdict(list)
    for one in listed:
        if one.offer.is_shown:
            key = by(one)
            groups[key if isinstance(key, tuple) else (key,)].append(one.offer)
    rows = []
    for key in sorted(groups):
        offers = groups[key]
        over = [
            one for one in offers if one.customer_id is not None and one.shown_at + window <= now
        ]
        taken = sum(was_taken(one, lines.get(one.customer_id or 0, ()), window) for one in over)
        clicked = sum(one.clicked_at is not None for one in offers)
        rows.append(
            Row(key, len(offers), make_share(clicked, len(offers)), make_share(taken, len(over)))
        )
    return rows


def by_list_and_place(one: Listed) -> tuple[str, str]:
    """Return where an offer stood."""
    return one.list_name, one.offer.place


def by_week(one: Listed) -> date:
    """Return the Monday (UTC) of the week in which an offer was shown."""
    day = one.offer.shown_at.date()
    return day - timedelta(days=day.weekday())


def by_product(one: Listed) -> int:
    """Return what was offered."""
    return one.offer.product_id


def count_lost(listed: Iterable[Listed], lines: Mapping[int, Sequence[Bought]]) -> dict[int, int]:
    """Return by product how many people were shown it twice or more, and never bought it after."""
    first: dict[tuple[int, int], datetime] = {}
    times: dict[tuple[int, int], int] = defaultdict(int)
    for one in listed:
        offer = one.offer
        if offer.is_shown and offer.customer_id is not None:
            pair = (offer.customer_id, offer.product_id)
            times[pair] += 1
            first[pair] = min(first.get(pair, offer.shown_at), offer.shown_at)
    lost: dict[int, int] = defaultdict(int)
    for (customer_id, product_id), count in times.items():
        start = first[customer_id, product_id]
        bought = any(
            line.product_id == product_id and line.at >= start
            for line in lines.get(customer_id, ())
        )
        if count > 1 and not bought:
            lost[product_id] += 1
    return dict(lost)


def conclude(uplift: Difference, buyers: Mapping[str, Share]) -> str:
    """Return what may be concluded: `few`, `more`, `fewer` or `unclear` of those offered buy."""
    if uplift.low is None or uplift.high is None or any(one.of < FEW for one in buyers.values()):
        return "few"
    if uplift.low > 0:
        return "more"
    return "fewer" if uplift.high < 0 else "unclear"
