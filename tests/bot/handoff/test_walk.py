"""The desk under any order of events: never two owners, no gap, no customer left in silence."""

from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

import bot.models  # noqa: F401 - the tables must be known before they are made
from bot.handoff import ending, merging, snoozing, staff_notes
from bot.handoff import service as handoff
from bot.handoff.models import Handoff
from bot.ledger.models import Conversation, Inbox, Message
from crm_backend.customers.models import Customer
from kernel.db import Base, Database
from kernel.errors import Conflict, NotFound
from tests.bot.handoff.floor import BOSS, LI, MINA, OLI, Floor

CHATS = st.integers(0, 3)
AGENTS = st.sampled_from([MINA, OLI, LI, BOSS])
LONG = 86_400 * 367


class DeskMachine(RuleBasedStateMachine):
    """Customers write and call; agents take, answer, hand on, put aside, merge, leave; time passes.

    The first three chats are one customer's.
    """

    @initialize(mode=st.sampled_from(["manual", "round_robin", "least_busy"]))
    def begin(self, mode: str) -> None:
        database = Database("sqlite://")
        Base.metadata.create_all(database.engine)
        self.floor = Floor(database)
        with database.transaction() as session:
            ada = Customer(name="Ada", email="ada@example.com", created_at=self.floor.now)
            session.add(ada)
            session.flush()
            customer = ada.id
        self.chats = [self.floor.open() for _ in range(4)]
        for chat in self.chats[:3]:
            self.floor.change(chat, customer_id=customer)
        self.floor.assigning(mode=mode, language="must", answer_seconds=60)
        self.floor.skilled(OLI, teams=["returns"], skills=["complaints"], languages=["en"])
        self.floor.skilled(LI, languages=["zh"])
        self.written = 0

    def try_to(self, work: object, **arguments: object) -> None:
        with suppress(Conflict, NotFound):
            self.floor.do(work, **arguments)  # type: ignore[arg-type]

    @rule(place=CHATS)
    def write(self, place: int) -> None:
        self.written += 1
        self.floor.receive(self.chats[place], str(self.written))

    @rule(place=CHATS)
    def call(self, place: int) -> None:
        self.try_to(handoff.request_handoff, conversation_id=self.chats[place], reasons=[])

    @rule(place=CHATS)
    def go_back(self, place: int) -> None:
        self.try_to(ending.hand_back, conversation_id=self.chats[place], actor="customer")

    @rule()
    def answer_as_bot(self) -> None:
        for claim in self.floor.claim(limit=4):
            self.floor.finish(claim)

    @rule(agent=AGENTS, state=st.sampled_from(["online", "online", "away", "off"]))
    def come_or_go(self, agent: object, state: str) -> None:
        self.floor.arrive(agent, capacity=2, state=state)  # type: ignore[arg-type]

    @rule()
    def give_out(self) -> None:
        before = {chat: self.floor.read(chat) for chat in self.chats}
        for chat, agent in self.floor.assign():
            assert before[chat].owner == "waiting"
            assert self.floor.owner(chat) == ("person", agent)

    @rule(place=CHATS, agent=AGENTS)
    def take(self, place: int, agent: object) -> None:
        before = self.floor.owner(self.chats[place])
        self.try_to(handoff.take_over, conversation_id=self.chats[place], agent=agent)
        if before[0] == "person":
            assert self.floor.owner(self.chats[place]) == before

    @rule(agent=AGENTS)
    def claim_next(self, agent: object) -> None:
        self.try_to(handoff.claim_next, agent=agent)

    @rule(place=CHATS, agent=AGENTS)
    def say(self, place: int, agent: object) -> None:
        chat, before = self.chats[place], self.floor.numbers(self.chats[place])
        owner = self.floor.owner(chat)
        self.try_to(
            handoff.post_agent_message, conversation_id=chat, agent=agent, text="x", seen_id=9_999
        )
        is_theirs = owner == ("person", agent.id)  # type: ignore[attr-defined]
        assert len(self.floor.numbers(chat)) - len(before) == int(is_theirs)

    @rule(place=CHATS, agent=AGENTS, to=AGENTS)
    def transfer(self, place: int, agent: object, to: object) -> None:
        chat = self.chats[place]
        self.try_to(handoff.transfer, conversation_id=chat, agent=agent, to=to, note="n")

    @rule(place=CHATS, agent=AGENTS, is_team=st.booleans())
    def pass_on(self, place: int, agent: object, is_team: bool) -> None:
        to = {"team": "returns"} if is_team else {"skill": "complaints"}
        self.try_to(handoff.pass_on, conversation_id=self.chats[place], agent=agent, **to)

    @rule(place=CHATS, agent=AGENTS)
    def requeue(self, place: int, agent: object) -> None:
        chat = self.chats[place]
        self.try_to(handoff.requeue, conversation_id=chat, agent=agent, actor="staff")

    @rule(place=CHATS, agent=AGENTS, hours=st.sampled_from([None, 0.02, 1.0]))
    def snooze(self, place: int, agent: object, hours: float | None) -> None:
        until = None if hours is None else self.floor.now + hours * snoozing.LONGEST / 8_784
        chat = self.chats[place]
        self.try_to(snoozing.snooze, conversation_id=chat, agent=agent, until=until)

    @rule(place=CHATS, agent=AGENTS)
    def unsnooze(self, place: int, agent: object) -> None:
        self.try_to(snoozing.unsnooze, conversation_id=self.chats[place], agent=agent)

    @rule(place=CHATS, agent=AGENTS)
    def hand_back(self, place: int, agent: object) -> None:
        self.try_to(ending.hand_back, conversation_id=self.chats[place], agent=agent, note="n")

    @rule(place=CHATS, agent=AGENTS, outcome=st.sampled_from([None, "resolved", "spam"]))
    def close(self, place: int, agent: object, outcome: str | None) -> None:
        chat = self.chats[place]
        self.try_to(ending.close, conversation_id=chat, agent=agent, outcome=outcome)

    @rule(source=CHATS, into=CHATS, agent=AGENTS)
    def merge(self, source: int, into: int, agent: object) -> None:
        if source == into:
            return
        one, other = self.chats[source], self.chats[into]
        texts = self.floor.texts(other)
        self.try_to(merging.merge, source_id=one, target_id=other, agent=agent)
        assert self.floor.texts(other) == texts
        assert 3 not in (source, into) or self.floor.read(one).merged_into != other

    @rule(source=CHATS, agent=AGENTS)
    def split(self, source: int, agent: object) -> None:
        self.try_to(merging.split, source_id=self.chats[source], agent=agent)

    @rule(place=CHATS)
    def note(self, place: int) -> None:
        before = self.floor.numbers(self.chats[place])
        self.floor.do(
            staff_notes.write_note, conversation_id=self.chats[place], author=MINA, text="n"
        )
        assert self.floor.numbers(self.chats[place]) == before

    @rule(seconds=st.sampled_from([1, 30, 61, 700, 7_200]))
    def pass_time(self, seconds: int) -> None:
        self.floor.watch(seconds=seconds)

    @invariant()
    def one_owner(self) -> None:
        with self.floor.db.session() as session:
            found = {one.id: one for one in session.scalars(select(Conversation))}
            calls = session.scalars(select(Handoff).where(Handoff.ended_at.is_(None))).all()
        assert len({one.conversation_id for one in calls}) == len(calls), "two calls at once"
        open_calls = {one.conversation_id: one for one in calls}
        for chat, one in found.items():
            assert (one.owner == "person") == (one.agent_id is not None)
            assert (one.owner == "waiting") == (one.waiting_since is not None)
            assert one.snoozed_until is None or one.owner == "person"
            assert (one.owner in ("waiting", "person")) == (chat in open_calls)
            if chat in open_calls:
                assert open_calls[chat].agent_id == one.agent_id, "the record names another"
            if one.owner in ("bot", "closed"):
                assert (one.team, one.skill) == ("", "")
            hops = [chat]
            while (further := found[hops[-1]].merged_into) is not None:
                assert further not in hops, "a ring of merges"
                hops.append(further)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        for chat in self.chats:
            assert self.floor.numbers(chat) == list(range(1, self.floor.read(chat).last_id + 1))

    @invariant()
    def nobody_waits_for_good(self) -> None:
        """Whom a person is to answer is in line, in front of somebody, or comes back in time."""
        with self.floor.db.session() as session:
            asleep = session.scalars(
                select(Conversation).where(Conversation.snoozed_until == snoozing.UNTIL_REPLY)
            ).all()
            for one in asleep:
                last = {
                    sender: session.scalar(
                        select(func.max(Message.id)).where(
                            Message.conversation_id == one.id, Message.sender == sender
                        )
                    )
                    or 0
                    for sender in ("customer", "agent")
                }
                assert last["customer"] <= last["agent"], "asleep for good, and unanswered"

    def teardown(self) -> None:
        """When everybody has gone, each unanswered message waits for the bot, in line, or was told
        that its chat is over."""
        if not hasattr(self, "floor"):
            return
        for _ in range(2):  # what wakes then is looked at again
            self.floor.watch(seconds=LONG)
        for chat in self.chats:
            found, messages = self.floor.read(chat), self.floor.messages(chat)
            asked = [one.id for one in messages if one.sender == "customer"]
            told = [one.id for one in messages if one.sender != "customer"]
            is_unanswered = bool(asked) and asked[-1] > max(told, default=0)
            if found.owner == "person":
                assert not is_unanswered, "an agent who is gone is to answer"
            if found.owner == "closed":
                assert not is_unanswered, "closed without a word"
            if found.owner == "bot" and is_unanswered:
                with self.floor.db.session() as session:
                    waits = select(Inbox.state).where(
                        Inbox.conversation_id == chat, Inbox.message_id == asked[-1]
                    )
                    assert session.scalar(waits) == "waiting", "kept for nobody"
        self.floor.db.dispose()


TestDeskMachine = DeskMachine.TestCase
TestDeskMachine.settings = settings(max_examples=30, stateful_step_count=40)
TestDeskMachine = pytest.mark.timeout(300)(TestDeskMachine)  # type: ignore[misc]
