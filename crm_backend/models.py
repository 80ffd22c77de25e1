"""Imports every table of the CRM, so that the metadata is whole (migrations, tests)."""

from crm_backend.access.models import ApiKey
from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import ChannelIdentity, Customer
from crm_backend.knowledge.models import Article
from crm_backend.numbers import NumberSeries
from crm_backend.orders.models import Order, OrderLine, OrderStatusChange, Return, Shipment
from crm_backend.tickets.models import Ticket, TicketComment

__all__ = [
    "ApiKey",
    "Article",
    "Category",
    "ChannelIdentity",
    "Customer",
    "NumberSeries",
    "Order",
    "OrderLine",
    "OrderStatusChange",
    "Product",
    "Return",
    "Shipment",
    "Ticket",
    "TicketComment",
]
