"""Pages of one process are told of what another one has stored, over PostgreSQL."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from console.web import COOKIE
from kernel.db import Database
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.conftest import FakeClock
from tests.console.conftest import create_app, open_browser
from tests.console.live.test_live import connect, hear_until
from tests.console.scene import Scene


@pytest.fixture
def runtimes(settings: Settings, postgres_url: str, clock: FakeClock) -> Iterator[list[Runtime]]:
    databases = [Database(postgres_url), Database(postgres_url)]
    databases[0].create_all()
    yield [Runtime(settings=settings, db=one, clock=clock) for one in databases]
    for one in databases:
        one.dispose()


@pytest.mark.timeout(90)
def test_page_shows_what_a_colleague_does_on_another_process(runtimes: list[Runtime]) -> None:
    scene = Scene(runtimes[0])
    here, there = (create_app(runtime) for runtime in runtimes)
    made = scene.conversation(owner="waiting", waiting_since=scene.now)
    with TestClient(here) as one, TestClient(there) as other:
        here.state.portal, there.state.portal = one.portal, other.portal
        ben, lin = open_browser(here), open_browser(there)
        for browser, name in ((ben, "Ben Okafor"), (lin, "Lin Berger")):
            token = scene.session(scene.staff("agent", name))
            browser.cookies.set(COOKIE, token, domain="testserver.local", path="/staff")
        with connect(ben, f"head:{made}", f"transcript:{made}") as socket:
            hear_until(socket, "head")
            lin.post(f"/staff/conversations/{made}/take")
            hear_until(socket, "Lin Berger")
            lin.post(f"/staff/conversations/{made}/reply", data={"text": "On its way today."})
            hear_until(socket, "On its way today.")
