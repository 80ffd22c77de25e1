"""Step `sales`: what was sold a week, in which category, what sells together."""

from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.pipeline.storing import find_monday
from kernel.errors import Invalid

WEEKS = 104
WEEK = pd.Timedelta(weeks=1)
PAIRS = 50
LEAST_TOGETHER = 5  # orders: fewer are chance


class SalesStep:
    """Adds up; also what is known of each customer without any model."""

    name, weight = "sales", 2.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Add up; raise `Invalid` for a shop that never sold anything."""
        weekly = context.frames.sales("category_id")
        if weekly.empty:
            raise Invalid("Nothing has been sold yet: there is nothing to add up.")
        monday = pd.Timestamp(find_monday(context.as_of))
        payload = {
            "currency": context.frames.currency,
            "weeks": tell_weeks(weekly, monday),
            "unfinished": tell_unfinished(weekly, monday),
            "categories": tell_categories(weekly, monday),
            "pairs": tell_pairs(context),
            "customers": tell_customers(context.frames.customers()),
        }
        return StepResult(reports=(Report("sales", payload),), insights=list_facts(context))


def tell_weeks(weekly: pd.DataFrame, monday: pd.Timestamp) -> list[dict[str, Any]]:
    """Return revenue and units of the last whole weeks; a week without sales is there with 0.

    `monday` begins the week that is not over: in a trend it would look like a fall.
    """
    whole = weekly[weekly["week"] < monday]
    if whole.empty:
        return []
    summed = whole.groupby("week")[["revenue_cents", "units"]].sum()
    every = pd.date_range(summed.index.min(), monday - WEEK, freq="7D")
    filled = summed.reindex(every, fill_value=0).tail(WEEKS)
    return [
        {"week": week.date().isoformat(), "revenue_cents": int(cents), "units": int(units)}
        for week, cents, units in filled.itertuples(name=None)
    ]


def tell_unfinished(weekly: pd.DataFrame, monday: pd.Timestamp) -> dict[str, Any]:
    """Return revenue and units of the week that is not over."""
    now = weekly[weekly["week"] >= monday]
    return {
        "week": monday.date().isoformat(),
        "revenue_cents": int(now["revenue_cents"].sum()),
        "units": int(now["units"].sum()),
    }


def tell_categories(weekly: pd.DataFrame, monday: pd.Timestamp) -> list[dict[str, Any]]:
    """Return each category's revenue: ever, in the last 13 whole weeks, and in the 13 before."""
    age = (monday - weekly["week"]).dt.days // 7  # 1 is the last whole week
    frame = pd.DataFrame(
        {
            "category_id": weekly["category_id"],
            "ever": weekly["revenue_cents"],
            "quarter": weekly["revenue_cents"].where((age >= 1) & (age <= 13), 0),
            "before": weekly["revenue_cents"].where((age >= 14) & (age <= 26), 0),
        }
    )
    summed = frame.groupby("category_id").sum().reset_index()
    summed = summed.sort_values(["quarter", "category_id"], ascending=[False, True])
    return [
        {"category_id": int(key), "ever": int(ever), "quarter": int(now), "before": int(then)}
        for key, ever, now, then in summed.itertuples(index=False, name=None)
    ]


def tell_pairs(context: Context) -> list[dict[str, Any]]:
    """Return what is bought together more than by chance: orders with both, and the lift."""
    pairs = context.frames.pairs(LEAST_TOGETHER).head(PAIRS * 20)
    baskets = context.frames.baskets()
    total = baskets["order_id"].nunique()
    alone = baskets.groupby("product_id")["order_id"].nunique()
    expected = (
        alone.reindex(pairs["first"]).to_numpy() * alone.reindex(pairs["second"]).to_numpy()
    ) / max(1, total)
    lift = pairs["orders"].to_numpy() / np.maximum(expected, 1e-12)
    told = pairs.assign(lift=lift)
    told = told[told["lift"] > 1].head(PAIRS)
    return [
        {"first": int(a), "second": int(b), "orders": int(count), "lift": round(float(times), 2)}
        for a, b, count, times in told.itertuples(index=False, name=None)
    ]


def tell_customers(people: pd.DataFrame) -> dict[str, Any]:
    """Return how many ever bought, came back, sent back."""
    bought = people[people["orders"] > 0]
    return {
        "known": len(people),
        "bought": len(bought),
        "came_back": int((bought["orders"] > 1).sum()),
        "sent_back": int((bought["returns"] > 0).sum()),
        "active_90d": int((bought["orders_90d"] > 0).sum()),
        "spend_cents": int(bought["spend_cents"].sum()),
    }


def list_facts(context: Context) -> pd.DataFrame:
    """Return what each customer bought so far."""
    people = context.frames.customers().set_index("customer_id")
    last = pd.Timestamp(context.as_of) - pd.to_timedelta(people["recency_seconds"], unit="s")
    return pd.DataFrame(
        {
            "order_count": people["orders"],
            "spend_cents": people["spend_cents"],
            "last_order_at": last,
        }
    )
