"""Step `contacts`: why customers turn to the shop, and at which hours of its own days."""

from typing import Any

import pandas as pd

from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from kernel.errors import Invalid

WEEKS = 26
DAYS, HOURS = 7, 24


class ContactsStep:
    """Adds up tickets by kind and messages by intent."""

    name, weight = "contacts", 1.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Add up; raise `Invalid` where nobody ever turned to the shop."""
        every = context.frames.contacts()
        if every.empty:
            raise Invalid("Nobody has turned to the shop yet: there is nothing to add up.")
        local = every.assign(local=every["hour"].dt.tz_convert(context.zone))
        recent = local[every["hour"] > pd.Timestamp(context.as_of) - pd.Timedelta(weeks=WEEKS)]
        payload = {
            "zone": context.zone,
            "reasons": tell_reasons(local),
            "week": tell_week(recent),
            "weeks": tell_weeks(recent),
        }
        return StepResult(reports=(Report("contacts", payload),))


def tell_reasons(every: pd.DataFrame) -> list[dict[str, Any]]:
    """Return contacts by source and reason, the most frequent first."""
    summed = every.groupby(["source", "reason"])["contacts"].sum().reset_index()
    summed = summed.sort_values(["contacts", "source", "reason"], ascending=[False, True, True])
    return [
        {"source": source, "reason": reason, "contacts": int(count)}
        for source, reason, count in summed.itertuples(index=False, name=None)
    ]


def tell_week(recent: pd.DataFrame) -> list[list[int]]:
    """Return contacts by weekday (from Monday) and hour of the shop's zone."""
    table = [[0] * HOURS for _ in range(DAYS)]
    places = zip(
        recent["local"].dt.weekday, recent["local"].dt.hour, recent["contacts"], strict=True
    )
    for day, hour, count in places:
        table[int(day)][int(hour)] += int(count)
    return table


def tell_weeks(recent: pd.DataFrame) -> list[dict[str, Any]]:
    """Return contacts by week (its Monday) and source."""
    if recent.empty:
        return []
    day = recent["local"].dt.tz_localize(None).dt.normalize()
    monday = day - pd.to_timedelta(day.dt.weekday, unit="D")
    summed = recent.assign(week=monday).groupby(["week", "source"])["contacts"].sum().reset_index()
    return [
        {"week": week.date().isoformat(), "source": source, "contacts": int(count)}
        for week, source, count in summed.itertuples(index=False, name=None)
    ]
