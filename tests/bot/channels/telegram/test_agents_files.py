"""Files that agents send on Telegram: pictures as photos, others as documents, else by name."""

import pytest

from bot.app import BotService
from bot.attachments.cleaning import clean_file
from bot.attachments.service import keep_attachment
from bot.handoff.moves import Agent
from bot.ledger.models import Conversation
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Card
from tests.bot.acting import take_over
from tests.bot.attachments.samples import PDF, make_picture
from tests.bot.channels.telegram.conftest import read_one
from tests.fakes.bot_api import FakeBotApi, User

MINA = Agent("1", "Mina")


async def send(service: BotService, database: Database, content: bytes, name: str) -> None:
    """Let Mina send a file with words and a card."""
    chat = read_one(database, Conversation).id
    await take_over(service, chat, MINA)
    file = clean_file(content, name=name)
    kept = await service.ledger.write(
        lambda session: keep_attachment(session, conversation_id=chat, file=file, now=utc_now()).id
    )
    card = Card(title="Arc lamp")
    await service.post_agent_message(
        chat, MINA, "See here", cards=lambda _session: [card], attachments=[kept]
    )


@pytest.mark.parametrize(
    ("content", "name", "method"),
    [(make_picture(), "scratch.png", "sendPhoto"), (PDF, "label.pdf", "sendDocument")],
)
async def test_file_follows_words_and_cards(
    api: FakeBotApi,
    user: User,
    service: BotService,
    database: Database,
    content: bytes,
    name: str,
    method: str,
) -> None:
    await user.say("hello")
    await api.wait_sent(1)
    await send(service, database, content, name)
    sent = await api.wait_sent(5)
    assert [call.method for call in sent[-3:]] == ["sendMessage", "sendMessage", method]


async def test_file_is_named_when_telegram_takes_it_in_no_form(
    api: FakeBotApi, user: User, service: BotService, database: Database
) -> None:
    await user.say("hello")
    await api.wait_sent(1)
    api.trouble("bad", "sendPhoto", "sendDocument", times=2)
    await send(service, database, make_picture(), "scratch.png")
    await api.wait(lambda api: "scratch.png" in api.texts(500))
