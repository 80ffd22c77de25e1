"""What was offered to whom, where and by which strategy; what was clicked and bought afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.explaining import Recommendation
from crm_backend.analytics.recommendations.models import Arm, ListName, Offer, Place
from crm_backend.analytics.recommendations.outcomes import Bought, Outcomes, Shown, measure
from crm_backend.analytics.recommendations.purchases import IS_KEPT
from crm_backend.analytics.recommendations.rules import Holdout
from crm_backend.catalog.models import Product
from crm_backend.orders.models import Order, OrderLine
from kernel.db import insert_into
from kernel.errors import Invalid, NotFound

WINDOW = timedelta(days=14)  # within which a purchase counts as what came of an offer


@dataclass(frozen=True)
class OfferDraft:
    """One product of a list as it was offered, or would have been (`is_shown` false)."""

    product_id: int
    place: Place
    list_name: ListName
    strategy: str
    arm: Arm
    score: float = 0.0
    is_shown: bool = True


def draft_offers(
    found: Sequence[Recommendation],
    *,
    place: Place,
    list_name: ListName,
    customer_id: int | None,
    holdout: Holdout,
    is_shown: bool = True,
) -> list[OfferDraft]:
    """Return a list of recommendations as offers, in their order."""
    arm: Arm = "holdout" if holdout.holds(customer_id) else "model"
    return [
        OfferDraft(one.product.id, place, list_name, one.strategy, arm, one.score, is_shown)
        for one in found
    ]


def record_offers(
    session: Session,
    *,
    offers: Sequence[OfferDraft],
    key: str,
    now: datetime,
    customer_id: int | None = None,
    conversation_id: str | None = None,
) -> None:
    """Store offers under the key of their turn or request; the same key again adds nothing."""
    if not offers or session.scalar(select(Offer.id).where(Offer.idempotency_key == key).limit(1)):
        return
    rows = [
        {
            "idempotency_key": key,
            "position": position,
            "customer_id": customer_id,
            "conversation_id": conversation_id,
            "product_id": one.product_id,
            "place": one.place,
            "list_name": one.list_name,
            "strategy": one.strategy,
            "arm": one.arm,
            "score": one.score,
            "is_shown": one.is_shown,
            "shown_at": now,
        }
        for position, one in enumerate(offers)
    ]
    statement = insert_into(session, Offer).on_conflict_do_nothing(
        index_elements=["idempotency_key", "position"]
    )
    session.execute(statement, rows)


def record_shown(
    session: Session,
    *,
    customer_id: int,
    skus: Sequence[str],
    place: Place,
    list_name: ListName,
    strategy: str,
    holdout: Holdout,
    key: str,
    now: datetime,
) -> None:
    """Store what a program or an agent showed; raises `Invalid` for a product there is not."""
    query = select(Product.sku, Product.id).where(Product.sku.in_(skus))
    id_of = {row.sku: row.id for row in session.execute(query)}
    unknown = [sku for sku in skus if sku not in id_of]
    if unknown:
        raise Invalid("There is no product of this number.", field="skus")
    arm: Arm = "holdout" if holdout.holds(customer_id) else "model"
    offers = [OfferDraft(id_of[sku], place, list_name, strategy, arm) for sku in skus]
    record_offers(session, offers=offers, key=key, now=now, customer_id=customer_id)


def has_offered(
    session: Session, *, conversation_id: str, place: Place, without_key: str = ""
) -> bool:
    """Tell whether something was offered at this place of a conversation, held back or not.

    What was stored under `without_key` does not count: a turn that is tried again offers again.
    """
    query = select(Offer.id).where(
        Offer.conversation_id == conversation_id,
        Offer.place == place,
        Offer.idempotency_key != without_key,
    )
    return session.scalar(query.limit(1)) is not None


def mark_clicked(session: Session, *, conversation_id: str, sku: str, now: datetime) -> int:
    """Note that the newest offer of a product in a conversation was pressed; return how many."""
    newest = (
        select(func.max(Offer.id))
        .join(Product, Product.id == Offer.product_id)
        .where(Offer.conversation_id == conversation_id, Offer.is_shown, Product.sku == sku)
    )
    offer_id = session.scalar(newest)
    if offer_id is None:
        return 0
    statement = update(Offer).where(Offer.id == offer_id, Offer.clicked_at.is_(None))
    return len(session.scalars(statement.values(clicked_at=now).returning(Offer.id)).all())


def click_offer(session: Session, *, offer_id: int, customer_id: int, now: datetime) -> Offer:
    """Note that an offer was pressed in a program of the shop's; the first time counts."""
    offer = session.get(Offer, offer_id)
    if offer is None or offer.customer_id != customer_id:
        raise NotFound("There is no such offer.")
    offer.clicked_at = offer.clicked_at or now
    session.flush()
    return offer


def list_offers(session: Session, *, key: str) -> Sequence[Offer]:
    """Return the offers stored under a key, in their order."""
    query = select(Offer).where(Offer.idempotency_key == key).order_by(Offer.position)
    return session.scalars(query).all()


def read_outcomes(
    session: Session, *, since: datetime, now: datetime, window: timedelta = WINDOW
) -> Outcomes:
    """Return what came of the offers since a moment: coverage, acceptance, uplift."""
    shown = session.execute(
        select(
            Offer.customer_id,
            Offer.product_id,
            Offer.arm,
            Offer.place,
            Offer.is_shown,
            Offer.shown_at,
            Offer.clicked_at,
        ).where(Offer.shown_at >= since)
    )
    bought = session.execute(
        select(
            Order.customer_id,
            OrderLine.product_id,
            Order.placed_at,
            OrderLine.quantity * OrderLine.unit_price_cents,
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(IS_KEPT, Order.placed_at >= since)
    )
    on_sale = session.scalar(select(func.count(Product.id)).where(Product.is_active)) or 0
    return measure(
        [Shown(*row) for row in shown],
        [Bought(*row) for row in bought],
        on_sale=on_sale,
        now=now,
        window=window,
    )
