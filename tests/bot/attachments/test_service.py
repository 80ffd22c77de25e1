"""Attachments in the database: kept, counted, tied to one message of one chat."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.attachments import rules
from bot.attachments.cleaning import CleanFile, clean_file
from bot.attachments.models import Attachment, AttachmentContent
from bot.attachments.service import (
    find_attachments,
    keep_attachment,
    mark_sent,
    read_attachment,
)
from bot.ledger.conversations import open_conversation
from kernel.errors import NotFound, TooMany
from tests.bot.attachments.samples import make_picture
from tests.conftest import FakeClock


def open_chat(session: Session, clock: FakeClock) -> str:
    return open_conversation(session, channel="web", language="en", now=clock()).id


def keep(session: Session, chat: str, clock: FakeClock, size: int = 10) -> Attachment:
    file = CleanFile("a.pdf", "application/pdf", bytes(size))
    return keep_attachment(session, conversation_id=chat, file=file, now=clock())


def test_picture_can_be_read_when_it_was_stored(session: Session, clock: FakeClock) -> None:
    chat = open_chat(session, clock)
    file = clean_file(make_picture(), "../a.gif")
    made = keep_attachment(session, conversation_id=chat, file=file, now=clock())
    assert len(made.id) == 43
    found, content = read_attachment(session, attachment_id=made.id)
    assert (found.name, found.media_type, found.width, found.size) == (
        "a.png",
        "image/png",
        40,
        len(content),
    )
    with pytest.raises(NotFound):
        read_attachment(session, attachment_id=made.id[:-1] + "!")


def test_files_are_refused_when_there_were_too_many_in_an_hour(
    session: Session, clock: FakeClock
) -> None:
    chat, other = open_chat(session, clock), open_chat(session, clock)
    for _ in range(rules.MAX_IN_WINDOW):
        keep(session, chat, clock)
    with pytest.raises(TooMany) as refused:
        keep(session, chat, clock)
    assert refused.value.data["retry_after"] == 3_600
    keep(session, other, clock)
    clock.advance(minutes=61)
    keep(session, chat, clock)


@pytest.mark.parametrize("limit", ["MAX_BYTES_IN_WINDOW", "MAX_BYTES_IN_ALL", "MAX_IN_ALL"])
def test_files_are_refused_when_the_quota_is_used_up(
    session: Session, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(rules, limit, 2 if limit == "MAX_IN_ALL" else 25)
    chat = open_chat(session, clock)
    keep(session, chat, clock)
    keep(session, chat, clock)
    with pytest.raises(TooMany):
        keep(session, chat, clock)


def test_attachment_is_sent_once_and_in_its_own_chat_alone(
    session: Session, clock: FakeClock
) -> None:
    chat, other = open_chat(session, clock), open_chat(session, clock)
    one, two = keep(session, chat, clock), keep(session, chat, clock)
    ids = [two.id, one.id]
    assert find_attachments(session, conversation_id=chat, ids=ids) == [two, one]
    for wrong in ([*ids, "nothing"], [one.id, one.id]):
        with pytest.raises(NotFound):
            find_attachments(session, conversation_id=chat, ids=wrong)
    with pytest.raises(NotFound):
        find_attachments(session, conversation_id=other, ids=[one.id])
    mark_sent(session, attachments=[one], message_id=1)
    with pytest.raises(NotFound):
        mark_sent(session, attachments=[one, two], message_id=2)


def test_file_is_thrown_away_when_it_was_not_sent_for_a_day(
    session: Session, clock: FakeClock
) -> None:
    chat = open_chat(session, clock)
    sent, _unsent = keep(session, chat, clock), keep(session, chat, clock)
    mark_sent(session, attachments=[sent], message_id=1)
    clock.advance(hours=25)
    fresh = keep(session, chat, clock)
    kept = set(session.scalars(select(Attachment.id)))
    assert kept == {sent.id, fresh.id}
    assert session.scalar(select(func.count()).select_from(AttachmentContent)) == 2
