"""One ticket: what was said and changed, comments once, changes never over a colleague's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from crm_backend.tickets.models import Ticket
from crm_backend.tickets.service import find_ticket_with_history
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

KEY = "a" * 32


@pytest.fixture
def ticket(scene: Scene) -> Ticket:
    return scene.ticket("The lamp hums", scene.customer())


def read(scene: Scene, ticket: Ticket) -> Ticket:
    with scene.db.session() as session:
        return find_ticket_with_history(session, number=ticket.number)


def fields(scene: Scene, ticket: Ticket, **more: Any) -> dict[str, Any]:
    """Return the form beside a ticket as a browser would send it."""
    found = read(scene, ticket)
    return {
        "seen": found.updated_at.isoformat(),
        "status": found.status,
        "priority": found.priority,
        "kind": found.kind,
        "assignee": found.assignee_id or "",
        "due": found.due_at.strftime("%Y-%m-%dT%H:%M"),
    } | more


def test_page_shows_what_there_is(agent: TestClient, scene: Scene) -> None:
    chat = scene.conversation()
    ada = scene.customer()
    ticket = scene.ticket("The lamp hums", ada, conversation_id=chat)
    page = agent.get(f"/staff/tickets/{ticket.number}").text
    for words in ("The lamp hums", "Ada Moreno", "It happened again.", "Nothing was changed yet."):
        assert words in page
    assert f'href="/staff/conversations/{chat}"' in page
    assert f'href="/staff/customers/{ada.id}"' in page


@pytest.mark.parametrize("number", ["T-99999", "x", "%00", "FD-1000001"])
def test_unknown_number_is_not_found(agent: TestClient, ticket: Ticket, number: str) -> None:
    assert agent.get(f"/staff/tickets/{number}").status_code == 404
    sent = {"key": KEY, "text": "Hello"}
    assert agent.post(f"/staff/tickets/{number}/comments", data=sent).status_code == 404


@pytest.mark.parametrize(("public", "status"), [("yes", "pending"), ("", "open")])
def test_comment_is_said_once_and_internal_unless_asked(
    agent: TestClient, scene: Scene, ticket: Ticket, public: str, status: str
) -> None:
    path = f"/staff/tickets/{ticket.number}/comments"
    sent = {"key": KEY, "text": "A new cable\r\nis on its way.", "public": public}
    first, again = agent.post(path, data=sent), agent.post(path, data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    found = read(scene, ticket)
    (_opened, said) = found.comments
    assert (said.author_name, said.text) == ("Ben Okafor", "A new cable\nis on its way.")
    assert (said.author_kind, said.is_public) == ("staff", bool(public))
    assert found.status == status
    page = agent.get(first.headers["location"]).text
    assert ('· <span class="tagged">internal</span>' in page) == (not public)


def test_change_is_saved_with_who_did_it(
    agent: TestClient, scene: Scene, ticket: Ticket, clock: FakeClock
) -> None:
    clock.advance(minutes=1)
    sent = fields(scene, ticket, status="resolved", priority="high", assignee="1")
    assert agent.post(f"/staff/tickets/{ticket.number}/change", data=sent).status_code == 303
    found = read(scene, ticket)
    assert (found.status, found.priority, found.assignee_name) == ("resolved", "high", "Ben Okafor")
    assert found.resolved_at == clock.now
    assert found.due_at == ticket.created_at + timedelta(hours=8)
    changed = {one.field: (one.before, one.after, one.by_name) for one in found.changes}
    assert changed["status"] == ("open", "resolved", "Ben Okafor")
    assert changed["assignee"] == ("", "Ben Okafor", "Ben Okafor")
    assert set(changed) == {"status", "priority", "assignee", "due_at"}
    page = agent.get(f"/staff/tickets/{ticket.number}").text
    assert "Open → Resolved" in page
    assert "Nobody → Ben Okafor" in page


def test_time_set_by_hand_stays_when_the_priority_changes_too(
    agent: TestClient, scene: Scene, ticket: Ticket
) -> None:
    sent = fields(scene, ticket, priority="urgent", due="2026-03-09T12:30")
    agent.post(f"/staff/tickets/{ticket.number}/change", data=sent)
    found = read(scene, ticket)
    assert f"{found.due_at:%Y-%m-%d %H:%M}" == "2026-03-09 12:30"
    again = fields(scene, ticket, status="pending")
    agent.post(f"/staff/tickets/{ticket.number}/change", data=again)
    assert read(scene, ticket).due_at == found.due_at


def test_change_is_refused_when_a_colleague_was_quicker(
    client_of: ClientOf, scene: Scene, ticket: Ticket, clock: FakeClock
) -> None:
    ben, lin = client_of("agent"), client_of("agent", "Lin Berger")
    path = f"/staff/tickets/{ticket.number}/change"
    old = fields(scene, ticket, status="closed")
    clock.advance(seconds=5)
    assert lin.post(path, data=fields(scene, ticket, priority="urgent")).status_code == 303
    refused = ben.post(path, data=old)
    assert refused.status_code == 409
    assert "Somebody changed this ticket" in refused.text
    assert (read(scene, ticket).status, read(scene, ticket).priority) == ("open", "urgent")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"assignee": "99"}, 422),
        ({"assignee": "2"}, 422),
        ({"due": "soon"}, 422),
        ({"status": "gone"}, 422),
        ({"priority": ""}, 422),
    ],
)
def test_odd_form_changes_nothing(
    client_of: ClientOf, scene: Scene, ticket: Ticket, more: dict[str, str], status: int
) -> None:
    agent = client_of("agent")
    client_of("viewer", "Vi Ewer")
    before = fields(scene, ticket)
    path = f"/staff/tickets/{ticket.number}/change"
    assert agent.post(path, data=before | more).status_code == status
    assert fields(scene, ticket) == before


def test_viewer_reads_and_changes_nothing(
    client_of: ClientOf, scene: Scene, ticket: Ticket
) -> None:
    viewer = client_of("viewer")
    page = viewer.get(f"/staff/tickets/{ticket.number}").text
    assert "The lamp hums" in page
    assert 'method="post" action="/staff/tickets' not in page
    path = f"/staff/tickets/{ticket.number}"
    sent = fields(scene, ticket, status="closed")
    assert viewer.post(f"{path}/change", data=sent).status_code == 403
    assert viewer.post(f"{path}/comments", data={"key": KEY, "text": "x"}).status_code == 403
    assert (read(scene, ticket).status, len(read(scene, ticket).comments)) == ("open", 1)


def test_hostile_words_stay_words(agent: TestClient, scene: Scene) -> None:
    ticket = scene.ticket("<script>alert(1)</script>", scene.customer("<b>Ada</b>"))
    sent = {"key": KEY, "text": "<img src=x onerror=alert(1)>"}
    agent.post(f"/staff/tickets/{ticket.number}/comments", data=sent)
    page = agent.get(f"/staff/tickets/{ticket.number}").text
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<script>alert|<b>Ada|<img src=x", page)


def test_ticket_speaks_chinese(agent: TestClient, scene: Scene, ticket: Ticket) -> None:
    sent = fields(scene, ticket, status="closed")
    agent.post(f"/staff/tickets/{ticket.number}/change", data=sent)
    page = agent.get(f"/staff/tickets/{ticket.number}", headers={"Accept-Language": "zh"}).text
    for words in ("变更记录", "待处理 → 已关闭", "负责人", "客户可见"):
        assert words in page
