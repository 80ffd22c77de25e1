"""Workers that run elsewhere: what they serve is shown, and who does not answer."""

from collections.abc import AsyncIterator
from io import StringIO

import pytest
import pytest_asyncio

import frontdesk.schema  # noqa: F401 - the tables must be known before they are made
from bot.releases import rules, service
from bot.releases.models import ModelServer
from bot.releases.service import Mover
from frontdesk.elsewhere import Elsewhere
from kernel.clock import utc_now
from kernel.runtime import Runtime
from tests.bot.driver import until
from tests.frontdesk.conftest import MakeWorker


@pytest_asyncio.fixture
async def elsewhere(
    runtime: Runtime, make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Elsewhere]:
    monkeypatch.setattr("frontdesk.standing.BEAT_SECONDS", 0.0)
    worker = make_worker()
    await worker.start()
    assert await worker.wait_ready()
    own = Runtime(settings=runtime.settings, db=runtime.db, clock=utc_now)
    looking = Elsewhere(own, (worker.url, "http://127.0.0.1:1"))
    looking.look_seconds = 0.05
    looking.start()
    yield looking
    await looking.stop()


def rows(runtime: Runtime) -> dict[str, ModelServer]:
    with runtime.db.session() as session:
        return {one.name: one for one in session.query(ModelServer)}


async def test_what_each_serves_is_shown_and_who_is_away(
    elsewhere: Elsewhere, runtime: Runtime, logged: StringIO
) -> None:
    here, away = elsewhere.urls
    with runtime.db.transaction() as session:
        service.move(
            session,
            "promoted",
            lambda state: rules.promote(state, "wanted"),
            mover=Mover(1, "Ada"),
            now=utc_now(),
        )
    await until(lambda: len(rows(runtime)) == 2, 10)
    found = rows(runtime)
    assert (found[here].live, found[here].failed) == ("fake", "")
    assert (found[away].live, found[away].failures) == ("", 1)
    assert "does not answer" in found[away].error
    await until(lambda: "worker_serves_another_model" in logged.getvalue(), 10)
    await elsewhere.stop()
    assert rows(runtime) == {}


async def test_nothing_is_looked_at_where_none_is_named(runtime: Runtime) -> None:
    idle = Elsewhere(runtime, ())
    idle.start()
    await idle.stop()
    assert rows(runtime) == {}
