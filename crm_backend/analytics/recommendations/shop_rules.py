"""What the shop's people want recommended: adding a rule, ending it, reading those in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.models import RecommendationRule, RuleKind
from crm_backend.analytics.recommendations.rules import ShopRules
from crm_backend.catalog.models import Category, Product
from kernel.db import read_rows
from kernel.errors import Conflict, Invalid, NotFound

LEAST_BOOST, MOST_BOOST = 0.1, 10.0
MAX_NOTE = 200
Targets = dict[tuple[str, int], tuple[RuleKind, float]]  # the kind of rule, and its factor
IN_FORCE = (
    select(
        RecommendationRule.product_id,
        RecommendationRule.category_id,
        RecommendationRule.kind,
        RecommendationRule.factor,
    )
    .where(
        RecommendationRule.starts_at <= bindparam("now"),
        or_(RecommendationRule.ends_at.is_(None), RecommendationRule.ends_at > bindparam("now")),
    )
    .order_by(RecommendationRule.id)
)


@dataclass(frozen=True)
class NewRule:
    """A rule as it is asked for; exactly one of `sku` and `category` (a slug) is set."""

    kind: RuleKind
    starts_at: datetime
    ends_at: datetime | None = None
    sku: str = ""
    category: str = ""
    factor: float = 1.0
    note: str = ""


def read_rules(session: Session, *, now: datetime) -> ShopRules:
    """Return what holds now; of several rules of one thing the newest."""
    newest: Targets = {}
    rows = read_rows(session, IN_FORCE, now=now)
    for product_id, category_id, kind, factor in rows:
        what = "category" if product_id is None else "product"
        newest[what, product_id or category_id or 0] = (kind, factor)
    return ShopRules(
        included_products=_ids(newest, "product", "include"),
        included_categories=_ids(newest, "category", "include"),
        excluded_products=_ids(newest, "product", "exclude"),
        excluded_categories=_ids(newest, "category", "exclude"),
        product_factors=_factors(newest, "product"),
        category_factors=_factors(newest, "category"),
    )


def list_rules(session: Session, *, limit: int = 500) -> Sequence[RecommendationRule]:
    """Return all rules, the newest first, ended ones too."""
    query = select(RecommendationRule).order_by(RecommendationRule.id.desc()).limit(limit)
    return session.scalars(query).all()


def add_rule(
    session: Session, *, rule: NewRule, by: str, now: datetime, idempotency_key: str | None = None
) -> RecommendationRule:
    """Store a rule; the same key again gives the one that is there. Raises `Invalid`."""
    if idempotency_key is not None:
        known = session.scalar(
            select(RecommendationRule).where(RecommendationRule.idempotency_key == idempotency_key)
        )
        if known is not None:
            return known
    check_rule(rule, now)
    product_id, category_id = _find_target(session, rule)
    made = RecommendationRule(
        kind=rule.kind,
        product_id=product_id,
        category_id=category_id,
        factor=rule.factor if rule.kind == "boost" else 1.0,
        note=rule.note.strip(),
        starts_at=rule.starts_at,
        ends_at=rule.ends_at,
        created_at=now,
        created_by=by,
        idempotency_key=idempotency_key,
    )
    session.add(made)
    session.flush()
    return made


def check_rule(rule: NewRule, now: datetime) -> None:
    """Raise `Invalid`, with the field, for a rule that says nothing or that never holds."""
    if bool(rule.sku.strip()) == bool(rule.category.strip()):
        raise Invalid("Name a product or a category, and not both.", field="target")
    if rule.kind == "boost" and not LEAST_BOOST <= rule.factor <= MOST_BOOST:
        raise Invalid("A boost is between 0.1 and 10.", field="factor")
    if rule.ends_at is not None and rule.ends_at <= max(rule.starts_at, now):
        raise Invalid("The end must lie after the beginning, and ahead.", field="ends_at")
    if len(rule.note.strip()) > MAX_NOTE:
        raise Invalid("The note is too long.", field="note")


def end_rule(session: Session, *, rule_id: int, by: str, now: datetime) -> RecommendationRule:
    """End a rule now; raise `NotFound`, or `Conflict` where it has ended already."""
    rule = session.get(RecommendationRule, rule_id)
    if rule is None:
        raise NotFound("There is no such rule.")
    if rule.ends_at is not None and rule.ends_at <= now:
        raise Conflict("This rule has ended already.")
    rule.ends_at, rule.ended_by = now, by
    session.flush()
    return rule


def _find_target(session: Session, rule: NewRule) -> tuple[int | None, int | None]:
    sku, slug = rule.sku.strip(), rule.category.strip()
    if sku:
        found = session.scalar(select(Product.id).where(Product.sku == sku))
        problem = "There is no product of this number."
    else:
        found = session.scalar(select(Category.id).where(Category.slug == slug))
        problem = "There is no such category."
    if found is None:
        raise Invalid(problem, field="target")
    return (found, None) if sku else (None, found)


def _ids(newest: Targets, what: str, kind: RuleKind) -> frozenset[int]:
    return frozenset(
        id_ for (one, id_), (made, _) in newest.items() if one == what and made == kind
    )


def _factors(newest: Targets, what: str) -> dict[int, float]:
    return {
        id_: factor
        for (one, id_), (kind, factor) in newest.items()
        if one == what and kind == "boost"
    }
