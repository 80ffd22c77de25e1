"""The list of conversations."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from bot.handoff.reasons import make_reason
from bot.handoff.service import request_handoff
from kernel.messages import Reply
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.floor import MINA, OLI, Floor
from tests.console.scene import Scene

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/staff/conversations/[0-9a-f]{32}\?[^"]*">([^<]+)</a>', page)


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


VIEWS = {
    "waiting": ["Waiting Customer"],
    "mine": ["Mine Customer"],
    "team": [],
    "open": ["Bot Customer", "Waiting Customer", "Mine Customer", "Theirs Customer"],
    "bot": ["Bot Customer"],
    "snoozed": ["Sleeping Customer"],
    "closed": ["Closed Customer"],
    "mentions": [],
}


def furnish(agent: TestClient, scene: Scene) -> None:
    """Fill every view but those of teams and mentions; the agent who looks has two chats."""
    made = scene.conversation(scene.customer("Theirs Customer"), owner="person", agent_id="99")
    agent.post(f"/staff/conversations/{scene.conversation()}/take")  # one more, closed again
    me = scene.newest_agent()
    of_mine = {"owner": "person", "agent_id": me}
    scene.conversation(scene.customer("Mine Customer"), **of_mine)
    until = scene.now + timedelta(hours=1)
    scene.conversation(scene.customer("Sleeping Customer"), **of_mine, snoozed_until=until)
    since = {"waiting_since": scene.now}
    scene.conversation(scene.customer("Waiting Customer"), owner="waiting", **since)
    scene.conversation(scene.customer("Bot Customer"))
    scene.conversation(scene.customer("Closed Customer"), owner="closed")
    assert made


@pytest.mark.parametrize("view", VIEWS)
def test_view_shows_its_conversations_and_how_many_there_are(
    agent: TestClient, scene: Scene, view: str
) -> None:
    furnish(agent, scene)
    page = agent.get(f"/staff/?view={view}").text
    shown = [name for name in names(page) if "Visitor" not in name]
    assert sorted(shown) == sorted(VIEWS[view])
    current = re.search(rf'href="/staff/\?view={view}" aria-current="true">([^<]+)', page)
    assert current is not None
    assert ("Nothing here now." in page) == (not VIEWS[view])
    assert f"part=list%3Aview%3D{view}" in page


def test_first_view_is_all_that_is_open(agent: TestClient, scene: Scene) -> None:
    scene.conversation(scene.customer("Bot Customer"))
    scene.conversation(scene.customer("Closed Customer"), owner="closed")
    assert names(agent.get("/staff/").text) == ["Bot Customer"]


def test_filters_narrow_a_view_and_can_be_saved(agent: TestClient, scene: Scene) -> None:
    scene.conversation(scene.customer("陈雨桐"), language="zh")
    scene.conversation(scene.customer("Ada Moreno"))
    page = agent.get("/staff/?view=open&language=zh&channel=web").text
    assert names(page) == ["陈雨桐"]
    query = "view=open&language=zh&channel=web"
    kept = agent.post("/staff/filters", data={"name": "Web in Chinese", "query": query})
    assert kept.headers["Location"] == "/staff/?view=open&channel=web&language=zh"
    page = agent.get("/staff/").text
    assert '<a href="/staff/?view=open&amp;channel=web&amp;language=zh">Web in Chinese</a>' in page
    (number,) = re.findall(r"/staff/filters/(\d+)/delete", page)
    agent.post(f"/staff/filters/{number}/delete")
    assert "Web in Chinese" not in agent.get("/staff/").text


def test_filter_by_agent_offers_who_has_gone_home(agent: TestClient, floor: Floor) -> None:
    for colleague in (OLI, MINA):
        floor.arrive(colleague)
    closed = floor.help(agent=MINA)
    floor.help(agent=OLI)
    floor.arrive(MINA, state="off")
    offered = re.findall(r'<option value="(mina|oli)"( selected)?>', agent.get("/staff/").text)
    assert offered == [("mina", ""), ("oli", "")]
    query = "view=closed&agent=mina"
    agent.post("/staff/filters", data={"name": "Of Mina", "query": query})
    assert f'href="/staff/?{query.replace("&", "&amp;")}">Of Mina' in agent.get("/staff/").text
    page = agent.get(f"/staff/?{query}").text
    assert '<option value="mina" selected>Mina Sørensen</option>' in page
    shown = re.findall(r'<a href="/staff/conversations/([0-9a-f]{32})', page)
    assert shown == [closed]


def test_line_tells_place_and_why_a_person_was_called(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation(scene.customer("Ada Moreno"))
    with scene.db.transaction() as session:
        reasons = [make_reason("mood", "fell")]
        request_handoff(session, conversation_id=made, reasons=reasons, now=scene.now)
    page = agent.get("/staff/?view=waiting").text
    assert "No. 1 · Waiting since" in page
    assert '<span class="reasons">Mood</span>' in page


def test_who_is_at_the_desk_says_so_and_takes_who_is_next(agent: TestClient, scene: Scene) -> None:
    agent.post("/staff/presence", data={"state": "online", "capacity": "1"})
    assert '<option value="online" selected>' in agent.get("/staff/").text
    assert agent.post("/staff/next").headers["Location"] == "/staff/"
    first, second = (
        scene.conversation(owner="waiting", waiting_since=scene.now + timedelta(seconds=one))
        for one in (0, 1)
    )
    assert agent.post("/staff/next").headers["Location"] == f"/staff/conversations/{first}"
    refused = agent.post("/staff/next")
    assert refused.status_code == 409
    assert "more chats than they take at once (1)" in refused.text
    assert scene.read(second).owner == "waiting"


def test_who_answers_and_since_when_somebody_waits_is_told(agent: TestClient, scene: Scene) -> None:
    scene.conversation(owner="person", agent_id="9", agent_name="Lin Berger")
    scene.conversation(owner="waiting", waiting_since=scene.now)
    page = agent.get("/staff/").text
    assert "With Lin Berger" in page
    assert "Waiting since <time" in page


def test_pages_hold_all_conversations_once(
    agent: TestClient, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.listing.PAGE_SIZE", 2)
    for number in range(5):
        scene.conversation(scene.customer(f"N{number} Customer"))
        clock.advance(seconds=1)
    path, seen = "/staff/?view=bot", []
    for _ in range(3):
        page = agent.get(path).text
        seen += names(page)
        onward = re.search(r'href="(\?[^"]*after=[^"]+)">Older', page)
        path = "/staff/" + onward[1].replace("&amp;", "&") if onward else ""
    assert seen == [f"N{number} Customer" for number in (4, 3, 2, 1, 0)]
    assert path == ""
    assert ">Newest<" in page
    assert "view=bot" in page


def test_page_leads_back_when_nothing_is_older(agent: TestClient, scene: Scene) -> None:
    scene.conversation()
    page = agent.get(f"/staff/?after=c0-1-{'0' * 32}").text
    assert "Nothing here now." in page
    assert '<a href="/staff/?view=open">Show all</a>' in page


def test_hostile_words_stay_words(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation(scene.customer(f"{HOSTILE} Moreno"))
    scene.say(made, Reply(text=HOSTILE))
    scene.conversation(owner="person", agent_id="9", agent_name=HOSTILE)
    page = agent.get('/staff/?"><script>alert(2)</script>').text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == 3


def test_presence_says_how_many_chats_one_has_and_keeps_the_capacity(
    agent: TestClient, scene: Scene
) -> None:
    assert ">0 of 4 chats</span>" in agent.get("/staff/").text
    agent.post("/staff/presence", data={"state": "online", "capacity": "7"})
    chat = scene.conversation()
    agent.post(f"/staff/conversations/{chat}/take")
    agent.post("/staff/presence", data={"state": "away"})
    for path in ("/staff/", f"/staff/conversations/{chat}"):
        page = agent.get(path).text
        assert 'data-state="away" data-capacity="7">1 of 7 chats</span>' in page
        assert '<option value="away" selected>' in page
    chinese = agent.get("/staff/", headers={"Accept-Language": "zh-CN"}).text
    assert ">接待 1/7</span>" in chinese


def test_who_only_reads_has_no_presence(client_of: ClientOf) -> None:
    page = client_of("viewer").get("/staff/").text
    assert 'id="presence"' not in page
    assert "part=load" not in page
