"""Experiments from the draft to the decision, over the tables."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.exposing import assign, choose
from crm_backend.analytics.experiments.looking import plan_from_past
from crm_backend.analytics.experiments.looks import find_due, list_due, read_look, take_look
from crm_backend.analytics.experiments.models import Exposure
from crm_backend.analytics.experiments.service import Draft
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, Refund
from crm_backend.tickets.models import Ticket
from kernel.errors import Invalid, NotFound
from tests.crm_backend.shop import NOW

DAY = timedelta(days=1)
NUMBERS = count(1_000_000)
DRAFT = Draft(
    key="recs-1",
    name="Recommendations with reasons",
    subject="recommendation",
    target="chat",
    arms={"popular": 0.5, "model": 0.5},
    primary_metric="spend",
    secondary_metrics=("tickets", "ordered"),
    window_days=14,
    lift=0.1,
    looks=2,
    customers=400,
)


def people(session: Session, many: int) -> list[int]:
    made = [Customer(name=f"C{at}", email=f"c{at}@x.example", created_at=NOW) for at in range(many)]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def order(session: Session, customer: int, cents: int, at: Any, **more: Any) -> Order:
    number = f"FD-{next(NUMBERS)}"
    made = Order(
        number=number, customer_id=customer, status="delivered", placed_at=at, total_cents=cents
    )
    for name, value in more.items():
        setattr(made, name, value)
    session.add(made)
    return made


def run(session: Session, **changed: Any) -> str:
    draft = replace(DRAFT, **changed)
    service.create_experiment(session, draft, by="Ben", now=NOW)
    service.start_experiment(session, key=draft.key, now=NOW)
    return draft.key


def test_customers_are_sorted_once_and_for_good(session: Session) -> None:
    ids, key = people(session, 300), run(session)
    first = [assign(session, experiment_key=key, customer_id=one, now=NOW) for one in ids]
    again = [assign(session, experiment_key=key, customer_id=one, now=NOW + DAY) for one in ids]
    assert first == again
    assert 110 < Counter(first)["model"] < 190
    found = service.get_experiment(session, key=key)
    assert service.count_exposed(session, experiment_id=found.id) == Counter(first)
    kept = session.scalars(select(Exposure.at).distinct()).all()
    assert kept == [NOW]


def test_arm_that_is_stored_counts_whatever_the_hash_says(session: Session) -> None:
    (one,), key = people(session, 1), run(session)
    arm = assign(session, experiment_key=key, customer_id=one, now=NOW)
    other = next(name for name in DRAFT.arms if name != arm)
    (row,) = session.scalars(select(Exposure)).all()
    row.arm = other
    session.flush()
    later = NOW + timedelta(seconds=30)
    assert assign(session, experiment_key=key, customer_id=one, now=later) == other


def test_nobody_is_let_in_before_the_start_or_after_the_stop(session: Session) -> None:
    ids = people(session, 3)
    service.create_experiment(session, DRAFT, by="Ben", now=NOW)
    key = DRAFT.key
    assert assign(session, experiment_key=key, customer_id=ids[0], now=NOW) == "popular"
    assert session.scalars(select(Exposure)).all() == []
    service.start_experiment(session, key=key, now=NOW)
    mine = assign(session, experiment_key=key, customer_id=ids[1], now=NOW)
    service.stop_experiment(session, key=key, now=NOW + DAY)
    assert assign(session, experiment_key=key, customer_id=ids[1], now=NOW + DAY) == mine
    assert assign(session, experiment_key=key, customer_id=ids[2], now=NOW + DAY) == "popular"
    service.decide_experiment(session, key=key, winner="model", why="It pays.", now=NOW + DAY)
    got = {assign(session, experiment_key=key, customer_id=one, now=NOW + DAY) for one in ids}
    assert got == {"model"}


def test_place_is_asked_for_by_what_is_tried_there(session: Session) -> None:
    (one,) = people(session, 1)
    asked: dict[str, Any] = {"subject": "recommendation", "target": "chat", "now": NOW}
    assert choose(session, customer_id=one, **asked) is None
    run(session)
    assert choose(session, customer_id=one, **asked) in DRAFT.arms
    assert choose(session, customer_id=None, **asked) == "popular"
    assert choose(session, customer_id=one, **(asked | {"target": "api"})) is None
    with pytest.raises(service.PlaceTaken):
        run(session, key="recs-2")


def test_steps_out_of_order_are_refused(session: Session) -> None:
    service.create_experiment(session, DRAFT, by="Ben", now=NOW)
    with pytest.raises(service.ExperimentExists):
        service.create_experiment(session, DRAFT, by="Lin", now=NOW)
    with pytest.raises(service.WrongState):
        service.stop_experiment(session, key=DRAFT.key, now=NOW)
    with pytest.raises(service.WrongState):
        take_look(session, key=DRAFT.key, now=NOW)
    service.start_experiment(session, key=DRAFT.key, now=NOW)
    with pytest.raises(service.WrongState):
        service.start_experiment(session, key=DRAFT.key, now=NOW)
    with pytest.raises(service.WrongState):
        service.decide_experiment(session, key=DRAFT.key, winner="model", why="", now=NOW)
    service.stop_experiment(session, key=DRAFT.key, now=NOW)
    with pytest.raises(Invalid):
        service.decide_experiment(session, key=DRAFT.key, winner="none", why="", now=NOW)
    service.decide_experiment(session, key=DRAFT.key, winner="popular", why="", now=NOW)
    assert service.get_experiment(session, key=DRAFT.key).outcome == "keep"
    with pytest.raises(service.WrongState):
        service.decide_experiment(session, key=DRAFT.key, winner="model", why="", now=NOW)
    with pytest.raises(NotFound):
        assign(session, experiment_key="none", customer_id=1, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Has Spaces"},
        {"name": "  "},
        {"arms": {"only": 1.0}},
        {"arms": {"a": 0.5, "b": 0.6}},
        {"arms": {"a": 0.995, "b": 0.005}},
        {"arms": {"A B": 0.5, "b": 0.5}},
        {"primary_metric": "love"},
        {"secondary_metrics": ("spend",)},
        {"window_days": 0},
        {"lift": 0.0},
        {"lift": float("nan")},
        {"looks": 21},
        {"customers": 10},
        {"cap": 0.1},
    ],
)
def test_draft_that_cannot_be_is_refused(session: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        service.create_experiment(session, replace(DRAFT, **wrong), by="Ben", now=NOW)


def test_looks_are_taken_when_they_are_due_and_conclude(session: Session) -> None:
    ids, key = people(session, 400), run(session)
    for at, one in enumerate(ids):
        arm = assign(session, experiment_key=key, customer_id=one, now=NOW + at // 200 * DAY)
        cents = 2_000 + at % 50 * 10
        order(session, one, cents, NOW - 3 * DAY)
        order(session, one, cents + 500 * (arm == "model") + at % 7 * 9, NOW + 2 * DAY)
    found = service.get_experiment(session, key=key)
    due = find_due(session, found, now=NOW + 13 * DAY)
    assert due is not None
    assert (due.needed, due.measured, due.is_due) == (200, 0, False)
    with pytest.raises(service.LookNotDue):
        take_look(session, key=key, now=NOW + 13 * DAY)
    assert list_due(session, now=NOW + 13 * DAY) == []
    assert list_due(session, now=NOW + 14 * DAY) == [key]
    take_look(session, key=key, now=NOW + 14 * DAY)
    (look,) = service.list_looks(session, experiment_id=found.id)
    assert (look.customers, look.information) == (200, 0.5)
    read = read_look(look)
    assert (read.looks.number, read.looks.planned) == (1, 2)
    assert read.looks.bound == pytest.approx(2.963, abs=1e-3)
    assert read.verdict.key == "better"
    assert read.primary is not None
    assert read.primary.comparisons[0].difference == pytest.approx(5.0, abs=0.1)
    assert read.primary.variance_kept < 0.5
    with pytest.raises(service.AlreadyConcluded):
        take_look(session, key=key, now=NOW + 20 * DAY)
    assert list_due(session, now=NOW + 20 * DAY) == []


def test_late_look_is_the_last_when_everybody_planned_is_in(session: Session) -> None:
    ids, key = people(session, 100), run(session, customers=100)
    for one in ids:
        assign(session, experiment_key=key, customer_id=one, now=NOW)
        order(session, one, 2_000 + one % 9 * 100, NOW + DAY)
    read = read_look(take_look(session, key=key, now=NOW + 15 * DAY))
    assert (read.looks.number, read.looks.planned) == (1, 1)
    with pytest.raises(service.WrongState):
        take_look(session, key=key, now=NOW + 20 * DAY)


def test_stopped_experiment_has_one_last_look(session: Session) -> None:
    ids, key = people(session, 100), run(session)
    for one in ids:
        assign(session, experiment_key=key, customer_id=one, now=NOW)
        order(session, one, 2_000 + one % 9 * 100, NOW + DAY)
    service.stop_experiment(session, key=key, now=NOW + DAY)
    with pytest.raises(service.LookNotDue):
        take_look(session, key=key, now=NOW + 2 * DAY)
    look = take_look(session, key=key, now=NOW + 15 * DAY)
    read = read_look(look)
    assert (read.looks.number, read.looks.planned, read.looks.is_last) == (1, 1, True)
    assert read.looks.level == pytest.approx(0.05)
    assert read.verdict.key == "nothing"
    with pytest.raises(service.WrongState):
        take_look(session, key=key, now=NOW + 20 * DAY)


def test_only_what_was_paid_within_the_window_counts(session: Session) -> None:
    (one, *others), key = people(session, 80), run(session, secondary_metrics=("complained",))
    for customer in (one, *others):
        assign(session, experiment_key=key, customer_id=customer, now=NOW)
    order(session, one, 5_000, NOW - DAY)  # before
    order(session, one, 4_000, NOW + DAY)
    order(session, one, 3_000, NOW + 14 * DAY)  # after the window
    order(session, one, 2_000, NOW + DAY, status="cancelled")
    order(session, one, 1_000, NOW + DAY, currency="USD")
    back = order(session, one, 900, NOW + DAY)
    session.flush()
    session.add(
        Refund(order_id=back.id, amount_cents=400, reason="", given_by="staff:1", given_at=NOW)
    )
    ticket = {"subject": "x", "updated_at": NOW, "due_at": NOW, "created_at": NOW + DAY}
    session.add(Ticket(number="T-1", customer_id=one, kind="complaint", **ticket))
    session.flush()
    service.stop_experiment(session, key=key, now=NOW)
    read = read_look(take_look(session, key=key, now=NOW + 30 * DAY))
    assert read.primary is not None
    mean = [level.value for level in read.primary.levels if level.value > 0]
    size = next(level.customers for level in read.primary.levels if level.value > 0)
    assert mean == pytest.approx([(40 + 9 - 4) / size])
    complained = [level.value for level in read.secondary[0].levels if level.value > 0]
    assert complained == pytest.approx([1 / size])
    assert "currency" in [note.key for note in read.notes]


def test_past_says_what_an_experiment_takes(session: Session) -> None:
    asked: dict[str, Any] = {"subject": "recommendation", "metric": "spend", "window_days": 14}
    asked |= {"lift": 0.2, "shares": [0.5, 0.5], "looks": 3, "now": NOW}
    with pytest.raises(Invalid, match="Nobody was there"):
        plan_from_past(session, **asked)
    for at, one in enumerate(people(session, 180)):
        order(session, one, 1_000 + at % 20 * 100, NOW - at % 90 * DAY - DAY / 2)
    made = plan_from_past(session, **asked)
    assert made.base == pytest.approx(19.5, rel=0.05)
    assert made.per_day == pytest.approx(2, rel=0.1)
    assert made.days is None or made.days == pytest.approx(made.customers / 2, rel=0.1)
    at_once = plan_from_past(session, **(asked | {"subject": "campaign", "lift": 0.9}))
    assert at_once.days == 1
