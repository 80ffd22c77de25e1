"""Who speaks on Telegram: the customer's own number, a link from the web, a mailed code, nobody."""

from datetime import timedelta
from typing import Any

import pytest

from bot.app import BotService
from bot.dialogue import Answer, Question, ScriptedDialogue
from bot.identity import links
from bot.identity.models import LinkToken
from bot.ledger.models import Conversation, Message
from bot.ledger.outbox_models import ChannelBot
from crm_backend.customers.models import ChannelIdentity, Customer
from crm_backend.customers.service import delete_identity
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Challenge, Reply
from kernel.settings import Settings
from kernel.turns import TurnContext, verify_turn
from tests.bot.channels.telegram.conftest import add_customer, change, read_all, read_one
from tests.bot.conftest import Mailbox
from tests.bot.driver import Client, chatting, find_token, until
from tests.fakes.bot_api import FakeBotApi, User

PHONE = "447700900142"


@pytest.fixture
def ada(database: Database) -> Customer:
    return add_customer(database)


def context_of(question: Question, settings: Settings) -> TurnContext:
    return verify_turn(question.context, settings.derive_key("turns"), utc_now())


async def ask(
    user: User, api: FakeBotApi, engine: ScriptedDialogue, settings: Settings, text: str = "orders"
) -> TurnContext:
    """Let somebody ask for their orders and return what the actions are told of them."""
    before = len(engine.asked)
    await user.say(text)
    await until(lambda: len(engine.asked) > before)
    return context_of(engine.asked[-1], settings)


def chat_of(database: Database, account: int) -> Conversation:
    found: Conversation = read_one(database, Conversation, external_id=str(account))
    return found


@pytest.mark.parametrize("written", [PHONE, "+44 7700 900142"])
async def test_customer_is_known_when_they_share_their_own_number(
    api: FakeBotApi,
    user: User,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
    written: str,
) -> None:
    assert (await ask(user, api, engine, settings)).customer_id is None
    await user.share_contact(written)
    await api.wait_sent(2)
    assert "linked to your account" in api.texts(500)[-1]
    context = await ask(user, api, engine, settings)
    assert (context.level, context.verified_customer_id) == ("verified", ada.id)
    assert read_one(database, ChannelIdentity).external_id == "500"
    texts = [line.text for line in read_all(database, Message)]
    assert not [text for text in texts if "900142" in text]  # the number stays in the record


@pytest.mark.parametrize("owner", [501, None])
async def test_s15_contact_of_somebody_else_is_no_proof(
    api: FakeBotApi,
    user: User,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
    owner: int | None,
) -> None:
    await user.share_contact(PHONE, user_id=owner)
    await api.wait_sent(1)
    assert "somebody else's phone number" in api.texts(500)[0]
    assert (await ask(user, api, engine, settings)).level == "anonymous"
    assert read_all(database, ChannelIdentity) == []


@pytest.mark.parametrize(
    "others",
    [[], [{"phone": "07700 900142"}], [{"phone": f"+{PHONE}"}, {"phone": f"00{PHONE}"}]],
    ids=["nobody", "no country", "two"],
)
async def test_number_is_no_proof_unless_it_is_exactly_one_customers(
    api: FakeBotApi, user: User, database: Database, others: list[dict[str, Any]]
) -> None:
    for number, values in enumerate(others):
        add_customer(database, email=f"{number}@example.com", **values)
    await user.share_contact(PHONE)
    await api.wait_sent(1)
    assert "can't find that number" in api.texts(500)[0]
    assert read_all(database, ChannelIdentity) == []


async def test_account_stays_known_in_its_chat(
    api: FakeBotApi,
    user: User,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
) -> None:
    await user.share_contact(PHONE)
    await api.wait_sent(1)
    with database.transaction() as session:  # a week later
        session.query(Conversation).update({"verified_until": utc_now() - timedelta(days=7)})
    assert (await ask(user, api, engine, settings)).verified_customer_id == ada.id


async def test_s16_no_customer_data_after_forget(
    api: FakeBotApi,
    user: User,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
) -> None:
    await user.share_contact(PHONE)
    await api.wait_sent(1)
    before = chat_of(database, 500).id
    await user.say("/forget")
    await api.wait_sent(2)
    assert "no longer linked" in api.texts(500)[-1]
    context = await ask(user, api, engine, settings)
    assert (context.level, context.customer_id) == ("anonymous", None)
    assert context.conversation_id != before  # nothing of the old conversation is remembered
    assert read_one(database, Conversation, id=before).owner == "closed"
    assert read_all(database, ChannelIdentity) == []


async def test_s16_no_customer_data_after_staff_unlinked(
    api: FakeBotApi,
    user: User,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
) -> None:
    await user.share_contact(PHONE)
    await api.wait_sent(1)
    number = read_one(database, ChannelIdentity).id
    change(
        database,
        lambda session: delete_identity(session, customer_id=ada.id, identity_id=number),
    )
    context = await ask(user, api, engine, settings)
    assert (context.level, context.customer_id) == ("anonymous", None)


async def test_s16_no_customer_data_after_all_accounts_were_unlinked(
    api: FakeBotApi,
    user: User,
    service: BotService,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
) -> None:
    await user.share_contact(PHONE)
    await api.wait_sent(1)
    unlinked = [
        await service.ledger.write(
            lambda session: links.unlink_customer(session, customer_id=ada.id, now=service.clock())
        )
        for _ in range(2)
    ]
    assert unlinked == [1, 0]
    assert (await ask(user, api, engine, settings)).level == "anonymous"


async def test_account_is_linked_when_a_mailed_code_is_typed(
    api: FakeBotApi,
    user: User,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
    mailbox: Mailbox,
) -> None:
    sent = Answer((Reply(text="sent", directives=(Challenge(email=ada.email),)),))
    engine.script = {"ada@example.com": sent}
    await user.say("ada@example.com")
    await until(lambda: mailbox.mails)
    await user.say(mailbox.code)
    await until(lambda: read_all(database, ChannelIdentity))
    assert (await ask(user, api, engine, settings)).verified_customer_id == ada.id


class Page:
    """A verified conversation on the web that asks for links."""

    def __init__(self, client: Client, database: Database) -> None:
        self.client, self.database = client, database

    async def ask_link(self, text: str = "link my telegram") -> str:
        """Return the token of the link."""
        answer = await self.client.ask(text, sender="system")
        assert "https://t.me/shop_bot?start=" in answer["text"]
        return str(answer["text"].rpartition("start=")[2])

    async def choose(self, label: str) -> str:
        """Press a button of the question and return what is said."""
        asked = await self.client.wait(type="message", sender="system")
        assert "wants to be linked" in asked["text"]
        await self.client.press(find_token(asked, label))
        return str((await self.client.wait(type="message", sender="system"))["text"])


async def verify(client: Client, database: Database, customer: Customer) -> None:
    with database.transaction() as session:
        session.query(Conversation).filter_by(id=client.welcome["conversation"]).update(
            {
                "customer_id": customer.id,
                "level": "verified",
                "verified_until": utc_now() + timedelta(hours=1),
            }
        )


async def ready(api: FakeBotApi, database: Database) -> None:
    """Wait until the account is known by name."""
    await api.wait(lambda api: api.done("setMyCommands"))
    await until(lambda: [one.username for one in read_all(database, ChannelBot)] == ["shop_bot"])


@pytest.mark.parametrize("wish", ["Link my Telegram", "请帮我绑定 Telegram"])
async def test_s13_account_is_linked_after_yes_on_the_page(
    api: FakeBotApi,
    user: User,
    service: BotService,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
    wish: str,
) -> None:
    await ready(api, database)
    async with chatting(service) as address, Client(address) as client:
        await verify(client, database, ada)
        page = Page(client, database)
        token = await page.ask_link(wish)
        assert len(token) <= 64
        assert token not in str(read_one(database, LinkToken).token_hash)
        await user.say(f"/start {token}")
        asked = await client.wait(type="message", sender="system")
        assert "Ada (@ada_m)" in asked["text"]
        assert read_all(database, ChannelIdentity) == []  # not before the yes
        await client.press(find_token(asked, "Yes, that is me"))
        done = await client.wait(type="message", sender="system")
        assert "Telegram is linked" in done["text"]
    await api.wait_sent(2)
    assert "linked to your account" in api.texts(500)[-1]
    assert (await ask(user, api, engine, settings)).verified_customer_id == ada.id
    said = [line.text for line in read_all(database, Message) if line.sender == "customer"]
    assert token not in "".join(said)


NEUTRAL = "If you have just opened this link"


async def test_s13_link_is_of_no_use_to_anybody_else(
    api: FakeBotApi,
    user: User,
    service: BotService,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
) -> None:
    await ready(api, database)
    mallory = api.user(666, first_name="Mallory", username=None)
    async with chatting(service) as address, Client(address) as client:
        await verify(client, database, ada)
        page = Page(client, database)
        token = await page.ask_link()
        await user.say(f"/start {token}")
        await api.wait_sent(1)
        await mallory.say(f"/start {token}")  # opened before by another account
        await api.wait_sent(2)
        await user.say(f"/start {token}")  # used twice
        await api.wait_sent(3)
        assert "is linked" in await page.choose("Yes, that is me")
        await api.wait_sent(4)
        await mallory.say(f"/start {token}")  # used up
        await mallory.say("/start made-up_token")
        await api.wait_sent(6)
    # Whatever was wrong, the words are the same.
    assert set(api.texts(666)) == {api.texts(500)[0]}
    assert api.texts(666)[0].startswith(NEUTRAL)
    assert (await ask(mallory, api, engine, settings)).level == "anonymous"
    assert read_one(database, ChannelIdentity).external_id == "500"


async def test_s13_forwarded_link_links_nobody_when_the_page_says_no(
    api: FakeBotApi,
    service: BotService,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
) -> None:
    await ready(api, database)
    mallory = api.user(666, first_name="**Mallory** [x](https://evil.example)")
    async with chatting(service) as address, Client(address) as client:
        await verify(client, database, ada)
        page = Page(client, database)
        token = await page.ask_link()
        await mallory.say(f"/start {token}")
        assert "nothing was linked" in await page.choose("No, do not link it")
        asked = next(one for one in client.messages if "wants to be" in one["text"])
        assert "**" not in asked["text"]
        assert "](" not in asked["text"]
        await client.press(find_token(asked, "Yes, that is me"))  # too late
        answer = await client.wait(type="message", sender="system")
        assert "no longer valid" in answer["text"]
    assert read_all(database, ChannelIdentity) == []


@pytest.mark.parametrize("moment", ["opened", "confirmed"])
async def test_s13_link_is_dead_after_ten_minutes(
    api: FakeBotApi,
    user: User,
    service: BotService,
    ada: Customer,
    database: Database,
    moment: str,
) -> None:
    def expire() -> None:
        with database.transaction() as session:
            session.query(LinkToken).update({"expires_at": utc_now()})

    await ready(api, database)
    async with chatting(service) as address, Client(address) as client:
        await verify(client, database, ada)
        page = Page(client, database)
        token = await page.ask_link()
        if moment == "opened":
            expire()
        await user.say(f"/start {token}")
        await api.wait_sent(1)
        if moment == "confirmed":
            expire()
            assert "no longer valid" in await page.choose("Yes, that is me")
    assert api.texts(500)[0].startswith(NEUTRAL)
    assert read_all(database, ChannelIdentity) == []


async def test_s13_only_the_page_that_asked_can_say_yes_and_only_while_it_is_verified(
    api: FakeBotApi, user: User, service: BotService, ada: Customer, database: Database
) -> None:
    await ready(api, database)
    async with chatting(service) as address, Client(address) as client:
        await verify(client, database, ada)
        page = Page(client, database)
        token = await page.ask_link()
        await user.say(f"/start {token}")
        with database.transaction() as session:
            session.query(Conversation).filter_by(channel="web").update(
                {"verified_until": utc_now()}
            )
        assert "no longer valid" in await page.choose("Yes, that is me")
        async with Client(address) as other:
            asked = next(one for one in client.messages if "wants to be" in one["text"])
            cid = await other.press(find_token(asked, "Yes, that is me"))
            refused = await other.wait(type="error", cid=cid)
            assert refused["code"] == "not_found"
    assert read_all(database, ChannelIdentity) == []


async def test_yes_may_be_typed(
    api: FakeBotApi, user: User, service: BotService, ada: Customer, database: Database
) -> None:
    await ready(api, database)
    async with chatting(service) as address, Client(address) as client:
        await verify(client, database, ada)
        token = await Page(client, database).ask_link()
        await user.say(f"/start {token}")
        await client.wait(type="message", sender="system")
        done = await client.ask("Yes, that is me", sender="system")
        assert "Telegram is linked" in done["text"]
    assert read_one(database, ChannelIdentity).external_id == "500"


async def test_link_is_not_given_to_a_stranger_nor_without_end(
    api: FakeBotApi, service: BotService, ada: Customer, database: Database
) -> None:
    await ready(api, database)
    async with chatting(service) as address, Client(address) as client:
        answer = await client.ask("connect telegram please", sender="system")
        assert "who you are" in answer["text"]
        await verify(client, database, ada)
        page = Page(client, database)
        for _ in range(5):
            await page.ask_link()
        sixth = await client.ask("link telegram", sender="system")
        assert "t.me" not in sixth["text"]
    states = [one.state for one in read_all(database, LinkToken)]
    assert states == ["replaced"] * 4 + ["open"]  # a new link ends those before


async def test_link_is_offered_when_a_code_was_confirmed_on_the_web(
    api: FakeBotApi,
    service: BotService,
    engine: ScriptedDialogue,
    ada: Customer,
    database: Database,
    mailbox: Mailbox,
) -> None:
    await ready(api, database)
    sent = Answer((Reply(text="sent", directives=(Challenge(email=ada.email),)),))
    engine.script = {"ada@example.com": sent}
    async with chatting(service) as address, Client(address) as client:
        await client.ask("ada@example.com")
        await until(lambda: mailbox.mails)
        await client.ask(mailbox.code)
        offer = await client.wait(lambda frame: bool(frame["buttons"]), type="message")
        await client.press(find_token(offer, "Link my Telegram"))
        answer = await client.wait(type="message", sender="system")
        assert "https://t.me/shop_bot?start=" in answer["text"]


async def test_s16_telegram_is_unlinked_from_the_web(
    api: FakeBotApi,
    user: User,
    service: BotService,
    engine: ScriptedDialogue,
    settings: Settings,
    ada: Customer,
    database: Database,
) -> None:
    await user.share_contact(PHONE)
    await api.wait_sent(1)
    async with chatting(service) as address, Client(address) as client:
        refused = await client.ask("unlink my telegram", sender="system")
        assert "who you are" in refused["text"]
        await verify(client, database, ada)
        done = await client.ask("解绑 Telegram", sender="system")
        assert "no Telegram account" in done["text"]
    assert (await ask(user, api, engine, settings)).level == "anonymous"
