"""What agents show of the shop's products, kept as offers: so it is known what came of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.links import verified_customer_id
from console.customers.cards import PRODUCTS
from console.customers.owner import read_chat
from crm_backend.analytics.recommendations import Holdout, recommend
from crm_backend.analytics.recommendations.models import Arm
from crm_backend.analytics.recommendations.offers import OfferDraft, draft_offers, record_offers
from crm_backend.catalog.models import Product

BY_HAND = "agent"  # the strategy of what an agent chose, and no model


def keep_shown(
    session: Session,
    references: Sequence[str],
    *,
    conversation_id: str,
    message_id: int,
    holdout: Holdout,
    now: datetime,
) -> None:
    """Store the products among the cards of a message as offers of the console, once.

    The next best product counts for the model that found it, everything else for the agent. Nobody
    is said to have been offered anything where nobody has proved who they are.
    """
    skus = [
        name for kind, _, name in (one.partition(":") for one in references) if kind in PRODUCTS
    ]
    if not skus:
        return
    owner = verified_customer_id(read_chat(session, conversation_id), now)
    record_offers(
        session,
        offers=draft_shown(session, list(dict.fromkeys(skus)), owner, holdout, now),
        key=f"reply:{message_id}",
        now=now,
        customer_id=owner,
        conversation_id=conversation_id,
    )


def draft_shown(
    session: Session, skus: Sequence[str], owner: int | None, holdout: Holdout, now: datetime
) -> list[OfferDraft]:
    """Return the products as offers, in their order."""
    best = (
        []
        if owner is None
        else recommend(session, customer_id=owner, now=now, limit=1, holdout=holdout)
    )
    drafts = {
        one.product_id: one
        for one in draft_offers(
            best, place="console", list_name="new", customer_id=owner, holdout=holdout
        )
    }
    arm: Arm = "holdout" if holdout.holds(owner) else "model"
    ids = dict(session.execute(select(Product.sku, Product.id).where(Product.sku.in_(skus))).all())
    return [
        drafts.get(ids[sku]) or OfferDraft(ids[sku], "console", "search", BY_HAND, arm)
        for sku in skus
        if sku in ids
    ]
