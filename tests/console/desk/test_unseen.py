"""What the customer writes as the agent presses: nothing goes over a message nobody has seen."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.ledger.intake import Incoming, receive
from bot.ledger.notes import Note
from console.desk.parts import MAKERS
from console.live.parts import Viewer, make_part
from tests.console.conftest import ClientOf
from tests.console.live.test_live import connect, hear_until
from tests.console.scene import Scene

SEEN = r'<input type="hidden" form="(close|snooze)" name="seen" value="(\d+)">'
MOVES = [("snooze", {"hours": "4"}), ("close", {"outcome": "resolved", "note": "Done, I think."})]


def take(client: TestClient, scene: Scene) -> str:
    made = scene.conversation()
    scene.hear(made, "Where is my lamp?")
    assert client.post(f"/staff/conversations/{made}/take").status_code == 303
    return made


def read_seen(page: str) -> str:
    """Return what the forms of a head say was shown: all the same."""
    said = dict(re.findall(SEEN, page))
    assert said.keys() == {"close", "snooze"}
    assert all(re.search(f'<form [^>]*id="{form}" method="post"', page) for form in said)
    (seen,) = set(said.values())
    return str(seen)


@pytest.mark.parametrize(("move", "form"), MOVES)
def test_chat_is_not_put_aside_or_closed_over_a_message_nobody_has_seen(
    agent: TestClient, scene: Scene, move: str, form: dict[str, str]
) -> None:
    made = take(agent, scene)
    page = f"/staff/conversations/{made}"
    shown = read_seen(agent.get(page).text)
    scene.hear(made, "It has just burnt down my house")
    refused = agent.post(f"{page}/{move}", data=form | {"seen": shown})
    assert refused.status_code == 409
    assert "The customer has written again" in refused.text
    assert f'href="{page}"' in refused.text
    assert form.get("note", "") in refused.text
    found = scene.read(made)
    assert (found.owner, found.snoozed_until) == ("person", None)
    assert "burnt down" in agent.get(page).text
    again = read_seen(agent.get(page).text)
    assert agent.post(f"{page}/{move}", data=form | {"seen": again}).status_code == 303
    found = scene.read(made)
    assert found.owner == "closed" if move == "close" else found.snoozed_until is not None


def test_refusal_is_in_the_language_of_the_reader(agent: TestClient, scene: Scene) -> None:
    made = take(agent, scene)
    asked = {"Accept-Language": "zh"}
    refused = agent.post(f"/staff/conversations/{made}/close", data={"seen": "0"}, headers=asked)
    assert "客户又发来了新消息" in refused.text
    refused = agent.post(f"/staff/conversations/{made}/snooze", data={}, headers=asked)
    assert "客户正在等待回复" in refused.text


def test_colleagues_chat_is_refused_as_theirs(
    agent: TestClient, client_of: ClientOf, scene: Scene
) -> None:
    made = take(client_of("agent", "Lin Berger"), scene)
    refused = agent.post(f"/staff/conversations/{made}/close", data={"seen": "0"})
    assert "Lin Berger answers this conversation now." in refused.text


def test_page_says_what_it_shows_by_now(agent: TestClient, scene: Scene) -> None:
    """The live part brings the newest message and what the forms say was seen."""
    made = take(agent, scene)
    agent.post(f"/staff/conversations/{made}/reply", data={"text": "Let me look."})
    viewer = Viewer(scene.staff(name="Lin Berger"), "en")
    assert make_part(MAKERS, viewer, f"head:{made}").concerns(Note("message", made))
    with connect(agent, f"head:{made}") as socket:
        before = read_seen(hear_until(socket, 'id="head"'))
        newest = agent.app.state.portal.call(hear_live, agent.app, made)  # type: ignore[attr-defined]
        assert newest > int(before)
        assert hear_until(socket, f'name="seen" value="{newest}"')


async def hear_live(app: FastAPI, chat: str) -> int:
    """Have the customer write through the ledger, whose notes reach pages."""
    service = app.state.bot
    incoming = Incoming(chat, "live-1", "And my money?")
    got = await service.ledger.write(
        lambda session: receive(session, incoming=incoming, now=service.clock(), needs_turn=False)
    )
    return int(got.message_id)
