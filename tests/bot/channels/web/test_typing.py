"""That a customer writes is shown to the person who has the chat, and to nobody else."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import BotService
from bot.channels.web.taking import MOST_PREVIEWED, cut_preview
from bot.handoff.gazing import list_gazes
from bot.handoff.moves import Agent
from bot.ledger.notes import Note
from kernel.db import Base
from tests.bot.acting import take_over
from tests.bot.driver import Client, until

MINA = Agent("1", "Mina")


def signs(service: BotService, chat: str) -> list[tuple[str, str]]:
    with service.runtime.db.session() as session:
        found = list_gazes(session, conversation_id=chat, now=service.clock())
        return [(one.agent_id, one.state) for one in found]


async def test_sign_is_shown_while_the_customer_writes_to_a_person(
    service: BotService, address: str
) -> None:
    async with Client(address) as customer:
        await customer.ask("hello")
        chat = customer.welcome["conversation"]
        await customer.send({"type": "typing"})
        await customer.ask("hello")  # frames are taken in order: the sign was before this
        assert signs(service, chat) == []
        await take_over(service, chat, MINA)
        await customer.send({"type": "typing"})
        await until(lambda: signs(service, chat) == [("customer", "typing")])
        await customer.say("Are you there?")
        await until(lambda: signs(service, chat) == [])


def listen(service: BotService) -> list[Note]:
    """Return a list that fills with what is told of words being written."""
    told: list[Note] = []
    service.ledger.listen(lambda note: told.append(note) if note.kind == "preview" else None)
    return told


def dump(service: BotService) -> str:
    """Return all that the database holds."""
    with service.runtime.db.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return "".join(str(connection.execute(select(one)).all()) for one in tables)


async def test_words_being_written_are_never_taken(service: BotService, address: str) -> None:
    told = listen(service)
    async with Client(address) as customer:
        await customer.ask("hello")
        chat = customer.welcome["conversation"]
        await take_over(service, chat, MINA)
        await customer.send({"type": "typing", "text": "my secret thought"})
        await until(lambda: signs(service, chat) == [("customer", "typing")])
        with service.runtime.db.session() as session:
            (row,) = list_gazes(session, conversation_id=chat, now=service.clock())
            assert "secret" not in str(vars(row))
    assert told == []


@pytest.fixture
def wish() -> str:
    """What the operator has written of the widget."""
    return ""


@pytest.fixture
def settings(settings: Any, tmp_path: Path, wish: str) -> Any:
    file = tmp_path / "widget.yml"
    file.write_text(wish, encoding="utf-8")
    return settings.model_copy(update={"widget": file})


@pytest.mark.parametrize("wish", ["typing_preview: true"])
async def test_words_go_to_a_person_and_are_kept_nowhere_when_the_operator_wants_it(
    service: BotService, address: str
) -> None:
    told = listen(service)
    async with Client(address) as customer:
        await customer.ask("hello")
        chat = customer.welcome["conversation"]
        await customer.send({"type": "typing", "text": "for the bot"})
        await customer.ask("hello")
        assert told == []
        await take_over(service, chat, MINA)
        await customer.send({"type": "typing", "text": "my secret thought"})
        await until(lambda: [one.text for one in told] == ["my secret thought"])
        assert told[0].conversation_id == chat
        assert "secret" not in repr(told)
        await until(lambda: signs(service, chat) == [("customer", "typing")])
        assert "hello" in dump(service)
        assert "secret" not in dump(service)
        await customer.send({"type": "typing"})  # a sign alone takes nothing back
        await customer.send({"type": "typing", "text": ""})
        await until(lambda: [one.text for one in told] == ["my secret thought", ""])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (None, None),
        ("", ""),
        ("it is 12", "it is 12"),
        ("it is 123", "it is …"),
        ("4111 1111-1111.1111 ok", "… ok"),
        ("１２３４", "…"),
        ("x" * 600, "x" * MOST_PREVIEWED),
    ],
)
def test_numbers_are_hidden_while_they_are_written(typed: str | None, shown: str | None) -> None:
    assert cut_preview(typed) == shown
