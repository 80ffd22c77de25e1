"""Mails: sent once, tried again when surely not taken, never when in doubt."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery import MailDelivery
from bot.ledger import outbox
from bot.ledger.ledger import Ledger
from bot.ledger.outbox_models import Outbox
from kernel.db import Database
from kernel.errors import Invalid
from kernel.mail import MailInDoubt
from tests.bot.conftest import Mailbox
from tests.conftest import FakeClock


class Post:
    """An outbox, a mail server and a clock."""

    def __init__(self, database: Database, mailbox: Mailbox, clock: FakeClock) -> None:
        self.database, self.mailbox, self.clock = database, mailbox, clock
        self.ledger = Ledger(database)
        self.ledger.open()
        self.delivery = MailDelivery(self.ledger, mailbox, clock=clock, poll_seconds=0.05)

    def queue(self, useless_after: timedelta | None = None) -> None:
        now = self.clock()
        with self.database.transaction() as session:
            outbox.queue_mail(
                session,
                conversation_id=None,
                recipient="ada@example.com",
                subject="code",
                text="123456",
                now=now,
                useless_at=now + useless_after if useless_after else None,
            )

    @property
    def row(self) -> Outbox:
        with self.database.session() as session:
            return session.scalars(select(Outbox)).one()


@pytest.fixture
async def post(database: Database, mailbox: Mailbox, clock: FakeClock) -> Post:
    return Post(database, mailbox, clock)


async def test_mail_is_sent_once_and_its_text_forgotten(post: Post) -> None:
    post.queue()
    await post.delivery.deliver_due()
    await post.delivery.deliver_due()
    assert [mail.text for mail in post.mailbox.mails] == ["123456"]
    assert (post.row.state, post.row.text) == ("sent", "")
    await post.ledger.close()


@pytest.mark.parametrize("refusal", [None, OSError("disk full")])
async def test_mail_is_tried_later_when_it_was_not_taken(
    post: Post, refusal: Exception | None
) -> None:
    post.mailbox.refuse(1)
    if refusal is not None:
        post.mailbox.refusals = [refusal]
    post.queue()
    await post.delivery.deliver_due()
    assert post.row.state == "queued"
    await post.delivery.deliver_due()
    assert post.mailbox.mails == []  # not yet
    post.clock.advance(seconds=5)
    await post.delivery.deliver_due()
    assert (post.row.state, post.row.attempts) == ("sent", 2)
    await post.ledger.close()


async def test_mail_is_given_up_when_the_server_never_takes_it(post: Post) -> None:
    post.mailbox.refuse(100)
    post.queue()
    pauses = []
    for _ in range(outbox.MAX_ATTEMPTS):
        await post.delivery.deliver_due()
        pauses.append((post.row.next_at - post.clock()).total_seconds())
        post.clock.advance(hours=1)
    assert pauses[:4] == [5, 10, 20, 40]
    assert (post.row.state, post.row.text) == ("dead", "")
    await post.ledger.close()


async def test_mail_is_dead_when_it_can_never_be_sent(post: Post) -> None:
    post.mailbox.refusals = [Invalid("no address")]
    post.queue()
    await post.delivery.deliver_due()
    assert post.row.state == "dead"
    await post.ledger.close()


async def test_mail_is_not_sent_when_it_is_of_no_use_any_more(post: Post) -> None:
    post.queue(useless_after=timedelta(minutes=10))
    post.clock.advance(minutes=10)
    await post.delivery.deliver_due()
    assert (post.row.state, post.mailbox.mails) == ("dead", [])
    await post.ledger.close()


async def test_mail_is_unknown_when_the_line_broke_before_the_answer(post: Post) -> None:
    post.mailbox.refusals = [MailInDoubt("perhaps")]
    post.queue()
    await post.delivery.deliver_due()
    post.clock.advance(hours=1)
    await post.delivery.deliver_due()
    assert (post.row.state, post.mailbox.mails) == ("unknown", [])
    await post.ledger.close()


async def test_only_the_mail_at_hand_is_in_doubt_when_its_sender_dies(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Death(BaseException):
        pass

    def die(_mail: object) -> None:
        raise Death

    for _ in range(3):
        post.queue()
    monkeypatch.setattr(post.mailbox, "send", die)
    with pytest.raises(Death):
        await post.delivery.deliver_due()
    with post.database.session() as session:
        states = session.scalars(select(Outbox.state).order_by(Outbox.id)).all()
    assert states == ["sending", "queued", "queued"]
    await post.ledger.close()


async def test_mail_is_unknown_when_its_sender_died(post: Post) -> None:
    post.queue()
    with post.database.transaction() as session:
        outbox.take_due(session, now=post.clock())
    post.clock.advance(minutes=10)
    await post.delivery.deliver_due()
    assert post.row.state == "unknown"
    assert post.mailbox.mails == []  # it may have left: never twice by itself
    with post.database.transaction() as session:
        outbox.settle(session, outbox_id=post.row.id, state="sent", now=post.clock())
        outbox.postpone(session, outbox_id=post.row.id, now=post.clock())
    assert post.row.state == "unknown"
    await post.ledger.close()
