"""Puts experiments with customers, orders and looks into a database."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import numpy as np

from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.exposing import assign
from crm_backend.analytics.experiments.looks import take_look
from crm_backend.analytics.experiments.service import Draft
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from kernel.db import Database

DAY = timedelta(days=1)
NUMBERS = count(5_000_000)
DRAFT = Draft(
    key="recs-1",
    name="Recommendations with reasons",
    subject="recommendation",
    target="chat",
    arms={"popular": 0.5, "model": 0.5},
    primary_metric="spend",
    secondary_metrics=("ordered", "tickets"),
    window_days=14,
    lift=0.05,
    looks=2,
    customers=200,
    hypothesis="Whoever is told why buys more.",
)


def add_experiment(
    db: Database,
    now: Any,
    *,
    customers: int = 200,
    lift: float = 1.2,
    look: bool = True,
    **changed: Any,
) -> str:
    """Add an experiment that began thirty days ago; with `look` the first look was taken."""
    draft, began, rng = replace(DRAFT, **changed), now - 30 * DAY, np.random.default_rng(3)
    with db.transaction() as session:
        service.create_experiment(session, draft, by="Ben Okafor", now=began)
        service.start_experiment(session, key=draft.key, now=began)
        people = [
            Customer(name=f"Buyer {at}", email=f"{draft.key}{at}@x.example", created_at=began)
            for at in range(customers)
        ]
        session.add_all(people)
        session.flush()
        control = next(iter(draft.arms))
        for one in people:
            arm = assign(session, experiment_key=draft.key, customer_id=one.id, now=began)
            usual = rng.gamma(8, 600)
            spent = usual * (1 if arm == control else lift) + rng.gamma(2, 200)
            for at, cents in ((began - 5 * DAY, usual), (began + 3 * DAY, spent)):
                session.add(
                    Order(
                        number=f"FD-{next(NUMBERS)}",
                        customer_id=one.id,
                        status="delivered",
                        placed_at=at,
                        total_cents=round(cents),
                    )
                )
        session.flush()
        if look:
            take_look(session, key=draft.key, now=now)
    return draft.key
