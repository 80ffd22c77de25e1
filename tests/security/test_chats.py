"""Codes asked for too often or for strangers (S11, S12), log-ins that are not offered (S14), other
people's chats (S24)."""

import secrets
import statistics
import time
import uuid
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import reception
from bot.app import BotService, create_router
from bot.attachments.cleaning import clean_file
from bot.attachments.models import Attachment
from bot.attachments.service import ID_BYTES, keep_attachment, read_attachment
from bot.channels.web.uploads import find_conversation
from bot.dialogue import ScriptedDialogue
from bot.identity import entering, rules, sessions
from bot.identity.models import BrowserSession
from bot.identity.service import issue_challenge
from bot.identity.sessions import Entry, find_entry
from bot.ledger.conversations import open_conversation
from bot.ledger.models import Conversation, Message
from bot.ledger.outbox_models import Outbox
from bot.wording import say
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import NotFound
from kernel.http import add_routes
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.attachments.samples import PDF
from tests.bot.conftest import Mailbox
from tests.bot.driver import Client, until
from tests.security.test_visitor import send_codes
from tests.security.twins import expect_red
from tests.security.whole import list_routes

KNOWN, UNKNOWN = "ada@example.com", "nobody@example.com"
TRIES = 40


async def test_s11_unknown_address_hears_what_a_known_one_hears(
    address: str, engine: ScriptedDialogue, mailbox: Mailbox, customers: dict[str, int]
) -> None:
    send_codes(engine)
    heard = {}
    for email in (KNOWN, UNKNOWN):
        async with Client(address) as client:
            await client.ask(email)
            for wrong in ("000000", "111111", "222222", "333333", "444444", "555555"):
                await client.ask(wrong)
            await client.ask(email)
            await client.quiet()
            # A message may be shown a second time, once its code is masked: the last one counts.
            last = {one["id"]: (one["from"], one["text"]) for one in client.messages}
            told = sorted(last.items())
            heard[email] = str(told).replace(email, "…")
    assert heard[KNOWN] == heard[UNKNOWN]
    assert [mail.to for mail in mailbox.mails] == [KNOWN]


def test_s11_unknown_address_takes_no_other_time(
    service: BotService, database: Database, customers: dict[str, int]
) -> None:
    identity, took = service.runner.identity, {KNOWN: list[float](), UNKNOWN: list[float]()}
    for _ in range(TRIES):
        for email, times in took.items():
            with database.session() as session:
                chat = open_conversation(session, channel="web", language="en", now=utc_now())
                began = time.perf_counter()
                now = utc_now()
                issue_challenge(session, identity, conversation_id=chat.id, address=email, now=now)
                session.flush()
                times.append(time.perf_counter() - began)
                session.rollback()
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.02


class Asker:
    """Asks for codes in many chats, in no time."""

    def __init__(self, service: BotService, database: Database) -> None:
        self.identity, self.database = service.runner.identity, database
        self.now = utc_now()

    def ask(self, email: str, network: str = "", chat: str | None = None) -> bool:
        with self.database.transaction() as session:
            if chat is None:
                made = open_conversation(
                    session, channel="web", language="en", now=self.now, address_hash=network
                )
                chat = made.id
            return issue_challenge(
                session, self.identity, conversation_id=chat, address=email, now=self.now
            )

    @property
    def mails(self) -> int:
        with self.database.session() as session:
            query = select(func.count()).select_from(Outbox).where(Outbox.kind == "mail")
            return session.scalar(query) or 0


@pytest.fixture
def asker(service: BotService, database: Database, customers: dict[str, int]) -> Asker:
    return Asker(service, database)


async def mails_five_an_hour(asker: Asker) -> None:
    sent = [asker.ask(KNOWN) for _ in range(20)]
    assert (sum(sent), asker.mails) == (rules.MAX_PER_ADDRESS, 5)


async def test_s12_address_gets_five_codes_an_hour_whoever_asks(asker: Asker) -> None:
    await mails_five_an_hour(asker)
    assert not asker.ask(" ADA@example.com ")
    assert asker.ask("bo@example.com")
    asker.now += rules.WINDOW
    assert asker.ask(KNOWN)


async def test_s12_twin_turns_red(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "may_send_code", lambda **_counts: True)
    await expect_red(mails_five_an_hour, asker)


def test_s12_network_gets_thirty_codes_an_hour(asker: Asker) -> None:
    sent = [asker.ask(f"a{number}@example.com", "a network") for number in range(100)]
    assert sum(sent) == rules.MAX_PER_NETWORK == 30
    assert sent.index(False) == 30
    assert asker.ask("b@example.com", "another network")


def test_s12_chat_gets_five_codes_an_hour(asker: Asker, database: Database) -> None:
    with database.transaction() as session:
        chat = open_conversation(session, channel="web", language="en", now=asker.now).id
    sent = [asker.ask(f"a{number}@example.com", chat=chat) for number in range(10)]
    assert sum(sent) == rules.MAX_PER_CONVERSATION == 5


async def test_s12_refusal_is_said(
    address: str, engine: ScriptedDialogue, mailbox: Mailbox, customers: dict[str, int]
) -> None:
    send_codes(engine)
    async with Client(address) as client:
        for _ in range(rules.MAX_PER_CONVERSATION + 1):
            await client.ask(KNOWN)
        await client.quiet()
        await until(lambda: len(mailbox.mails) == 5)
        assert client.messages[-1]["text"] == say("too_many_codes", "en")


TELEGRAM_LOGIN = {
    "id": 4711,
    "first_name": "Ada",
    "username": "ada",
    "auth_date": 1_772_443_800,
    "hash": "0" * 64,
}


async def test_s14_log_in_data_of_telegram_is_taken_by_no_route(
    address: str, runtime: Runtime, service: BotService, settings: Settings
) -> None:
    app = FastAPI()
    add_routes(app, create_router(service))
    paths = {path for _method, path in list_routes(app)}
    assert "/chat/v1/ws" in paths
    assert not [path for path in paths if "telegram" in path or "callback" in path]
    base = address.replace("ws://", "http://").removesuffix("/chat/v1/ws")
    async with httpx.AsyncClient(trust_env=False, base_url=base) as http:
        for path in ("/telegram/v1/login", "/telegram/login", "/auth/telegram", "/login/telegram"):
            assert (await http.get(path, params=TELEGRAM_LOGIN)).status_code == 404
            assert (await http.post(path, json=TELEGRAM_LOGIN)).status_code == 404
    client = Client(address)
    await client.connect()
    await client.send({"type": "hello", "telegram": TELEGRAM_LOGIN, **TELEGRAM_LOGIN})
    welcome = await client.wait(type="welcome")
    await client.socket.close()
    found = await service.ledger.read(
        lambda session: session.get_one(Conversation, welcome["conversation"])
    )
    assert (found.level, found.customer_id) == ("anonymous", None)


async def shows_nothing_of_others(address: str, service: BotService) -> None:
    async with Client(address) as ada:
        await ada.ask("my secret is blue")
        chosen = ada.welcome["conversation"]
        kept = await service.ledger.write(lambda session: keep_file(session, chosen))
        for lie in lies(chosen, str(ada.session)):
            stranger = Client(address)
            await stranger.connect()
            await stranger.send({"type": "hello", "after": 0, "lang": "en", **lie})
            welcome = await stranger.wait(type="welcome")
            assert welcome["conversation"] != chosen
            assert welcome["last"] == 0
            for frame in trespasses(chosen, kept):
                await stranger.send(frame)
            await stranger.quiet(0.5)
            assert "blue" not in str(stranger.frames)
            refused = [one.get("code") for one in stranger.frames if one["type"] == "error"]
            assert "file_gone" in refused
            assert "not_found" in refused
            await stranger.socket.close()
        heard = await ada.quiet()
        assert [frame for frame in heard if frame["type"] in ("message", "typing")] == []
    count = select(func.count()).where(Message.conversation_id == chosen)
    assert await service.ledger.read(lambda session: session.scalar(count)) == 2


def keep_file(session: Session, conversation_id: str) -> str:
    file = clean_file(PDF, "bill.pdf")
    return keep_attachment(session, conversation_id=conversation_id, file=file, now=utc_now()).id


def lies(chosen: str, secret: str) -> list[dict[str, Any]]:
    """Return hellos that ask for somebody else's chat."""
    return [
        {"conversation": chosen, "conversation_id": chosen},
        {"session": chosen},
        {"session": sessions.hash_secret(secret)},
        {"session": secret[:-1]},
        {"session": secret + " "},
        {"session": "%"},
    ]


def trespasses(chosen: str, attachment_id: str) -> list[dict[str, Any]]:
    """Return frames that name somebody else's things."""
    there = {"conversation": chosen, "conversation_id": chosen}
    return [
        {"type": "typing", **there},
        {"type": "rate", "cid": "r", "ref": 2, "score": 1, **there},
        {"type": "message", "cid": "f", "text": "", "attachments": [attachment_id], **there},
        {"type": "profile", "cid": "p", "name": "x", "email": "", **there},
    ]


async def test_s24_chat_of_another_visitor_is_out_of_reach(
    address: str, service: BotService
) -> None:
    await shows_nothing_of_others(address, service)


async def test_s24_twin_turns_red_when_an_id_opens_a_chat(
    address: str, service: BotService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(session: Session, *, secret: str | None) -> Entry | None:
        found = session.get(Conversation, secret or "")
        if found is None:
            return find_entry(session, secret=secret)
        query = select(BrowserSession).where(BrowserSession.conversation_id == found.id)
        return Entry(session.scalars(query.limit(1)).one(), found)

    monkeypatch.setattr(entering, "find_entry", find)
    await expect_red(shows_nothing_of_others, address, service)


async def test_s24_twin_turns_red_when_files_are_anybodys(
    address: str, service: BotService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(session: Session, *, conversation_id: str, ids: Any) -> list[Attachment]:
        return list(session.scalars(select(Attachment).where(Attachment.id.in_(ids))))

    monkeypatch.setattr(reception, "find_attachments", find)
    await expect_red(shows_nothing_of_others, address, service)


async def test_s24_ids_are_not_to_be_guessed(
    address: str, service: BotService, database: Database
) -> None:
    async with Client(address) as ada:
        await ada.ask("hello")
        chosen = ada.welcome["conversation"]
    kept = await service.ledger.write(lambda session: keep_file(session, chosen))
    assert ID_BYTES * 8 >= 128
    with database.session() as session:
        assert read_attachment(session, attachment_id=kept)[1] == PDF
        for _ in range(2_000):
            with pytest.raises(NotFound):
                read_attachment(session, attachment_id=secrets.token_urlsafe(ID_BYTES))
            assert find_conversation(session, uuid.uuid4().hex) is None
        assert find_conversation(session, chosen) is None
    base = address.replace("ws://", "http://").removesuffix("/chat/v1/ws")
    async with httpx.AsyncClient(trust_env=False, base_url=base) as http:
        for wrong in (kept[:-1], kept.swapcase(), chosen, "%25", f"{chosen}/{kept}"):
            answer = await http.get(f"/chat/v1/attachments/{wrong}")
            assert answer.status_code == 404, wrong
        for bearer in (chosen, "", "null", kept):
            answer = await http.post(
                "/chat/v1/attachments",
                content=PDF,
                headers={"authorization": f"Bearer {bearer}".strip()},
            )
            assert answer.status_code == 401
        forged = await http.get(f"/chat/v1/continue/{chosen}")
        assert (forged.status_code, "secret" in forged.text) == (303, False)


async def test_s24_chat_that_is_a_customers_opens_for_nobody_else(
    address: str, service: BotService, customers: dict[str, int], site: Any
) -> None:
    async with Client(address, token=site.sign()) as ada:
        await ada.ask("my secret is blue")
    # Whoever has the id of the customer's row, or of the chat, has nothing.
    token = site.sign(sub="site-2", email="bo@example.com", name="Bo Lind")
    for lie in (ada.welcome["conversation"], str(customers["ada"])):
        client = Client(address, session=lie, token=token)
        async with client:
            await client.ask("what did I say?")
            assert "blue" not in str(client.frames)
