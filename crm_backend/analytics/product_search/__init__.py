"""Products found by what people say of them: "something warm for a small flat under 50"."""

from crm_backend.analytics.product_search.newest import find_newest
from crm_backend.analytics.product_search.service import Found, Match, find_described
from crm_backend.analytics.product_search.wishes import Wish, read_wish

__all__ = ["Found", "Match", "Wish", "find_described", "find_newest", "read_wish"]
