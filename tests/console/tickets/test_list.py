"""The list of tickets."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from crm_backend.tickets.models import Ticket
from tests.conftest import FakeClock
from tests.console.scene import Scene


def test_page_says_so_when_there_is_no_ticket(agent: TestClient) -> None:
    assert "No ticket yet." in agent.get("/staff/tickets").text


def test_ticket_is_shown_with_its_customer_and_conversation(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    ticket = scene.ticket("The lamp hums", scene.customer(), conversation_id=made, priority="high")
    scene.ticket("Nobody's")
    page = agent.get("/staff/tickets").text
    assert f'<a href="/staff/tickets/{ticket.number}">The lamp hums</a>' in page
    for words in (ticket.number, "Ada Moreno", "Visitor", "Problem", "High", "Open"):
        assert words in page
    assert f'datetime="{ticket.due_at.isoformat()}"' in page


def test_ticket_is_marked_when_it_is_overdue(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    ticket = scene.ticket("The lamp hums", priority="urgent")
    assert 'class="late"' not in agent.get("/staff/tickets").text
    scene.ticket("Done in time", status="resolved", priority="urgent")
    clock.now = ticket.due_at
    clock.advance(seconds=1)
    agent.post("/staff/login", data={"email": "ben@desk.example", "password": "a quiet green lamp"})
    page = agent.get("/staff/tickets").text
    assert page.count('class="late">overdue') == 1
    assert "done" in page


@pytest.mark.parametrize("status", ["open", "pending", "resolved", "closed"])
def test_list_shows_one_state_when_asked(agent: TestClient, scene: Scene, status: str) -> None:
    for each in ("open", "pending", "resolved", "closed"):
        scene.ticket(f"Case {each}", status=each)
    page = agent.get(f"/staff/tickets?status={status}").text
    assert re.findall(r">Case (\w+)</a>", page) == [status]
    assert f'href="?status={status}" aria-current="true"' in page


def test_page_says_so_when_no_ticket_is_in_the_state(agent: TestClient, scene: Scene) -> None:
    scene.ticket("Case")
    assert "No ticket fits." in agent.get("/staff/tickets?status=closed").text


def test_pages_hold_all_tickets_once(
    agent: TestClient, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.tickets.routes.PAGE_SIZE", 2)
    for number in range(3):
        scene.ticket(f"Case {number}")
        clock.advance(seconds=1)
    first = agent.get("/staff/tickets?status=open").text
    onward = re.search(r'href="(\?status=open&amp;after=[^"]+)">Older', first)
    assert onward is not None
    last = agent.get("/staff/tickets" + onward[1].replace("&amp;", "&")).text
    cases = [re.findall(r">Case (\d)</a>", page) for page in (first, last)]
    assert cases == [["2", "1"], ["0"]]
    assert ">Older<" not in last
    assert '<a class="btn" href="/staff/tickets">Newest</a>' in last
    assert "No older ticket" in agent.get("/staff/tickets?after=m1-1").text


def test_hostile_words_stay_words(agent: TestClient, scene: Scene) -> None:
    scene.ticket("<script>alert(1)</script>", scene.customer("<b>Ada</b>"))
    page = agent.get("/staff/tickets").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<b>Ada</b>" not in page


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/staff/tickets/T-\d+">([^<]+)</a>', page)


def test_views_show_mine_what_is_nobodys_and_what_is_late(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    mine, theirs, free = (scene.ticket(name) for name in ("Mine", "Theirs", "Free"))
    scene.ticket("Free and done", status="closed")
    with scene.db.transaction() as session:
        for ticket, number in ((mine, "1"), (theirs, "99")):
            session.get_one(Ticket, ticket.id).assignee_id = number
        session.get_one(Ticket, free.id).due_at = clock.now - timedelta(minutes=1)
    for view, shown in (("mine", ["Mine"]), ("unassigned", ["Free"]), ("overdue", ["Free"])):
        page = agent.get(f"/staff/tickets?view={view}").text
        assert titles(page) == shown
        assert f'href="?view={view}" aria-current="true"' in page
    assert agent.get("/staff/tickets?view=everything").status_code == 422


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("hum", ["The lamp hums"]),
        ("moreno", ["The lamp hums"]),
        ("ADA@", ["The lamp hums"]),
        ("T-20002", ["100% wool?"]),
        ("%", ["100% wool?"]),
        ("_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_search_finds_parts_and_takes_signs_as_they_are(
    agent: TestClient, scene: Scene, asked: str, found: list[str]
) -> None:
    scene.ticket("The lamp hums", scene.customer())
    scene.ticket("100% wool?")
    page = agent.get("/staff/tickets", params={"q": asked}).text
    assert titles(page) == found


def test_list_speaks_chinese(agent: TestClient, scene: Scene) -> None:
    scene.ticket("台灯有杂音", priority="urgent")
    page = agent.get("/staff/tickets", headers={"Accept-Language": "zh-CN"}).text
    for words in ("<h1>工单</h1>", "紧急", "待处理", "未分配", "搜索"):
        assert words in page
