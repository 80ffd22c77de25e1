"""Who is held out, as the operator set it."""

from crm_backend.analytics.recommendations.rules import Holdout
from kernel.settings import Settings


def read_holdout(settings: Settings) -> Holdout:
    """Return the hold-out group of this installation: the same people while its secret is kept."""
    share = settings.recommendation_holdout
    return Holdout(settings.derive_key("recommendations") if share else "", share)
