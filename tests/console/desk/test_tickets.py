"""The list of tickets."""

import re

import pytest
from fastapi.testclient import TestClient

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
    assert f'<a href="/staff/conversations/{made}">The lamp hums</a>' in page
    assert "<b>Nobody" in page
    for words in (ticket.number, "Ada Moreno", "Visitor", "Problem", "High", "Open"):
        assert words in page
    assert f'datetime="{ticket.due_at.isoformat()}"' in page


def test_ticket_is_marked_when_it_is_overdue(
    agent: TestClient, scene: Scene, clock: FakeClock
) -> None:
    ticket = scene.ticket("The lamp hums", priority="urgent")
    assert "overdue" not in agent.get("/staff/tickets").text
    scene.ticket("Done in time", status="resolved", priority="urgent")
    clock.now = ticket.due_at
    clock.advance(seconds=1)
    agent.post("/staff/login", data={"email": "ben@desk.example", "password": "a quiet green lamp"})
    page = agent.get("/staff/tickets").text
    assert page.count("overdue") == 1
    assert "done" in page


@pytest.mark.parametrize("status", ["open", "pending", "resolved", "closed"])
def test_list_shows_one_state_when_asked(agent: TestClient, scene: Scene, status: str) -> None:
    for each in ("open", "pending", "resolved", "closed"):
        scene.ticket(f"Case {each}", status=each)
    page = agent.get(f"/staff/tickets?status={status}").text
    assert re.findall(r"<b>Case (\w+)</b>", page) == [status]
    assert f'href="?status={status}" aria-current="true"' in page


def test_page_says_so_when_no_ticket_is_in_the_state(agent: TestClient, scene: Scene) -> None:
    scene.ticket("Case")
    assert "No ticket is closed now." in agent.get("/staff/tickets?status=closed").text


def test_pages_hold_all_tickets_once(
    agent: TestClient, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.tickets.PAGE_SIZE", 2)
    for number in range(3):
        scene.ticket(f"Case {number}")
        clock.advance(seconds=1)
    first = agent.get("/staff/tickets?status=open").text
    onward = re.search(r'href="(\?status=open&amp;after=[^"]+)">Older', first)
    assert onward is not None
    last = agent.get("/staff/tickets" + onward[1].replace("&amp;", "&")).text
    cases = [re.findall(r"<b>Case (\d)</b>", page) for page in (first, last)]
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
