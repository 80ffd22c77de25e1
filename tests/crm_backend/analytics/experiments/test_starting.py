"""Two people start an experiment at the same place in the same moment: one of them may."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from sqlalchemy import select

from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.models import Experiment
from kernel.db import Database
from tests.crm_backend.analytics.experiments.test_service import DRAFT
from tests.crm_backend.shop import NOW


def start(database: Database, key: str) -> None:
    with database.transaction() as session:
        service.start_experiment(session, key=key, now=NOW)


def test_one_of_two_starts_when_both_are_started_at_once(database: Database) -> None:
    keys = ("recs-1", "recs-2")
    with database.transaction() as session:
        for key in keys:
            service.create_experiment(session, replace(DRAFT, key=key), by="Ben", now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            service.start_experiment(session, key=keys[0], now=NOW)
            other = pool.submit(start, database, keys[1])
            assert not wait([other], timeout=1).done  # it has to wait, and then may not
        with pytest.raises(service.PlaceTaken):
            other.result(timeout=10)
    with database.session() as session:
        states = dict(session.execute(select(Experiment.key, Experiment.state)).all())
    assert states == {"recs-1": "running", "recs-2": "draft"}
