"""Conversations that were merged, on the page of the one that staff go on in."""

import html
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.handoff import merging, staff_notes
from bot.ledger.intake import Incoming, receive
from bot.ledger.notes import Note
from bot.ledger.outbox_models import Outbox
from bot.ledger.staff_models import StaffNote
from console.desk import context
from console.desk.parts import MAKERS
from console.desk.view import MessageView, interleave
from console.live.parts import Viewer, make_part
from kernel.messages import Reply
from kernel.runtime import Runtime
from tests.console.floor import MINA, Floor
from tests.console.live.test_live import connect, hear_until

UNDERSTOOD = {"intent": {"name": "track_order", "confidence": 0.9}}
START = datetime.fromisoformat("2026-03-01T12:00:00+00:00")


class Pair(Floor):
    """A Telegram chat and a chat of the web of one customer."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        ada = self.customer("Ada Moreno")
        self.old = self.conversation(ada, channel="telegram")
        self.new = self.conversation(ada)

    def merge(self) -> None:
        self.do(merging.merge, source_id=self.old, target_id=self.new, agent=MINA)

    def note(self, chat: str, text: str) -> None:
        self.do(staff_notes.write_note, conversation_id=chat, author=MINA, text=text)

    def strand(self, chat: str, number: int) -> int:
        """Have a message of a chat be one that may not have arrived."""
        with self.db.transaction() as session:
            to = {"kind": "telegram", "bot": "b", "recipient": "500", "state": "unknown"}
            when = {"next_at": self.now, "created_at": self.now}
            row = Outbox(**to, **when, conversation_id=chat, message_id=number)
            session.add(row)
            session.flush()
            return row.id


@pytest.fixture
def pair(runtime: Runtime) -> Pair:
    return Pair(runtime)


def show(agent: TestClient, chat: str, query: str = "") -> str:
    page = agent.get(f"/staff/conversations/{chat}{query}")
    assert page.status_code == 200
    (shown,) = re.findall(r'(?s)<ol class="transcript".*?</ol>', page.text)
    return html.unescape(shown)


def test_what_is_cut_may_be_asked_for_whichever_chat_it_is_of(
    agent: TestClient, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "TAIL", 3)
    pair.say(pair.new, Reply(text="First of the web."))
    pair.wait(1)
    for number in range(4):
        pair.say(pair.old, Reply(text=f"Telegram {number}."))
    pair.merge()
    page = show(agent, pair.new)
    assert "First of the web." not in page
    assert "Telegram 0." not in page
    assert "Show earlier messages" in page
    whole = show(agent, pair.new, "?all=1")
    assert whole.index("First of the web.") < whole.index("Telegram 0.")


def test_nothing_is_said_to_be_cut_when_all_is_there(
    agent: TestClient, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "TAIL", 3)
    for chat in (pair.old, pair.new, pair.old):
        pair.say(chat, Reply(text="Hello."))
    pair.merge()
    assert "Show earlier messages" not in show(agent, pair.new)


def test_notes_of_both_stand_where_they_were_written(agent: TestClient, pair: Pair) -> None:
    for chat, said, noted in ((pair.old, "One.", "Of one."), (pair.new, "Two.", "Of two.")):
        pair.say(chat, Reply(text=said))
        pair.wait(1)
        pair.note(chat, noted)
        pair.wait(1)
    pair.merge()
    page = show(agent, pair.new)
    places = [page.index(one) for one in ("One.", "Of one.", "Two.", "Of two.")]
    assert places == sorted(places)
    assert page.count("put two conversations together") == 1
    (number,) = re.findall(rf"{pair.old}/note/(\d+)/delete", page)
    taken_back = agent.post(f"/staff/conversations/{pair.old}/note/{number}/delete")
    assert taken_back.status_code == 403  # it is there, and Mina's


def test_message_that_may_not_have_arrived_is_sent_again_from_the_page_of_both(
    agent: TestClient, pair: Pair
) -> None:
    pair.say(pair.old, Reply(text="On its way."))
    row = pair.strand(pair.old, 1)
    stranger = pair.conversation(channel="telegram")
    pair.say(stranger, Reply(text="Not hers."))
    foreign = pair.strand(stranger, 1)
    pair.merge()
    again = f"/staff/conversations/{pair.new}/again"
    assert f'action="{again}/{row}"' in show(agent, pair.new)
    assert agent.post(f"{again}/{foreign}").status_code == 404
    done = agent.post(f"{again}/{row}")
    assert done.headers["Location"] == f"/staff/conversations/{pair.new}"
    with pair.db.session() as session:
        states = session.execute(select(Outbox.id, Outbox.state)).all()
    assert dict(map(tuple, states)) == {row: "queued", foreign: "unknown"}


def test_no_two_elements_have_one_id(agent: TestClient, pair: Pair) -> None:
    for chat in (pair.old, pair.new):
        pair.hear(chat, "Where is it?", understanding=UNDERSTOOD)
        pair.note(chat, "Asked.")
    pair.merge()
    ids = Counter(re.findall(r' id="([^"]+)"', show(agent, pair.new)))
    assert {name for name, count in ids.items() if count > 1} == set()
    assert sum(name.startswith("u") for name in ids) == 2


def test_page_hears_what_is_written_on_the_old_channel(
    app: FastAPI, agent: TestClient, pair: Pair
) -> None:
    pair.hear(pair.old, "Hello from Telegram")
    pair.merge()
    service = app.state.bot

    async def write() -> None:
        incoming = Incoming(pair.old, "live-1", "Are you still there?", channel="telegram")
        await service.ledger.write(
            lambda session: receive(
                session, incoming=incoming, now=service.clock(), needs_turn=False
            )
        )

    with connect(agent, f"transcript:{pair.new}") as socket:
        hear_until(socket, "Hello from Telegram")
        app.state.portal.call(write)
        assert hear_until(socket, "Are you still there?")


def test_transcript_concerns_what_is_said_in_each_of_the_chats(pair: Pair) -> None:
    viewer = Viewer(pair.staff(), "en")
    stranger = pair.conversation()
    for kind in ("transcript", "whole"):
        part = make_part(MAKERS, viewer, f"{kind}:{pair.new}")
        with pair.db.session() as session:
            part.render(session)
        heard = [chat for chat in (pair.new, pair.old) if part.concerns(Note("message", chat))]
        assert heard == ([pair.new] if kind == "transcript" else [pair.new, pair.old])
        assert not part.concerns(Note("message", stranger))
        assert not part.concerns(Note("typing", pair.old))
        if kind == "transcript":
            pair.merge()


def test_newest_notes_are_shown_however_many_there_are(agent: TestClient, pair: Pair) -> None:
    pair.say(pair.new, Reply(text="Hello."))
    with pair.db.transaction() as session:
        for number in range(staff_notes.LISTED + 2):
            about = {"conversation_id": pair.new, "author_id": "mina", "author_name": "Mina"}
            session.add(StaffNote(**about, text=f"Note {number}.", after_id=1, at=pair.now))
            session.flush()
    page = show(agent, pair.new)
    assert f"Note {staff_notes.LISTED + 1}." in page
    assert "Note 1." not in page
    assert page.index("Note 2.") < page.index("Note 3.") < page.index("Note 500.")
    assert "Note 0." in show(agent, pair.new, "?all=1")


Said = st.lists(st.tuples(st.sampled_from(["here", "there"]), st.booleans()), max_size=12)


@given(Said, st.integers(0, 12))
def test_each_note_stands_behind_its_message_and_before_the_next(
    said: list[tuple[str, bool]], cut: int
) -> None:
    """Whatever was said where: numbers decide within a chat, and nothing is lost or doubled."""
    messages: list[MessageView] = []
    notes: list[StaffNote] = []
    numbers = {"here": 0, "there": 0}
    for step, (chat, is_note) in enumerate(said):
        at = START + timedelta(seconds=step)
        if is_note:
            about = {"conversation_id": chat, "after_id": numbers[chat], "at": at}
            notes.append(StaffNote(id=step, **about))
            continue
        numbers[chat] += 1
        elsewhere = chat if chat == "there" else ""
        messages.append(MessageView(numbers[chat], "bot", "", at, "", elsewhere=elsewhere))
    shown = messages[cut:]
    is_cut = bool(shown) and cut > 0
    lines = interleave(shown, notes, "here", is_cut=is_cut)
    assert [one for one in lines if isinstance(one, MessageView)] == shown
    kept = [one for one in lines if isinstance(one, StaffNote)]
    assert len({one.id for one in kept}) == len(kept)
    if not is_cut:
        assert len(kept) == len(notes)
    firsts = {one.elsewhere or "here": one.id for one in reversed(shown)}
    for note in notes:
        if (first := firsts.get(note.conversation_id)) is not None:
            assert (note in kept) == (note.after_id >= first - 1 or not is_cut)
    order = [one.at for one in lines if one in kept or one in shown]
    assert is_cut or order == sorted(order)
