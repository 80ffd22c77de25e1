"""The whole application on one database, with a script in Rasa's place."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest_asyncio
from fastapi import FastAPI

from bot.dialogue import RasaDialogue, ScriptedDialogue
from frontdesk.app import create_app
from kernel.clock import utc_now
from kernel.runtime import Runtime
from tests.bot.driver import Client, serving
from tests.frontdesk.conftest import MakeWorker

WEBHOOK = "/internal/actions/webhook"


@pytest_asyncio.fixture
async def product(runtime: Runtime) -> AsyncIterator[SimpleNamespace]:
    """A served application on the real clock, its engine, and a client."""
    runtime = Runtime(settings=runtime.settings, db=runtime.db, clock=utc_now)
    engine = ScriptedDialogue()
    app = create_app(runtime, engine=engine)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield SimpleNamespace(app=app, engine=engine, http=http, url=url)
    assert engine.is_closed


def socket_of(url: str) -> str:
    return url.replace("http", "ws") + "/chat/v1/ws"


async def test_conversation_gets_an_answer_when_it_comes_over_the_socket(
    product: SimpleNamespace,
) -> None:
    async with Client(socket_of(product.url)) as client:
        frame = await client.ask("Where is my parcel?")
    assert frame["text"] == "You said: Where is my parcel?"
    (question,) = product.engine.asked
    assert (question.text, question.language) == ("Where is my parcel?", "en")


async def test_document_lists_the_api_alone_when_it_is_asked_for(product: SimpleNamespace) -> None:
    document = (await product.http.get("/openapi.json")).json()
    paths = document["paths"]
    assert "/api/v1/orders" in paths
    # The product pictures belong to the API's catalogue and are open to all.
    others = [path for path in paths if not path.startswith("/api/v1/")]
    assert others == ["/pictures/{name}.svg"]
    assert document["info"]["title"] == "Frontdesk"


async def test_pages_of_the_framework_are_absent_when_somebody_looks(
    product: SimpleNamespace,
) -> None:
    found = [(await product.http.get(path)).status_code for path in ("/docs", "/redoc")]
    assert found == [404, 404]


async def test_every_part_answers_when_all_are_put_together(product: SimpleNamespace) -> None:
    want = {
        "/": 200,
        "/healthz": 200,
        "/readyz": 503,
        "/widget/v1/widget.js": 200,
        "/staff/login": 200,
        "/api/v1/orders": 401,
        "/no/such/page": 404,
    }
    got = {path: (await product.http.get(path)).status_code for path in want}
    assert got == want


async def test_actions_are_refused_when_the_secret_is_missing_or_wrong(
    product: SimpleNamespace,
) -> None:
    call = {"next_action": "action_hello", "tracker": {}}
    for headers in ({}, {"X-Frontdesk-Secret": "x" * 64}):
        answer = await product.http.post(WEBHOOK, json=call, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthenticated"


async def test_actions_are_run_when_the_secret_is_right(
    product: SimpleNamespace, runtime: Runtime
) -> None:
    headers = {"X-Frontdesk-Secret": runtime.settings.derive_key("actions")}
    answer = await product.http.post(WEBHOOK, json={"next_action": "x"}, headers=headers)
    assert answer.status_code == 422
    call = {"next_action": "action_unheard_of", "tracker": {}}
    answer = await product.http.post(WEBHOOK, json=call, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["responses"] == [{"response": "utter_action_failed"}]


async def test_worker_is_asked_when_no_other_engine_is_given(
    runtime: Runtime, make_worker: MakeWorker
) -> None:
    worker = make_worker()
    await worker.start()
    assert await worker.wait_ready()
    settings = runtime.settings.model_copy(update={"rasa_urls": (worker.url,)})
    app = create_app(Runtime(settings=settings, db=runtime.db))
    assert isinstance(app.state.bot.engine, RasaDialogue)
    async with serving(app) as url, Client(socket_of(url)) as client:
        frame = await client.ask("Hello")
    assert frame["text"] == "Heard: Hello"


def test_nothing_is_started_when_the_application_is_only_made(runtime: Runtime) -> None:
    engine = ScriptedDialogue()
    app = create_app(runtime, engine=engine)
    assert isinstance(app, FastAPI)
    assert not engine.is_closed
    assert list(runtime.settings.data.glob("*.eml")) == []
