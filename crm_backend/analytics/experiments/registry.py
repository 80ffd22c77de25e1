"""What can be tried, and by what it is judged. Knows no numpy.

Whoever gives customers one thing or another asks `exposing.choose` with a subject and a target of
theirs; metrics are measured from the tables of the shop.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from crm_backend.analytics.experiments.models import Subject
from crm_backend.analytics.experiments.results import Kind

Events = Literal["orders", "tickets", "complaints", "ratings"]
Counting = Literal["sum", "count", "any", "again", "sum_per_event"]


@dataclass(frozen=True)
class Place:
    """A kind of thing to try. `is_at_once` says that all customers are reached on the first day."""

    targets: tuple[str, ...]
    is_at_once: bool = False


@dataclass(frozen=True)
class Measure:
    """A metric: what is counted of which events, and whether more of it is good."""

    events: Events
    counting: Counting
    kind: Kind
    higher_is_better: bool = True


FEWEST = 60  # customers of an experiment: with fewer a mean is not near normal, whatever is needed

# The targets are examples to choose from; any other name that programs ask by is as good.
SUBJECTS: Mapping[Subject, Place] = {
    "recommendation": Place(("chat", "api")),
    "bot_response": Place(("utter_greet", "utter_goodbye")),
    "campaign": Place((), is_at_once=True),
    "model": Place(("dialogue", "recommendations", "churn")),
}
# The arms which a place knows; one without an entry takes any names.
ARMS: Mapping[tuple[Subject, str], tuple[str, ...]] = {
    ("recommendation", "chat"): ("model", "popular"),
    ("recommendation", "api"): ("model", "popular"),
}
METRICS: Mapping[str, Measure] = {
    "spend": Measure("orders", "sum", "mean"),
    "ordered": Measure("orders", "any", "binary"),
    "orders": Measure("orders", "count", "mean"),
    "ordered_again": Measure("orders", "again", "binary"),
    "order_value": Measure("orders", "sum_per_event", "ratio"),
    "tickets": Measure("tickets", "count", "mean", higher_is_better=False),
    "complained": Measure("complaints", "any", "binary", higher_is_better=False),
    "rating": Measure("ratings", "sum_per_event", "ratio"),
}
