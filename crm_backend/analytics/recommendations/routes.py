"""HTTP routes of recommendations: for a customer, with a product, for a basket; what was shown."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.access.guard import Caller, needs, read_idempotency_key
from crm_backend.analytics.recommendations.explaining import Recommendation
from crm_backend.analytics.recommendations.holdout import read_holdout
from crm_backend.analytics.recommendations.holds import find_complaint
from crm_backend.analytics.recommendations.models import Arm
from crm_backend.analytics.recommendations.offers import click_offer, list_offers, record_shown
from crm_backend.analytics.recommendations.rules import Holdout
from crm_backend.analytics.recommendations.schemas import (
    MOST,
    OfferRead,
    OfferRecord,
    RecommendationList,
    show_recommendation,
)
from crm_backend.analytics.recommendations.service import (
    recommend,
    recommend_again,
    recommend_with,
)
from crm_backend.analytics.recommendations.trying import POPULAR, count_in, find_trial
from crm_backend.catalog.models import Product
from crm_backend.catalog.service import get_product
from crm_backend.customers.service import get_customer
from crm_backend.http import API, ERRORS, PathId, PathWord, QueryId
from kernel.errors import Invalid
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import Principal, require
from kernel.runtime import Runtime

router = APIRouter(prefix=API, tags=["recommendations"], responses=ERRORS)

Few = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Skus = Annotated[list[str], Query(min_length=1, max_length=100, description="What is in it.")]
Offered = Annotated[str | None, Depends(read_idempotency_key)]


@router.get("/customers/{customer_id}/recommendations", dependencies=[needs("customers:read")])
def recommend_to_customer(
    customer_id: PathId,
    session: ReadSession,
    runtime: TheRuntime,
    list_name: Annotated[Literal["new", "again"], Query(alias="list")] = "new",
    limit: Few = 3,
) -> RecommendationList:
    """Recommend what is new for a customer or what they buy again; nothing in an open complaint.

    Where an experiment tries ways of recommending here, the customer's decides what is new. Who
    was shown it is counted when the offers are stored.
    """
    get_customer(session, customer_id=customer_id)
    holdout = read_holdout(runtime.settings)
    if find_complaint(session, customer_id=customer_id) is not None:
        return RecommendationList(
            items=[], arm="holdout" if holdout.holds(customer_id) else "model", hold="complaint"
        )
    now = runtime.clock()
    if list_name == "again":
        found = recommend_again(
            session, customer_id=customer_id, now=now, limit=limit, holdout=holdout
        )
        return _show(found, holdout, customer_id)
    trial = find_trial(session, target="api", customer_id=customer_id, holdout=holdout, now=now)
    found = recommend(
        session,
        customer_id=customer_id,
        now=now,
        limit=limit,
        holdout=holdout,
        is_popular=trial is not None and trial.arm == POPULAR,
    )
    return _show(found, holdout, customer_id)


@router.get("/products/{sku}/goes-with", dependencies=[needs("catalog:read")])
def recommend_beside_product(
    sku: PathWord,
    session: ReadSession,
    caller: Caller,
    runtime: TheRuntime,
    customer_id: QueryId = None,
    limit: Few = 3,
) -> RecommendationList:
    """Recommend what is bought with a product; with a customer, without what they have."""
    product = get_product(session, sku=sku)
    return show_with(session, caller, runtime, [product.id], customer_id, limit)


@router.get("/basket-recommendations", dependencies=[needs("catalog:read")])
def recommend_for_basket(
    session: ReadSession,
    caller: Caller,
    runtime: TheRuntime,
    sku: Skus,
    customer_id: QueryId = None,
    limit: Few = 3,
) -> RecommendationList:
    """Recommend what goes with a basket; with a customer, without what they have."""
    return show_with(session, caller, runtime, read_ids(session, sku), customer_id, limit)


@router.post(
    "/customers/{customer_id}/offers", status_code=201, dependencies=[needs("customers:write")]
)
def record_offer(
    customer_id: PathId,
    body: OfferRecord,
    session: WriteSession,
    runtime: TheRuntime,
    key: Offered,
) -> list[OfferRead]:
    """Store what a program has shown, so that its effect can be measured; needs a key of yours."""
    if key is None:
        raise Invalid("Give an Idempotency-Key: an offer counts once.", field="Idempotency-Key")
    get_customer(session, customer_id=customer_id)
    own_key = f"{key}:offers:{customer_id}"
    holdout, now = read_holdout(runtime.settings), runtime.clock()
    record_shown(
        session,
        customer_id=customer_id,
        skus=body.skus,
        place=body.place,
        list_name=body.list_name,
        strategy=body.strategy,
        holdout=holdout,
        key=own_key,
        now=now,
    )
    if (body.place, body.list_name) == ("api", "new"):
        count_in(session, target="api", customer_id=customer_id, holdout=holdout, now=now)
    return [OfferRead.model_validate(one) for one in list_offers(session, key=own_key)]


@router.post(
    "/customers/{customer_id}/offers/{offer_id}/click", dependencies=[needs("customers:write")]
)
def record_click(
    customer_id: PathId, offer_id: PathId, session: WriteSession, runtime: TheRuntime
) -> OfferRead:
    """Note that a customer looked closer at what a program has shown; the first time counts."""
    found = click_offer(session, offer_id=offer_id, customer_id=customer_id, now=runtime.clock())
    return OfferRead.model_validate(found)


def show_with(
    session: Session,
    caller: Principal,
    runtime: Runtime,
    product_ids: list[int],
    customer_id: int | None,
    limit: int,
) -> RecommendationList:
    """Return what goes with products; of a customer only to who may read customers."""
    holdout = read_holdout(runtime.settings)
    if customer_id is not None:
        require(caller, "customers:read")
        get_customer(session, customer_id=customer_id)
        if find_complaint(session, customer_id=customer_id) is not None:
            arm: Arm = "holdout" if holdout.holds(customer_id) else "model"
            return RecommendationList(items=[], arm=arm, hold="complaint")
    found = recommend_with(
        session,
        product_ids=product_ids,
        now=runtime.clock(),
        customer_id=customer_id,
        limit=limit,
        holdout=holdout,
    )
    return _show(found, holdout, customer_id)


def read_ids(session: Session, skus: list[str]) -> list[int]:
    """Return the ids of products; raise `Invalid` where there is none of a number."""
    wanted = list(dict.fromkeys(skus))
    ids = session.scalars(select(Product.id).where(Product.sku.in_(wanted))).all()
    if len(ids) < len(wanted):
        raise Invalid("There is no product of this number.", field="sku")
    return list(ids)


def _show(
    found: list[Recommendation], holdout: Holdout, customer_id: int | None
) -> RecommendationList:
    return RecommendationList(
        items=[show_recommendation(one) for one in found],
        arm="holdout" if holdout.holds(customer_id) else "model",
    )
