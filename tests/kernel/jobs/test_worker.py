"""The worker: runs, tells, keeps, stops; twice at once never, after a crash again."""

import threading
import time
from typing import Any

import pytest

from kernel.db import Database
from kernel.jobs import claims
from kernel.jobs.claims import LEASE, Claim
from kernel.jobs.models import Job
from kernel.jobs.progress import JobFailed, JobStopped, Progress
from kernel.jobs.queue import ask_cancel, get_job
from kernel.jobs.worker import JobWorker
from tests.bot.driver import until
from tests.conftest import START, FakeClock
from tests.kernel.jobs.conftest import MakeWorker


def ask(database: Database, worker: JobWorker, **given: Any) -> int:
    with database.transaction() as session:
        job_id, _ = worker.queue.enqueue(
            session, **({"kind": "work", "payload": {}, "now": START} | given)
        )
    worker.wake()
    return job_id


def read(database: Database, job_id: int) -> Job:
    with database.session() as session:
        return get_job(session, job_id=job_id)


async def test_work_is_told_of_while_it_runs_and_kept_when_it_is_done(
    database: Database, make_worker: MakeWorker
) -> None:
    may_end = threading.Event()

    def work(claim: Claim, progress: Progress) -> dict[str, Any]:
        progress.stage("reading", 40)
        progress.line(f"{claim.payload['n']} files")
        progress.line("no more")
        may_end.wait(10)
        progress.stage("writing")
        progress.percent(250)
        return {"model": "m.tar.gz"}

    worker = make_worker({"work": work})
    worker.start()
    job_id = ask(database, worker, payload={"n": 3})
    await until(lambda: read(database, job_id).stage == "reading", 10)
    job = read(database, job_id)
    assert (job.state, job.percent, job.log) == ("running", 40, "3 files\nno more")
    may_end.set()
    await until(lambda: read(database, job_id).state == "done", 10)
    job = read(database, job_id)
    assert (job.result, job.stage, job.percent) == ({"model": "m.tar.gz"}, "writing", 100)
    await worker.stop()


async def test_work_stops_when_somebody_cancels_it(
    database: Database, make_worker: MakeWorker, clock: FakeClock
) -> None:
    def work(_claim: Claim, progress: Progress) -> dict[str, Any]:
        progress.stage("waiting")
        if progress.wait(10):
            raise JobStopped
        return {}

    worker = make_worker({"work": work})
    worker.start()
    job_id = ask(database, worker)
    await until(lambda: read(database, job_id).stage == "waiting", 10)
    with database.transaction() as session:
        assert ask_cancel(session, job_id=job_id, who="staff:1", now=clock())
    await until(lambda: read(database, job_id).state == "cancelled", 10)
    await worker.stop()


async def test_what_cannot_be_undone_is_left_when_the_job_was_lost_or_cancelled(
    database: Database, make_worker: MakeWorker, clock: FakeClock
) -> None:
    reached, go, done = threading.Event(), threading.Event(), []

    def work(_claim: Claim, progress: Progress) -> dict[str, Any]:
        reached.set()
        go.wait(10)
        progress.hold()
        done.append("published")
        return {}

    worker = make_worker({"work": work})
    worker.renew_seconds = 3_600  # it learns of the loss by asking alone
    worker.start()
    job_id = ask(database, worker)
    await until(reached.is_set, 10)
    clock.now += LEASE
    with database.transaction() as session:
        claims.reclaim_expired(session, now=clock())
        other = claims.claim_next(session, worker="w2", kinds=worker.kinds, now=clock())
    assert other is not None
    go.set()
    await until(lambda: not worker.running, 10)
    assert done == []
    job = read(database, job_id)
    assert (job.state, job.worker) == ("running", "w2")
    await worker.stop()


@pytest.mark.parametrize(
    ("error", "state", "says"),
    [
        (JobFailed("The disk is full."), "failed", "The disk is full."),
        (ValueError("s3cret"), "queued", None),
    ],
)
async def test_failure_is_final_when_the_work_says_so_and_else_tried_again(
    database: Database, make_worker: MakeWorker, error: Exception, state: str, says: str | None
) -> None:
    def work(_claim: Claim, _progress: Progress) -> dict[str, Any]:
        raise error

    worker = make_worker({"work": work})
    worker.start()
    job_id = ask(database, worker)
    await until(lambda: read(database, job_id).state == state, 10)
    job = read(database, job_id)
    assert job.error == says
    assert "s3cret" not in job.log
    await worker.stop()


async def test_one_at_a_time_runs_when_two_workers_look(
    database: Database, make_worker: MakeWorker
) -> None:
    lock, running, most, count = threading.Lock(), 0, 0, 0

    def work(_claim: Claim, _progress: Progress) -> dict[str, Any]:
        nonlocal running, most, count
        with lock:
            running, count = running + 1, count + 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return {}

    workers = [make_worker({"work": work}, name) for name in ("w1", "w2")]
    for worker in workers:
        worker.start()
    first = ask(database, workers[0], dedupe_key="train")
    assert ask(database, workers[1], dedupe_key="train") == first
    await until(lambda: read(database, first).state == "done", 10)
    for worker in workers:
        await worker.stop()
    assert (most, count) == (1, 1)


async def test_work_is_given_back_when_the_process_ends_in_good_order(
    database: Database, make_worker: MakeWorker
) -> None:
    def work(_claim: Claim, progress: Progress) -> dict[str, Any]:
        progress.stage("long")
        progress.wait(10)
        raise JobStopped

    worker = make_worker({"work": work})
    worker.start()
    job_id = ask(database, worker)
    await until(lambda: read(database, job_id).stage == "long", 10)
    await worker.stop()
    assert (read(database, job_id).state, worker.running) == ("queued", {})
    other = make_worker({"work": lambda _claim, _progress: {"by": "w2"}}, "w2")
    other.start()
    await until(lambda: read(database, job_id).state == "done", 10)
    assert read(database, job_id).result == {"by": "w2"}
    await other.stop()


async def test_job_of_a_process_that_crashed_is_done_by_another(
    database: Database, make_worker: MakeWorker, clock: FakeClock
) -> None:
    worker = make_worker({"work": lambda _claim, _progress: {"n": 1}}, "w2")
    job_id = ask(database, worker)
    with database.transaction() as session:  # somebody claims it and is never seen again
        claims.claim_next(session, worker="w1", kinds=worker.kinds, now=clock())
    clock.now += LEASE
    worker.start()
    await until(lambda: read(database, job_id).state == "done", 10)
    job = read(database, job_id)
    assert (job.worker, job.attempts) == ("w2", 2)
    assert claims.DIED in job.log
    await worker.stop()
