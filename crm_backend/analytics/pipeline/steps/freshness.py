"""Step `freshness`: how old the newest order, ticket and message are, beside what is usual."""

from datetime import UTC, timedelta
from typing import Any

import pandas as pd

from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.warehouse.engines import Expression
from crm_backend.analytics.warehouse.features import moment, seconds

LOOKED_BACK = timedelta(days=90)
TIMES_LONGEST = 1.5  # a silence so many times the longest of three months is none by chance
LEAST_GAPS = 20  # below, nobody knows what is usual
HOURS = 3_600.0


class FreshnessStep:
    """Tells a shop that stands still, or a feed that broke, from a quiet night."""

    name, weight = "freshness", 0.5
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Look at the newest rows."""
        tables = context.frames.warehouse.tables
        feeds = {
            "orders": tables["purchase_order"].select(at="placed_at"),
            "tickets": tables["ticket"].select(at="created_at"),
            "messages": tables["message"].select("at"),
        }
        found = [look_at(context, name, rows) for name, rows in feeds.items()]
        notes = tuple(one["sentence"] for one in found if one["is_silent"])
        return StepResult(reports=(Report("freshness", {"feeds": found}, notes),), notes=notes)


def look_at(context: Context, name: str, rows: Expression) -> dict[str, Any]:
    """Return when the newest came, how long ago in hours, and the longest gap of three months."""
    as_of = context.as_of
    rows = rows.filter(rows["at"] <= moment(as_of))
    whole = context.frames.warehouse.frame(
        rows.aggregate(newest=rows["at"].max(), rows=rows.count())
    )
    told: dict[str, Any] = {"name": name, "rows": int(whole["rows"][0]), "newest": None}
    told |= {"hours": None, "longest_hours": None, "is_silent": False}
    told["sentence"] = f"There are no {name} yet."
    if not told["rows"] or pd.isna(whole["newest"][0]):
        return told
    newest = pd.Timestamp(whole["newest"][0]).tz_localize(UTC).to_pydatetime()
    hours = (as_of - newest).total_seconds() / HOURS
    longest, gaps = find_longest(context, rows)
    told |= {"newest": newest, "hours": round(hours, 1)}
    told["sentence"] = f"The newest of the {name} came {say_hours(hours)} ago."
    if gaps >= LEAST_GAPS:
        told["longest_hours"] = round(longest, 1)
        told["is_silent"] = hours > longest * TIMES_LONGEST
    if told["is_silent"]:
        told["sentence"] = (
            f"No {name} for {say_hours(hours)}; the longest silence of the three months before"
            f" was {say_hours(longest)}."
        )
    return told


def find_longest(context: Context, rows: Expression) -> tuple[float, int]:
    """Return the longest gap in hours before the newest row, and how many gaps there are."""
    since = seconds(context.as_of - LOOKED_BACK)
    stamped = rows.select(second=rows["at"].epoch_seconds().cast("int64"))
    stamped = stamped.filter(stamped.second > since)
    before = stamped.second.lag().over(order_by=stamped.second)
    gaps = stamped.mutate(gap=stamped.second - before)
    found = context.frames.warehouse.frame(
        gaps.aggregate(longest=gaps.gap.max(), count=gaps.gap.count())
    )
    count = int(found["count"][0])
    return (float(found["longest"][0]) / HOURS if count else 0.0), count


def say_hours(hours: float) -> str:
    """Return a span in hours or days."""
    if hours < 48:
        return f"{hours:.0f} hour{'' if round(hours) == 1 else 's'}"
    return f"{hours / 24:.0f} days"
