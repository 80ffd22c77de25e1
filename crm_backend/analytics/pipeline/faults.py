"""What can be wrong with the shop's data, and how it is said; which rows have it: `checks`."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

MANY = 1_000  # of one product in one line


@dataclass(frozen=True)
class Fault:
    """Something that rows of a table can have; `key` names the column that tells which they are.

    `drops` says that these rows are left out of the figures.
    """

    table: str
    severity: Severity
    says: str
    drops: bool = False
    key: str = "id"


FAULTS: dict[str, Fault] = {
    "order_in_future": Fault("purchase_order", "error", "orders lie in the future", drops=True),
    "order_without_time": Fault(
        "purchase_order", "error", "orders have no readable time", drops=True
    ),
    "order_without_customer": Fault(
        "purchase_order", "error", "orders belong to nobody known", drops=True
    ),
    "order_without_lines": Fault("purchase_order", "warning", "orders have no lines"),
    "order_free": Fault("purchase_order", "note", "orders cost nothing"),
    "order_negative": Fault("purchase_order", "error", "orders have a negative total"),
    "order_huge": Fault("purchase_order", "warning", "orders are far larger than usual"),
    "order_other_currency": Fault(
        "purchase_order", "warning", "orders are not in the shop's main currency", drops=True
    ),
    "order_twice": Fault("purchase_order", "warning", "orders look as if made twice in a minute"),
    "order_total_differs": Fault("purchase_order", "note", "orders' totals are not their lines'"),
    "line_without_order": Fault("order_line", "error", "lines belong to no order", drops=True),
    "line_without_product": Fault(
        "order_line", "error", "lines name no product that is known", drops=True
    ),
    "line_negative": Fault("order_line", "error", "lines have a negative price or no quantity"),
    "line_many": Fault("order_line", "warning", f"lines hold {MANY:,} of a product or more"),
    "return_before_order": Fault("order_return", "error", "returns are older than their orders"),
    "return_above_order": Fault("order_return", "warning", "returns give back more than was paid"),
    "parcel_before_sent": Fault("shipment", "error", "parcels came before they were sent"),
    "customer_in_future": Fault(
        "customer", "error", "customers signed up in the future", drops=True
    ),
    "customer_without_country": Fault("customer", "note", "customers have no country"),
    "product_negative": Fault("product", "error", "products have a negative price or stock"),
    "product_free": Fault("product", "note", "products on sale cost nothing"),
    "product_without_category": Fault("product", "error", "products stand on no known shelf"),
    "ticket_in_future": Fault("ticket", "error", "tickets lie in the future", drops=True),
    "ticket_solved_before": Fault("ticket", "error", "tickets were solved before they were made"),
    "ticket_without_customer": Fault("ticket", "warning", "tickets name a customer who is gone"),
    "ticket_forgotten": Fault("ticket", "warning", "tickets have been open for three months"),
    "message_in_future": Fault(
        "message", "error", "messages lie in the future", drops=True, key="conversation_id"
    ),
    "message_without_chat": Fault(
        "message", "error", "messages belong to no conversation", drops=True, key="conversation_id"
    ),
    "mood_out_of_range": Fault(
        "message", "error", "messages have a mood beyond -1 to 1", key="conversation_id"
    ),
    "message_unread": Fault(
        "message", "note", "messages were never read by a model", key="conversation_id"
    ),
}
