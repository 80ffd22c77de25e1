"""What a customer may like next, and why."""

from crm_backend.analytics.recommendations.explaining import Part, Recommendation
from crm_backend.analytics.recommendations.holdout import read_holdout
from crm_backend.analytics.recommendations.rules import Basis, Holdout
from crm_backend.analytics.recommendations.service import (
    recommend,
    recommend_again,
    recommend_with,
)

__all__ = [
    "Basis",
    "Holdout",
    "Part",
    "Recommendation",
    "read_holdout",
    "recommend",
    "recommend_again",
    "recommend_with",
]
