"""Step `demand`: what will be sold, what runs out, how many contacts come, who is needed."""

from typing import Any

import pandas as pd

from crm_backend.analytics.demand.events import forecast_events, outlooks_of, plan_roster
from crm_backend.analytics.demand.forecasting import Options
from crm_backend.analytics.demand.periods import Every
from crm_backend.analytics.demand.results import Forecasts
from crm_backend.analytics.demand.staffing import Service
from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from kernel.errors import Invalid

WEEK = pd.Timedelta(days=7)
WEEKS_AHEAD = 8
LEAD_WEEKS = 2  # from an order at the supplier to the shelf
MOST_PRODUCTS = 500
MOST_REASONS = 40
HANDLING_SECONDS = 480.0  # of a contact, where the shop has not measured its own
SERVICE = Service(share=0.8, seconds=60.0, occupancy=0.85)
SHOWN_STOCK = 100


class DemandStep:
    """Forecasts each product, category and reason of contact, each beside the naive forecast."""

    name, weight = "demand", 12.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Forecast what can be; raise `Invalid` where nothing can."""
        notes: list[str] = []
        payload: dict[str, Any] = {
            "products": None,
            "categories": None,
            "reasons": None,
            "stock": [],
            "roster": [],
        }
        self._forecast_sales(context, payload, notes)
        self._forecast_contacts(context, payload, notes)
        if not any(payload[name] for name in ("products", "categories", "reasons")):
            raise Invalid(" ".join(notes) or "There is nothing to forecast from.")
        return StepResult(
            reports=(Report("demand", payload, tuple(notes)),), notes=tuple(notes[:5])
        )

    def _forecast_sales(self, context: Context, payload: dict[str, Any], notes: list[str]) -> None:
        as_of, options = pd.Timestamp(context.as_of), Options(WEEKS_AHEAD)
        for name, by, most in (
            ("categories", "category_id", MOST_PRODUCTS),
            ("products", "product_id", MOST_PRODUCTS),
        ):
            sold = to_events(context.frames.sales(by), by, "week", "units")
            try:
                found = forecast_events(sold, options, every=Every.WEEK, as_of=as_of, most=most)
            except Invalid as error:
                notes.append(f"Sales by {name} are not forecast. {error.message}")
                continue
            payload[name] = found.to_dict()
            notes += [f"{name}: {note}" for note in found.notes]
            if name == "products":
                payload["stock"] = tell_stock(context, found)

    def _forecast_contacts(
        self, context: Context, payload: dict[str, Any], notes: list[str]
    ) -> None:
        asked = context.frames.contacts()
        as_of = pd.Timestamp(context.as_of)
        if asked.empty:
            notes.append("Nobody has turned to the shop yet: contacts are not forecast.")
            return
        keyed = asked.assign(key=asked["source"] + ":" + asked["reason"])
        events = to_events(keyed, "key", "hour", "contacts")
        try:
            found = forecast_events(
                events, Options(WEEKS_AHEAD), every=Every.WEEK, as_of=as_of, most=MOST_REASONS
            )
            payload["reasons"] = found.to_dict()
            notes += [f"reasons: {note}" for note in found.notes]
            single = asked.loc[asked.index.repeat(asked["contacts"])]
            table, _ = plan_roster(
                pd.DataFrame({"time": single["hour"]}),
                as_of=as_of,
                handling=HANDLING_SECONDS,
                service=SERVICE,
                zone=context.zone,
            )
            payload["roster"] = [hour.to_dict() for hour in table]
        except Invalid as error:
            notes.append(f"Contacts are not forecast. {error.message}")


def to_events(frame: pd.DataFrame, key: str, time: str, quantity: str) -> pd.DataFrame:
    """Return a frame of key (text), time and quantity."""
    return pd.DataFrame(
        {
            "key": frame[key].astype(str),
            "time": frame[time],
            "quantity": frame[quantity].astype(float),
        }
    )


def tell_stock(context: Context, found: Forecasts) -> list[dict[str, Any]]:
    """Return the products most likely to run out before more could come.

    The stock is that of the run's snapshot, of the same moment as the sales.
    """
    house = context.frames.warehouse
    shelf = house.tables["product"]
    frame = house.frame(shelf.filter(shelf.is_active, shelf.stock.notnull()).select("id", "stock"))
    stock = {str(key): float(count) for key, count in zip(frame["id"], frame["stock"], strict=True)}
    elapsed = share_over(found.series[0].periods[0], pd.Timestamp(context.as_of))
    looked = [one for one in outlooks_of(found, stock, LEAD_WEEKS, elapsed) if one.is_warned]
    return [one.to_dict() for one in looked[:SHOWN_STOCK]]


def share_over(monday: str, as_of: pd.Timestamp) -> float:
    """Return how much of a week was over at a moment, between 0 and 1."""
    return min(max((as_of - pd.Timestamp(monday, tz="UTC")) / WEEK, 0.0), 1.0)
