"""The test chat: a model is woken, talked to, and the chat kept."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from console.studio.talk.host import ScriptedHost
from kernel.turns import verify_turn
from tests.console.conftest import ClientOf
from tests.console.scene import Scene
from tests.console.studio.desk import Desk
from tests.e2e.furnished_studio import answer

TALK = "/staff/studio/talk"


@pytest.fixture
def host(app: FastAPI) -> ScriptedHost:
    made = ScriptedHost(["m2", "m1"], answer)
    app.state.talk_host = made
    return made


def begin(client: TestClient, **data: str) -> str:
    answer = client.post(TALK, data={"model": "m1", "language": "en", **data})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_chat_shows_answer_understanding_and_the_story_behind(
    ana: TestClient, host: ScriptedHost
) -> None:
    path = begin(ana)
    ana.post(path, data={"text": "/greet <b>"})
    page = ana.get(path).text
    assert "Hello to ∕greet &lt;b&gt;" in page
    assert "97 %" in page
    assert "by a story" in page
    assert "“One”" in page
    assert "would mail a code" in page


def test_pressed_button_is_its_payload(ana: TestClient, host: ScriptedHost) -> None:
    path = begin(ana)
    ana.post(path, data={"text": "hi"})
    ana.post(path, data={"button": "0"})
    assert host.asked[-1].text == "/ask_price"
    assert ana.post(path, data={"button": "5"}).status_code == 409


def test_context_is_a_rehearsal_by_a_stranger(
    ana: TestClient, host: ScriptedHost, desk: Desk
) -> None:
    ana.post(begin(ana), data={"text": "hi"})
    key = desk.runtime.settings.derive_key("turns")
    context = verify_turn(host.asked[0].context, key, desk.clock())
    assert context.is_rehearsal
    assert context.verified_customer_id is None
    assert host.asked[0].trace


def test_only_who_may_read_customers_pretends_to_be_one(
    ana: TestClient, client_of: ClientOf, scene: Scene, host: ScriptedHost, desk: Desk
) -> None:
    customer = str(scene.customer().id)
    ana.post(begin(ana, customer_id=customer), data={"text": "hi"})
    key = desk.runtime.settings.derive_key("turns")
    context = verify_turn(host.asked[0].context, key, desk.clock())
    assert context.verified_customer_id == int(customer)
    editor = client_of("studio", "Eddy Tor")
    assert "customer_id" not in editor.get(TALK).text
    refused = editor.post(TALK, data={"model": "m1", "language": "en", "customer_id": customer})
    assert refused.status_code == 403


def test_chat_is_its_owners_alone(ana: TestClient, client_of: ClientOf, host: ScriptedHost) -> None:
    path = begin(ana)
    other = client_of("admin", "Zoe")
    assert other.get(path).status_code == 404
    assert other.post(path, data={"text": "hi"}).status_code == 404


def test_failure_of_the_model_is_a_turn_that_says_so(ana: TestClient, host: ScriptedHost) -> None:
    path = begin(ana)
    host.awake.clear()
    ana.post(path, data={"text": "hi"})
    page = ana.get(path).text
    assert "The model is asleep" in page
    assert re.search(r'hx-trigger="every 2s"|name="text"', page)


def test_kept_chat_is_in_the_draft(ana: TestClient, host: ScriptedHost, desk: Desk) -> None:
    path = begin(ana)
    ana.post(path, data={"text": "lamp hi"})
    for sort in ("story", "test"):
        kept = ana.post(f"{path}/keep", data={"sort": sort, "name": "A: greeting"})
        assert kept.headers["location"] == f"{path}?kept={sort}"
    again = ana.post(f"{path}/keep", data={"sort": "story", "name": "A: greeting"})
    assert again.status_code == 422
    project = desk.draft(desk.ana).project
    assert "A: greeting" in [one.name for one in project.stories]
    assert [one.text for one in project.tests[0].steps if hasattr(one, "text")] == [
        "[lamp](product) hi"
    ]


def test_models_elsewhere_are_said_so(ana: TestClient) -> None:
    assert "no model on this machine" in ana.get(TALK).text
    refused = ana.post(TALK, data={"model": "m1", "language": "en"})
    assert refused.status_code == 503
