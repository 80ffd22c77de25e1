"""A person asks who somebody is: the code decides, nobody's word does."""

import pytest
from sqlalchemy import select

from bot.app import BotService
from bot.handoff.moves import Agent, NotYours
from bot.identity.asking import TooManyCodes, hide_address
from bot.identity.proofs import find_proof
from bot.identity.rules import MAX_PER_CONVERSATION
from bot.ledger.models import Conversation, Message
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Invalid
from tests.bot.acting import ask_proof, take_over
from tests.bot.conftest import Mailbox
from tests.bot.driver import Client, until

MINA, OLI = Agent("1", "Mina"), Agent("2", "Oli")
ADDRESS = "ada@example.com"


def read(database: Database, chat: str) -> Conversation:
    with database.session() as session:
        return session.get_one(Conversation, chat)


def texts(database: Database, chat: str) -> list[str]:
    with database.session() as session:
        query = select(Message.text).where(Message.conversation_id == chat).order_by(Message.id)
        return list(session.scalars(query))


def find_chat(database: Database) -> str:
    with database.session() as session:
        return session.scalars(select(Conversation.id)).one()


async def begin(client: Client, service: BotService, database: Database) -> str:
    """Let the customer write something that Mina takes."""
    await client.ask("hello")
    chat = find_chat(database)
    await take_over(service, chat, MINA)
    return chat


async def ask(service: BotService, mailbox: Mailbox, chat: str, address: str = ADDRESS) -> str:
    """Ask for a code and return it."""
    before = len(mailbox.mails)
    await ask_proof(service, chat, MINA, address)
    await until(lambda: len(mailbox.mails) > before)
    return mailbox.code


async def test_customer_is_verified_by_the_code_they_type_to_a_person(
    service: BotService, address: str, mailbox: Mailbox, customer: Customer, database: Database
) -> None:
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        code = await ask(service, mailbox, chat, " Ada@Example.com ")
        asked = await ada.wait(lambda frame: "six-digit code" in frame["text"], type="message")
        assert "Mina" in asked["text"]
        assert "a…@example.com" in asked["text"]
        secret = ada.session
        await ada.say(f"it is {code}")
        renewed = await ada.wait(type="session")
        assert renewed["session"] != secret  # a log-in changes the secret, as ever
        await ada.wait(lambda frame: "that is right" in frame["text"], type="message")
        found = read(database, chat)
        assert (found.customer_id, found.level, found.owner) == (customer.id, "verified", "person")
        assert not [text for text in texts(database, chat) if code in text]
        with database.session() as session:
            assert find_proof(session, conversation=found, now=utc_now()) == "code"
        await ada.say("still here")
        await until(lambda: "still here" in texts(database, chat))


async def test_wrong_codes_prove_nothing_and_run_out(
    service: BotService, address: str, mailbox: Mailbox, customer: Customer, database: Database
) -> None:
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        code = await ask(service, mailbox, chat)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        for _ in range(4):
            await ada.say(wrong)
            await ada.wait(lambda frame: "not the code" in frame["text"], type="message")
        await ada.say(wrong)
        await ada.wait(lambda frame: "not valid any more" in frame["text"], type="message")
        await ada.say(code)
        await ada.wait(lambda frame: "not valid any more" in frame["text"], type="message")
    found = read(database, chat)
    assert (found.customer_id, found.level) == (None, "claimed")


async def test_same_is_said_when_nobody_has_the_address(
    service: BotService, address: str, mailbox: Mailbox, customer: Customer, database: Database
) -> None:
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        await ask_proof(service, chat, MINA, ADDRESS)
        await ask_proof(service, chat, MINA, "aba@example.com")
        known, unknown = texts(database, chat)[-2:]
        assert known == unknown
        assert len(mailbox.mails) <= 1


async def test_only_the_agent_who_answers_can_ask(
    service: BotService, address: str, customer: Customer, database: Database
) -> None:
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        before = texts(database, chat)
        with pytest.raises(NotYours):
            await ask_proof(service, chat, OLI, ADDRESS)
        with pytest.raises(Invalid):
            await ask_proof(service, chat, MINA, "no address")
        assert texts(database, chat) == before


async def test_codes_are_limited_as_when_the_bot_sends_them(
    service: BotService, address: str, customer: Customer, database: Database
) -> None:
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        for _ in range(MAX_PER_CONVERSATION):
            await ask_proof(service, chat, MINA, ADDRESS)
        with pytest.raises(TooManyCodes):
            await ask_proof(service, chat, MINA, ADDRESS)


async def test_who_proves_to_be_another_goes_on_elsewhere_and_sees_nothing(
    service: BotService, address: str, mailbox: Mailbox, customer: Customer, database: Database
) -> None:
    with database.transaction() as session:
        session.add(Customer(name="Bo Lind", email="bo@example.com", created_at=utc_now()))
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        await ada.say(await ask(service, mailbox, chat))
        await ada.wait(lambda frame: "that is right" in frame["text"], type="message")
        code = await ask(service, mailbox, chat, "bo@example.com")
        await ada.say(code)
        renewed = await ada.wait(type="session")
        assert renewed["fresh"] is True
    assert read(database, chat).customer_id == customer.id
    with database.session() as session:
        other = session.scalars(select(Conversation).where(Conversation.id != chat)).one()
    assert (other.owner, other.level) == ("waiting", "verified")
    assert not [text for text in texts(database, other.id) if "hello" in text]


async def test_postcode_is_no_code(service: BotService, address: str, database: Database) -> None:
    async with Client(address) as ada:
        chat = await begin(ada, service, database)
        await ada.say("it goes to 430074 Wuhan")
        await until(lambda: "it goes to 430074 Wuhan" in texts(database, chat))


@pytest.mark.parametrize(
    ("address", "shown"), [("ada@example.com", "a…@example.com"), ("a@b.c", "a…@b.c")]
)
def test_address_is_shown_to_who_knows_it(address: str, shown: str) -> None:
    assert hide_address(address) == shown
