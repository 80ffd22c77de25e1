"""A worker on a database of its own, at a quicker pace."""

from collections.abc import Callable, Mapping

import pytest

import kernel.jobs.models  # noqa: F401 - the table must be known before it is made
from kernel.db import Database
from kernel.jobs.progress import Handler
from kernel.jobs.worker import JobWorker
from tests.conftest import FakeClock

MakeWorker = Callable[..., JobWorker]


@pytest.fixture
def make_worker(database: Database, clock: FakeClock) -> MakeWorker:
    def make_one(handlers: Mapping[str, Handler], name: str = "w1", slots: int = 1) -> JobWorker:
        worker = JobWorker(database, handlers, clock=clock, name=name, slots=slots)
        worker.poll_seconds = worker.tell_seconds = worker.renew_seconds = 0.02
        return worker

    return make_one
