"""The page of the shop's rules for recommending: what holds, adding a rule, ending one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.forms import Key, RowId, key_of, new_key, show_not_done
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.analytics.recommendations.models import RecommendationRule, RuleKind
from crm_backend.analytics.recommendations.rules import is_in_force
from crm_backend.analytics.recommendations.shop_rules import (
    NewRule,
    add_rule,
    end_rule,
    list_rules,
)
from crm_backend.catalog.models import Category, Product
from crm_backend.catalog.service import list_categories
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid, NotFound
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import may, require

PAGE = "/staff/recommendations"
LOOK, CHANGE = "reports:read", "catalog:write"
KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
Typed = Annotated[str, Form(max_length=200)]
EMPTY: Mapping[str, str] = {"kind": "exclude", "factor": "1.5"}
PROBLEMS = {"target", "factor", "starts_at", "ends_at", "note", "kind"}

router = APIRouter()


@dataclass(frozen=True)
class Row:
    """A rule with the name of what it is about, and where it stands: ahead, in force or over."""

    rule: RecommendationRule
    target: Product | Category | None
    state: str


@router.get("/recommendations")
def show_page(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    saved: bool = False,
) -> HTMLResponse:
    """Show all rules, the newest first, and an empty form."""
    require(as_principal(staff), LOOK)
    return _show(request, staff, session, runtime.clock(), typed=EMPTY, is_saved=saved)


@router.post("/recommendations", dependencies=[SameOrigin])
def add(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    key: Key,
    kind: Typed = "",
    sku: Typed = "",
    category: Typed = "",
    factor: Typed = "",
    starts_on: Typed = "",
    ends_on: Typed = "",
    note: Typed = "",
) -> Response:
    """Add a rule; a form that was sent twice adds one."""
    principal, now = as_principal(staff), runtime.clock()
    require(principal, CHANGE)
    typed = {
        "kind": kind,
        "sku": plain(sku).strip(),
        "category": plain(category).strip(),
        "factor": factor.strip(),
        "starts_on": starts_on.strip(),
        "ends_on": ends_on.strip(),
        "note": plain(note).strip(),
    }
    try:
        made = add_rule(
            session,
            rule=read_rule(typed, now),
            by=principal.label,
            now=now,
            idempotency_key=key_of(staff, key, "recommendation"),
        )
    except Invalid as error:
        problem = str(error.data.get("field", "target"))
        return _show(request, staff, session, now, typed=typed, problem=problem, status=422)
    record(
        session,
        actor_of(request, staff),
        "recommendation_rule_added",
        now=now,
        kind="setting",
        object_id=made.id,
        details={"kind": made.kind, "factor": made.factor},
        once=f"recommendation:{made.id}",
    )
    return redirect(request, f"{PAGE}?saved=1")


@router.post("/recommendations/{rule_id}/end", dependencies=[SameOrigin])
def end(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime, rule_id: RowId
) -> Response:
    """End a rule now."""
    principal, now = as_principal(staff), runtime.clock()
    require(principal, CHANGE)
    try:
        end_rule(session, rule_id=rule_id, by=principal.label, now=now)
    except (NotFound, Conflict) as error:
        return show_not_done(
            request,
            staff,
            error.status,
            "recommendations_over" if error.status == 409 else "recommendations_missing",
            title="customers_not_done",
            where=PAGE,
            back="recommendations_back",
        )
    record(
        session,
        actor_of(request, staff),
        "recommendation_rule_ended",
        now=now,
        kind="setting",
        object_id=rule_id,
    )
    return redirect(request, f"{PAGE}?saved=1")


def read_rule(typed: Mapping[str, str], now: datetime) -> NewRule:
    """Return the rule a form says; raise `Invalid` with the field that is none. Pure."""
    kind = next((one for one in KINDS if one == typed["kind"]), None)
    if kind is None:
        raise Invalid("Choose what shall be done.", field="kind")
    starts = read_day(typed["starts_on"], "starts_at")
    ends = read_day(typed["ends_on"], "ends_at")
    try:
        factor = float(typed["factor"].replace(",", ".") or "1") if kind == "boost" else 1.0
    except ValueError as error:
        raise Invalid("The factor is a number.", field="factor") from error
    return NewRule(
        kind=kind,
        starts_at=now if starts is None or starts <= now else starts,
        ends_at=None if ends is None else ends + timedelta(days=1),
        sku=typed["sku"],
        category=typed["category"],
        factor=factor,
        note=typed["note"],
    )


def read_day(text: str, field: str) -> datetime | None:
    """Return the beginning of a day in UTC, or None for no text; raise `Invalid`. Pure."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), UTC) if 2000 <= day.year <= 2200 else _refuse(field)
    except ValueError as error:
        raise Invalid("This is no day.", field=field) from error


def _refuse(field: str) -> datetime:
    raise Invalid("This day is too far away.", field=field)


def read_rows(session: Session, now: datetime) -> list[Row]:
    """Return all rules with what they are about."""
    rules = list_rules(session)
    product_ids = {rule.product_id for rule in rules if rule.product_id is not None}
    products = session.scalars(select(Product).where(Product.id.in_(product_ids)))
    targets: dict[tuple[str, int], Product | Category] = {
        ("product", one.id): one for one in products
    }
    targets |= {("category", one.id): one for one in list_categories(session)}
    return [
        Row(
            rule,
            targets.get(
                ("product", rule.product_id)
                if rule.product_id is not None
                else ("category", rule.category_id or 0)
            ),
            name_state(rule, now),
        )
        for rule in rules
    ]


def name_state(rule: RecommendationRule, now: datetime) -> str:
    """Return where a rule stands. Pure."""
    if is_in_force(rule.starts_at, rule.ends_at, now):
        return "on"
    return "ahead" if rule.starts_at > now else "over"


def _show(
    request: Request,
    staff: Staff,
    session: Session,
    now: datetime,
    *,
    typed: Mapping[str, str],
    problem: str = "",
    status: int = 200,
    is_saved: bool = False,
) -> HTMLResponse:
    return render(
        request,
        "recommendations/rules.html",
        staff,
        status,
        rows=read_rows(session, now),
        categories=list_categories(session),
        kinds=KINDS,
        typed=typed,
        problem=problem if problem in PROBLEMS else "",
        is_saved=is_saved,
        key=new_key(),
        may_change=may(as_principal(staff), CHANGE),
    )
