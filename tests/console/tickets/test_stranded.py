"""What stayed behind is listed, and tried once more when staff say so."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from bot.channels.telegram.models import TelegramUpdate
from bot.ledger.models import Inbox
from bot.ledger.outbox_models import Outbox
from console.audit.models import AuditEntry
from tests.console.conftest import ClientOf
from tests.console.scene import Scene


@pytest.fixture
def letter(scene: Scene) -> int:
    """A message that was given up; its number in the inbox."""
    made = scene.conversation()
    scene.hear(made, "<b>poison</b>")
    with scene.db.transaction() as session:
        session.execute(update(Inbox).values(state="dead", reason="failed"))
        return session.query(Inbox).one().id


def read_inbox(scene: Scene) -> tuple[str, int]:
    with scene.db.session() as session:
        row = session.query(Inbox).one()
        return row.state, row.attempts


def test_page_says_so_when_nothing_stayed_behind(agent: TestClient) -> None:
    page = agent.get("/staff/stranded").text
    assert "Every message has its answer." in page
    assert "Everything has arrived." in page


def test_dead_letter_is_answered_once_when_the_button_is_pressed_twice(
    agent: TestClient, scene: Scene, letter: int
) -> None:
    page = agent.get("/staff/stranded").text
    assert "&lt;b&gt;poison&lt;/b&gt;" in page
    assert "failed on it again and again" in page
    url = f"/staff/stranded/letters/{letter}"
    assert agent.post(url).status_code in (200, 303)
    assert agent.post(url).status_code == 409
    assert read_inbox(scene)[0] != "dead"
    with scene.db.session() as session:
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "stranded_retried"))
    assert line.details == {"letter_id": letter}


def test_viewer_sees_but_does_not_try_again(client_of: ClientOf, scene: Scene, letter: int) -> None:
    viewer = client_of("viewer")
    page = viewer.get("/staff/stranded").text
    assert "poison" in page
    assert "Answer now" not in page
    assert viewer.post(f"/staff/stranded/letters/{letter}").status_code == 403
    assert read_inbox(scene)[0] == "dead"


def test_message_in_doubt_is_shown_with_its_reason(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    with scene.db.transaction() as session:
        session.add(
            Outbox(
                kind="telegram",
                conversation_id=made,
                recipient="500",
                subject="",
                text="",
                state="unknown",
                reason="the line broke",
                next_at=scene.now,
                created_at=scene.now,
            )
        )
    page = agent.get("/staff/stranded").text
    assert "it may have arrived" in page
    assert "the line broke" in page
    assert "Send again" in page


def test_unknown_numbers_are_refused(agent: TestClient) -> None:
    assert agent.post("/staff/stranded/letters/99").status_code == 404
    assert agent.post("/staff/stranded/messages/99").status_code == 404


def test_update_that_was_given_up_is_taken_once(agent: TestClient, scene: Scene) -> None:
    with scene.db.transaction() as session:
        session.add(
            TelegramUpdate(
                bot="shop",
                update_id=7,
                lane="500",
                body={},
                state="dead",
                reason="ServerFailed",
                next_at=scene.now,
                received_at=scene.now,
            )
        )
    assert "ServerFailed" in agent.get("/staff/stranded").text
    assert agent.post("/staff/stranded/updates/shop/7").status_code == 303
    assert "ServerFailed" not in agent.get("/staff/stranded").text
    assert agent.post("/staff/stranded/updates/shop/8").status_code == 404
