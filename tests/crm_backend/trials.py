"""Begins experiments for tests of what takes part in them."""

from datetime import datetime
from typing import Any

from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.service import Draft
from kernel.db import Database


def begin_experiment(database: Database, *, now: datetime, **about: Any) -> Draft:
    """Write an experiment down and start it; `about` are fields of `Draft`."""
    usual: dict[str, Any] = {"primary_metric": "spend", "window_days": 14, "lift": 0.1}
    usual |= {"looks": 1, "customers": 400, "name": about["key"]}
    draft = Draft(**{**usual, **about})
    with database.transaction() as session:
        service.create_experiment(session, draft, by="Ada", now=now)
        service.start_experiment(session, key=draft.key, now=now)
    return draft
