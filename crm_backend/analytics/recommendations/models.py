"""Tables of recommending: what was offered and came of it, and what the shop's people ordered."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

Place = Literal["chat", "after_order", "console", "api", "campaign"]
ListName = Literal["new", "again", "with", "basket", "search"]
Arm = Literal["model", "holdout"]
RuleKind = Literal["include", "exclude", "boost"]

PLACE = Enum(*get_args(Place), native_enum=False, length=16, validate_strings=True)
LIST = Enum(*get_args(ListName), native_enum=False, length=16, validate_strings=True)
ARM = Enum(*get_args(Arm), native_enum=False, length=16, validate_strings=True)
RULE_KIND = Enum(*get_args(RuleKind), native_enum=False, length=16, validate_strings=True)


class Offer(Base):
    """One product that was offered, or that would have been, had the customer not been held out.

    What was bought afterwards stands in the orders. The key is that of the turn or request that
    offered: tried again, it writes nothing twice.
    """

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("idempotency_key", "position"),
        Index("ix_offer_customer_shown", "customer_id", "shown_at"),
        Index("ix_offer_conversation_place", "conversation_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]  # in its list, from 0
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), default=None)
    conversation_id: Mapped[str | None] = mapped_column(String(64), default=None)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    place: Mapped[Place] = mapped_column(PLACE)
    list_name: Mapped[ListName] = mapped_column(LIST)
    strategy: Mapped[str] = mapped_column(String(40))
    arm: Mapped[Arm] = mapped_column(ARM)
    score: Mapped[float] = mapped_column(default=0.0)
    is_shown: Mapped[bool] = mapped_column(default=True)
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    clicked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class RecommendationRule(Base):
    """What the shop wants shown first, never, or more: a product or a whole category.

    It holds from `starts_at` until `ends_at`, where that is set; nothing is ever deleted.
    """

    __tablename__ = "recommendation_rule"
    __table_args__ = (
        CheckConstraint(
            "(product_id IS NULL) <> (category_id IS NULL)", name="product_or_category"
        ),
        CheckConstraint("factor > 0", name="factor_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RuleKind] = mapped_column(RULE_KIND)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), default=None)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), default=None)
    factor: Mapped[float] = mapped_column(default=1.0)  # of a boost: what scores are multiplied by
    note: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(100))  # "staff:7"
    ended_by: Mapped[str] = mapped_column(String(100), default="")
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)
