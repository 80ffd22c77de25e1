"""Bodies of the routes of recommendations."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm_backend.analytics.recommendations.explaining import PartKind, Recommendation
from crm_backend.analytics.recommendations.models import Arm
from crm_backend.analytics.recommendations.rules import Basis
from crm_backend.catalog.schemas import ProductRead, Sku

MOST = 20


class PartRead(BaseModel):
    """What adds so much to a score; `product_id` is that of what the customer has or chose."""

    kind: PartKind
    amount: float
    product_id: int | None


class RecommendationRead(BaseModel):
    """A product with why it is recommended. The amounts of `parts` sum to `score`.

    `because` is the number of the one product that may be named as the reason. In the list of
    what is bought again, `times` is how often it was and `gap_weeks` its rhythm, where it has one.
    """

    product: ProductRead
    score: float
    basis: Basis
    because: str | None
    strategy: str
    times: int
    gap_weeks: int | None
    parts: list[PartRead]


class RecommendationList(BaseModel):
    """A list, best first, and the arm of the customer. Nothing is offered where `hold` says why."""

    items: list[RecommendationRead]
    arm: Arm
    hold: Literal["complaint"] | None = None


class OfferRecord(BaseModel):
    """Products that a program has shown to a customer, in their order."""

    model_config = ConfigDict(extra="forbid")

    skus: Annotated[list[Sku], Field(min_length=1, max_length=MOST)]
    place: Literal["api", "campaign"] = "api"
    list_name: Literal["new", "again", "with", "basket"] = "new"
    strategy: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")]


class OfferRead(BaseModel):
    """An offer as it was stored."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    product_id: int
    position: int
    arm: Arm
    shown_at: datetime
    clicked_at: datetime | None


def show_recommendation(found: Recommendation) -> RecommendationRead:
    """Return a recommendation as the API shows it."""
    return RecommendationRead(
        product=ProductRead.model_validate(found.product),
        score=found.score,
        basis=found.basis,
        because=found.because.sku if found.because is not None else None,
        strategy=found.strategy,
        times=found.times,
        gap_weeks=found.gap_weeks,
        parts=[
            PartRead(kind=part.kind, amount=part.amount, product_id=part.product_id)
            for part in found.parts
        ],
    )
