"""A transcript from its beginning: asked for beside the same list, and live as its end is."""

import html
import re
from urllib.parse import parse_qs

import pytest
from fastapi.testclient import TestClient

from console.desk import context
from kernel.messages import Reply
from tests.console.live.test_live import connect, hear_until
from tests.console.scene import Scene


@pytest.fixture
def made(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> str:
    """A chat of which a page shows the last three messages at first."""
    monkeypatch.setattr(context, "TAIL", 3)
    made = scene.conversation()
    for number in range(5):
        scene.say(made, Reply(text=f"Line {number}."))
    return made


def test_whole_transcript_is_live(agent: TestClient, made: str) -> None:
    page = html.unescape(agent.get(f"/staff/conversations/{made}?all=1").text)
    assert "Line 0." in page
    (asked,) = re.findall(r'"/staff/live\?([^"]+)"', page)
    parts = parse_qs(asked)["part"]
    assert f"whole:{made}" in parts
    assert f"transcript:{made}" not in parts
    with connect(agent, f"whole:{made}") as socket:
        assert "Line 0." in hear_until(socket, 'id="transcript"')
        agent.post(f"/staff/conversations/{made}/take")
        assert "Line 0." in hear_until(socket, "has joined the chat")


def test_earlier_messages_are_asked_for_beside_the_same_list(agent: TestClient, made: str) -> None:
    page = agent.get(f"/staff/conversations/{made}?view=bot&channel=web&q=line").text
    assert "Line 0." not in re.sub(r'(?s)id="list".*?</ul>', "", page)
    assert '<button class="btn btn-sm" form="whole">Show earlier messages</button>' in page
    (form,) = re.findall(r'(?s)<form id="whole" method="get">.*?</form>', page)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert fields == {"view": "bot", "channel": "web", "q": "line", "all": "1"}
    whole = agent.get(f"/staff/conversations/{made}", params=fields).text
    assert "Line 0." in whole
    assert "Show earlier messages" not in whole
