"""Tables of orders. Relations are loaded by the service, never by touching an attribute."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from kernel.db import Base, UtcDateTime

OrderStatus = Literal["placed", "paid", "packed", "shipped", "delivered", "cancelled", "returned"]
ReturnStatus = Literal["requested", "approved", "received", "refunded", "refused"]

ORDER_STATUS = Enum(*get_args(OrderStatus), native_enum=False, length=16, validate_strings=True)
RETURN_STATUS = Enum(*get_args(ReturnStatus), native_enum=False, length=16, validate_strings=True)


class Order(Base):
    """A purchase. The address is a copy: a customer who moves does not move old parcels."""

    # "order" is a reserved word of SQL.
    __tablename__ = "purchase_order"
    __table_args__ = (
        CheckConstraint("total_cents >= 0", name="total_not_negative"),
        Index("ix_purchase_order_customer_placed", "customer_id", "placed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # FD-1004217
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    status: Mapped[OrderStatus] = mapped_column(ORDER_STATUS, index=True)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    total_cents: Mapped[int]  # lines and shipping together
    shipping_cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    street: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(60), default="")
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)

    customer: Mapped[Customer] = relationship(lazy="raise")
    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", order_by="OrderLine.id")
    history: Mapped[list["OrderStatusChange"]] = relationship(
        lazy="raise", order_by="OrderStatusChange.at, OrderStatusChange.id"
    )
    shipment: Mapped["Shipment | None"] = relationship(lazy="raise")
    returns: Mapped[list["Return"]] = relationship(
        lazy="raise", order_by="Return.id", back_populates="order"
    )
    refunds: Mapped[list["Refund"]] = relationship(lazy="raise", order_by="Refund.id")


class OrderLine(Base):
    """So many of one product, at the price of that day."""

    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]
    unit_price_cents: Mapped[int]

    product: Mapped[Product] = relationship(lazy="raise")


class OrderStatusChange(Base):
    """One step of an order's life, or a note on it (`status` then repeats the present one)."""

    __tablename__ = "order_status_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    status: Mapped[OrderStatus] = mapped_column(ORDER_STATUS)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)


class Shipment(Base):
    """The parcel of an order."""

    __tablename__ = "shipment"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), unique=True)
    carrier: Mapped[str] = mapped_column(String(60))
    tracking_number: Mapped[str] = mapped_column(String(60))
    shipped_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Return(Base):
    """A wish to send back so many of one line."""

    __tablename__ = "order_return"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # R-30017
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[ReturnStatus] = mapped_column(RETURN_STATUS, default="requested")
    refund_cents: Mapped[int]
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refunded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)

    order: Mapped[Order] = relationship(lazy="raise", back_populates="returns")
    line: Mapped[OrderLine] = relationship(lazy="raise")


class Refund(Base):
    """Money given back beside returns, and by whom; never changed and never deleted."""

    __tablename__ = "order_refund"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    amount_cents: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    given_by: Mapped[str] = mapped_column(String(100))  # "staff:7", "service:3"
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)
