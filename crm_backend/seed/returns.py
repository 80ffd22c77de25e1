"""What was sent back to the demo shop, and how far the money has come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from crm_backend.orders.models import ReturnStatus
from crm_backend.seed.chance import hours
from crm_backend.seed.life import Step
from crm_backend.seed.orders import Purchase, SentBack
from crm_backend.seed.texts import read_document

REFUSED_SHARE, EVERYTHING_SHARE = 0.05, 0.12
LATEST = timedelta(days=29)  # a day before the window closes


def add_returns(chance: Random, purchases: Iterable[Purchase], now: datetime) -> None:
    """Send things of some of the purchases back."""
    texts = read_document("returns")
    for purchase in purchases:
        arrived = purchase.life.delivered_at
        if arrived is None or purchase.is_told or chance.random() >= texts["share"]:
            continue
        requested_at = arrived + hours(chance, 12, LATEST.total_seconds() / 3600)
        if requested_at <= now:
            reasons = texts["reasons"][purchase.person.language]
            send_back(chance, purchase, requested_at, chance.choice(reasons), now)


def send_back(
    chance: Random, purchase: Purchase, requested_at: datetime, reason: str, now: datetime
) -> None:
    """Return one line of the purchase, or now and then all of them."""
    places = list(range(len(purchase.lines)))
    if chance.random() >= EVERYTHING_SHARE:
        places = [chance.choice(places)]
    status, refunded_at = follow_return(chance, requested_at, now)
    for place in places:
        line = purchase.lines[place]
        purchase.sent_back.append(
            SentBack(
                line=place,
                quantity=line.quantity,
                reason=reason,
                status=status,
                refund_cents=line.unit_price_cents * line.quantity,
                requested_at=requested_at,
                refunded_at=refunded_at,
            )
        )
    if refunded_at is not None and len(places) == len(purchase.lines):
        step = Step("returned", refunded_at)
        purchase.life = replace(purchase.life, steps=(*purchase.life.steps, step))


def follow_return(
    chance: Random, requested_at: datetime, now: datetime
) -> tuple[ReturnStatus, datetime | None]:
    """Return how far a return has come by `now`; the money is back within 14 days."""
    approved_at = requested_at + hours(chance, 2, 30)
    received_at = approved_at + hours(chance, 60, 200)
    refunded_at = received_at + hours(chance, 12, 90)
    if now < approved_at:
        return "requested", None
    if now < received_at:
        return "approved", None
    if chance.random() < REFUSED_SHARE:
        return "refused", None
    return ("received", None) if now < refunded_at else ("refunded", refunded_at)
