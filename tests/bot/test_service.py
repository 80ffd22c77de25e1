"""What staff pages read."""

import pytest

from bot.service import list_conversations, read_conversation
from kernel.db import Database
from kernel.errors import Invalid, NotFound
from tests.bot.ledger.steps import Steps


def test_every_conversation_is_listed_once_when_read_in_pages(database: Database) -> None:
    steps = Steps(database)
    chats = [steps.open() for _ in range(7)]  # all in the same moment
    steps.receive(chats[3], "a", "x" * 500)
    seen, after = [], None
    with database.session() as session:
        while True:
            page = list_conversations(session, after=after, limit=3)
            seen += [row.conversation.id for row in page.items]
            if page.next is None:
                break
            after = page.next
        previews = [row.preview for row in list_conversations(session, limit=100).items]
    assert sorted(seen) == sorted(chats)
    assert max(len(preview) for preview in previews) == 120


def test_list_holds_one_owner_when_asked_for(database: Database) -> None:
    steps = Steps(database)
    steps.open()
    with database.session() as session:
        assert len(list_conversations(session, owner="bot").items) == 1
        assert list_conversations(session, owner="waiting").items == []


@pytest.mark.parametrize("cursor", ["x", "c1", "c99999999999999999999-a", "i5"])
def test_cursor_is_refused_when_it_is_not_ours(database: Database, cursor: str) -> None:
    with database.session() as session, pytest.raises(Invalid):
        list_conversations(session, after=cursor)
    with database.session() as session, pytest.raises(Invalid):
        list_conversations(session, limit=101)


def test_transcript_is_in_order(database: Database) -> None:
    steps = Steps(database)
    chat = steps.open()
    steps.receive(chat, "a", "one")
    steps.receive(chat, "b", "two")
    with database.session() as session:
        conversation, messages = read_conversation(session, conversation_id=chat)
        assert conversation.id == chat
        assert [message.text for message in messages] == ["one", "two"]
        with pytest.raises(NotFound):
            read_conversation(session, conversation_id="nothing")
