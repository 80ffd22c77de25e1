"""The nightly run: due once a night of the shop's own zone, done by a process of its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import frontdesk.schema  # noqa: F401 - the tables must be known before they are made
from bot.handoff.desk import write_setting
from bot.handoff.hours import Hours
from console.analytics.asking import ask_for_run
from crm_backend.analytics.pipeline.models import AnalyticsReport, AnalyticsRun
from frontdesk.installation import open_runtime
from frontdesk.overnight import (
    ANALYTICS,
    AnalyticsJob,
    Overnight,
    ask_for_night,
    find_night,
    make_environment,
    sweep,
)
from kernel.jobs.claims import Claim, claim_next, finish
from kernel.jobs.models import Job
from kernel.jobs.progress import JobFailed, JobStopped, Progress
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import until
from tests.conftest import START, FakeClock
from tests.crm_backend.shop import Shop

NIGHT = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)  # half past three in Berlin


@pytest.mark.parametrize(
    ("now", "hour", "due"),
    [
        ("2026-03-03T02:30:00+00:00", 3, date(2026, 3, 3)),
        ("2026-03-03T01:59:00+00:00", 3, None),
        ("2026-03-03T04:59:00+00:00", 3, date(2026, 3, 3)),
        ("2026-03-03T05:00:00+00:00", 3, None),
        ("2026-03-03T02:30:00+00:00", None, None),
        ("2026-03-02T23:10:00+00:00", 0, date(2026, 3, 3)),
    ],
)
def test_a_night_is_due_by_the_shops_clock(now: str, hour: int | None, due: date | None) -> None:
    assert find_night(datetime.fromisoformat(now), zone="Europe/Berlin", hour=hour) == due


@pytest.fixture
def berlin(runtime: Runtime, clock: FakeClock) -> Runtime:
    clock.now = NIGHT
    with runtime.db.transaction() as session:
        write_setting(session, Hours(zone="Europe/Berlin"), now=START, by="Ada")
    return runtime


def list_asked(runtime: Runtime) -> list[tuple[str | None, str]]:
    with runtime.db.session() as session:
        jobs = session.scalars(select(Job).where(Job.kind == ANALYTICS).order_by(Job.id))
        return [(job.dedupe_key, job.state) for job in jobs]


def test_a_night_is_asked_for_once_even_when_it_is_done(berlin: Runtime, clock: FakeClock) -> None:
    assert ask_for_night(berlin)
    assert not ask_for_night(berlin)
    with berlin.db.transaction() as session:
        claim = claim_next(session, worker="w", kinds=frozenset({ANALYTICS}), now=clock())
        assert claim is not None
        finish(session, claim=claim, result={}, now=clock())
    clock.advance(minutes=5)
    assert not ask_for_night(berlin)
    assert list_asked(berlin) == [("analytics:2026-03-03", "done")]
    clock.advance(days=1)
    assert ask_for_night(berlin)


def test_by_day_nothing_is_asked_for(berlin: Runtime, clock: FakeClock) -> None:
    clock.advance(hours=6)
    assert not ask_for_night(berlin)
    off = berlin.settings.model_copy(update={"analytics_hour": None})
    clock.now = NIGHT
    assert not ask_for_night(Runtime(off, berlin.db, clock))
    assert list_asked(berlin) == []


async def test_the_watch_wakes_the_worker(berlin: Runtime) -> None:
    woken: list[int] = []
    watch = Overnight(berlin, lambda: woken.append(1))
    watch.start()
    await until(lambda: woken, 20)
    await watch.stop()
    assert list_asked(berlin) == [("analytics:2026-03-03", "queued")]


@pytest.mark.parametrize(("said", "hour"), [("off", None), ("5", 5), ("", 3)])
def test_the_hour_is_a_setting(
    monkeypatch: pytest.MonkeyPatch, said: str, hour: int | None
) -> None:
    monkeypatch.setenv("FRONTDESK_ANALYTICS_HOUR", said)
    assert Settings(_env_file=None).analytics_hour == hour


def test_the_process_finds_the_same_installation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_TELEGRAM_TOKEN", "123456789:AAF3")
    monkeypatch.setenv("FRONTDESK_SMTP_URL", "smtp://me:secret@mail")
    told = make_environment(settings)
    assert told["FRONTDESK_DATABASE_URL"] == settings.url_of_database
    assert told["FRONTDESK_SECRET"] == settings.signing_key()
    assert Path(told["FRONTDESK_DATA"]).is_absolute()
    assert "PATH" in told
    assert not {"FRONTDESK_TELEGRAM_TOKEN", "FRONTDESK_SMTP_URL"} & set(told)


def test_a_run_that_died_is_lost_at_the_next_look(berlin: Runtime) -> None:
    with berlin.db.transaction() as session:
        session.add(AnalyticsRun(state="running", as_of=NIGHT, started_at=NIGHT, steps=[]))
    assert sweep(berlin) == 1
    assert sweep(berlin) == 0
    with berlin.db.session() as session:
        assert session.scalars(select(AnalyticsRun.state)).all() == ["lost"]


def test_the_night_waits_for_a_run_that_was_asked_for_by_hand(berlin: Runtime) -> None:
    with berlin.db.transaction() as session:
        ask_for_run(session, asked_by="Ada", now=NIGHT)
        assert not ask_for_run(session, asked_by="Bo", now=NIGHT)[1]
    assert not ask_for_night(berlin)


@pytest.fixture
def opened(settings: Settings, clock: FakeClock) -> Iterator[Runtime]:
    """An installation on disk, as another process finds it."""
    made = open_runtime(settings)
    with made.db.transaction() as session:
        shop = Shop(session)
        lamp = shop.product("LL-1", shop.category())
        shop.order(shop.customer(), (lamp, 2), placed_at=START - timedelta(days=400))
    yield Runtime(settings, made.db, clock)
    made.db.dispose()


def make_claim(*only: str) -> Claim:
    return Claim(1, ANALYTICS, {"only": list(only)}, 1, "Ada")


@pytest.mark.slow
@pytest.mark.timeout(150)  # the whole product is imported anew
def test_the_steps_are_run_by_a_process(opened: Runtime) -> None:
    progress = Progress(make_claim("sales"), lambda _claim: None)
    result = AnalyticsJob(opened)(progress.claim, progress)
    assert result["state"] == "done"
    assert result["steps"] == {"done": 1}
    news = progress.take()
    assert news is not None
    assert news.stage == "sales"
    assert any(line.startswith("sales: done") for line in news.lines)
    with opened.db.session() as session:
        assert session.scalars(select(AnalyticsRun.made_by)).all() == ["Ada"]
        [report] = session.scalars(select(AnalyticsReport))
    assert report.payload["customers"]["bought"] == 1


@pytest.mark.slow
@pytest.mark.timeout(150)  # the whole product is imported anew
def test_a_run_that_cannot_be_says_why(opened: Runtime) -> None:
    progress = Progress(make_claim("nothing"), lambda _claim: None)
    with pytest.raises(JobFailed, match="no step 'nothing'"):
        AnalyticsJob(opened)(progress.claim, progress)


def test_who_cancels_leaves_the_last_results(opened: Runtime) -> None:
    progress = Progress(make_claim(), lambda _claim: None)
    progress.stop("cancelled")
    with pytest.raises(JobStopped):
        AnalyticsJob(opened)(progress.claim, progress)
    with opened.db.session() as session:
        assert session.scalars(select(AnalyticsReport)).all() == []
