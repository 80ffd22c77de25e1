"""The socket of staff pages: who may connect, what is pushed, when it ends."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update
from starlette.websockets import WebSocketDisconnect

from bot.handoff.presence import set_presence
from bot.handoff.watch import find_abandoned
from console.live import hub
from console.staff.grants import set_grants
from console.staff.models import Staff, StaffSession
from tests.conftest import FakeClock
from tests.console.conftest import HOST, ClientOf
from tests.console.scene import Scene

HEADERS = {"Origin": HOST}


def connect(client: TestClient, *parts: str, **headers: str) -> Any:
    query = "&".join(f"part={part}" for part in parts)
    return client.websocket_connect(f"/staff/live?{query}", headers=headers or HEADERS)


def parts_of(made: str) -> list[str]:
    return [f"{name}:{made}" for name in ("head", "transcript", "reply", "beside")]


def hear(socket: Any) -> str:
    return str(json.loads(socket.receive_text())["content"])


def hear_until(socket: Any, words: str, limit: float = 5.0) -> str:
    """Return the frame that says something; each in between must be one of ours."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        content = hear(socket)
        if words in content:
            return content
    raise AssertionError(f"never heard {words!r}")


def close_code(act: Callable[[], object]) -> int:
    with pytest.raises(WebSocketDisconnect) as ended:
        act()
    return ended.value.code


def drain(socket: Any) -> None:
    for _ in range(50):
        socket.receive_text()


def test_all_parts_come_as_they_are_at_every_connection(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    scene.hear(made, "Where is my lamp?")
    for _ in range(2):
        heard = ""
        with connect(agent, *parts_of(made)) as socket:
            while heard.count("<hx-partial") < 4:
                heard += hear(socket)
        assert "Where is my lamp?" in heard
        for element in ("head", "transcript", "reply-area", "beside"):
            assert f'hx-target="#{element}" hx-swap="outerMorph"' in heard
            assert f'id="{element}"' in heard


def test_what_an_agent_does_is_pushed_to_every_page(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    with connect(agent, *parts_of(made)) as one, connect(agent, f"transcript:{made}") as other:
        agent.post(f"/staff/conversations/{made}/take")
        hear_until(one, 'id="reply"')
        agent.post(f"/staff/conversations/{made}/reply", data={"text": "Good morning!"})
        for socket in (one, other):
            hear_until(socket, "Good morning!")


def test_part_is_drawn_once_for_all_who_see_the_same(
    app: FastAPI, agent: TestClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, drawn = scene.conversation(), []
    monkeypatch.setattr(
        "console.desk.parts.draw",
        lambda template, *_args, **_values: drawn.append(template) or f"<ol>{len(drawn)}</ol>",
    )
    with connect(agent, f"transcript:{made}") as one, connect(agent, f"transcript:{made}") as two:
        assert [hear(one).count("<ol>"), hear(two).count("<ol>")] == [1, 1]
        before = len(drawn)
        agent.post(f"/staff/conversations/{made}/take")  # a word to the customer: one message
        assert hear(one) == hear(two)
        assert len(drawn) == before + 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_foreign_page_is_refused_before_the_socket_is_accepted(
    agent: TestClient, scene: Scene, origin: str
) -> None:
    made = scene.conversation()

    def listen() -> None:
        with connect(agent, f"head:{made}", Origin=origin) as socket:
            socket.receive_text()

    assert close_code(listen) == 1000


def test_page_that_names_no_origin_is_refused(agent: TestClient, scene: Scene) -> None:
    agent.headers.pop("origin")

    def listen() -> None:
        with agent.websocket_connect(f"/staff/live?part=head:{scene.conversation()}") as socket:
            socket.receive_text()

    assert close_code(listen) == 1000


def test_nobody_hears_anything_without_a_login(visitor: TestClient, scene: Scene) -> None:
    with connect(visitor, f"head:{scene.conversation()}") as socket:
        assert close_code(socket.receive_text) == 4401


@pytest.mark.parametrize("part", ["secrets:1", "head:nonsense", "head:", ""])
def test_page_that_asks_for_what_there_is_not_is_closed(agent: TestClient, part: str) -> None:
    with connect(agent, part) as socket:
        assert close_code(socket.receive_text) == 4403


def end_login(scene: Scene) -> None:
    with scene.db.transaction() as session:
        session.execute(delete(StaffSession))


def disable(scene: Scene) -> None:
    with scene.db.transaction() as session:
        session.execute(update(Staff).values(is_active=False))


def wait_idle(scene: Scene) -> None:
    scene.runtime.clock.advance(minutes=31)  # type: ignore[attr-defined]


@pytest.mark.parametrize("end", [end_login, disable, wait_idle])
def test_s33_socket_is_closed_within_a_second_once_the_login_has_ended(
    agent: TestClient, scene: Scene, end: Callable[[Scene], None]
) -> None:
    with connect(agent, f"head:{scene.conversation()}") as socket:
        hear(socket)
        end(scene)
        begun = time.monotonic()
        assert close_code(lambda: drain(socket)) == 4401
        assert time.monotonic() - begun < 5  # a second, and a busy machine


def test_s33_twin_turns_red(
    agent: TestClient, client_of: ClientOf, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the look at the logins a page goes on telling for as long as it is open."""
    monkeypatch.setattr("console.live.hub.CHECK_SECONDS", 3_600)
    made, colleague = scene.conversation(), client_of("agent", "Lin Berger")
    with connect(agent, f"transcript:{made}") as socket:
        hear(socket)
        with scene.db.transaction() as session:
            lin = select(Staff.id).where(Staff.name == "Lin Berger").scalar_subquery()
            session.execute(delete(StaffSession).where(StaffSession.staff_id != lin))
        time.sleep(1.2)
        colleague.post(f"/staff/conversations/{made}/take")
        assert "Lin Berger" in hear(socket)


def test_page_hears_at_once_of_its_log_out(
    agent: TestClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "CHECK_SECONDS", 60)
    with connect(agent, f"head:{scene.conversation()}") as socket:
        hear(socket)
        agent.post("/staff/logout")
        assert close_code(lambda: drain(socket)) == 4401


def test_s37_page_begins_anew_when_the_role_has_changed(agent: TestClient, scene: Scene) -> None:
    with connect(agent, f"head:{scene.conversation()}") as socket:
        hear(socket)
        with scene.db.transaction() as session:
            session.execute(update(Staff).values(role="viewer"))
        assert close_code(lambda: drain(socket)) == 1012


def test_page_begins_anew_when_its_reader_is_given_a_right(
    client_of: ClientOf, scene: Scene
) -> None:
    agent = client_of("agent", "Lin Berger")
    with connect(agent, f"head:{scene.conversation()}") as socket:
        hear(socket)
        lin = int(scene.newest_agent())
        with scene.db.transaction() as session:
            set_grants(session, staff_id=lin, wanted=["studio:train"], by=lin, now=scene.now)
        assert close_code(lambda: drain(socket)) == 1012


@pytest.mark.parametrize("has_parts", [True, False])
def test_open_page_is_a_sign_of_life_for_who_is_at_the_desk(
    agent: TestClient, scene: Scene, clock: FakeClock, has_parts: bool
) -> None:
    made = scene.conversation()
    agent.post(f"/staff/conversations/{made}/take")
    mine = str(scene.read(made).agent_id)
    with scene.db.transaction() as session:
        set_presence(session, agent_id=mine, name="Ben", state="online", now=scene.now)
    with connect(agent, *([f"head:{made}"] if has_parts else [])):
        for _ in range(3):
            clock.advance(seconds=30)
            time.sleep(0.8)
            with scene.db.session() as session:
                assert find_abandoned(session, now=scene.now) == []
    clock.advance(seconds=60)
    with scene.db.session() as session:
        assert find_abandoned(session, now=scene.now) == [made]


@pytest.mark.parametrize(
    "path", ["/staff/", "/staff/customers", "/staff/account", "/staff/nothing"]
)
def test_every_page_of_somebody_has_the_socket(agent: TestClient, path: str) -> None:
    page = agent.get(path).text
    assert 'hx-ws:connect="/staff/live?lang=en' in page
    assert 'id="login-ended"' in page


def test_page_for_nobody_has_none(visitor: TestClient) -> None:
    assert "hx-ws" not in visitor.get("/staff/login").text


def test_page_of_a_chat_that_is_not_there_is_closed(app: FastAPI, agent: TestClient) -> None:
    with connect(agent, "transcript:" + "0" * 32) as socket:
        assert close_code(socket.receive_text) == 4403
    assert app.state.live.pages == set()


def test_login_may_not_open_pages_without_end(
    agent: TestClient, client_of: ClientOf, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.live.socket.MAX_PAGES", 2)
    made, colleague = scene.conversation(), client_of("agent", "Lin Berger")
    with connect(agent, f"head:{made}") as one, connect(agent, f"head:{made}") as two:
        for socket in (one, two):
            hear(socket)
        with connect(agent, f"head:{made}") as three:
            assert close_code(three.receive_text) == 4429
        with connect(colleague, f"head:{made}") as other:
            assert 'id="head"' in hear(other)
    with connect(agent, f"head:{made}") as again:
        assert 'id="head"' in hear(again)
