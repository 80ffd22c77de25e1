"""What liars and broken browsers send to the desk: a clear page or a tidy text, never a failure."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.ledger.outbox_models import Outbox
from console.audit.models import AuditEntry
from console.desk.drafts import keep_draft, read_draft
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

NUL, HUGE = "a\x00b", "99999999999999999999"
CHAT = "/staff/conversations/{chat}"


def at_once(work: Callable[[int], Any], many: int = 2) -> list[Any]:
    """Return what several threads come to that begin together."""
    gate = Barrier(many)

    def run(number: int) -> Any:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(many) as threads:
        return list(threads.map(run, range(many)))


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (CHAT + "/transfer", {"to": NUL}),
        (CHAT + "/transfer", {"to": f"team:{NUL}", "note": NUL}),
        (CHAT + "/close", {"outcome": NUL}),
        (CHAT + "/again/" + HUGE, {}),
        (CHAT + "/again/2147483647", {}),
        (CHAT + f"/note/{HUGE}/delete", {}),
        (CHAT + "/reply", {"text": "Hello", "card": f"product:{NUL}"}),
        (CHAT + "/reply", {"text": "Hello", "card": f"order:{NUL}"}),
        (CHAT + "/reply", {"text": "Hello", "file": NUL}),
        (CHAT + "/reply", {"text": "Hello", "seen": HUGE, "cid": "x" * 65}),
        (f"/staff/conversations/{'0' * 32}/draft", {"text": "Hello"}),
        (f"/staff/filters/{HUGE}/delete", {}),
        (f"/staff/stranded/messages/{HUGE}", {}),
        (f"/staff/stranded/letters/{HUGE}", {}),
        ("/staff/stranded/updates/a%00b/7", {}),
        (f"/staff/stranded/updates/b/{HUGE}", {}),
    ],
)
def test_what_cannot_be_is_refused_on_a_page(
    agent: TestClient, scene: Scene, path: str, fields: dict[str, str]
) -> None:
    made = scene.conversation()
    agent.post(CHAT.format(chat=made) + "/take")
    page = agent.post(path.format(chat=made), data=fields)
    assert page.status_code in (404, 409, 422), page.text
    assert page.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("move", ["reply", "draft", "note", "close", "return"])
def test_control_characters_are_left_out_of_what_is_kept(
    agent: TestClient, scene: Scene, move: str
) -> None:
    made = scene.conversation()
    agent.post(CHAT.format(chat=made) + "/take")
    sent = {"text": NUL, "note": NUL, "cid": NUL, "basis": NUL}
    assert agent.post(f"{CHAT.format(chat=made)}/{move}", data=sent).status_code in (204, 303)
    assert "\x00" not in agent.get(CHAT.format(chat=made)).text


def test_reports_are_not_broken_by_an_agent_there_cannot_be(client_of: ClientOf) -> None:
    page = client_of("supervisor").get("/staff/reports", params={"agent": NUL, "team": NUL})
    assert page.status_code == 200


def test_two_tabs_keep_their_drafts_at_once(scene: Scene) -> None:
    made, ben = scene.conversation(), scene.staff()

    def keep(number: int) -> None:
        with scene.db.transaction() as session:
            about = {"staff_id": ben.id, "conversation_id": made}
            keep_draft(session, **about, text=f"draft {number}", now=scene.now)

    for _ in range(10):
        at_once(keep, 4)
    with scene.db.session() as session:
        assert read_draft(session, staff_id=ben.id, conversation_id=made).startswith("draft ")


@pytest.fixture
def lost(scene: Scene) -> tuple[str, int]:
    """A conversation on Telegram, and the row of a message that may not have arrived."""
    made = scene.conversation(channel="telegram")
    number = scene.hear(made, "Hello?")
    with scene.db.transaction() as session:
        row = Outbox(
            kind="telegram",
            bot="b",
            recipient="500",
            conversation_id=made,
            message_id=number,
            state="unknown",
            next_at=scene.now,
            created_at=scene.now,
        )
        session.add(row)
        session.flush()
        return made, row.id


def read_state(scene: Scene, outbox_id: int) -> str:
    with scene.db.session() as session:
        return str(session.get_one(Outbox, outbox_id).state)


def test_message_is_sent_again_by_the_address_of_its_own_chat_alone(
    agent: TestClient, scene: Scene, lost: tuple[str, int]
) -> None:
    chat, row = lost
    other = scene.conversation()
    page = agent.post(f"/staff/conversations/{other}/again/{row}")
    assert (page.status_code, read_state(scene, row)) == (404, "unknown")
    with scene.db.session() as session:
        lines = session.scalars(select(AuditEntry.action)).all()
    assert "stranded_retried" not in lines
    assert agent.post(f"/staff/conversations/{chat}/again/{row}").status_code == 303
    assert read_state(scene, row) == "queued"


def test_note_for_a_colleague_is_shown_again_when_nobody_was_given_the_chat(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    agent.post(CHAT.format(chat=made) + "/take")
    sent = {"to": "4711", "note": "She has called twice."}
    page = agent.post(CHAT.format(chat=made) + "/transfer", data=sent)
    assert page.status_code in (404, 409)
    assert "She has called twice." in page.text


def test_nothing_is_on_record_where_nothing_was_done(
    agent: TestClient, scene: Scene, lost: tuple[str, int]
) -> None:
    chat, row = lost
    agent.post(CHAT.format(chat=chat) + "/take")
    for move in ("split", "wake", f"again/{row}", f"again/{row}"):
        assert agent.post(f"{CHAT.format(chat=chat)}/{move}").status_code == 303
    with scene.db.session() as session:
        lines = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert lines == ["conversation_taken", "stranded_retried"]


def test_drafts_that_nobody_goes_on_with_are_forgotten(scene: Scene, clock: FakeClock) -> None:
    old, new, ben = scene.conversation(), scene.conversation(), scene.staff()

    def keep(chat: str) -> None:
        with scene.db.transaction() as session:
            keep_draft(
                session, staff_id=ben.id, conversation_id=chat, text="Dear Ada,", now=scene.now
            )

    keep(old)
    clock.advance(days=31)
    keep(new)
    with scene.db.session() as session:
        kept = [read_draft(session, staff_id=ben.id, conversation_id=one) for one in (old, new)]
    assert kept == ["", "Dear Ada,"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/login", ("email", "password", "back")),
        ("/tickets/T-1/comments", ("text", "key")),
        ("/replies", ("title", "shortcut", "text_en")),
        ("/desk/hours", ("zone", "d0_from_0", "h_name_0")),
        ("/desk/skills", ("skill_0", "team_0")),
        ("/desk/escalation/rules/new", ("name", "words")),
        ("/desk/outcomes", ("code_0", "en_0", "place_0")),
        ("/filters", ("query", "name")),
    ],
)
def test_halves_of_characters_break_no_page(
    client_of: ClientOf, path: str, names: tuple[str, ...]
) -> None:
    """A form may say that it is written in UTF-7, in which half a character can be sent."""
    half = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n+2AA-x\r\n' for name in names
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b; charset=utf-7"}
    page = client_of("admin").post(f"/staff{path}", content=f"{half}--b--\r\n", headers=kind)
    assert page.status_code < 500
