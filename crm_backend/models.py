"""Imports every table of the CRM, so that the metadata is whole (migrations, tests)."""

from crm_backend.access.models import ApiKey
from crm_backend.analytics.experiments.models import Experiment, ExperimentLook, Exposure
from crm_backend.analytics.pipeline.models import (
    AnalyticsReport,
    AnalyticsRun,
    CustomerInsight,
    SegmentMembership,
)
from crm_backend.analytics.recommendations.models import Offer, RecommendationRule
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import ChannelIdentity, Customer, CustomerNote
from crm_backend.knowledge.models import Article
from crm_backend.numbers import NumberSeries
from crm_backend.orders.models import Order, OrderLine, OrderStatusChange, Refund, Return, Shipment
from crm_backend.tickets.models import Ticket, TicketChange, TicketComment

__all__ = [
    "AnalyticsModel",
    "AnalyticsReport",
    "AnalyticsRun",
    "ApiKey",
    "Article",
    "Category",
    "ChannelIdentity",
    "Customer",
    "CustomerInsight",
    "CustomerNote",
    "Experiment",
    "ExperimentLook",
    "Exposure",
    "NumberSeries",
    "Offer",
    "Order",
    "OrderLine",
    "OrderStatusChange",
    "Product",
    "RecommendationRule",
    "Refund",
    "Return",
    "SegmentMembership",
    "Shipment",
    "Ticket",
    "TicketChange",
    "TicketComment",
]
