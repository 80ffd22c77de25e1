"""The life of an order: when it is paid, packed, sent and brought, as far as it has come by now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from crm_backend.orders.models import OrderStatus
from crm_backend.seed.chance import hours
from crm_backend.seed.people import Address

CARRIERS = {True: ("DHL", "DPD", "GLS"), False: ("DHL Express", "FedEx", "UPS")}
# What the articles promise: shipping in cents, free from cents, days on the way at most.
SHIPPING = {True: (490, 75_00, 5), False: (14_90, 200_00, 12)}
BANK_SHARE, CANCEL_SHARE, LATE_SHARE = 0.12, 0.03, 0.04


@dataclass(frozen=True, slots=True)
class Step:
    """A status and since when."""

    status: OrderStatus
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the carrier has of an order."""

    carrier: str
    tracking_number: str
    shipped_at: datetime
    expected_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Life:
    """The steps so far, the first one first, and the parcel once there is one."""

    steps: tuple[Step, ...]
    parcel: Parcel | None

    @property
    def status(self) -> OrderStatus:
        """The present status."""
        return self.steps[-1].status

    @property
    def delivered_at(self) -> datetime | None:
        """When the parcel arrived."""
        return self.parcel.delivered_at if self.parcel else None


def count_shipping(address: Address, goods_cents: int) -> int:
    """Return the cost of shipping in cents."""
    cents, free_from, _days = SHIPPING[address.is_near]
    return 0 if goods_cents >= free_from else cents


def draw_life(chance: Random, placed_at: datetime, address: Address, now: datetime) -> Life:
    """Return how an order that was placed then has fared until `now`."""
    is_by_bank = chance.random() < BANK_SHARE
    paid_at = placed_at + (hours(chance, 20, 60) if is_by_bank else hours(chance, 0.01, 0.2))
    paid = Step("paid", paid_at, "Bank transfer." if is_by_bank else "Card.")
    if chance.random() < CANCEL_SHARE:
        steps = (Step("placed", placed_at), paid)
        cancelled = Step("cancelled", paid_at + hours(chance, 0.2, 5), "Cancelled by request.")
        return cut(Life((*steps, cancelled), None), now)
    packed_at = paid_at + hours(chance, 6, 30)
    shipped_at = packed_at + hours(chance, 2, 16)
    parcel = draw_parcel(chance, shipped_at, address)
    arrived = parcel.delivered_at or now
    steps_of_all = (
        Step("placed", placed_at),
        paid,
        Step("packed", packed_at),
        Step("shipped", shipped_at),
        Step("delivered", arrived),
    )
    return cut(Life(steps_of_all, parcel), now)


def draw_parcel(chance: Random, shipped_at: datetime, address: Address) -> Parcel:
    """Return a parcel that will arrive in time, mostly."""
    is_near = address.is_near
    days = SHIPPING[is_near][2]
    travel = hours(chance, 24, 24 * days - 12) if is_near else hours(chance, 96, 24 * days - 12)
    if chance.random() < LATE_SHARE:
        travel += timedelta(days=days) + hours(chance, 0, 72)
    carrier = chance.choice(CARRIERS[is_near])
    number = f"{carrier[:2].upper()}{chance.randrange(10**10):010d}"
    expected_at = shipped_at + timedelta(days=days)
    return Parcel(carrier, number, shipped_at, expected_at, shipped_at + travel)


def cut(life: Life, now: datetime) -> Life:
    """Return the life without what lies after `now`."""
    steps = tuple(step for step in life.steps if step.at <= now)
    parcel = life.parcel
    if parcel is None or parcel.shipped_at > now:
        return Life(steps, None)
    if parcel.delivered_at is not None and parcel.delivered_at > now:
        parcel = replace(parcel, delivered_at=None)
    return Life(steps, parcel)
