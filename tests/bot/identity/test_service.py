"""Challenges: single use, five tries, ten minutes, and nothing to learn for a stranger."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

import bot.identity.service
from bot.identity.models import Challenge
from bot.identity.rules import CODE_LIFETIME, VERIFIED_FOR, WINDOW
from bot.identity.service import Identity, Verdict, check_code, issue_challenge
from bot.ledger.models import Conversation
from bot.ledger.outbox_models import Outbox
from crm_backend.customers.models import Customer
from kernel.db import Database
from tests.bot.ledger.steps import Steps

IDENTITY = Identity(key="k" * 40, shop_name="Lumen & Loom")


class Desk:
    """Asks for codes and types them."""

    def __init__(self, database: Database) -> None:
        self.steps = Steps(database)
        self.chat = self.steps.open()

    def ask(self, address: str = "ada@example.com", chat: str | None = None) -> bool:
        with self.steps.db.transaction() as session:
            return issue_challenge(
                session,
                IDENTITY,
                conversation_id=chat or self.chat,
                address=address,
                now=self.steps.now,
            )

    def type(self, code: str) -> Verdict | None:
        with self.steps.db.transaction() as session:
            judged = check_code(
                session,
                IDENTITY,
                conversation_id=self.chat,
                message_id=1,
                code=code,
                now=self.steps.now,
            )
            return None if judged is None else judged.verdict

    @property
    def mails(self) -> list[Outbox]:
        with self.steps.db.session() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.id)))

    @property
    def code(self) -> str:
        found = re.search(r"\b\d{6}\b", self.mails[-1].text)
        assert found is not None
        return found.group()

    @property
    def wrong(self) -> str:
        return "000000" if self.code != "000000" else "000001"

    @property
    def conversation(self) -> Conversation:
        with self.steps.db.session() as session:
            found = session.get(Conversation, self.chat)
            assert found is not None
            return found


@pytest.fixture
def desk(database: Database, customer: Customer) -> Desk:
    return Desk(database)


def test_customer_is_verified_when_the_code_is_right(desk: Desk, customer: Customer) -> None:
    assert desk.ask(" ADA@example.com ")
    assert desk.conversation.level == "claimed"
    assert desk.type(desk.code) == "confirmed"
    found = desk.conversation
    assert (found.level, found.customer_id) == ("verified", customer.id)
    assert found.verified_until == desk.steps.now + VERIFIED_FOR


def test_code_is_worthless_when_it_was_used(desk: Desk) -> None:
    desk.ask()
    code = desk.code
    assert desk.type(code) == "confirmed"
    assert desk.type(code) is None


def test_right_code_is_refused_when_five_wrong_ones_came_first(desk: Desk) -> None:
    desk.ask()
    verdicts = [desk.type(desk.wrong) for _ in range(5)]
    assert verdicts == ["refused"] * 4 + ["expired"]
    assert desk.type(desk.code) == "expired"
    assert desk.conversation.level == "claimed"


def test_right_code_passes_when_tries_are_not_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The twin of the test above.
    monkeypatch.setattr(bot.identity.service.rules, "MAX_TRIES", 1_000)
    desk.ask()
    for _ in range(6):
        desk.type(desk.wrong)
    assert desk.type(desk.code) == "confirmed"


def test_code_is_refused_when_it_is_too_old(desk: Desk) -> None:
    desk.ask()
    desk.steps.now += CODE_LIFETIME
    assert desk.type(desk.code) == "expired"


def test_old_code_is_dead_when_a_new_one_was_sent(desk: Desk) -> None:
    desk.ask()
    old = desk.code
    desk.ask()
    assert old != desk.code
    assert desk.type(old) == "refused"
    assert desk.type(desk.code) == "confirmed"


def test_code_of_another_chat_is_worthless(desk: Desk) -> None:
    desk.ask(chat=desk.steps.open())
    assert desk.type(desk.code) is None


def test_nothing_tells_when_the_address_is_unknown(desk: Desk) -> None:
    assert desk.ask("nobody@example.com") is True
    assert desk.mails == []
    assert [desk.type("123456") for _ in range(6)] == ["refused"] * 4 + ["expired"] * 2
    assert desk.conversation.level == "claimed"
    assert desk.conversation.customer_id is None


@pytest.mark.parametrize("address", ["ada@example.com", "nobody@example.com"])
def test_no_more_codes_are_sent_when_an_address_had_five(desk: Desk, address: str) -> None:
    answers = [desk.ask(address, chat=desk.steps.open()) for _ in range(7)]
    assert answers == [True] * 5 + [False] * 2
    assert len(desk.mails) <= 5
    desk.steps.now += WINDOW
    assert desk.ask(address)


def test_no_more_codes_are_sent_when_a_chat_asked_for_five(desk: Desk) -> None:
    answers = [desk.ask(f"{number}@example.com") for number in range(6)]
    assert answers == [True] * 5 + [False]


def test_newest_code_stays_good_when_one_too_many_is_asked_for(desk: Desk) -> None:
    for _ in range(6):
        desk.ask()
    assert desk.type(desk.code) == "confirmed"


def test_code_and_address_are_stored_as_hashes_alone(desk: Desk) -> None:
    desk.ask()
    with desk.steps.db.session() as session:
        row = session.scalars(select(Challenge)).one()
    assert desk.code not in str(vars(row))
    assert "ada" not in str(vars(row))


@pytest.mark.parametrize(("language", "word"), [("en", "Hello Ada"), ("zh", "验证码")])
def test_mail_is_in_the_language_of_the_customer(
    desk: Desk, customer: Customer, language: str, word: str
) -> None:
    with desk.steps.db.transaction() as session:
        found = session.get_one(Customer, customer.id)
        found.language = language  # type: ignore[assignment]
    desk.ask()
    (mail,) = desk.mails
    assert word in mail.text
    assert mail.recipient == "ada@example.com"
    assert mail.useless_at == desk.steps.now + timedelta(minutes=10)
