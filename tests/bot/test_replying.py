"""What agents say: with cards and files, once, and only in their own conversation."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.app import BotService
from bot.attachments.cleaning import clean_file
from bot.attachments.service import keep_attachment
from bot.handoff.moves import Agent, NotYours
from bot.ledger.conversations import open_conversation
from bot.ledger.messages import read_messages
from bot.ledger.models import Message
from bot.replying import MAX_CARDS
from kernel.clock import utc_now
from kernel.errors import Invalid, NotFound
from kernel.messages import Button, Card
from tests.bot.acting import take_over
from tests.bot.attachments.samples import make_picture

MINA, OLI = Agent("1", "Mina"), Agent("2", "Oli")
LAMP = Card(title="Arc lamp", price="€49.00", buttons=(Button(label="More", payload="/ask_price"),))


async def open_chat(service: BotService) -> str:
    """Return a conversation that Mina answers."""

    def work(session: Session) -> str:
        return open_conversation(session, channel="web", language="en", now=utc_now()).id

    chat = await service.ledger.write(work)
    await take_over(service, chat, MINA)
    return chat


async def keep_file(service: BotService, chat: str) -> str:
    file = clean_file(make_picture(), name="scratch.png")
    return await service.ledger.write(
        lambda session: keep_attachment(session, conversation_id=chat, file=file, now=utc_now()).id
    )


async def read(service: BotService, chat: str) -> list[Message]:
    found = await service.ledger.read(lambda session: read_messages(session, conversation_id=chat))
    return [one for one in found if one.sender == "agent"]


async def test_reply_carries_cards_and_files(service: BotService) -> None:
    chat = await open_chat(service)
    file = await keep_file(service, chat)
    number = await service.post_agent_message(
        chat, MINA, "", cards=lambda _session: [LAMP], attachments=[file]
    )
    (said,) = await read(service, chat)
    assert (said.id, said.text, said.name) == (number, "", "Mina")
    (card,) = said.cards or []
    assert (card["title"], card["price"]) == ("Arc lamp", "€49.00")
    assert set(card["buttons"][0]) == {"label", "token"}  # what it stands for stays here
    assert [one["id"] for one in said.attachments or []] == [file]


async def test_reply_is_said_once_when_its_id_repeats(service: BotService) -> None:
    chat = await open_chat(service)
    values: dict[str, Any] = {"cid": "c1", "attachments": [await keep_file(service, chat)]}
    first = await service.post_agent_message(chat, MINA, "Look", **values)
    assert await service.post_agent_message(chat, MINA, "Look", **values) == first
    assert len(await read(service, chat)) == 1


async def test_file_of_another_chat_or_sent_before_is_refused(service: BotService) -> None:
    chat, other = await open_chat(service), await open_chat(service)
    file = await keep_file(service, other)
    with pytest.raises(NotFound):
        await service.post_agent_message(chat, MINA, "Look", attachments=[file])
    await service.post_agent_message(other, MINA, "Look", attachments=[file])
    with pytest.raises(NotFound):
        await service.post_agent_message(other, MINA, "Look", attachments=[file])
    assert (len(await read(service, chat)), len(await read(service, other))) == (0, 1)


async def test_nothing_is_said_in_a_colleagues_conversation(service: BotService) -> None:
    chat = await open_chat(service)
    file = await keep_file(service, chat)
    with pytest.raises(NotYours):
        await service.post_agent_message(
            chat, OLI, "Hi", cards=lambda _session: [LAMP], attachments=[file]
        )
    assert await read(service, chat) == []
    await service.post_agent_message(chat, MINA, "Hi", attachments=[file])  # it was not used up


@pytest.mark.parametrize("cards", [0, MAX_CARDS + 1])
async def test_empty_and_overfull_replies_are_refused(service: BotService, cards: int) -> None:
    chat = await open_chat(service)
    with pytest.raises(Invalid):
        await service.post_agent_message(chat, MINA, " ", cards=lambda _session: [LAMP] * cards)
