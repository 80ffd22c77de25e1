"""A folder of models, and a worker that takes jobs and does none."""

import pytest
from fastapi import FastAPI

from console.studio.judging.asking import JUDGE
from kernel.jobs.worker import JobWorker
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.console.studio.judging.bench import Bench


@pytest.fixture
def bench(settings: Settings) -> Bench:
    return Bench(settings)


@pytest.fixture
def jobs(app: FastAPI, runtime: Runtime) -> JobWorker:
    """The worker of the process; it is not started."""

    def refuse(*_: object) -> dict[str, object]:
        raise AssertionError("nobody starts it")

    worker = JobWorker(runtime.db, {JUDGE: refuse}, clock=runtime.clock, name="w")
    app.state.jobs = worker
    return worker
