"""Openings, the form before the chat, ratings of a person, transcripts and the way back, served."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import BotService
from bot.channels.web.config import Opening, PreChat, WidgetConfig, read_config
from bot.channels.web.returning import make_path
from bot.handoff.moves import Agent
from bot.identity.service import mark_verified
from bot.ledger.models import Conversation
from bot.mailings.models import Visit
from bot.mailings.rules import sign_link
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.errors import Invalid
from tests.bot.acting import close_conversation, hand_back, take_over
from tests.bot.conftest import Mailbox
from tests.bot.driver import Client, find_token, until

SHOP = "https://shop.example"
MINA = Agent("1", "Mina")
LAMP = Opening(id="lamp", path="/lamps*", text={"en": "May I help?", "zh": "需要帮忙吗？"})
FILE = """
prechat: {name: optional, email: required}
proactive:
  - id: lamp
    path: /lamps*
    delay_seconds: 5
    text: {en: "May I help?", zh: "需要帮忙吗？"}
"""


@pytest.fixture
def settings(settings: Any, tmp_path: Path) -> Any:
    file = tmp_path / "widget.yml"
    file.write_text(FILE, encoding="utf-8")
    return settings.model_copy(update={"allowed_origins": (SHOP,), "widget": file})


def base_of(address: str) -> str:
    return address.replace("ws://", "http://").removesuffix("/chat/v1/ws")


async def test_file_of_the_operator_is_told_to_browsers(address: str) -> None:
    async with httpx.AsyncClient(base_url=base_of(address), trust_env=False) as http:
        answer = await http.get("/chat/v1/config", headers={"origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == {
        "prechat": {"name": "optional", "email": "required"},
        "typing_preview": False,
        "proactive": [LAMP.model_dump() | {"delay_seconds": 5.0}],
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("prechat: {name: maybe}", "prechat.name"),
        ("prechat: {phone: optional}", "prechat.phone"),
        ("shouting: true", "shouting"),
        ("- a list", "the file"),
        ("proactive: [{id: a, path: lamps, text: {en: a, zh: b}}]", "proactive.0.path"),
        ("proactive: [{id: a, path: /, text: {en: a}}]", "one in zh"),
        ("proactive: [{id: a, path: /, delay_seconds: -1, text: {en: a, zh: b}}]", "delay_seconds"),
        (
            "proactive: [{id: a, path: /, text: {en: a, zh: b}}, "
            "{id: a, path: /b, text: {en: a, zh: b}}]",
            "same id",
        ),
        ("a: [", "neither YAML nor JSON"),
    ],
)
def test_place_and_fault_are_named_when_the_file_is_wrong(
    tmp_path: Path, text: str, fault: str
) -> None:
    file = tmp_path / "widget.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match="FRONTDESK_WIDGET") as refused:
        read_config(file)
    assert fault in refused.value.message
    assert str(file) in refused.value.message


def test_nothing_is_asked_when_there_is_no_file_or_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "empty.yml").touch()
    (tmp_path / "off.yml").write_text("prechat: {name: off}")
    for file in (None, tmp_path / "empty.yml", tmp_path / "off.yml"):
        assert read_config(file) == WidgetConfig(prechat=PreChat())
    with pytest.raises(Invalid, match="No such file"):
        read_config(tmp_path / "none.yml")


async def test_opening_stands_first_when_it_was_answered(address: str) -> None:
    async with Client(address, lang="zh") as client:
        said = {"type": "message", "text": "好的", "opening": "lamp"}
        await client.send(said | {"cid": "1"})
        await client.wait(type="message", id=3)
        assert [one["text"] for one in client.messages][:2] == ["需要帮忙吗？", "好的"]
        await client.send(said | {"cid": "2"})
        await client.send(said | {"cid": "1"})
        await client.quiet()
        assert [one["text"] for one in client.messages].count("需要帮忙吗？") == 1


async def test_page_cannot_speak_for_the_bot_when_it_names_no_rule(address: str) -> None:
    async with Client(address) as client:
        for cid, opening in (("1", "We refund everything"), ("2", "x" * 65)):
            await client.send({"type": "message", "cid": cid, "text": "hi", "opening": opening})
        await client.wait(type="error", cid="2")
        await client.wait(type="message", sender="bot")
        assert [one["text"] for one in client.messages] == ["hi", "You said: hi"]


async def test_profile_is_a_claim_and_nothing_more(address: str, service: BotService) -> None:
    async with Client(address) as client:
        assert client.welcome["known"] is False
        said = {"type": "profile", "cid": "p", "name": " Ada\nMoreno ", "email": "ada@example.com"}
        await client.send(said)
        await client.wait(type="ack", cid="p")
        chat = client.welcome["conversation"]
        kept = await service.ledger.read(lambda session: session.get_one(Conversation, chat))
        assert (kept.visitor_name, kept.visitor_email) == ("Ada Moreno", "ada@example.com")
        assert (kept.level, kept.customer_id) == ("claimed", None)
    async with Client(address, session=client.session) as again:
        assert again.welcome["known"] is True


@pytest.mark.parametrize(
    "email", ["ada@example", "a@b.co\r\nBcc: all@example.com", "a@b.co,c@d.co", "x" * 300]
)
async def test_profile_is_refused_when_the_address_is_none(address: str, email: str) -> None:
    # S55
    async with Client(address, lang="zh") as client:
        await client.send({"type": "profile", "cid": "p", "email": email})
        error = await client.wait(type="error", cid="p")
        assert error["code"] in ("email", "invalid")


@pytest.mark.parametrize("way", ["return", "close"])
async def test_customer_is_asked_once_and_tabs_see_it_when_a_person_has_helped(
    address: str, service: BotService, way: str
) -> None:
    async with Client(address) as client, Client(address, session=client.session) as tab:
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
        await (hand_back if way == "return" else close_conversation)(service, chat, MINA)
        asked = await client.wait(type="message", asks_rating=True)
        assert asked["text"] == "How was this chat with Mina?"
        assert "rating" not in asked
        rated = {"type": "rate", "cid": "r", "ref": asked["id"], "score": 4, "comment": "Kind"}
        await client.send(rated)
        await client.wait(type="ack", cid="r")
        told = await tab.wait(type="message", id=asked["id"], rating=4)
        assert (told["comment"], told["asks_rating"]) == ("Kind", True)
    async with Client(address, session=client.session) as later:
        await later.wait(type="message", id=asked["id"], rating=4)
        await close_conversation(service, chat, MINA)
        assert not [one for one in await later.quiet() if one.get("asks_rating")]


async def test_nothing_is_asked_when_no_person_came(address: str) -> None:
    async with Client(address) as client:
        await client.ask("let me speak to a person")
        frames = await client.quiet()
        assert not [one for one in frames if one.get("asks_rating")]


async def test_chat_is_mailed_when_the_customer_proved_who_they_are(
    address: str, service: BotService, customer: Customer, mailbox: Mailbox
) -> None:
    async with Client(address) as client:
        await client.ask("hello")
        await client.send({"type": "transcript", "cid": "t"})
        refused = await client.wait(type="error", cid="t")
        assert refused["code"] == "not_verified"
        chat = client.welcome["conversation"]
        await service.ledger.write(
            lambda session: mark_verified(
                session, conversation_id=chat, customer_id=customer.id, now=utc_now()
            )
        )
        for number in range(3):
            await client.send({"type": "transcript", "cid": f"t{number}"})
            ack = await client.wait(type="ack", cid=f"t{number}")
            assert ack["to"] == "a•••@example.com"
        await client.send({"type": "transcript", "cid": "t4"})
        assert (await client.wait(type="error", cid="t4"))["code"] == "too_many_mails"
        await until(lambda: len(mailbox.mails) == 3)
        assert "You said: hello" in mailbox.mails[0].text


async def test_missed_answer_is_mailed_and_its_link_leads_back(
    address: str, service: BotService, mailbox: Mailbox
) -> None:
    async with Client(address, origin=SHOP) as client:
        await client.send({"type": "profile", "cid": "p", "email": "ada@example.com"})
        await client.wait(type="ack", cid="p")
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
    await until(lambda: service.hub.count(chat) == 0)
    await service.visits.flush()
    await service.post_agent_message(chat, MINA, "It is on its way.")
    assert await service.followup.mail_due() == 0
    ahead = utc_now() + timedelta(minutes=3)
    service.followup.clock = service.mail.clock = lambda: ahead
    assert await service.followup.mail_due() == 1
    await until(lambda: mailbox.mails)
    text = mailbox.mails[0].text
    link = next(line for line in text.splitlines() if "/chat/v1/continue/" in line)
    path = link[link.index("/chat/") :]
    async with httpx.AsyncClient(base_url=base_of(address), trust_env=False) as http:
        answer = await http.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{SHOP}/#frontdesk-open"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert answer.content == b""
        forged = await http.get(path[:-1] + ("0" if path[-1] != "0" else "1"))
        assert forged.headers["location"] == service.web.mailing.base_url + "/"


async def test_link_leads_home_when_the_site_is_allowed_no_more(
    address: str, service: BotService
) -> None:
    async with Client(address) as client:
        chat = client.welcome["conversation"]
    await service.visits.flush()

    def move(session: Any) -> None:
        session.get_one(Visit, chat).site = "https://evil.example"
        session.get_one(Conversation, chat).page = "//evil.example/\\x"

    await service.ledger.write(move)
    token = sign_link(chat, key=service.web.mailing.key, now=utc_now())
    async with httpx.AsyncClient(base_url=base_of(address), trust_env=False) as http:
        answer = await http.get(f"/chat/v1/continue/{token}")
    assert answer.headers["location"] == service.web.mailing.base_url + "/#frontdesk-open"


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("/lamps/oak", "/lamps/oak"),
        ("", "/"),
        ("//evil.example", "/evil.example"),
        ("/\\evil.example", "/evil.example"),
        ("https://evil.example", "/https://evil.example"),
        ("/a\r\nSet-Cookie: b", "/aSet-Cookie:b"),
        ("javascript:alert(1)", "/javascript:alert(1)"),
        ("/a?b#c", "/abc"),
    ],
)
def test_page_is_a_path_of_its_own_site_whatever_was_stored(page: str, path: str) -> None:
    assert make_path(page) == path


async def test_pressed_buttons_still_work_when_a_rating_was_asked(
    address: str, service: BotService
) -> None:
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
        await hand_back(service, chat, MINA)
        back = await client.wait(type="message", fits=lambda one: bool(one.get("buttons")))
        await client.press(find_token(back, "Talk to a person"))
        await client.wait(type="status", owner="waiting")
