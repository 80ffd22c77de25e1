"""Reading a conversation leaves its traces, once: the audit log, what was seen, mentions."""

from sqlalchemy import func, select

from bot.handoff.moves import Agent
from bot.handoff.staff_notes import count_unread_mentions, write_note
from console.audit.models import AuditEntry
from console.inbox.models import Seen
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.scene import Scene


def actions_of(scene: Scene, chat: str) -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.object_id == chat).order_by(AuditEntry.id)
    with scene.db.session() as session:
        return list(session.scalars(query))


def seen_of(scene: Scene, chat: str) -> int:
    query = select(func.max(Seen.message_id)).where(Seen.conversation_id == chat)
    with scene.db.session() as session:
        return session.scalar(query) or 0


def test_reading_is_on_record_once_an_hour_and_counts_as_seen(
    client_of: ClientOf, scene: Scene, clock: FakeClock
) -> None:
    client, chat = client_of("agent"), scene.conversation()
    scene.hear(chat, "Where is it?")
    for _ in range(3):
        assert client.get(f"/staff/conversations/{chat}").status_code == 200
    assert actions_of(scene, chat) == ["conversation_read"]
    assert seen_of(scene, chat) == 1
    assert client.get("/staff/conversations/" + "0" * 32).status_code == 404
    clock.advance(minutes=20)
    client.get("/staff/")
    clock.advance(minutes=20)
    client.get("/staff/")
    clock.advance(minutes=20)
    client.get(f"/staff/conversations/{chat}")
    assert actions_of(scene, chat) == ["conversation_read"] * 2


def test_page_that_is_looked_at_tells_how_far_it_has_shown(
    client_of: ClientOf, scene: Scene
) -> None:
    client, chat = client_of("agent"), scene.conversation()
    for word in ("one", "two", "three"):
        scene.hear(chat, word)
    for shown, seen in ((2, 2), (1, 2), (900, 3)):
        answer = client.post(
            f"/staff/conversations/{chat}/seen",
            data={"message_id": shown},
        )
        assert answer.status_code == 204
        assert seen_of(scene, chat) == seen
    assert actions_of(scene, chat) == []


def test_mentions_are_read_with_the_page(client_of: ClientOf, scene: Scene) -> None:
    client, chat = client_of("agent"), scene.conversation()
    number = int(scene.newest_agent())
    with scene.db.transaction() as session:
        write_note(
            session,
            conversation_id=chat,
            author=Agent("99", "Lin Berger"),
            text="@Ben Okafor please look",
            staff=[Agent(str(number), "Ben Okafor")],
            now=scene.now,
        )
        assert count_unread_mentions(session, staff_id=str(number)) == 1
    client.get(f"/staff/conversations/{chat}")
    with scene.db.session() as session:
        assert count_unread_mentions(session, staff_id=str(number)) == 0


def test_each_move_is_on_record_with_what_it_did_and_a_refused_one_is_not(
    client_of: ClientOf, scene: Scene
) -> None:
    client, chat = client_of("agent"), scene.conversation(owner="waiting", waiting_since=scene.now)
    base = f"/staff/conversations/{chat}"
    for path, form in (
        ("take", {}),
        ("take", {}),
        ("reply", {"text": "Hello"}),
        ("note", {"text": "A quiet word"}),
        ("return", {}),
        ("requeue", {}),
    ):
        client.post(f"{base}/{path}", data=form)
    assert actions_of(scene, chat) == [
        "conversation_taken",
        "conversation_taken",
        "conversation_replied",
        "conversation_noted",
        "conversation_returned",
    ]


def test_search_is_on_record_once_an_hour_and_its_words_are_not(
    client_of: ClientOf, scene: Scene
) -> None:
    client = client_of("agent")
    for query in ("", "?q=", "?q=secret+lamp", "?q=another&view=mine"):
        assert client.get(f"/staff/{query}").status_code == 200
    with scene.db.session() as session:
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "search_made"))
        assert "secret" not in str(vars(line))


def test_ticket_that_was_read_is_on_record(client_of: ClientOf, scene: Scene) -> None:
    client, ticket = client_of("agent"), scene.ticket("The lamp hums", scene.customer())
    for _ in range(2):
        client.get(f"/staff/tickets/{ticket.number}")
    assert client.get("/staff/tickets/T-1").status_code == 404
    assert actions_of(scene, ticket.number) == ["ticket_read"]
