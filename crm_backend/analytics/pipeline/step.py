"""What a step of the run is, what it is handed and what it hands back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import pandas as pd

from crm_backend.analytics.pipeline.frames import Frames
from crm_backend.analytics.registry.gate import Verdict
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import Fitted, Registry
from kernel.db import Database


@dataclass(frozen=True)
class Report:
    """A payload of plain JSON for the pages, and sentences on what was dropped or doubted."""

    kind: str
    payload: dict[str, Any]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Membership:
    """Who is in which segment: a series of names by customer id."""

    kind: str
    segments: "pd.Series[str]"


@dataclass(frozen=True)
class StepResult:
    """What a step found.

    `insights` has a row a customer (index: their id) and columns of `CustomerInsight`; customers
    who are not in it lose their values in these columns. `spread` are the values to watch for
    drift, by kind of model. `notes` are told of the step itself.
    """

    reports: tuple[Report, ...] = ()
    insights: pd.DataFrame | None = None
    memberships: tuple[Membership, ...] = ()
    spread: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a step may use. `results` are those of the steps that were done before.

    `zone` is the shop's; `keep` registers a model and lets it go live where the gate allows it.
    """

    frames: Frames
    database: Database
    registry: Registry
    as_of: datetime
    zone: str
    keep: Callable[[Fitted], tuple[AnalyticsModel, Verdict]]
    tell: Callable[[str], None] = lambda _line: None
    results: Mapping[str, StepResult] = field(default_factory=dict)


class Step(Protocol):
    """One piece of the run. `needs` names the steps without whose results it cannot run.

    `weight` is its share of the time beside the others'. Raises `Invalid` where what the shop has
    does not allow an honest answer.
    """

    name: str
    needs: tuple[str, ...]
    weight: float

    def run(self, context: Context) -> StepResult:
        """Compute."""
        ...
