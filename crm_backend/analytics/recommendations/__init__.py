"""What a customer may like next, and why."""

from crm_backend.analytics.recommendations.rules import Basis
from crm_backend.analytics.recommendations.service import Recommendation, recommend

__all__ = ["Basis", "Recommendation", "recommend"]
