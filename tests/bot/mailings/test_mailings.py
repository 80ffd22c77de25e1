"""Mails about a chat: what was missed, once and to the right address; the whole chat on wish."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.service import mark_verified
from bot.ledger.conversations import open_conversation
from bot.ledger.intake import Incoming, receive
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation
from bot.ledger.models import Sender as SenderKind
from bot.ledger.outbox_models import Outbox
from bot.mailings.models import Visit
from bot.mailings.service import MailSettings, find_left, mail_answers, mail_transcript
from bot.mailings.visits import Seen, note_visits
from bot.reception import keep_profile
from crm_backend.customers.models import Customer
from kernel.db import Database
from kernel.errors import Forbidden, TooMany
from kernel.messages import Reply
from tests.conftest import FakeClock

LETTERS = MailSettings(key="k" * 32, shop_name="Lumen & Loom", base_url="https://desk.example")


class Chat:
    """One chat of a customer who wrote and left."""

    def __init__(self, database: Database, clock: FakeClock, language: str = "en") -> None:
        self.db, self.clock = database, clock
        with database.transaction() as session:
            made = open_conversation(
                session,
                channel="web",
                language=language,  # type: ignore[arg-type]
                now=clock(),
                page="/lamps",
            )
            self.id = made.id
        self.write("Where is my parcel?")
        self.leave()

    def write(self, text: str) -> None:
        with self.db.transaction() as session:
            said = Incoming(self.id, f"{self.id}:{self.clock()}:{text}", text)
            receive(session, incoming=said, now=self.clock(), needs_turn=False)

    def answer(self, text: str, sender: SenderKind = "agent", name: str | None = "Mina") -> None:
        with self.db.transaction() as session:
            draft = Draft(sender, Reply(text=text), name)
            post(session, conversation_id=self.id, drafts=[draft], now=self.clock())

    def leave(self) -> None:
        """Be seen now, having read everything."""
        with self.db.transaction() as session:
            read = session.get_one(Conversation, self.id).last_id
            seen = Seen(self.id, read, self.clock(), "https://shop.example")
            note_visits(session, seen=[seen])

    def verify(self, customer: Customer) -> None:
        with self.db.transaction() as session:
            mark_verified(
                session, conversation_id=self.id, customer_id=customer.id, now=self.clock()
            )

    def claim(self, email: str) -> None:
        with self.db.transaction() as session:
            keep_profile(
                session, conversation_id=self.id, name="Ada", email=email, now=self.clock()
            )

    def mail(self) -> bool:
        """Look as the worker does; True if a mail was queued."""
        with self.db.transaction() as session:
            if self.id not in find_left(session, now=self.clock()):
                return False
            return mail_answers(session, LETTERS, conversation_id=self.id, now=self.clock())

    def transcript(self) -> str:
        with self.db.transaction() as session:
            return mail_transcript(session, LETTERS, conversation_id=self.id, now=self.clock())

    def mails(self) -> Sequence[Outbox]:
        with self.db.session() as session:
            query = select(Outbox).where(Outbox.conversation_id == self.id).order_by(Outbox.id)
            return session.scalars(query).all()


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> Chat:
    return Chat(database, clock)


def test_answers_are_mailed_together_and_once_when_the_customer_has_left(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.verify(customer)
    chat.write("Hello?")
    chat.leave()
    clock.advance(seconds=30)
    chat.answer("It is on its way.")
    chat.answer("It comes tomorrow.", "bot", None)
    assert not chat.mail()
    clock.advance(minutes=2)
    assert chat.mail()
    (mail,) = chat.mails()
    assert mail.recipient == "ada@example.com"
    assert mail.subject == "An answer to your chat with Lumen & Loom"
    assert "Mina, 2026-03-02 09:30 UTC:\nIt is on its way." in mail.text
    assert "Assistant, 2026-03-02 09:30 UTC:\nIt comes tomorrow." in mail.text
    assert "Where is my parcel?" not in mail.text
    assert "https://desk.example/chat/v1/continue/" in mail.text
    clock.advance(minutes=30)
    assert not chat.mail()


def test_next_mail_waits_ten_minutes_when_more_is_said(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.verify(customer)
    chat.write("Hello?")
    chat.leave()
    chat.answer("One.")
    clock.advance(minutes=3)
    assert chat.mail()
    chat.answer("Two.")
    clock.advance(minutes=9, seconds=59)
    assert not chat.mail()
    clock.advance(seconds=1)
    assert chat.mail()
    assert ["One." in mail.text for mail in chat.mails()] == [True, False]


def test_no_mail_goes_out_when_the_customer_is_back(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.verify(customer)
    chat.answer("It is on its way.")
    clock.advance(minutes=3)
    chat.leave()
    clock.advance(minutes=3)
    assert not chat.mail()


def test_claimed_address_gets_the_answers_of_people_alone(chat: Chat, clock: FakeClock) -> None:
    chat.claim("visitor@example.com")
    chat.answer("From the bot.", "bot", None)
    clock.advance(minutes=3)
    assert not chat.mail()
    chat.answer("From a person.")
    clock.advance(minutes=3)
    assert chat.mail()
    (mail,) = chat.mails()
    assert mail.recipient == "visitor@example.com"
    assert "From the bot." not in mail.text


def test_bot_answers_are_not_mailed_when_the_proof_had_run_out(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.verify(customer)
    clock.advance(hours=13)
    chat.write("Somebody else at this computer")
    chat.leave()
    chat.answer("What is theirs", "bot", None)
    clock.advance(minutes=3)
    assert not chat.mail()


def test_claimed_address_counts_no_more_when_a_customer_has_proved_who_they_are(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.claim("who-had-the-browser-before@example.com")
    chat.verify(customer)
    clock.advance(hours=13)
    chat.write("Hello again")
    chat.leave()
    chat.answer("What is theirs")
    clock.advance(minutes=3)
    assert not chat.mail()
    assert chat.mails() == []


def test_stranger_gets_no_flood_when_many_chats_name_one_address(
    database: Database, clock: FakeClock
) -> None:
    sent = 0
    for _ in range(15):
        chat = Chat(database, clock)
        chat.claim("victim@example.com")
        chat.answer("Hello")
        clock.advance(minutes=3)
        sent += chat.mail()
    assert sent == 12


def test_mail_is_in_chinese_when_the_chat_was(database: Database, clock: FakeClock) -> None:
    chat = Chat(database, clock, "zh")
    chat.claim("visitor@example.com")
    chat.answer("明天送达。")
    clock.advance(minutes=3)
    assert chat.mail()
    (mail,) = chat.mails()
    assert mail.subject == "Lumen & Loom 回复了您的咨询"
    assert "请在您之前使用的浏览器中继续" in mail.text


def test_two_processes_mail_once_when_both_look(
    chat: Chat, clock: FakeClock, database: Database
) -> None:
    chat.claim("visitor@example.com")
    chat.answer("Hello")
    clock.advance(minutes=3)
    with database.session() as late:
        seen = late.get_one(Visit, chat.id)
        assert chat.mail()
        with database.transaction() as session:
            assert not mail_answers(session, LETTERS, conversation_id=chat.id, now=clock())
        assert seen.mailed_id == 0  # what the late one still believed
    assert len(chat.mails()) == 1


def test_whole_chat_goes_to_the_address_on_file_when_the_customer_proved_it(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.verify(customer)
    chat.claim("elsewhere@example.com")
    chat.answer("Line one\nBcc: all@example.com")
    assert chat.transcript() == "a•••@example.com"
    (mail,) = chat.mails()
    assert mail.recipient == "ada@example.com"
    assert "You, 2026-03-02 09:30 UTC:\nWhere is my parcel?" in mail.text
    assert "Mina, 2026-03-02 09:30 UTC:\nLine one\nBcc: all@example.com" in mail.text
    assert "\n" not in mail.subject


def test_nobody_is_mailed_a_chat_when_nothing_was_proved(
    chat: Chat, clock: FakeClock, customer: Customer
) -> None:
    chat.claim("victim@example.com")
    with pytest.raises(Forbidden):
        chat.transcript()
    chat.verify(customer)
    clock.advance(hours=13)
    with pytest.raises(Forbidden):
        chat.transcript()
    assert chat.mails() == []


def test_chat_is_mailed_three_times_a_day_when_it_is_asked_for(
    chat: Chat, database: Database, clock: FakeClock, customer: Customer
) -> None:
    other = Chat(database, clock)
    for one in (chat, other):
        one.verify(customer)
    chat.transcript()
    chat.transcript()
    other.transcript()
    for one in (chat, other):
        with pytest.raises(TooMany):
            one.transcript()
    clock.advance(hours=24, seconds=1)
    chat.verify(customer)
    chat.transcript()


def test_visits_keep_what_is_newest_when_two_browsers_report(
    chat: Chat, session: Session, clock: FakeClock
) -> None:
    earlier = clock() - timedelta(minutes=5)
    for seen in (Seen(chat.id, 9, clock()), Seen(chat.id, 4, earlier, "https://b.example")):
        note_visits(session, seen=[seen, Seen("f" * 32, 1, clock())])
    visit = session.get_one(Visit, chat.id)
    assert (visit.read_id, visit.seen_at, visit.site) == (9, clock(), "https://b.example")
    assert session.get(Visit, "f" * 32) is None
