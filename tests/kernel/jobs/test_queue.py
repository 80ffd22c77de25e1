"""Jobs are asked for, claimed by one alone, kept, reclaimed, cancelled and ended."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select

from kernel.db import Database
from kernel.errors import NotFound
from kernel.jobs import claims
from kernel.jobs.claims import LEASE, Claim, News
from kernel.jobs.models import Job
from kernel.jobs.queue import KEPT, JobQueue, ask_cancel, forget_ended, get_job, list_jobs
from tests.conftest import START, FakeClock

QUEUE = JobQueue(frozenset({"train", "judge"}))
KINDS = QUEUE.kinds


def enqueue(database: Database, kind: str = "train", **given: Any) -> tuple[int, bool]:
    with database.transaction() as session:
        return QUEUE.enqueue(session, kind=kind, **({"payload": {}, "now": START} | given))


def claim(database: Database, clock: FakeClock, worker: str = "w1") -> Claim | None:
    with database.transaction() as session:
        return claims.claim_next(session, worker=worker, kinds=KINDS, now=clock())


def must_claim(database: Database, clock: FakeClock) -> Claim:
    found = claim(database, clock)
    assert found is not None
    return found


def read(database: Database, job_id: int) -> Job:
    with database.session() as session:
        return get_job(session, job_id=job_id)


def test_job_is_gone_when_the_change_that_caused_it_is_rolled_back(database: Database) -> None:
    class Trouble(Exception): ...

    def change() -> None:
        with database.transaction() as session:
            QUEUE.enqueue(session, kind="train", payload={}, now=START)
            raise Trouble

    with pytest.raises(Trouble):
        change()
    with database.session() as session:
        assert list_jobs(session, kind="train") == []


def test_same_open_job_is_returned_when_the_key_is_asked_twice(database: Database) -> None:
    first = enqueue(database, dedupe_key="draft-1")
    assert first[1]
    assert enqueue(database, dedupe_key="draft-1") == (first[0], False)
    assert enqueue(database, dedupe_key="draft-2")[0] != first[0]
    assert enqueue(database, "judge", dedupe_key="draft-1")[0] != first[0]
    assert enqueue(database)[0] != enqueue(database)[0]  # no key, no twin


def test_key_is_free_again_when_the_job_has_ended(database: Database, clock: FakeClock) -> None:
    first, _ = enqueue(database, dedupe_key="k")
    held = must_claim(database, clock)
    assert enqueue(database, dedupe_key="k") == (first, False)
    with database.transaction() as session:
        assert claims.finish(session, claim=held, result={"a": 1}, now=clock())
    second, is_new = enqueue(database, dedupe_key="k")
    assert is_new
    assert second != first


def test_kind_that_nobody_does_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="nobody does"):
        enqueue(database, "bake")


def test_job_is_claimed_by_one_alone_oldest_first(database: Database, clock: FakeClock) -> None:
    first, _ = enqueue(database, payload={"n": 1})
    later, _ = enqueue(database, run_at=START + timedelta(minutes=1))
    held = must_claim(database, clock)
    assert (held.job_id, held.payload, held.attempt) == (first, {"n": 1}, 1)
    assert claim(database, clock, "w2") is None
    clock.advance(minutes=1)
    other = claim(database, clock, "w2")
    assert other is not None
    assert other.job_id == later


def test_payload_is_not_read_by_those_who_only_look(database: Database) -> None:
    enqueue(database, payload={"files": "x" * 1_000})
    with database.session() as session:
        [job] = list_jobs(session, kind="train")
        assert "payload" in inspect(job).unloaded


def test_job_waits_again_when_its_worker_died(database: Database, clock: FakeClock) -> None:
    job_id, _ = enqueue(database, payload={"n": 1})
    dead = must_claim(database, clock)
    clock.now += LEASE - timedelta(seconds=1)
    with database.transaction() as session:
        assert not claims.has_expired(session, now=clock())
        assert claims.reclaim_expired(session, now=clock()) == 0
    clock.advance(seconds=1)
    with database.transaction() as session:
        assert claims.has_expired(session, now=clock())
        assert claims.reclaim_expired(session, now=clock()) == 1
    again = must_claim(database, clock)
    assert (again.job_id, again.attempt, again.payload) == (job_id, 2, {"n": 1})
    # Who was thought dead wakes up: nothing of it counts any more.
    with database.transaction() as session:
        assert claims.renew(session, claim=dead, now=clock()) == "lost"
        claims.tell(session, claim=dead, news=News(stage="ghost", percent=99, lines=("boo",)))
        assert not claims.finish(session, claim=dead, result={}, now=clock())
        assert claims.give_up(session, claim=dead, error="x", now=clock(), is_final=True) is None
        claims.release(session, claim=dead, now=clock())
    job = read(database, job_id)
    assert (job.state, job.stage, job.percent) == ("running", "", 0)
    assert "boo" not in job.log


def test_job_is_given_up_when_workers_keep_dying_on_it(
    database: Database, clock: FakeClock
) -> None:
    job_id, _ = enqueue(database, max_attempts=2)
    for _ in range(2):
        must_claim(database, clock)
        clock.now += LEASE
        with database.transaction() as session:
            claims.reclaim_expired(session, now=clock())
    job = read(database, job_id)
    assert (job.state, job.error) == ("failed", claims.DIED)
    assert job.ended_at == clock()


def test_lease_is_kept_when_it_is_renewed(database: Database, clock: FakeClock) -> None:
    enqueue(database)
    held = must_claim(database, clock)
    for _ in range(3):
        clock.now += LEASE / 2
        with database.transaction() as session:
            assert claims.renew(session, claim=held, now=clock()) is None
            assert not claims.has_expired(session, now=clock())


def test_waiting_job_is_cancelled_at_once_and_running_one_is_asked_to_stop(
    database: Database, clock: FakeClock
) -> None:
    running, _ = enqueue(database)
    held = must_claim(database, clock)
    waiting, _ = enqueue(database, payload={"files": {}})
    with database.transaction() as session:
        for job_id in (running, waiting):
            assert ask_cancel(session, job_id=job_id, who="staff:1", now=clock())
        assert claims.renew(session, claim=held, now=clock()) == "cancelled"
    assert read(database, waiting).state == "cancelled"
    job = read(database, running)
    assert (job.state, job.cancel_asked_by) == ("running", "staff:1")
    with database.transaction() as session:
        state = claims.give_up(session, claim=held, error="", now=clock(), is_final=False)
        assert state == "cancelled"
        assert not ask_cancel(session, job_id=running, who="staff:2", now=clock())
    with pytest.raises(NotFound):
        read(database, 4_711)


def test_dead_workers_job_is_cancelled_when_that_was_asked_for(
    database: Database, clock: FakeClock
) -> None:
    job_id, _ = enqueue(database)
    must_claim(database, clock)
    clock.now += LEASE
    with database.transaction() as session:
        ask_cancel(session, job_id=job_id, who="staff:1", now=clock())
        claims.reclaim_expired(session, now=clock())
    assert read(database, job_id).state == "cancelled"


def test_try_does_not_count_when_the_process_ended_in_good_order(
    database: Database, clock: FakeClock
) -> None:
    job_id, _ = enqueue(database, max_attempts=1)
    held = must_claim(database, clock)
    with database.transaction() as session:
        claims.release(session, claim=held, now=clock())
    again = must_claim(database, clock)
    assert again.job_id == job_id
    assert again.attempt > held.attempt  # the fence never goes back


def test_failed_work_is_tried_again_after_a_pause_then_given_up(
    database: Database, clock: FakeClock
) -> None:
    job_id, _ = enqueue(database)
    held = must_claim(database, clock)
    with database.transaction() as session:
        claims.give_up(session, claim=held, error="no luck", now=clock(), is_final=False)
    assert claim(database, clock) is None
    assert "no luck" in read(database, job_id).log
    clock.advance(seconds=5)
    held = must_claim(database, clock)
    with database.transaction() as session:
        claims.give_up(session, claim=held, error="none at all", now=clock(), is_final=False)
    job = read(database, job_id)
    assert (job.state, job.error, job.is_open) == ("failed", "none at all", False)


def test_payload_is_forgotten_when_the_job_ends_and_the_job_much_later(
    database: Database, clock: FakeClock
) -> None:
    enqueue(database, payload={"files": "x" * 1_000})
    held = must_claim(database, clock)
    with database.transaction() as session:
        claims.finish(session, claim=held, result={"model": "m"}, now=clock())
    with database.session() as session:
        assert session.scalar(select(Job.payload)) == {}
    waiting, _ = enqueue(database)
    clock.now += KEPT + timedelta(seconds=1)
    with database.transaction() as session:
        forget_ended(session, now=clock())
        assert [job.id for job in list_jobs(session, kind="train")] == [waiting]
