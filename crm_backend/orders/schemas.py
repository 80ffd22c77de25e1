"""Bodies of the order routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from crm_backend.catalog.schemas import Cents, Sku
from crm_backend.customers.schemas import City, Country, Postcode
from crm_backend.orders.models import OrderStatus, ReturnStatus
from crm_backend.paging import MAX_ID, PageRead
from crm_backend.text import FilledLine, FilledText, Line

MAX_LINES = 100
Quantity = Annotated[int, Field(ge=1, le=1_000)]
Identity = Annotated[int, Field(ge=1, le=MAX_ID)]
Short = Annotated[FilledLine, StringConstraints(max_length=60)]


class Address(BaseModel):
    """Where a parcel goes."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    street: FilledLine
    city: Annotated[City, StringConstraints(min_length=1)]
    postcode: Annotated[Postcode, StringConstraints(min_length=1)]
    country: Annotated[Country, StringConstraints(min_length=1)]


class LineCreate(BaseModel):
    """So many of a product."""

    model_config = ConfigDict(extra="forbid")

    sku: Sku
    quantity: Quantity = 1


class OrderCreate(BaseModel):
    """A new order at today's prices."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Identity
    lines: Annotated[list[LineCreate], Field(min_length=1, max_length=MAX_LINES)]
    address: Address
    shipping_cents: Cents = 0


class Parcel(BaseModel):
    """Who carries the order."""

    model_config = ConfigDict(extra="forbid")

    carrier: Short
    tracking_number: Short
    expected_at: AwareDatetime


class StatusMove(BaseModel):
    """The next step of an order; `parcel` belongs to "shipped" and to nothing else."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["paid", "packed", "shipped", "delivered"]
    note: Line = ""
    parcel: Parcel | None = None


class ReturnCreate(BaseModel):
    """What shall go back."""

    model_config = ConfigDict(extra="forbid")

    line_id: Identity
    quantity: Quantity = 1
    reason: FilledText


class ReturnMove(BaseModel):
    """The next step of a return."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["approved", "received", "refunded", "refused"]


class RefundCreate(BaseModel):
    """Money that goes back."""

    model_config = ConfigDict(extra="forbid")

    amount_cents: Annotated[int, Field(ge=1, le=2_000_000_000)]
    reason: FilledText


class Read(BaseModel):
    """Read from a row."""

    model_config = ConfigDict(from_attributes=True)


class LineProduct(Read):
    """What a line is of."""

    sku: str
    name_en: str
    name_zh: str
    image_path: str


class LineRead(Read):
    """A line as the API shows it."""

    id: int
    product: LineProduct
    quantity: int
    unit_price_cents: int


class StatusChangeRead(Read):
    """A step of an order's life."""

    status: OrderStatus
    at: datetime
    note: str


class ShipmentRead(Read):
    """The parcel."""

    carrier: str
    tracking_number: str
    shipped_at: datetime
    expected_at: datetime
    delivered_at: datetime | None


class ReturnRead(Read):
    """A return as the API shows it."""

    number: str
    order_line_id: int
    quantity: int
    reason: str
    status: ReturnStatus
    refund_cents: int
    requested_at: datetime
    refunded_at: datetime | None


class RefundRead(Read):
    """Money that went back beside returns."""

    id: int
    amount_cents: int
    reason: str
    given_by: str
    given_at: datetime


class OrderSummary(Read):
    """An order in a list."""

    number: str
    customer_id: int
    status: OrderStatus
    placed_at: datetime
    total_cents: int
    shipping_cents: int
    currency: str


class OrderRead(OrderSummary):
    """An order with all that belongs to it."""

    street: str
    city: str
    postcode: str
    country: str
    lines: list[LineRead]
    history: list[StatusChangeRead]
    shipment: ShipmentRead | None
    returns: list[ReturnRead]
    refunds: list[RefundRead]


class OrderPage(PageRead[OrderSummary]):
    """A page of orders."""
