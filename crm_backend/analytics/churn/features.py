"""What was known of each customer on a day: orders, tickets, chats, campaigns before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.churn.orders import DAY, Orders, check_aware
from kernel.errors import Invalid

LATELY = 90  # days
INTENTS = 5  # the most frequent ones have a share of their own
CHATS, TICKETS, CAMPAIGNS = "chats", "tickets", "campaigns"
Expected = Callable[[pd.DataFrame, pd.Timestamp], "pd.Series[Any]"]

NEEDED = {
    TICKETS: ("customer", "opened_at", "closed_at", "is_complaint"),
    CHATS: ("customer", "at", "resolved_at", "sentiment", "intent"),
    CAMPAIGNS: ("customer", "sent_at", "clicked_at"),
}


@dataclass(frozen=True)
class Events:
    """What else happened, a frame each, where known; times are aware, NaT where not (yet).

    `tickets`: customer, opened_at, closed_at, is_complaint. `chats`: customer, at, resolved_at,
    sentiment (-1 to 1, NaN if unknown), intent; with `chat` beside them each is one message of
    that chat, else a chat. `campaigns`: customer, sent_at, clicked_at.
    """

    tickets: pd.DataFrame | None = None
    chats: pd.DataFrame | None = None
    campaigns: pd.DataFrame | None = None

    def check(self) -> None:
        """Raise `Invalid` for a frame without a column or with times of no zone."""
        for name, needed in NEEDED.items():
            frame: pd.DataFrame | None = getattr(self, name)
            if frame is None:
                continue
            for column in needed:
                if column not in frame.columns:
                    raise Invalid(f"The {name} need the columns {', '.join(needed)}.")
                if column == "at" or column.endswith("_at"):
                    check_aware(frame[column], column)


@dataclass(frozen=True)
class FeatureMaker:
    """Makes the same features at any cut; `intents` are those that have a column.

    `expected` may add expected purchases (BG/NBD, say): it gets the orders before the cut, and
    the cut, and returns one number a customer.
    """

    orders: Orders
    events: Events
    intents: tuple[str, ...] = ()
    expected: Expected | None = None

    def make(self, as_of: pd.Timestamp) -> pd.DataFrame:
        """Return the features of everybody who had ordered by then (index: customer)."""
        past = self.orders.before(as_of)
        if past.empty:
            raise Invalid(f"Nobody had ordered by {as_of:%Y-%m-%d}.")
        parts = [order_features(past, as_of)]
        everybody = parts[0].index
        if self.events.tickets is not None:
            parts.append(ticket_features(self.events.tickets, as_of).reindex(everybody))
        if self.events.chats is not None:
            made = chat_features(self.events.chats, as_of, self.intents).reindex(everybody)
            parts.append(made)
        if self.events.campaigns is not None:
            parts.append(campaign_features(self.events.campaigns, as_of).reindex(everybody))
        if self.expected is not None:
            known = self.expected(past, as_of).reindex(everybody).astype(np.float64)
            parts.append(known.rename("expected_purchases").to_frame())
        made = pd.concat(parts, axis=1)
        counts = [name for name in made.columns if name.startswith(COUNTED)]
        return made.fillna(dict.fromkeys(counts, 0.0)).astype(np.float64)


# Where nothing happened these are 0; what else is empty is unknown.
COUNTED = ("tickets_", "complaints_", "chats_", "campaigns_")


def group_of(feature: str) -> str:
    """Return which frame a feature comes from."""
    if feature.startswith(("tickets_", "complaints_")):
        return TICKETS
    if feature.startswith(("chats_", "sentiment_", "intent_")):
        return CHATS
    return CAMPAIGNS if feature.startswith("campaigns_") else "orders"


def order_features(past: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return recency, frequency, money and rhythm (index: customer); days and the orders' money."""
    ages = (as_of - past["at"]).dt.total_seconds() / 86_400
    amounts = past["amount"]
    rows = pd.DataFrame({"customer": past["customer"], "age": ages, "amount": amounts})
    rows["is_late"] = ages <= LATELY
    rows["gap"] = -rows.groupby("customer")["age"].diff()
    by = rows.groupby("customer")
    made = pd.DataFrame(
        {
            "recency_days": by["age"].min(),
            "tenure_days": by["age"].max(),
            "orders": by.size(),
            "orders_90d": by["is_late"].sum(),
            "amount_total": by["amount"].sum(),
            "amount_mean": by["amount"].mean(),
            "amount_last": by["amount"].last(),
            "gap_mean_days": by["gap"].mean(),
            "gap_deviation_days": by["gap"].std(),
        }
    )
    made["overdue"] = made["recency_days"] / made["gap_mean_days"].clip(lower=1)
    for name, shown in (("discount", "discount_mean"), ("is_returned", "returned_share")):
        if name in past.columns:
            made[shown] = past.groupby("customer")[name].mean()
    return made


def ticket_features(tickets: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return counts of tickets; one that was closed later was open then."""
    known = tickets[tickets["opened_at"] < as_of]
    is_open = known["closed_at"].isna() | (known["closed_at"] >= as_of)
    is_late = known["opened_at"] >= as_of - LATELY * DAY
    made = pd.DataFrame(
        {
            "customer": known["customer"],
            "tickets_90d": is_late,
            "tickets_open": is_open,
            "complaints_90d": is_late & known["is_complaint"].astype(bool),
            "complaints_open": is_open & known["is_complaint"].astype(bool),
        }
    )
    return made.groupby("customer").sum()


def chat_features(chats: pd.DataFrame, as_of: pd.Timestamp, intents: Sequence[str]) -> pd.DataFrame:
    """Return counts, mood and what was asked for; one resolved later was unresolved then."""
    known = chats[chats["at"] < as_of].sort_values("at", kind="stable")
    is_late = known["at"] >= as_of - LATELY * DAY
    if "chat" in known.columns:  # of several messages the first tells when the chat began
        is_late &= ~known.duplicated("chat")
    is_unresolved = known["resolved_at"].isna() | (known["resolved_at"] >= as_of)
    rows = pd.DataFrame(
        {
            "customer": known["customer"],
            "chats_90d": is_late,
            "chats_unresolved_90d": is_late & is_unresolved,
        }
    )
    made = rows.groupby("customer").sum()
    mood = known["sentiment"].astype(np.float64)
    made["sentiment_mean"] = mood.groupby(known["customer"]).mean()
    made["sentiment_slope"] = slopes(known["customer"], (known["at"] - as_of) / DAY / 30, mood)
    asked = known if "chat" not in known.columns else known[known["intent"].notna()]
    for intent in intents:
        made[f"intent_{intent}"] = (asked["intent"] == intent).groupby(asked["customer"]).mean()
    return made


def slopes(
    customers: "pd.Series[Any]", months: "pd.Series[float]", values: "pd.Series[float]"
) -> "pd.Series[Any]":
    """Return by how much the values rise a month, by least squares; NaN of fewer than two times."""
    rows = pd.DataFrame({"customer": customers, "x": months, "y": values}).dropna()
    middle = rows.groupby("customer")[["x", "y"]].transform("mean")
    x, y = rows["x"] - middle["x"], rows["y"] - middle["y"]
    sums = pd.DataFrame({"customer": rows["customer"], "xy": x * y, "xx": x * x})
    sums = sums.groupby("customer").sum()
    return (sums["xy"] / sums["xx"].where(sums["xx"] > 1e-9)).rename("slope")


def campaign_features(campaigns: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return how many were sent and clicked lately; a click afterwards does not count."""
    known = campaigns[campaigns["sent_at"] < as_of]
    is_late = known["sent_at"] >= as_of - LATELY * DAY
    is_clicked = known["clicked_at"].notna() & (known["clicked_at"] < as_of)
    rows = pd.DataFrame(
        {
            "customer": known["customer"],
            "campaigns_sent_90d": is_late,
            "campaigns_clicked_90d": is_late & is_clicked,
        }
    )
    return rows.groupby("customer").sum()


def find_intents(chats: pd.DataFrame | None, before: pd.Timestamp) -> tuple[str, ...]:
    """Return the most frequent intents of chats before a day."""
    if chats is None:
        return ()
    counts = chats.loc[chats["at"] < before, "intent"].dropna().astype(str).value_counts()
    return tuple(sorted(map(str, counts.index[:INTENTS])))
