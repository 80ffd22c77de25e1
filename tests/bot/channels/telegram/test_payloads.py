"""Recorded updates: each kind is read by the library as it is today, and does what it should."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Update

from bot.channels.telegram.desk import Desk, Effect
from bot.channels.telegram.files import find_file
from bot.channels.telegram.models import TelegramChat
from bot.channels.telegram.reading import read_update
from bot.channels.telegram.taking import take_update
from bot.channels.telegram.updates import find_lane, read_id
from bot.ledger.models import Inbox, Message
from bot.ledger.outbox_models import Outbox
from kernel.clock import utc_now

FOLDER = Path(__file__).parent / "payloads"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
DESK = Desk("123456", "Lumen & Loom")


def read(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return body


def take(session: Session, name: str) -> list[Effect]:
    update = read_update(read(name))
    file = find_file(update.message) if update.message is not None else None
    return take_update(session, DESK, update, file, utc_now())


def lines(session: Session) -> list[tuple[str, str]]:
    session.flush()
    found = session.scalars(select(Message).order_by(Message.id))
    return [(line.sender, line.text) for line in found]


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_taken_without_a_fault(session: Session, name: str) -> None:
    body = read(name)
    take(session, name)
    assert read_id(body) >= 10_000
    assert (find_lane(body) == "") == (name == "unknown_kind")
    session.flush()
    # Whoever writes in private gets a turn or an answer; nobody is left without one.
    is_private = name not in ("channel_post", "from_channel", "unknown_kind", "unblocked")
    if is_private and not name.startswith(("callback", "blocked", "edited")):
        waiting = session.scalars(select(Inbox).where(Inbox.state == "waiting")).all()
        assert waiting or session.scalars(select(Outbox)).all()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("forwarded", "where is it"),
        ("reply", "this one"),
        ("location", "[location: 52.52001, 13.40495]"),
        ("sticker", "[sticker] 👍"),
        ("voice", "[voice message]"),
        ("animation", "[video]"),
        ("contact", "[contact]"),
        ("document", "[file: invoice.pdf]"),
        ("photo", "[photo]"),
        ("text", "/start"),
    ],
)
def test_message_is_kept_in_words(session: Session, name: str, text: str) -> None:
    take(session, name)
    assert lines(session)[0] == ("customer", text)


def test_caption_of_a_photo_is_a_message_of_its_own(session: Session) -> None:
    take(session, "photo")
    assert ("customer", "Is this in stock?") in lines(session)


def test_nobody_is_blocked_after_unblocking(session: Session) -> None:
    for name, is_blocked in (("blocked", True), ("unblocked", False)):
        take(session, name)
        row = session.get_one(TelegramChat, ("123456", "1111111"))
        assert (row.blocked_at is not None) == is_blocked


def test_press_on_a_message_that_is_gone_is_answered(session: Session) -> None:
    [answer] = take(session, "callback_inaccessible")
    assert answer.method == "answerCallbackQuery"


@pytest.mark.parametrize("name", ["channel_post", "unknown_kind", "from_channel"])
def test_what_concerns_nobody_opens_no_conversation(session: Session, name: str) -> None:
    take(session, name)
    assert lines(session) == []


def test_strange_detail_costs_nothing_but_itself(session: Session) -> None:
    body = read("reply")
    body["message"]["reply_to_message"]["poll"] = {"of": "the future"}
    body["message"]["from"]["language_code"] = "en"
    with pytest.raises(TypeError):
        Update.de_json(body, None)
    take_update(session, DESK, read_update(body), None, utc_now())
    assert lines(session) == [("customer", "this one")]
