"""The features of a run as frames, each computed once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from crm_backend.analytics.warehouse import contacts, features
from crm_backend.analytics.warehouse.engines import Expression, Warehouse


@dataclass
class Frames:
    """Features over a warehouse. All times in them carry their zone, UTC."""

    warehouse: Warehouse
    as_of: datetime
    currency: str
    _kept: dict[tuple[str, datetime], pd.DataFrame] = field(default_factory=dict)

    def customers(self, as_of: datetime | None = None) -> pd.DataFrame:
        """Return `orders_per_customer` joined with `contacts_per_customer`, a row a customer."""
        at = as_of or self.as_of

        def make() -> pd.DataFrame:
            bought = self._frame(features.orders_per_customer, at)
            asked = self.warehouse.frame(
                contacts.contacts_per_customer(self.warehouse.tables, as_of=at)
            )
            joined = bought.merge(asked, on="customer_id", how="left")
            counted = [
                name
                for name in asked.columns
                if name != "customer_id" and not name.startswith(("mood", "rating"))
            ]
            joined[counted] = joined[counted].fillna(0).astype("int64")
            return joined.sort_values("customer_id", ignore_index=True)

        return self._once("customers", at, make)

    def intents(self, as_of: datetime | None = None) -> pd.DataFrame:
        """Return what customers wanted how often: `customer_id`, `intent`, `messages`."""
        at = as_of or self.as_of
        return self._once(
            "intents",
            at,
            lambda: self.warehouse.frame(
                contacts.intents_per_customer(self.warehouse.tables, as_of=at)
            ).sort_values(["customer_id", "intent"], ignore_index=True),
        )

    def purchases(self) -> pd.DataFrame:
        """Return kept orders, oldest first: customer, order, `placed_at`, `total_cents`."""
        return self._once(
            "purchases",
            self.as_of,
            lambda: features.to_times(
                self._frame(features.purchases, self.as_of), "placed_at"
            ).sort_values(["placed_at", "order_id"], ignore_index=True),
        )

    def purchase_events(self) -> pd.DataFrame:
        """Return `purchase_events`, oldest first: orders as each moment knew them."""
        return self._once(
            "purchase_events",
            self.as_of,
            lambda: features.to_times(
                self._frame(features.purchase_events, self.as_of), "placed_at", "undone_at"
            ).sort_values(["placed_at", "order_id"], ignore_index=True),
        )

    def payments(self) -> pd.DataFrame:
        """Return `payments`, oldest first: customer, `paid_at`, `cents`."""
        return self._once(
            "payments",
            self.as_of,
            lambda: features.to_times(
                self._frame(features.payments, self.as_of), "paid_at"
            ).sort_values(["paid_at", "customer_id", "cents"], ignore_index=True),
        )

    def baskets(self) -> pd.DataFrame:
        """Return each product of each order, oldest first."""
        return self._once(
            "baskets",
            self.as_of,
            lambda: features.to_times(
                self._frame(features.baskets, self.as_of), "placed_at"
            ).sort_values(["placed_at", "order_id", "product_id"], ignore_index=True),
        )

    def sales(self, by: str) -> pd.DataFrame:
        """Return units, revenue and orders a week of each `product_id` or `category_id`."""
        return self._once(
            f"sales_{by}",
            self.as_of,
            lambda: features.to_times(
                self.warehouse.frame(
                    features.sales_per_week(
                        self.warehouse.tables, as_of=self.as_of, currency=self.currency, by=by
                    )
                ),
                "week",
            ).sort_values([by, "week"], ignore_index=True),
        )

    def pairs(self, least: int) -> pd.DataFrame:
        """Return products that `least` orders hold together: `first`, `second`, `orders`."""

        def make() -> pd.DataFrame:
            found = self.warehouse.frame(
                features.co_purchases(
                    self.warehouse.tables, as_of=self.as_of, currency=self.currency, least=least
                )
            )
            return found.sort_values(
                ["orders", "first", "second"], ascending=[False, True, True], ignore_index=True
            )

        return self._once(f"pairs_{least}", self.as_of, make)

    def contacts(self) -> pd.DataFrame:
        """Return contacts by hour, source and reason, the oldest first."""
        return self._once(
            "contacts",
            self.as_of,
            lambda: features.to_times(
                self.warehouse.frame(
                    contacts.contacts_per_hour(self.warehouse.tables, as_of=self.as_of)
                ),
                "hour",
            ).sort_values(["hour", "source", "reason"], ignore_index=True),
        )

    def tickets(self) -> pd.DataFrame:
        """Return `ticket_events`, the oldest first."""
        return self._once(
            "tickets",
            self.as_of,
            lambda: features.to_times(
                self.warehouse.frame(
                    contacts.ticket_events(self.warehouse.tables, as_of=self.as_of)
                ),
                "opened_at",
                "closed_at",
            ).sort_values(["opened_at", "customer"], ignore_index=True),
        )

    def chats(self) -> pd.DataFrame:
        """Return `chat_events`, the oldest first."""
        return self._once(
            "chats",
            self.as_of,
            lambda: features.to_times(
                self.warehouse.frame(contacts.chat_events(self.warehouse.tables, as_of=self.as_of)),
                "at",
                "resolved_at",
            ).sort_values(["at", "customer", "chat"], ignore_index=True),
        )

    def _frame(self, make: Callable[..., Expression], at: datetime) -> pd.DataFrame:
        tables = self.warehouse.tables
        return self.warehouse.frame(make(tables, as_of=at, currency=self.currency))

    def _once(self, name: str, at: datetime, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        key = (name, at)
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key].copy(deep=False)
