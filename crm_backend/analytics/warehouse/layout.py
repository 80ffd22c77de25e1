"""Which tables and columns are looked at: ids, times, amounts, labels. No names, no texts. Pure.

Chats lie in tables that this package may not import, so all are named here as they are stored.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["int", "text", "time", "number", "flag"]


@dataclass(frozen=True)
class Field:
    """A column as counted with: read from `column`, and there from under `path` where it is JSON.

    Times are UTC without a zone: the engines differ in what they make of zones.
    """

    name: str
    kind: Kind
    column: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A stored table: its fields, and the one value of one column that its rows must have."""

    name: str
    fields: tuple[Field, ...]
    only: tuple[str, str] | None = None


def _read_fields(text: str) -> tuple[Field, ...]:
    """Return fields written as `name:kind`, the kind `int` where none is given."""
    fields = []
    for word in text.split():
        name, _, kind = word.partition(":")
        fields.append(Field(name, _KINDS[kind or "int"], name))
    return tuple(fields)


_KINDS: dict[str, Kind] = {
    "int": "int",
    "text": "text",
    "time": "time",
    "number": "number",
    "flag": "flag",
}
_INTENT = Field("intent", "text", "understanding", ("intent", "name"))

SOURCES = (
    Source("customer", _read_fields("id language:text country:text created_at:time")),
    Source("category", _read_fields("id slug:text")),
    Source(
        "product",
        _read_fields(
            "id category_id price_cents currency:text stock is_active:flag created_at:time"
        ),
    ),
    Source(
        "purchase_order",
        _read_fields(
            "id customer_id status:text placed_at:time total_cents shipping_cents currency:text"
        ),
    ),
    Source("order_status_change", _read_fields("id order_id status:text at:time")),
    Source("order_line", _read_fields("id order_id product_id quantity unit_price_cents")),
    Source(
        "order_return",
        _read_fields(
            "id order_id order_line_id quantity status:text refund_cents requested_at:time "
            "refunded_at:time"
        ),
    ),
    Source("order_refund", _read_fields("id order_id amount_cents given_at:time")),
    Source(
        "shipment",
        _read_fields("id order_id shipped_at:time expected_at:time delivered_at:time"),
    ),
    Source(
        "ticket",
        _read_fields(
            "id customer_id conversation_id:text order_id kind:text priority:text status:text "
            "created_at:time due_at:time resolved_at:time"
        ),
    ),
    Source(
        "conversation",
        _read_fields(
            "id:text channel:text language:text customer_id owner:text created_at:time "
            "updated_at:time"
        ),
    ),
    Source(
        "message",
        (
            *_read_fields(
                "conversation_id:text id sender:text at:time sentiment_label:text "
                "sentiment_score:number"
            ),
            _INTENT,
        ),
        only=("sender", "customer"),
    ),
    Source(
        "handoff",
        _read_fields(
            "id conversation_id:text requested_at:time taken_at:time first_answer_at:time "
            "ended_at:time outcome:text rating"
        ),
    ),
)
BY_NAME = {source.name: source for source in SOURCES}
