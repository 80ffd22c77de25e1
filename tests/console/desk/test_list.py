"""The list of conversations."""

import re

import pytest
from fastapi.testclient import TestClient

from bot.ledger.models import Owner
from kernel.messages import Reply
from tests.conftest import FakeClock
from tests.console.scene import Scene

HOSTILE = "<script>alert(1)</script>"


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/staff/conversations/[0-9a-f]{32}">([^<]+)</a>', page)


def test_page_says_so_when_there_is_no_conversation(agent: TestClient) -> None:
    page = agent.get("/staff/").text
    assert "No conversation yet" in page
    assert "Older" not in page


def test_conversations_come_newest_first_with_their_last_words(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    first = scene.conversation(scene.customer("Ada Moreno"))
    clock.advance(minutes=1)
    scene.conversation(scene.customer("陈雨桐"), language="zh")
    clock.advance(minutes=1)
    scene.hear(first, "Where is my lamp?")
    page = agent.get("/staff/").text
    assert names(page) == ["Ada Moreno", "陈雨桐"]
    assert "Where is my lamp?" in page
    assert "No message yet" in page
    assert "中文" in page
    assert (
        '<time class="changed" datetime="2026-03-02T09:32:00+00:00">2 Mar 2026, 09:32 UTC' in page
    )


@pytest.mark.parametrize("owner", ["bot", "waiting", "person", "closed"])
def test_list_shows_one_state_when_asked(agent: TestClient, scene: Scene, owner: Owner) -> None:
    each: Owner
    for each in ("bot", "waiting", "person", "closed"):
        scene.conversation(scene.customer(f"{each.title()} Customer"), owner=each)
    assert len(names(agent.get("/staff/").text)) == 4
    page = agent.get(f"/staff/?owner={owner}").text
    assert names(page) == [f"{owner.title()} Customer"]
    assert re.search(rf'href="/staff/\?owner={owner}" aria-current="true"', page)
    assert f'hx-get="/staff/?owner={owner}"' in page


def test_page_says_so_when_no_conversation_is_in_the_state(agent: TestClient, scene: Scene) -> None:
    scene.conversation()
    assert "No conversation is in this state now." in agent.get("/staff/?owner=waiting").text


def test_who_answers_and_since_when_somebody_waits_is_told(agent: TestClient, scene: Scene) -> None:
    scene.conversation(owner="person", agent_id="9", agent_name="Lin Berger")
    scene.conversation(owner="waiting", waiting_since=scene.now)
    page = agent.get("/staff/").text
    assert "With Lin Berger" in page
    assert "Waiting since <time" in page


def test_pages_hold_all_conversations_once(
    agent: TestClient, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.routes.PAGE_SIZE", 2)
    for number in range(5):
        scene.conversation(scene.customer(f"N{number} Customer"))
        clock.advance(seconds=1)
    path, seen = "/staff/?owner=bot", []
    for _ in range(3):
        page = agent.get(path).text
        seen += names(page)
        onward = re.search(r'href="(\?[^"]*after=[^"]+)">Older', page)
        path = "/staff/" + onward[1].replace("&amp;", "&") if onward else ""
    assert seen == [f"N{number} Customer" for number in (4, 3, 2, 1, 0)]
    assert path == ""
    assert ">Newest<" in page
    assert "owner=bot" in page


def test_page_leads_back_when_nothing_is_older(agent: TestClient, scene: Scene) -> None:
    scene.conversation()
    assert "No older conversation" in agent.get(f"/staff/?after=c1-{'0' * 32}").text


def test_hostile_words_stay_words(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation(scene.customer(f"{HOSTILE} Moreno"))
    scene.say(made, Reply(text=HOSTILE))
    scene.conversation(owner="person", agent_id="9", agent_name=HOSTILE)
    page = agent.get('/staff/?"><script>alert(2)</script>').text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == 3
