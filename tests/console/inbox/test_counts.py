"""Counts beside the views: they agree with what the views hold."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.ledger.notes import Note, NoteKind
from bot.ledger.staff_models import StaffMention, StaffNote
from console.desk import parts
from console.desk.parts import hear_counts
from console.inbox import counts
from console.inbox.counts import Counter, Tally, make_counts, read_tally
from console.inbox.query import list_view
from console.inbox.views import VIEWS, Viewer
from tests.console.scene import Scene

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def chats(scene: Scene) -> list[str]:
    """Some of each kind, one of them unanswered."""
    later = scene.now + timedelta(hours=1)
    made = [
        scene.conversation(owner="waiting", waiting_since=scene.now, team="returns"),
        scene.conversation(owner="person", agent_id="7", team="returns"),
        scene.conversation(owner="person", agent_id="7", snoozed_until=later),
        scene.conversation(owner="person", agent_id="8", team="returns"),
        *(scene.conversation() for _ in range(3)),
        *(scene.conversation(owner="closed") for _ in range(2)),
        scene.conversation(owner="closed", merged_into="f" * 32),
    ]
    scene.hear(made[1], "hello?")
    return made


def test_counts_agree_with_the_views(scene: Scene, viewer: Viewer, chats: list[str]) -> None:
    with scene.db.transaction() as session:
        for read_at in (None, scene.now):
            note = StaffNote(conversation_id=chats[0], text="@ben", at=scene.now)
            session.add(note)
            session.flush()
            session.add(StaffMention(note_id=note.id, staff_id="7", read_at=read_at))
    with scene.db.session() as session:
        found = Counter().count(session, viewer=viewer, now=scene.now)
        for view in VIEWS:
            page = list_view(session, view=view, viewer=viewer, now=scene.now, limit=100)
            assert found[view].total == len(page.items), view
    assert (found["mine"].unanswered, found["open"].unanswered) == (1, 1)
    assert found["waiting"].unanswered == 0
    assert (found["waiting"].newest, found["mine"].newest) == (scene.now, scene.now)
    assert found["bot"].newest is None
    assert found["mentions"].total == 1
    assert str(found["closed"]) == "2"


def test_closed_ones_are_counted_so_far_and_no_further(
    scene: Scene, viewer: Viewer, chats: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for most, told in ((1, "1+"), (2, "2")):
        monkeypatch.setattr(counts, "MOST_CLOSED", most)
        with scene.db.session() as session:
            found = make_counts(read_tally(session, now=scene.now), viewer)
        assert str(found["closed"]) == told


def test_database_is_asked_once_a_second_whoever_asks(scene: Scene, chats: list[str]) -> None:
    moment = [100.0]
    counter = Counter(lambda: moment[0])
    asked: list[str] = []
    event.listen(
        scene.db.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_r: asked.append(statement) if "GROUP BY" in statement else None,
    )
    with scene.db.session() as session:
        for staff in (7, 8, 7):
            found = counter.count(session, viewer=Viewer(staff), now=scene.now)
        assert (len(asked), found["mine"].total) == (1, 1)
        scene.conversation(owner="person", agent_id="7")
        assert counter.count(session, viewer=Viewer(7), now=scene.now)["mine"].total == 1
        moment[0] += 1.0
    with scene.db.session() as session:
        assert counter.count(session, viewer=Viewer(7), now=scene.now)["mine"].total == 2
        counter.forget()
        counter.count(session, viewer=Viewer(7), now=scene.now)
    assert len(asked) == 3


def test_who_heard_of_a_change_counts_it_and_is_asked_for_once(
    scene: Scene, chats: list[str]
) -> None:
    """Fifty pages that show counts ask once after a change, and none is told the old ones."""
    asked: list[str] = []
    event.listen(
        scene.db.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_r: asked.append(statement) if "GROUP BY" in statement else None,
    )
    counter = Counter(lambda: 100.0)
    for number in range(1, 4):
        scene.conversation(owner="person", agent_id="7")
        with scene.db.session() as session:
            counter.count(session, viewer=Viewer(7), now=scene.now)  # a page: perhaps an old one
        counter.forget()
        mark = counter.mark
        for _ in range(50):
            with scene.db.session() as session:
                found = counter.count(session, viewer=Viewer(7), now=scene.now, mark=mark)
            assert found["mine"].total == number + 1
    assert len(asked) <= 7


def test_what_was_counted_before_a_change_is_not_kept_for_those_who_heard_of_it(
    scene: Scene, chats: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, real = Counter(lambda: 100.0), counts.read_tally

    def be_late(*given: Any, **more: Any) -> Tally:
        tally = real(*given, **more)
        scene.conversation(owner="person", agent_id="7")
        counter.forget()
        return tally

    monkeypatch.setattr(counts, "read_tally", be_late)
    mark = counter.mark
    with scene.db.session() as session:
        old = counter.count(session, viewer=Viewer(7), now=scene.now, mark=mark)
    monkeypatch.setattr(counts, "read_tally", real)
    with scene.db.session() as session:
        new = counter.count(session, viewer=Viewer(7), now=scene.now, mark=counter.mark)
    assert (old["mine"].total, new["mine"].total) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "is_counted"),
    [("message", True), ("owner", True), ("queue", True), ("desk", False), ("preview", False)],
)
def test_counting_begins_anew_for_what_moves_conversations(
    kind: NoteKind, is_counted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter()
    monkeypatch.setattr(parts, "COUNTER", counter)
    hear_counts(Note(kind, "c" * 32))
    assert counter.mark == int(is_counted)
