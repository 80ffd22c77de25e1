"""S57: webhooks are signed, told at least once, and hold nobody's data."""

import json
import re
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import BotService
from bot.dialogue import Answer, ScriptedDialogue
from bot.handoff.moves import Agent
from bot.ledger import outbox
from bot.ledger.claims import claim_waiting
from bot.ledger.conversations import open_conversation
from bot.ledger.finish import Ending, finish_turn
from bot.ledger.intake import Incoming, receive
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation
from bot.ledger.outbox_models import Outbox
from bot.webhooks.delivery import MOST_ATTEMPTS, Webhooks
from bot.webhooks.signature import HEADER, sign, verify, write_header
from kernel.db import Database
from kernel.errors import Unauthenticated
from kernel.messages import Handoff, Reply
from kernel.outgoing import Outgoing
from kernel.settings import Settings
from tests.bot.acting import close_conversation, take_over
from tests.bot.driver import Client, chatting, until
from tests.conftest import FakeClock
from tests.security.receiver import Receiver, receiving

OLD, NEW = "the old secret of the shop: 32 characters", "the new secret of the shop: 32 characters"
DOCS = Path(__file__).parents[2] / "docs" / "webhooks.md"
WISH = Handoff(reason="asked by Dana")
BODY, NOW = b'{"id": "1"}', 1_772_443_800


def read_sample() -> Any:
    """Return the function of the document, as a shop would copy it."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102 - our own document
    return made["is_from_frontdesk"]


def is_good(body: bytes, header: str, secrets: list[str], now: int = NOW) -> bool:
    """Ask our own check and the one of the document; they must agree."""
    try:
        verify(body, header, secrets=secrets, now=now)
        ours = True
    except Unauthenticated:
        ours = False
    sample = read_sample()
    sample.__globals__["time"] = type("Clock", (), {"time": staticmethod(lambda: float(now))})
    assert sample(body, header, secrets) == ours
    return ours


def test_s57_signature_holds_for_body_time_and_secret() -> None:
    header = write_header(BODY, timestamp=NOW, secrets=[NEW])
    assert header == f"t={NOW},v0={sign(BODY, timestamp=NOW, secret=NEW)}"
    assert is_good(BODY, header, [NEW])
    assert not is_good(BODY + b" ", header, [NEW])
    assert not is_good(BODY, header, [OLD])
    assert not is_good(BODY, header.replace(f"t={NOW}", f"t={NOW + 1}"), [NEW])


def test_s57_replay_is_refused_after_five_minutes() -> None:
    header = write_header(BODY, timestamp=NOW, secrets=[NEW])
    assert is_good(BODY, header, [NEW], NOW + 300)
    assert not is_good(BODY, header, [NEW], NOW + 301)
    assert not is_good(BODY, header, [NEW], NOW - 301)


def test_s57_either_of_two_secrets_is_known_while_they_change() -> None:
    header = write_header(BODY, timestamp=NOW, secrets=[NEW, OLD])
    assert header.index(sign(BODY, timestamp=NOW, secret=NEW)) < header.index(
        sign(BODY, timestamp=NOW, secret=OLD)
    )
    assert is_good(BODY, header, [OLD])
    assert is_good(BODY, header, [NEW])
    assert is_good(BODY, write_header(BODY, timestamp=NOW, secrets=[NEW]), [OLD, NEW])


@pytest.mark.parametrize(
    "header", ["", "t=", "v0=", f"t={NOW}", "t=x,v0=y", "=", f"t={NOW},v1=00", "t=٣,v0=00", "a,b=c"]
)
def test_s57_signature_that_is_none_is_refused(header: str) -> None:
    assert not is_good(BODY, header, [NEW])


class Post:
    """A ledger that keeps events, a receiver, a clock."""

    def __init__(self, database: Database, clock: FakeClock, receiver: Receiver) -> None:
        self.database, self.clock, self.receiver = database, clock, receiver
        self.ledger = Ledger(database, keeps_events=True)
        self.ledger.open()
        self.worker = Webhooks(
            self.ledger,
            Outgoing(allows_loopback=True, seconds=0.3),
            url=receiver.url,
            secrets=[NEW, OLD],
            clock=clock,
        )

    async def happen(self) -> str:
        opened = await self.ledger.write(
            lambda session: open_conversation(
                session, channel="web", language="en", now=self.clock()
            )
        )
        return opened.id

    @property
    def row(self) -> Outbox:
        with self.database.session() as session:
            return session.scalars(select(Outbox)).one()


@pytest_asyncio.fixture
async def post(database: Database, clock: FakeClock) -> AsyncIterator[Post]:
    async with receiving() as receiver:
        post = Post(database, clock, receiver)
        yield post
        await post.worker.stop()
        await post.ledger.close()


async def test_event_is_told_once_and_signed(post: Post) -> None:
    chosen = await post.happen()
    await post.worker.deliver_due()
    await post.worker.deliver_due()
    ((headers, body),) = post.receiver.calls
    now = int(post.clock().timestamp())
    assert is_good(body, headers[HEADER.lower()], [NEW], now)
    assert is_good(body, headers[HEADER.lower()], [OLD], now)
    told = json.loads(body)
    assert told.pop("id")
    assert told == {
        "type": "conversation_opened",
        "time": post.clock().isoformat(),
        "conversation_id": chosen,
        "facts": {"channel": "web", "language": "en"},
    }
    assert post.row.state == "sent"


@pytest.mark.parametrize("answer", [500, 503, 429, 408, "cut", "silent"])
async def test_event_is_told_again_when_the_receiver_cannot_take_it(
    post: Post, answer: int | str
) -> None:
    await post.happen()
    if isinstance(answer, int):
        post.receiver.answer(answer)
    else:
        post.receiver.answers.append(b"" if answer == "cut" else None)
    await post.worker.deliver_due()
    assert post.row.state == "queued"
    assert len(post.receiver.calls) == 1
    post.clock.advance(seconds=5)
    await post.worker.deliver_due()
    assert post.row.state == "sent"
    first, second = (json.loads(body)["id"] for _headers, body in post.receiver.calls)
    assert first == second  # by which the receiver knows it


@pytest.mark.parametrize("status", [400, 401, 404, 410, 302, 307])
async def test_event_is_dead_when_it_is_refused_and_staff_may_send_it_again(
    post: Post, status: int
) -> None:
    await post.happen()
    post.receiver.answer(status, headers=f"Location: {post.receiver.url}\r\n")
    await post.worker.deliver_due()
    await post.worker.deliver_due()
    assert (post.row.state, post.row.reason) == ("dead", f"status {status}")
    assert len(post.receiver.calls) == 1
    now = post.clock()
    await post.ledger.write(lambda session: outbox.requeue(session, outbox_id=post.row.id, now=now))
    await post.worker.deliver_due()
    assert post.row.state == "sent"


async def test_event_is_given_up_after_two_hours_away(post: Post) -> None:
    await post.happen()
    post.worker.url = "http://127.0.0.1:1/nobody"
    began = post.clock()
    for _ in range(MOST_ATTEMPTS):
        await post.worker.deliver_due()
        post.clock.advance(hours=1)
    assert (post.row.state, post.row.attempts) == ("dead", MOST_ATTEMPTS)
    assert post.row.text
    assert post.clock() > began


async def test_one_that_is_away_is_not_asked_for_every_event(post: Post) -> None:
    for _ in range(5):
        await post.happen()
    post.receiver.answer(500)
    await post.worker.deliver_due()
    assert len(post.receiver.calls) == 1


async def test_event_is_told_again_when_its_teller_died(post: Post) -> None:
    await post.happen()
    now = post.clock()
    await post.ledger.write(
        lambda session: outbox.take_due(session, now=now, kind="webhook", limit=1)
    )
    await post.worker.deliver_due()
    assert post.receiver.calls == []
    post.clock.now = now + outbox.SENDING_LIMIT + timedelta(seconds=1)
    await post.worker.deliver_due()
    assert len(post.receiver.calls) == 1


async def test_no_event_is_stored_when_its_change_is_rolled_back(post: Post) -> None:
    def fail(session: Any) -> None:
        open_conversation(session, channel="web", language="en", now=post.clock())
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await post.ledger.write(fail)
    await post.worker.deliver_due()
    assert post.receiver.calls == []


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


class TestWholeService:
    """Every event, as a customer and staff bring it about."""

    @pytest.fixture
    def settings(self, settings: Settings, receiver: Receiver) -> Settings:
        changed = {"webhook_url": receiver.url, "webhook_secrets": (SecretStr(NEW),)}
        return settings.model_copy(update=changed | {"webhook_loopback": True})

    async def test_s57_events_tell_what_happened_and_no_word_of_it(
        self, service: BotService, engine: ScriptedDialogue, receiver: Receiver
    ) -> None:
        engine.script = {"4711, a person": Answer((Reply(text="Yes", directives=(WISH,)),))}
        agent = Agent("7", "Dana Secret")
        async with chatting(service) as address, Client(address) as client:
            await client.ask("4711, a person")
            await client.wait(type="status", owner="waiting")
            chosen = await read_conversation(service)
            await take_over(service, chosen, agent)
            await close_conversation(service, chosen, agent)
            asked = await client.wait(type="message", asks_rating=True)
            rate = {"type": "rate", "cid": "r1", "ref": asked["id"], "score": 4, "comment": "nice"}
            await client.send(rate)
            await until(lambda: len(receiver.calls) >= 5)
        told = [json.loads(body) for _headers, body in receiver.calls]
        assert [one["type"] for one in told] == [
            "conversation_opened",
            "handoff_requested",
            "handoff_taken",
            "conversation_closed",
            "message_rated",
        ]
        assert told[1]["facts"] == {"by": "bot", "reasons": ["asked"]}
        assert told[4]["facts"]["score"] == 4
        everything = b"".join(body for _headers, body in receiver.calls).decode()
        assert not re.search(r"4711|Dana|nice", everything)
        assert abs(time.time() - int(receiver.calls[0][0][HEADER.lower()][2:12])) < 60


async def read_conversation(service: BotService) -> str:
    """Return the only conversation there is."""
    return await service.ledger.read(lambda session: session.scalars(select(Conversation.id)).one())


async def test_s57_dead_letter_is_told(post: Post, clock: FakeClock) -> None:
    chosen = await post.happen()
    await post.worker.deliver_due()
    await post.ledger.write(lambda session: bury(session, chosen, clock.now))
    await post.worker.deliver_due()
    told = json.loads(post.receiver.calls[-1][1])
    assert told["type"] == "dead_letter"
    assert told["facts"] == {"message_id": 1, "reason": "failed"}


def bury(session: Session, chosen: str, now: datetime) -> None:
    """Let a message come, and give its turn up."""
    receive(session, incoming=Incoming(chosen, "x", "my secret"), now=now)
    (claim,) = claim_waiting(session, worker="w", now=now, limit=1)
    ending = Ending((Reply(text="Sorry."),), "failed", "en", reason="failed")
    finish_turn(session, claim=claim, ending=ending, now=now)


@pytest.mark.parametrize(
    ("more", "is_taken"),
    [
        ({"webhook_url": "https://shop.example/hook", "webhook_secrets": NEW}, True),
        ({"webhook_url": "https://shop.example", "webhook_secrets": f"{NEW}, {OLD}"}, True),
        ({"webhook_url": "https://shop.example"}, False),
        ({"webhook_url": "https://shop.example", "webhook_secrets": "short"}, False),
        ({"webhook_url": "https://shop.example", "webhook_secrets": ",".join([NEW] * 3)}, False),
        ({"webhook_url": "http://shop.example", "webhook_secrets": NEW}, False),
        ({"webhook_url": "http://127.0.0.1:1/x", "webhook_secrets": NEW}, False),
        ({"webhook_url": "https://a:b@shop.example", "webhook_secrets": NEW}, False),
        ({"webhook_url": "file:///etc/passwd", "webhook_secrets": NEW}, False),
        (
            {
                "webhook_url": "http://127.0.0.1:1/x",
                "webhook_secrets": NEW,
                "webhook_loopback": True,
            },
            True,
        ),
        (
            {
                "webhook_url": "http://10.0.0.1/x",
                "webhook_secrets": NEW,
                "webhook_loopback": True,
            },
            False,
        ),
    ],
)
def test_settings_of_webhooks_are_refused_when_they_cannot_be_meant(
    more: dict[str, Any], is_taken: bool
) -> None:
    if is_taken:
        assert Settings(_env_file=None, **more).webhook_secrets[0].get_secret_value() == NEW
        return
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **more)
