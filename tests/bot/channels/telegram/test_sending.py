"""Bad days of the Bot API: what surely failed is sent once in the end, what is in doubt never."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.app import BotService
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.door import Door
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.sending import Sender
from bot.ledger import lanes, outbox, speakers
from bot.ledger.conversations import open_conversation
from bot.ledger.ledger import Ledger
from bot.ledger.messages import Draft, post
from bot.ledger.outbox_models import Outbox
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Conflict, NotFound
from kernel.messages import Card, Reply
from kernel.settings import Settings
from tests.bot.channels.telegram.conftest import Running, change, read_all, read_one
from tests.bot.driver import until
from tests.conftest import FakeClock
from tests.fakes.bot_api import BOT_ID, TOKEN, Call, FakeBotApi, User

BOT = str(BOT_ID)


class Post:
    """An outbox with chats, a clock that is moved by hand, and the one who sends."""

    def __init__(
        self, database: Database, api: FakeBotApi, settings: Settings, clock: FakeClock
    ) -> None:
        self.database, self.api, self.clock = database, api, clock
        self.ledger = Ledger(database)
        self.ledger.open()
        self.door = Door(TOKEN, api=api.url)
        self.sender = self.make_sender("me", settings)
        self.settings = settings
        self.hold("me")

    def make_sender(self, holder: str, settings: Settings) -> Sender:
        return Sender(
            self.ledger,
            self.door,
            Desk(BOT, "shop"),
            Pictures(settings.data),
            clock=self.clock,
            holder=holder,
            ticks=lambda: self.clock().timestamp(),
        )

    def hold(self, holder: str) -> bool | None:
        return change(
            self.database,
            lambda session: speakers.hold(
                session, bot_id=f"telegram:{BOT}", holder=holder, now=self.clock()
            ),
        )

    def write(self, *replies: Reply | str, chat: str = "500") -> str:
        """Let the bot say something in a new conversation of a chat."""
        drafts = [Draft("bot", Reply(text=one) if isinstance(one, str) else one) for one in replies]
        now = self.clock()
        with self.database.transaction() as session:
            made = open_conversation(
                session,
                channel="telegram",
                language="en",
                now=now,
                bot=BOT,
                external_id=chat,
            )
            post(session, conversation_id=made.id, drafts=drafts, now=now)
        return made.id

    async def send(self) -> None:
        """Send what may be sent now, to its end."""
        await self.sender.send_due()
        await self.sender.finish()

    async def send_all(self, seconds: int = 10) -> None:
        for _ in range(seconds):
            await self.send()
            self.clock.advance(seconds=1)

    @property
    def states(self) -> list[str]:
        return [row.state for row in read_all(self.database, Outbox)]


@pytest_asyncio.fixture
async def mail(
    database: Database, api: FakeBotApi, settings: Settings, clock: FakeClock
) -> AsyncIterator[Post]:
    made = Post(database, api, settings, clock)
    await made.door.open()
    yield made
    await made.door.close()
    await made.ledger.close()


async def test_messages_of_a_chat_keep_their_order(mail: Post) -> None:
    mail.write("one", "two", "three")
    await mail.send_all(4)
    assert mail.api.texts(500) == ["one", "two", "three"]
    assert mail.states == ["sent"] * 3


async def test_message_is_sent_exactly_once_when_telegram_is_not_reached(mail: Post) -> None:
    mail.write("one", "two")
    await mail.api.go_down()
    await mail.send_all(20)
    assert mail.states == ["queued", "queued"]
    await mail.api.come_up()
    await mail.send_all(70)  # pauses grow to a minute at most
    assert mail.api.texts(500) == ["one", "two"]


async def test_message_is_sent_exactly_once_after_the_time_that_telegram_asks_for(
    mail: Post,
) -> None:
    mail.write("one", "two")
    mail.write("other", chat="501")
    mail.api.trouble("flood", seconds=3, fits=lambda call: call.chat == "500")
    await mail.send()
    mail.clock.advance(seconds=2.9)
    await mail.send()
    assert mail.api.texts(501) == ["other"]  # who is not meant goes on
    assert len(mail.api.calls) == 2
    mail.clock.advance(seconds=0.2)
    await mail.send_all(3)
    assert mail.api.texts(500) == ["one", "two"]


async def test_all_chats_wait_when_several_are_told_to(mail: Post) -> None:
    for chat in ("500", "501", "502"):
        mail.write("hello", chat=chat)
    mail.api.trouble("flood", seconds=5, times=2)
    await mail.send()
    mail.write("late", chat="503")
    mail.clock.advance(seconds=4)
    await mail.send()
    assert mail.api.texts(503) == []
    mail.clock.advance(seconds=1)
    await mail.send_all(3)
    assert sorted(mail.states) == ["sent"] * 4


async def test_message_is_dead_when_telegram_fails_three_times(mail: Post) -> None:
    mail.write("one", "two")
    mail.api.trouble("fail", times=3)
    await mail.send_all(12)
    assert [call.status for call in mail.api.calls] == [500, 500, 500, 200]
    assert mail.states == ["dead", "sent"]  # a dead one blocks nothing
    assert mail.api.texts(500) == ["two"]


@pytest.mark.parametrize(("kind", "shown"), [("cut", []), ("cut_after", ["one"])])
async def test_message_is_unknown_and_not_sent_again_when_the_line_is_cut(
    mail: Post, kind: str, shown: list[str]
) -> None:
    mail.write("one", "two")
    mail.api.trouble(kind)
    await mail.send_all(10)
    assert mail.states == ["unknown", "sent"]
    assert mail.api.texts(500) == [*shown, "two"]


async def test_message_is_dead_with_the_reason_when_it_is_refused(mail: Post) -> None:
    mail.write("one", "two")
    mail.api.trouble("bad")
    await mail.send_all(3)
    first, second = read_all(mail.database, Outbox)
    assert (first.state, first.reason) == ("dead", "Bad Request: wrong something")
    assert second.state == "sent"


async def test_message_that_cannot_be_shown_is_dead_and_blocks_nothing(
    mail: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Any, *, bot: str, shipment: Any) -> Any:
        raise KeyError("label") if shipment.id == 1 else AssertionError

    mail.write("one")
    with monkeypatch.context() as patch:
        patch.setattr("bot.channels.telegram.sending.read_next_part", fail)
        await mail.send()
    mail.write("two", chat="501")
    await mail.send_all(2)
    first, second = read_all(mail.database, Outbox)
    assert (first.state, first.reason) == ("dead", "cannot be shown: KeyError")
    assert second.state == "sent"


async def test_chat_is_given_up_when_the_bot_is_blocked(mail: Post) -> None:
    mail.write("one", "two", "three")
    mail.api.blocked.add("500")
    await mail.send_all(5)
    assert mail.states == ["dead"] * 3
    assert len(mail.api.calls) == 1


async def test_parts_that_have_arrived_are_not_sent_again(mail: Post) -> None:
    cards = tuple(Card(title=f"card {number}") for number in range(3))
    mail.write(Reply(text="look", cards=cards))

    def is_second(call: Call) -> bool:
        return "card 1" in call.values["text"]

    mail.api.trouble("fail", fits=is_second)
    await mail.send_all(8)
    assert mail.api.texts(500) == ["look", "card 0", "card 1", "card 2"]
    assert mail.states == ["sent"]


async def test_dead_message_is_sent_again_once_however_often_staff_ask(mail: Post) -> None:
    mail.write("one")
    mail.api.trouble("bad")
    await mail.send()
    [row] = read_all(mail.database, Outbox)

    def again() -> bool:
        result = change(
            mail.database,
            lambda session: outbox.requeue(session, outbox_id=row.id, now=mail.clock()),
        )
        return bool(result)

    assert [again(), again(), again()] == [True, False, False]
    with mail.database.session() as session:
        assert outbox.list_stranded(session) == []
    await mail.send_all(3)
    assert mail.api.texts(500) == ["one"]
    assert again() is False  # it has arrived


async def test_unknown_message_is_sent_again_when_staff_ask(mail: Post) -> None:
    mail.write("one")
    mail.api.trouble("cut")
    await mail.send()
    [row] = read_all(mail.database, Outbox)
    change(
        mail.database,
        lambda session: outbox.requeue(session, outbox_id=row.id, now=mail.clock()),
    )
    await mail.send_all(2)
    assert mail.states == ["sent"]


async def test_mail_cannot_be_sent_again_since_its_text_is_gone(mail: Post) -> None:
    with mail.database.transaction() as session:
        outbox.queue_mail(
            session,
            conversation_id=None,
            recipient="a@b.c",
            subject="s",
            text="t",
            now=mail.clock(),
        )
    number = read_one(mail.database, Outbox).id
    for chosen, error in ((number, Conflict), (number + 1, NotFound)):
        with pytest.raises(error), mail.database.transaction() as session:
            outbox.requeue(session, outbox_id=chosen, now=mail.clock())


async def test_messages_are_unknown_when_their_sender_died(mail: Post, settings: Settings) -> None:
    mail.write("one", "two")
    [head] = change(mail.database, lambda session: lanes.read_heads(
        session, channel="telegram", bot=BOT, now=mail.clock(), limit=9
    ))  # fmt: skip
    change(mail.database, lambda session: lanes.take(
        session, channel="telegram", bot=BOT, holder="me", ids=[head.id], now=mail.clock()
    ))  # fmt: skip
    assert mail.hold("other") is None  # its lease still holds
    mail.clock.advance(seconds=9)
    assert mail.hold("other") is True
    change(mail.database, lambda session: lanes.mark_left(
        session, channel="telegram", bot=BOT, now=mail.clock()
    ))  # fmt: skip
    assert mail.states == ["unknown", "queued"]
    await mail.send()  # the one that was thought dead wakes up: it may not speak any more
    assert mail.api.calls == []
    mail.sender = mail.make_sender("other", settings)
    await mail.send()
    assert mail.api.texts(500) == ["two"]


async def test_what_was_left_is_settled_although_the_database_fails_at_the_takeover(
    mail: Post, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.clock.now = utc_now()  # as the service has it
    mail.write("one", "two")
    change(mail.database, lambda session: lanes.take(
        session, channel="telegram", bot=BOT, holder="me", ids=[1], now=mail.clock()
    ))  # fmt: skip
    change(mail.database, lambda session: speakers.let_go(
        session, bot_id=f"telegram:{BOT}", holder="me", now=mail.clock()
    ))  # fmt: skip
    mark, left = lanes.mark_left, [True]

    def fail_once(session: Session, **values: Any) -> int:
        if left:
            left.pop()
            raise OperationalError("UPDATE", {}, Exception("away"))
        return mark(session, **values)

    monkeypatch.setattr(lanes, "mark_left", fail_once)
    async with running():
        await mail.api.wait_sent(1)
        await until(lambda: mail.states == ["unknown", "sent"])
    assert mail.api.texts(500) == ["two"]


async def test_message_is_unknown_when_it_is_being_sent_for_too_long(mail: Post) -> None:
    mail.write("one")
    change(mail.database, lambda session: lanes.take(
        session, channel="telegram", bot=BOT, holder="me", ids=[1], now=mail.clock()
    ))  # fmt: skip
    mail.clock.advance(minutes=2)
    await mail.send()
    assert mail.states == ["unknown"]


async def test_message_is_not_sent_when_it_is_a_day_late(mail: Post) -> None:
    mail.write("one")
    mail.clock.advance(days=1)
    await mail.send()
    assert (mail.states, mail.api.calls) == (["dead"], [])


@pytest.mark.parametrize("when", ["before the call", "after the call"])
async def test_nothing_is_in_doubt_when_only_our_database_was_away(
    mail: Post, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr("bot.channels.telegram.outcomes.PAUSES", (0.01,) * 5)
    mail.write("one")
    door = "read" if when == "before the call" else "write"
    work, left = getattr(mail.ledger, door), [True, True, True]

    async def fail(job: Any) -> Any:
        is_meant = mail.states == ["sending"]
        if is_meant and left:
            left.pop()
            raise LedgerUnavailable("away")
        return await work(job)

    monkeypatch.setattr(mail.ledger, door, fail)
    await mail.send()
    assert (left, mail.states, mail.api.texts(500)) == ([], ["sent"], ["one"])


async def test_message_is_known_again_when_its_sender_is_heard_of_after_all(mail: Post) -> None:
    mail.write("one")

    async def be_slow(chat: str, part: Any) -> None:
        mail.clock.advance(minutes=2)
        change(mail.database, lambda session: lanes.mark_stuck(
            session, channel="telegram", bot=BOT, now=mail.clock()
        ))  # fmt: skip
        assert mail.states == ["unknown"]

    mail.sender.send = be_slow  # type: ignore[method-assign]
    await mail.send()
    assert mail.states == ["sent"]


async def test_campaign_is_sent_once_and_within_the_limits_when_the_process_restarts_midway(
    mail: Post, settings: Settings
) -> None:
    now = mail.clock()
    with mail.database.transaction() as session:
        for number in range(120):
            chat = outbox.Chat("telegram", BOT, str(1000 + number))
            outbox.queue_message(
                session,
                chat=chat,
                conversation_id=None,
                message_id=None,
                text="sale",
                priority=outbox.BULK,
                now=now,
            )
    times = []
    for step in range(120):
        if step == 30:
            mail.sender = mail.make_sender("me", settings)
        before = len(mail.api.calls)
        await mail.send()
        times += [mail.clock()] * (len(mail.api.calls) - before)
        if step == 10:
            mail.write("an answer", chat="7")
        mail.clock.advance(seconds=0.1)
    assert len(mail.api.sent) == 121
    assert len({call.chat for call in mail.api.sent}) == 121
    assert [call.chat for call in mail.api.sent].index("7") < 45  # it overtook the campaign
    for at in times:
        assert sum(at <= one < at + timedelta(seconds=1) for one in times) <= 30


async def test_messages_of_another_account_are_left_alone(mail: Post) -> None:
    mail.write("one")
    with mail.database.transaction() as session:
        session.query(Outbox).update({"bot": "999"})
    await mail.send()
    assert mail.states == ["queued"]


@pytest.mark.slow  # each kind of trouble has its pause
async def test_neither_words_nor_token_are_logged(
    api: FakeBotApi, user: User, service: BotService, database: Database, logged: StringIO
) -> None:
    for kind in ("fail", "flood", "cut", "bad"):
        api.trouble(kind)
        await user.say(f"secret words {kind}")
    await until(lambda: len([x for x in read_all(database, Outbox) if x.ended_at]) == 4, seconds=8)
    assert "telegram_send_failed" in logged.getvalue()
    for secret in ("secret words", TOKEN, TOKEN.partition(":")[2]):
        assert secret not in logged.getvalue()


@pytest.mark.slow  # it is Telegram that asks for a second
async def test_service_answers_in_the_end_after_every_kind_of_trouble(
    api: FakeBotApi, user: User, database: Database
) -> None:
    api.trouble("flood", seconds=1)
    await user.say("first")
    await api.wait_sent(1)
    api.trouble("fail")
    await user.say("second")
    await api.wait_sent(2)
    assert api.texts(500) == ["You said: first", "You said: second"]
