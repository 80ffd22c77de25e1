"""A shop on Telegram by long polling: what people on a phone see."""

import asyncio
from typing import Any

import pytest

from bot.app import BotService
from bot.attachments.models import AttachmentContent
from bot.channels.telegram.models import TelegramUpdate
from bot.dialogue import Answer, Question, ScriptedDialogue
from bot.handoff.moves import Agent
from bot.ledger.models import Conversation, Inbox, Message
from bot.ledger.outbox_models import Outbox
from kernel.db import Database
from kernel.messages import Button, Card, Reply
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.acting import hand_back, take_over
from tests.bot.channels.telegram.conftest import Running, read_all, read_one
from tests.bot.conftest import Mailbox
from tests.bot.driver import until
from tests.fakes.bot_api import FakeBotApi, User

MINA = Agent("a1", "Mina")


async def test_customer_is_answered_when_they_write(api: FakeBotApi, user: User) -> None:
    await user.say("where is my order")
    await api.wait_sent(1)
    assert api.texts(500) == ["You said: where is my order"]


async def test_language_is_that_of_the_phone_when_a_chat_begins(
    api: FakeBotApi, service: BotService
) -> None:
    await api.user(501, language_code="zh-hans").say("/help")
    await api.wait_sent(1)
    assert "转人工" in api.texts(501)[0]


async def test_button_is_pressed_once_and_shows_it(
    api: FakeBotApi, user: User, engine: ScriptedDialogue, database: Database
) -> None:
    offer = Reply(text="Which?", buttons=(Button(label="Refund", payload="/want_refund"),))
    engine.script = {"my lamp is broken": Answer((offer,))}
    await user.say("my lamp is broken")
    [asked] = await api.wait_sent(1)
    await user.press(asked, "Refund")
    await api.wait_sent(2)
    assert engine.asked[-1].text == "/want_refund"
    await api.wait(lambda api: api.done("editMessageReplyMarkup"))
    [edited] = api.done("editMessageReplyMarkup")
    [[button]] = edited.values["reply_markup"]["inline_keyboard"]
    assert button["text"] == "✓ Refund"
    await user.press_data(button["callback_data"], asked.result)  # does nothing more
    await api.wait(lambda api: len(api.answers) == 2)
    said = [line.text for line in read_all(database, Message) if line.sender == "customer"]
    assert said == ["my lamp is broken", "Refund"]


async def test_press_is_answered_in_words_when_the_button_is_unknown(
    api: FakeBotApi, user: User
) -> None:
    await user.press_data("not-one-of-ours")
    await api.wait(lambda api: api.answers)
    [answer] = api.answers.values()
    assert answer["text"] == "This choice is no longer there."


async def test_cards_are_photos_with_their_own_buttons(
    api: FakeBotApi, user: User, engine: ScriptedDialogue
) -> None:
    card = Card(
        title="Lamp <Luna>",
        subtitle="warm",
        price="€ 49",
        reason="**liked** by many",
        image="https://shop.example/luna.jpg",
        buttons=(Button(label="Take it", payload="/take"),),
    )
    engine.script = {"lamps": Answer((Reply(text="Two lamps:", cards=(card, card)),))}
    await user.say("lamps")
    text, first, second = await api.wait_sent(3)
    assert (text.method, first.method, second.method) == ("sendMessage", "sendPhoto", "sendPhoto")
    assert first.values["photo"] == "https://shop.example/luna.jpg"
    assert first.result["caption"] == "Lamp <Luna>\nwarm\n€ 49\nliked by many"
    await user.press(second, "Take it")
    await api.wait_sent(4)


async def test_picture_of_the_shop_is_uploaded(
    api: FakeBotApi, user: User, engine: ScriptedDialogue, service: BotService
) -> None:
    assert service.telegram is not None
    folder = service.telegram.settings.data / "pictures"
    folder.mkdir()
    (folder / "LUNA.png").write_bytes(b"\x89PNG...")
    (folder / "MARS.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    )
    (folder / "VENUS.svg").write_text("<svg><text>a font</text></svg>")
    cards = (
        Card(title="Luna", image="/pictures/LUNA.png"),
        Card(title="Mars", image="/pictures/MARS.svg"),
        Card(title="Venus", image="/pictures/VENUS.svg"),
        Card(title="Moon", image="/pictures/../secret.png"),
    )
    engine.script = {"lamps": Answer((Reply(cards=cards),))}
    await user.say("lamps")
    (folder.parent / "secret.png").write_bytes(b"\x89PNG")
    luna, mars, venus, moon = await api.wait_sent(4)
    assert luna.files["photo"] == b"\x89PNG..."
    assert mars.files["photo"].startswith(b"\x89PNG")  # Telegram takes no drawings: painted
    # What cannot be painted is said in words; nothing outside the folder is looked at.
    assert (venus.method, venus.result["text"]) == ("sendMessage", "Venus")
    assert (moon.method, moon.result["text"]) == ("sendMessage", "Moon")


async def test_card_is_shown_in_words_when_telegram_refuses_the_picture(
    api: FakeBotApi, user: User, engine: ScriptedDialogue
) -> None:
    engine.script = {"lamp": Answer((Reply(cards=(Card(title="Luna", image="https://x.y/z"),)),))}
    api.trouble("bad", "sendPhoto")
    await user.say("lamp")
    [sent] = await api.wait_sent(1)
    assert (sent.method, sent.result["text"]) == ("sendMessage", "Luna")


async def test_typing_is_shown_while_a_turn_runs(
    api: FakeBotApi, user: User, engine: ScriptedDialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.composing.FIRST_SECONDS", 0.0)
    monkeypatch.setattr("bot.channels.telegram.composing.REFRESH_SECONDS", 0.05)
    go_on = asyncio.Event()
    answer = engine.answer

    async def wait(question: Question, *, seconds: float) -> Answer:
        await go_on.wait()
        return await answer(question, seconds=seconds)

    monkeypatch.setattr(engine, "answer", wait)
    await user.say("think hard")
    await api.wait(lambda api: len(api.done("sendChatAction")) >= 3)
    go_on.set()
    await api.wait_sent(1)
    await asyncio.sleep(0.1)
    shown = len(api.done("sendChatAction"))
    await asyncio.sleep(0.15)
    assert len(api.done("sendChatAction")) == shown


async def test_agent_and_system_messages_arrive_like_the_bots(
    api: FakeBotApi, user: User, service: BotService, database: Database
) -> None:
    for number in (1, 2):  # who asks again hears the place again
        await user.say("/human")
        await api.wait_sent(number)
        assert "number 1 in line" in api.texts(500)[-1]
    chosen = read_one(database, Conversation).id
    await take_over(service, chosen, MINA)
    await service.post_agent_message(chosen, MINA, "Hello **Ada**")
    await api.wait_sent(4)
    assert api.texts(500)[2:] == ["Mina has joined the chat.", "Mina: Hello Ada"]
    await user.say("thank you")
    await until(lambda: read_all(database, Message)[-1].text == "thank you")
    await hand_back(service, chosen, MINA)
    *_rest, back = await api.wait_sent(5)
    asked = (await api.wait_sent(6))[-1]
    await user.press(asked, "★★★★★")
    await api.wait_sent(7)
    assert api.texts(500)[-2:] == ["How was this chat with Mina?", "Thank you for telling us."]
    rated = [one.rating for one in read_all(database, Message) if one.asks_rating]
    assert rated == [5]
    await user.press(back, "Talk to a person")
    await api.wait_sent(8)
    assert "number 1 in line" in api.texts(500)[-1]


async def test_edited_message_counts_while_nobody_has_answered_it(
    api: FakeBotApi, user: User, service: BotService, database: Database
) -> None:
    first = await user.say("where is ordr 1")
    await api.wait_sent(1)
    await user.edit(first, "where is order 1")
    await api.wait_sent(2)
    assert "already" in api.texts(500)[1]
    chosen = read_one(database, Conversation).id
    await take_over(service, chosen, MINA)
    second = await user.say("i mean two")
    await user.edit(second, "I mean 2")
    await until(lambda: read_all(database, Message)[-1].text == "I mean 2")
    texts = [line.text for line in read_all(database, Message) if line.sender == "customer"]
    assert texts == ["where is ordr 1", "I mean 2"]


async def test_edit_counts_when_the_turn_has_not_begun(
    api: FakeBotApi,
    user: User,
    service: BotService,
    engine: ScriptedDialogue,
    database: Database,
) -> None:
    await service.dispatcher.stop()
    said = await user.say("old words")
    await user.edit(said, "new words")
    await until(lambda: [row.state for row in read_all(database, TelegramUpdate)] == 2 * ["done"])
    service.dispatcher.start()
    await api.wait_sent(1)
    assert [question.text for question in engine.asked] == ["new words"]


@pytest.mark.parametrize("caption", [None, "is this lamp in stock?"])
async def test_photo_is_fetched_and_its_caption_asked(
    api: FakeBotApi, user: User, engine: ScriptedDialogue, database: Database, caption: str | None
) -> None:
    await user.send_photo(caption=caption)
    await api.wait_sent(1)
    assert api.done("getFile")
    kept = read_all(database, Message)[0]
    assert kept.text == "[photo]"
    (picture,) = kept.attachments or ()
    assert picture["media_type"] == "image/png"
    stored = read_one(database, AttachmentContent).content
    assert stored.startswith(b"\x89PNG")
    if caption:
        assert api.texts(500) == [f"You said: {caption}"]
    else:
        assert "What is it about?" in api.texts(500)[0]
        assert engine.asked == []


async def test_album_gets_one_answer(api: FakeBotApi, user: User, database: Database) -> None:
    for _ in range(3):
        await user.send_photo()
    await until(lambda: len(read_all(database, Message)) >= 4)
    await api.wait_sent(1)
    await until(lambda: not [one for one in read_all(database, Outbox) if one.state == "queued"])
    assert len(api.texts(500)) == 1


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("bill.pdf", "application/pdf", "What is it about?"),
        ("a.exe", "x/y", "could not take"),
        ("a.png", "image/png", "could not take"),  # it says so and is none
    ],
)
async def test_document_is_taken_if_it_can_be_read(
    api: FakeBotApi, user: User, name: str, kind: str, words: str
) -> None:
    content = b"no picture" if name == "a.png" else PDF
    await user.send_document(content, name, kind)
    await api.wait_sent(1)
    assert words in api.texts(500)[0]


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}
STICKER = {
    "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False, "emoji": "👍",
}  # fmt: skip
DICE = {"emoji": "🎲", "value": 3}


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ({"voice": VOICE}, "[voice message]"),
        ({"sticker": STICKER}, "[sticker] 👍"),
        ({"location": {"latitude": 52.5, "longitude": 13.4}}, "[location: 52.50000, 13.40000]"),
        ({"dice": DICE}, "[something that cannot be shown here]"),
    ],
)
async def test_customer_is_told_what_can_be_read_when_they_send_something_else(
    api: FakeBotApi, user: User, database: Database, content: dict[str, Any], kept: str
) -> None:
    await user.post(**content)
    await api.wait_sent(1)
    assert "text, pictures and PDF" in api.texts(500)[0]
    assert read_all(database, Message)[0].text == kept


async def test_text_that_looks_like_a_command_is_a_text(
    api: FakeBotApi, user: User, engine: ScriptedDialogue
) -> None:
    await user.say("/restart now")
    await user.say("/help me please")
    await api.wait_sent(2)
    assert [question.text[1:] for question in engine.asked] == ["restart now", "help me please"]
    assert all(not question.text.startswith("/") for question in engine.asked)


async def test_commands_are_answered_by_ourselves(
    api: FakeBotApi, user: User, engine: ScriptedDialogue, database: Database
) -> None:
    await user.say("/start")
    hello, share = await api.wait_sent(2)
    assert "Lumen & Loom" in hello.result["text"]
    [[contact]] = share.values["reply_markup"]["keyboard"]
    assert contact == {"text": "Share my phone number", "request_contact": True}
    await user.say("/language")
    *_rest, asked = await api.wait_sent(3)
    await user.press(asked, "中文")
    await api.wait_sent(4)
    assert api.texts(500)[-1] == "好的，我们说中文。"
    await user.say("/help@shop_bot")
    await api.wait_sent(6)
    assert "转人工" in api.texts(500)[-2]
    assert engine.asked == []
    menu = [call.values for call in api.done("setMyCommands")]
    assert [values.get("language_code") for values in menu] == [None, "zh"]
    assert read_one(database, Conversation).language == "zh"


async def test_group_is_told_once_and_left(api: FakeBotApi, user: User, database: Database) -> None:
    group = {"id": -100, "type": "group", "title": "Friends"}
    for words in ("hello bot", "are you there"):
        await api.put("message", user.message(text=words) | {"chat": group})
    await api.put("channel_post", user.message(text="news") | {"chat": group | {"type": "channel"}})
    await api.wait(lambda api: api.done("leaveChat"))
    await user.say("and in private")
    await api.wait_sent(2)
    assert api.texts(-100) == [
        "I only talk in private chats: write to me directly. I am leaving this group now."
    ]
    assert len(read_all(database, Conversation)) == 1


async def test_nothing_is_sent_to_who_blocked_the_bot(
    api: FakeBotApi, user: User, service: BotService, database: Database
) -> None:
    await user.say("hello")
    await api.wait_sent(1)
    await user.block()
    await api.wait(lambda api: not api.updates)
    chosen = read_one(database, Conversation).id
    await take_over(service, chosen, MINA)
    await until(lambda: read_all(database, Outbox)[-1].state == "dead")
    assert read_all(database, Outbox)[-1].reason == "blocked by the customer"
    assert len(api.calls) == len([call for call in api.calls if call.status != 403])
    await user.block(False)
    await user.say("I am back")
    await until(lambda: read_all(database, Message)[-1].text == "I am back")
    await service.post_agent_message(chosen, MINA, "welcome back")
    await api.wait_sent(2)
    assert api.texts(500)[-1] == "Mina: welcome back"


async def test_chat_is_marked_when_telegram_says_that_it_is_blocked(
    api: FakeBotApi, user: User, database: Database
) -> None:
    api.blocked.add("500")
    await user.say("hello")
    await until(lambda: [row.state for row in read_all(database, Outbox)] == ["dead"])
    assert "blocked" in read_one(database, Outbox).reason


@pytest.mark.slow  # a hundred answers at 25 a second
async def test_updates_that_came_while_the_service_was_down_are_all_processed(
    api: FakeBotApi, running: Running, database: Database
) -> None:
    users = [api.user(number) for number in range(500, 510)]
    for number in range(100):
        await users[number % 10].say(f"message {number}")
    async with running():
        await api.wait_sent(100, seconds=15)
    assert len(read_all(database, Inbox)) == 100
    for user in users:
        said = [f"You said: message {number}" for number in range(user.number - 500, 100, 10)]
        assert api.texts(user.number) == said


async def test_nothing_is_asked_of_telegram_when_there_is_no_token(
    api: FakeBotApi, settings: Settings, database: Database, engine: ScriptedDialogue
) -> None:
    service = BotService(Runtime(settings, database), engine=engine, mailer=Mailbox())
    await service.start()
    await service.stop()
    assert (service.telegram, api.calls) == (None, [])
