"""Stores the demo shop: rows of everything, in one transaction of the caller."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import Customer
from crm_backend.knowledge.models import Article
from crm_backend.orders.models import Order, OrderLine, OrderStatusChange, Return, Shipment
from crm_backend.orders.returns import RETURNS
from crm_backend.seed.orders import Purchase
from crm_backend.seed.rows import advance_sequences, insert_rows, is_empty, split
from crm_backend.seed.shop import Progress, Shop
from crm_backend.seed.tickets import Case
from crm_backend.tickets.models import Ticket, TicketComment
from kernel.errors import Conflict

BUNCH = 1_000
TABLES = (
    *(Customer, Category, Product, Order, OrderLine, OrderStatusChange, Shipment, Return),
    *(Ticket, TicketComment, Article),
)


def refuse_filled(session: Session) -> None:
    """Raise `Conflict` unless the CRM is empty."""
    for model in TABLES:
        if not is_empty(session, model):
            raise Conflict(
                "The demo shop goes only into an empty database, and this one holds data already. "
                "Name another folder in FRONTDESK_DATA (or another FRONTDESK_DATABASE_URL), or "
                "delete the old database first.",
                table=model.__tablename__,
            )


def store_shop(session: Session, shop: Shop, progress: Progress) -> None:
    """Insert all rows, telling how far it has come."""
    insert_rows(session, Customer, (person.row() for person in shop.people))
    progress("customers", len(shop.people), len(shop.people))
    insert_rows(session, Category, shop.catalog.shelf_rows())
    insert_rows(session, Product, (item.row() for item in shop.catalog.items))
    progress("products", len(shop.catalog.items), len(shop.catalog.items))
    done, lines, returns = 0, 1, 1
    for bunch in split(shop.purchases, BUNCH):
        lines, returns = store_purchases(session, bunch, lines, returns)
        done += len(bunch)
        progress("orders", done, len(shop.purchases))
    insert_rows(session, Ticket, (case.row() for case in shop.cases))
    insert_rows(session, TicketComment, comment_rows(shop.cases))
    progress("tickets", len(shop.cases), len(shop.cases))
    insert_rows(session, Article, shop.articles)
    progress("articles", len(shop.articles), len(shop.articles))
    advance_sequences(session, TABLES)


def store_purchases(
    session: Session, purchases: Sequence[Purchase], line_id: int, return_id: int
) -> tuple[int, int]:
    """Insert orders and what hangs on them; return the next free ids of lines and returns."""
    lines: list[dict[str, Any]] = []
    returns: list[dict[str, Any]] = []
    for purchase in purchases:
        for back in purchase.sent_back:
            number = return_id + len(returns)
            returns.append(
                {
                    "id": number,
                    "number": RETURNS.render(RETURNS.start + number),
                    "order_id": purchase.id,
                    "order_line_id": line_id + len(lines) + back.line,
                    "quantity": back.quantity,
                    "reason": back.reason,
                    "status": back.status,
                    "refund_cents": back.refund_cents,
                    "requested_at": back.requested_at,
                    "refunded_at": back.refunded_at,
                }
            )
        for line in purchase.lines:
            lines.append(
                {
                    "id": line_id + len(lines),
                    "order_id": purchase.id,
                    "product_id": line.item.id,
                    "quantity": line.quantity,
                    "unit_price_cents": line.unit_price_cents,
                }
            )
    insert_rows(session, Order, (purchase.row() for purchase in purchases))
    insert_rows(session, OrderLine, lines)
    insert_rows(session, OrderStatusChange, step_rows(purchases))
    insert_rows(session, Shipment, parcel_rows(purchases))
    insert_rows(session, Return, returns)
    return line_id + len(lines), return_id + len(returns)


def step_rows(purchases: Sequence[Purchase]) -> Iterator[dict[str, Any]]:
    """Give the rows of the history of orders."""
    for purchase in purchases:
        for step in purchase.life.steps:
            yield {
                "order_id": purchase.id,
                "status": step.status,
                "at": step.at,
                "note": step.note,
            }


def parcel_rows(purchases: Sequence[Purchase]) -> Iterator[dict[str, Any]]:
    """Give the rows of the parcels."""
    for purchase in purchases:
        parcel = purchase.life.parcel
        if parcel is not None:
            yield {
                "order_id": purchase.id,
                "carrier": parcel.carrier,
                "tracking_number": parcel.tracking_number,
                "shipped_at": parcel.shipped_at,
                "expected_at": parcel.expected_at,
                "delivered_at": parcel.delivered_at,
            }


def comment_rows(cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Give the rows of what was said on tickets."""
    for case in cases:
        for comment in case.comments:
            yield {
                "ticket_id": case.id,
                "author_kind": comment.author_kind,
                "author_name": comment.author_name,
                "text": comment.text,
                "is_public": comment.is_public,
                "created_at": comment.at,
            }
