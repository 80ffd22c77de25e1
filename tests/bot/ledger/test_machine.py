"""The ledger under any order of events: nothing lost, nothing doubled, no two turns at once."""

from collections import defaultdict
from typing import cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Table, func, select

from bot.handoff import ending
from bot.handoff import service as handoff
from bot.handoff.models import DeskSetting, Handoff, Presence
from bot.handoff.moves import Agent, NotYours
from bot.ledger.claims import Claim
from bot.ledger.models import ButtonToken, Conversation, Inbox, Message, Turn
from crm_backend.customers.models import Customer
from kernel.db import Base, Database
from tests.bot.ledger.steps import Steps

AGENT = Agent("1", "Mina")
PLACES = st.integers(0, 2)
NOUNS = (
    Customer,
    Conversation,
    Message,
    ButtonToken,
    Inbox,
    Turn,
    Handoff,
    Presence,
    DeskSetting,
)
TABLES = [cast(Table, noun.__table__) for noun in NOUNS]


class LedgerMachine(RuleBasedStateMachine):
    """Customers write and repeat, workers claim, die, come late; an agent takes and returns."""

    claims = Bundle("claims")

    @initialize()
    def begin(self) -> None:
        database = Database("sqlite://")
        Base.metadata.create_all(database.engine, tables=TABLES)
        self.steps = Steps(database)
        self.conversations = [self.steps.open() for _ in range(3)]
        self.sent: dict[tuple[str, str], int] = {}  # what was acknowledged, with its id
        self.answers: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.excused: set[tuple[str, int]] = set()  # a person saw them in the place of the bot
        self.taken_at: dict[str, int] = {}  # last id when a person took over

    def owner(self, conversation: str) -> str:
        with self.steps.db.session() as session:
            found = session.get(Conversation, conversation)
            assert found is not None
            return found.owner

    @rule(place=PLACES, cid=st.sampled_from("abcdefgh"))
    def receive(self, place: int, cid: str) -> None:
        conversation = self.conversations[place]
        received = self.steps.receive(conversation, cid, f"text {cid}")
        known = self.sent.get((conversation, cid))
        assert received.is_new == (known is None)
        if known is not None:
            assert received.message_id == known
            return
        self.sent[conversation, cid] = received.message_id
        if received.owner != "bot":
            self.excused.add((conversation, received.message_id))

    @rule(target=claims, limit=st.integers(1, 3))
    def claim(self, limit: int) -> list[Claim]:
        return self.steps.claim(limit=limit)

    @rule()
    def crash_and_expire(self) -> None:
        self.steps.expire()

    @rule(claims=claims)
    def finish(self, claims: list[Claim]) -> None:
        for claim in claims:
            owner = self.owner(claim.conversation_id)
            before = len(self.steps.messages(claim.conversation_id))
            outcome = self.steps.finish(claim, f"re {claim.message_id}", "and more")
            written = len(self.steps.messages(claim.conversation_id)) - before
            assert written == (2 if outcome == "done" else 0)
            if outcome == "done":
                assert owner == "bot"
                self.answers[claim.conversation_id, claim.message_id] += 1

    @rule(place=PLACES)
    def take_over(self, place: int) -> None:
        conversation = self.conversations[place]
        before = self.owner(conversation)
        try:
            with self.steps.db.transaction() as session:
                handoff.take_over(
                    session, conversation_id=conversation, agent=AGENT, now=self.steps.now
                )
        except NotYours:
            assert before == "person"
            return
        if before == "person":
            return  # it is hers already
        assert before == "bot"
        messages = self.steps.messages(conversation)
        self.taken_at[conversation] = messages[-1].id
        self.excused |= {(conversation, one.id) for one in messages}

    @rule(place=PLACES)
    def hand_back(self, place: int) -> None:
        conversation = self.conversations[place]
        if self.owner(conversation) == "person":
            with self.steps.db.transaction() as session:
                ending.hand_back(session, conversation_id=conversation, now=self.steps.now)
            del self.taken_at[conversation]

    @invariant()
    def promises_hold(self) -> None:
        with self.steps.db.session() as session:
            rows = session.execute(
                select(Message.conversation_id, Message.id, Message.sender, Message.cid).order_by(
                    Message.conversation_id, Message.id
                )
            ).all()
            last = dict(session.execute(select(Conversation.id, Conversation.last_id)).all())
            running = session.scalars(
                select(Turn.conversation_id).where(Turn.state == "running")
            ).all()
        assert len(running) == len(set(running)), "two turns in flight"
        assert all(count == 1 for count in self.answers.values()), "answered twice"
        for conversation in self.conversations:
            mine = [row for row in rows if row.conversation_id == conversation]
            assert [row.id for row in mine] == list(range(1, last[conversation] + 1)), "gap"
            said = [row.cid for row in mine if row.sender == "customer"]
            assert len(said) == len(set(said)), "doubled"
            assert set(said) == {cid for where, cid in self.sent if where == conversation}, "lost"
            taken = self.taken_at.get(conversation, last[conversation])
            late = [row for row in mine if row.id > taken and row.sender == "bot"]
            assert late == [], "the bot spoke after the takeover"

    def teardown(self) -> None:
        """At the end of every story all messages were answered by somebody, once."""
        if not hasattr(self, "steps"):
            return
        self.steps.expire()
        while claims := self.steps.claim(limit=3):
            for claim in claims:
                assert self.steps.finish(claim) == "done"
                self.answers[claim.conversation_id, claim.message_id] += 1
        for (conversation, _cid), number in self.sent.items():
            answered = self.answers[conversation, number]
            assert answered == 1 or (conversation, number) in self.excused
            assert answered <= 1
        with self.steps.db.session() as session:
            waiting = select(func.count()).select_from(Inbox).where(Inbox.state == "waiting")
            assert session.scalar(waiting) == 0
        self.steps.db.dispose()


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=15, stateful_step_count=25)
TestLedgerMachine = pytest.mark.timeout(120)(TestLedgerMachine)  # type: ignore[misc]
