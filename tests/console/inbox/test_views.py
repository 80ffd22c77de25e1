"""What each view holds, in which order, and what a row says."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.handoff.models import Handoff
from bot.ledger.models import Conversation
from bot.ledger.staff_models import StaffMention, StaffNote
from console.inbox import lookup
from console.inbox.filters import Filters
from console.inbox.query import list_view
from console.inbox.rows import InboxRow, make_preview
from console.inbox.seen import is_news, mark_seen
from console.inbox.views import VIEWS, View, Viewer
from kernel.errors import Invalid
from kernel.messages import Reply
from tests.conftest import FakeClock
from tests.console.scene import Scene, card

pytestmark = pytest.mark.timeout(60)  # PostgreSQL's first start on a busy machine
NOBODY = Filters()


class Desk:
    """A scene, and its views as one reader has them."""

    def __init__(self, scene: Scene, viewer: Viewer) -> None:
        self.scene, self.viewer = scene, viewer

    def chat(self, **values: Any) -> str:
        """Add a conversation with a customer who says something."""
        reasons = values.pop("reasons", None)
        made = self.scene.conversation(**values)
        if reasons is not None:
            self.call(made, reasons)
        return made

    def call(self, chat: str, codes: tuple[str, ...], **values: Any) -> None:
        """Add a call for a person."""
        now = self.scene.now
        reasons = [{"code": code, "detail": "", "weight": 0.5} for code in codes]
        fixed = {"requested_at": now, "queued_at": now, "reasons": reasons}
        with self.scene.db.transaction() as session:
            session.add(Handoff(conversation_id=chat, **fixed, **values))

    def rows(self, view: View, filters: Filters = NOBODY, **more: Any) -> list[InboxRow]:
        with self.scene.db.session() as session:
            page = list_view(
                session,
                view=view,
                viewer=self.viewer,
                now=self.scene.now,
                filters=filters,
                **more,
            )
        return list(page.items)

    def ids(self, view: View, filters: Filters = NOBODY) -> list[str]:
        return [row.id for row in self.rows(view, filters)]

    def walk(self, view: View, limit: int, filters: Filters = NOBODY) -> list[str]:
        """Return all of a view, page by page."""
        found: list[str] = []
        after: str | None = None
        while True:
            with self.scene.db.session() as session:
                page = list_view(
                    session,
                    view=view,
                    viewer=self.viewer,
                    now=self.scene.now,
                    filters=filters,
                    after=after,
                    limit=limit,
                )
            found += [row.id for row in page.items]
            if page.next is None:
                return found
            after = page.next


def change(scene: Scene, chat: str, **values: Any) -> None:
    with scene.db.transaction() as session:
        session.execute(update(Conversation).where(Conversation.id == chat).values(**values))


@pytest.fixture
def desk(scene: Scene, viewer: Viewer) -> Desk:
    return Desk(scene, viewer)


def test_views_hold_what_they_say(desk: Desk, scene: Scene) -> None:
    later, earlier = scene.now + timedelta(hours=1), scene.now - timedelta(hours=1)
    person = {"owner": "person", "agent_id": "7", "agent_name": "Ben"}
    chats = {
        "waiting": desk.chat(owner="waiting", waiting_since=scene.now, team="returns"),
        "other team": desk.chat(owner="waiting", waiting_since=scene.now, team="sales"),
        "mine": desk.chat(**person),
        "woken": desk.chat(**person, snoozed_until=earlier),
        "snoozed": desk.chat(**person, snoozed_until=later, team="returns"),
        "colleague": desk.chat(owner="person", agent_id="8", team="returns"),
        "bot": desk.chat(team="returns"),
        "closed": desk.chat(owner="closed", team="returns"),
        "merged": desk.chat(owner="closed", merged_into="f" * 32),
    }
    held = {view: set(desk.ids(view)) for view in VIEWS if view != "mentions"}

    def of(*names: str) -> set[str]:
        return {chats[name] for name in names}

    assert held == {
        "waiting": of("waiting", "other team"),
        "mine": of("mine", "woken"),
        "team": of("waiting", "colleague"),
        "open": of("waiting", "other team", "mine", "woken", "colleague", "bot"),
        "bot": of("bot"),
        "snoozed": of("snoozed"),
        "closed": of("closed"),
    }
    desk.viewer = Viewer(7)
    assert desk.ids("team") == []


def test_mentions_hold_what_names_me_in_a_note_that_stands(desk: Desk, scene: Scene) -> None:
    chats = [desk.chat(owner=owner) for owner in ("bot", "closed", "bot", "bot")]
    for place, (chat, staff) in enumerate(zip(chats, ("7", "7", "8", "7"), strict=True)):
        with scene.db.transaction() as session:
            note = StaffNote(conversation_id=chat, text="@ben look", at=scene.now)
            note.deleted_at = scene.now if place == 3 else None
            session.add(note)
            session.flush()
            session.add(StaffMention(note_id=note.id, staff_id=staff))
    assert set(desk.ids("mentions")) == set(chats[:2])


def test_line_is_in_the_order_of_the_line_and_tells_places(desk: Desk, clock: FakeClock) -> None:
    made = []
    for priority in (0, 1, 0, 1):
        made.append(desk.chat(owner="waiting", waiting_since=clock.now, priority=priority))
        clock.advance(minutes=1)
    first, second, third, fourth = made
    rows = desk.rows("waiting")
    assert [row.id for row in rows] == [second, fourth, first, third]
    assert [row.position for row in rows] == [1, 2, 3, 4]
    # Who is filtered out still stands in line.
    assert [row.position for row in desk.rows("waiting", Filters(priority=1))] == [1, 2]
    change(desk.scene, fourth, language="zh")
    (only,) = desk.rows("waiting", Filters(language="zh"))
    assert (only.id, only.position) == (fourth, 2)


@pytest.mark.parametrize("view", ["waiting", "open", "closed", "snoozed"])
def test_pages_hold_each_conversation_once_though_moments_are_equal(
    desk: Desk, scene: Scene, clock: FakeClock, view: View
) -> None:
    owners = {"waiting": "waiting", "closed": "closed", "snoozed": "person"}
    until = clock.now + timedelta(days=1)
    for number in range(9):
        owner = owners.get(view, ("bot", "waiting", "person")[number % 3])
        values = {"waiting_since": clock.now} if owner == "waiting" else {}
        values |= {"snoozed_until": until} if view == "snoozed" else {}
        desk.chat(owner=owner, priority=number % 2, **values)
        if number % 3 == 0:
            clock.advance(seconds=1)
    whole = desk.ids(view)
    assert len(whole) == len(set(whole)) == 9
    for limit in (1, 2, 4, 9):
        assert desk.walk(view, limit) == whole


def test_cursor_of_another_order_is_refused(desk: Desk) -> None:
    for cursor in ("c0-1-", "x", "q0-99999999999999999999-" + "0" * 32, "w0-1-" + "0" * 32):
        with pytest.raises(Invalid):
            desk.rows("waiting", after=cursor)
    with pytest.raises(Invalid):
        desk.rows("open", limit=101)


def test_row_says_who_about_what_and_since_when(desk: Desk, scene: Scene, clock: FakeClock) -> None:
    ada = scene.customer("Ada Moreno")
    chat = desk.chat(customer=ada, language="zh")
    scene.hear(chat, "Where is my lamp?", sentiment_label="negative", sentiment_score=-0.6)
    asked = clock.now
    clock.advance(minutes=2)
    scene.hear(chat, "Hello?\n  Anybody?")
    scene.say(chat, Reply(text="You are the third in line."), sender="system")
    (row,) = desk.rows("open")
    assert (row.name, row.is_proved, row.customer_id) == ("Ada Moreno", True, ada.id)
    assert (row.preview, row.preview_by, row.preview_at) == (
        "Hello? Anybody?",
        "customer",
        clock.now,
    )
    assert (row.unanswered_since, row.unread, row.language) == (asked, 2, "zh")
    assert (row.mood, row.mood_label) == (-0.6, "negative")
    assert row.position is None
    clock.advance(minutes=1)
    scene.say(chat, Reply(text="It is on its way."), sender="agent", name="Ben")
    (row,) = desk.rows("open")
    assert (row.unanswered_since, row.preview_by, row.preview_name) == (None, "agent", "Ben")


def test_stranger_has_a_name_that_tells_strangers_apart(desk: Desk) -> None:
    chat = desk.chat()
    (row,) = desk.rows("open")
    assert (row.name, row.is_proved) == ("", False)
    assert row.label("en") == f"Visitor {chat[:4]}"
    assert row.label("zh") == f"访客 {chat[:4]}"
    named = desk.chat(visitor_name="Zoë")
    row = next(row for row in desk.rows("open") if row.id == named)
    assert (row.label("en"), row.is_proved) == ("Zoë", False)


def test_preview_names_what_has_no_words() -> None:
    assert make_preview("", [{"name": "lamp.jpg"}], None) == "[lamp.jpg]"
    assert make_preview(" ", None, [card().model_dump()]) == "[Arc lamp]"
    assert make_preview(None, None, None) == ""
    long = make_preview("word " * 100, None, None)
    assert len(long) <= 120
    assert long.endswith("…")


def test_row_tells_why_a_person_was_called_and_who_helped(desk: Desk) -> None:
    chat = desk.chat(owner="person", agent_id="7")
    desk.call(chat, ("mood",), ended_at=desk.scene.now, agent_name="Old")
    desk.call(chat, ("asked", "rule"), agent_name="Ben", requeues=1)
    (row,) = desk.rows("mine")
    assert [one["code"] for one in row.reasons] == ["asked", "rule"]
    assert (row.helper, row.requeues, row.is_mine) == ("Ben", 1, True)
    bots = desk.chat()
    desk.call(bots, ("mood",), ended_at=desk.scene.now)
    (row,) = desk.rows("bot")
    assert row.reasons == ()  # that call is over


def test_unread_is_counted_for_each_conversation_apart(desk: Desk, scene: Scene) -> None:
    desk.viewer = Viewer(scene.staff().id)
    chats = [desk.chat() for _ in range(3)]
    for number, each in enumerate(chats):
        for _ in range(3):
            scene.hear(each, "hello")
        with scene.db.transaction() as session:
            if number:
                asked = {"viewer": desk.viewer, "conversation_id": each}
                mark_seen(session, **asked, message_id=number)
    unread = {row.id: row.unread for row in desk.rows("open")}
    assert [unread[each] for each in chats] == [3, 2, 1]


def test_unread_counts_what_the_customer_said_since_one_looked(desk: Desk, scene: Scene) -> None:
    desk.viewer = Viewer(scene.staff().id)
    chat = desk.chat()
    first = scene.hear(chat, "one")
    scene.hear(chat, "two")
    asked: dict[str, Any] = {"viewer": desk.viewer, "conversation_id": chat}
    with scene.db.transaction() as session:
        assert is_news(session, **asked, message_id=first)
        mark_seen(session, **asked, message_id=first)
    assert [row.unread for row in desk.rows("open")] == [1]
    with scene.db.transaction() as session:
        assert not is_news(session, **asked, message_id=first)
        mark_seen(session, **asked, message_id=2)
        mark_seen(session, **asked, message_id=1)  # an older page of the same agent: no way back
    assert [row.unread for row in desk.rows("open")] == [0]
    scene.say(chat, Reply(text="fine"))
    assert [row.unread for row in desk.rows("open")] == [0]


def test_filters_narrow_open_conversations(desk: Desk, scene: Scene, clock: FakeClock) -> None:
    old = desk.chat(language="zh", team="returns")
    clock.advance(days=1)
    hers = desk.chat(owner="person", agent_id="8", reasons=("mood", "asked"))
    mine = desk.chat(owner="person", agent_id="7", priority=2, reasons=("rule",))
    with scene.db.transaction() as session:
        session.execute(
            update(Conversation).where(Conversation.id == old).values(channel="telegram")
        )
    scene.hear(mine, "hello?")
    for filters, expected in (
        (Filters(channel="telegram"), {old}),
        (Filters(language="zh", team="returns"), {old}),
        (Filters(agent="8"), {hers}),
        (Filters(priority=1), {mine}),
        (Filters(reason="mood"), {hers}),
        (Filters(reason="rule", agent="8"), set()),
        (Filters(unanswered=True), {mine}),
        (Filters(since=clock.now.date()), {hers, mine}),
    ):
        assert set(desk.ids("open", filters)) == expected, filters


@pytest.mark.parametrize("near", [(3, 4), (1_000, 8_000)])
def test_closed_ones_are_found_by_who_helped_and_why(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, near: tuple[int, int]
) -> None:
    monkeypatch.setattr(lookup, "NEAR", near)
    ended = {"ended_at": clock.now}
    expected: dict[tuple[str, str], list[str]] = {}
    for number in range(12):
        agent, code = str(7 + number % 2), ("mood", "asked", "rule")[number % 3]
        chat = desk.chat(owner="closed")
        desk.call(chat, (code,), agent_id=agent, **ended)
        expected.setdefault((agent, code), []).insert(0, chat)
        clock.advance(seconds=1)
    for (agent, code), chats in expected.items():
        assert desk.walk("closed", 1, Filters(agent=agent, reason=code)) == chats
    of_eight = [chat for key, chats in expected.items() if key[0] == "8" for chat in chats]
    assert set(desk.walk("closed", 4, Filters(agent="8"))) == set(of_eight)
    assert desk.ids("closed", Filters(reason="action_failed")) == []
