"""The nightly step that takes planned looks when they are due."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.exposing import assign
from crm_backend.analytics.experiments.service import Draft
from crm_backend.analytics.pipeline.step import Context
from crm_backend.analytics.pipeline.steps.experiments import ExperimentsStep
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from kernel.db import Database
from tests.crm_backend.shop import NOW

DAY = timedelta(days=1)
DRAFT = Draft(
    key="one",
    name="One",
    subject="campaign",
    target="one",
    arms={"control": 0.5, "treatment": 0.5},
    primary_metric="spend",
    window_days=7,
    lift=0.1,
    looks=2,
    customers=400,
)


def at(database: Database, days: int) -> Context:
    return cast(Context, SimpleNamespace(database=database, as_of=NOW + days * DAY))


def begin(database: Database, draft: Draft, extra_cents: int) -> None:
    """Let 400 customers in on two days a week apart; the treated spend more."""
    with database.transaction() as session:
        service.create_experiment(session, draft, by="Ben", now=NOW)
        service.start_experiment(session, key=draft.key, now=NOW)
        for number in range(400):
            name = f"{draft.key}-{number}"
            made = Customer(name=name, email=f"{name}@x.example", created_at=NOW)
            session.add(made)
            session.flush()
            day = NOW + number // 200 * 7 * DAY
            arm = assign(session, experiment_key=draft.key, customer_id=made.id, now=day)
            fields: dict[str, Any] = {"status": "delivered", "placed_at": day + DAY}
            cents = 2_000 + number % 9 * 10 + extra_cents * (arm == "treatment")
            session.add(Order(number=name, customer_id=made.id, total_cents=cents, **fields))


def test_looks_are_taken_when_they_are_due_and_told(database: Database) -> None:
    begin(database, DRAFT, 900)
    begin(database, Draft(**{**vars(DRAFT), "key": "two", "target": "two"}), 0)
    step = ExperimentsStep()
    assert step.run(at(database, 6)).notes == ()
    first, second = step.run(at(database, 8)).notes
    assert first == "Experiment one, look 1: better."
    assert second.startswith("Experiment two, look 1: ")
    assert "better" not in second
    assert step.run(at(database, 9)).notes == ()
    (last,) = step.run(at(database, 15)).notes  # the first has come to its end
    assert last.startswith("Experiment two, look 2: ")
