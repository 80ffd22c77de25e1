"""Two conversations of one person: merged, split, raced for."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from bot.handoff import ending, merging, staff_notes
from bot.handoff import service as handoff
from bot.handoff.ending import BotStillAnswers
from bot.handoff.merging import MergedElsewhere, NobodyThere, NotOnePerson, list_merged
from bot.handoff.moves import Agent, NotYours
from bot.handoff.stream import read_stream
from bot.ledger.models import Conversation
from crm_backend.customers.models import Customer
from crm_backend.tickets.models import Ticket
from crm_backend.tickets.service import open_ticket
from kernel.db import Database
from kernel.errors import Invalid, NotFound
from tests.bot.handoff.floor import BOSS, MINA, OLI, Floor


class Pairs(Floor):
    """Conversations of one customer."""

    def customer(self, email: str = "ada@example.com") -> int:
        with self.db.transaction() as session:
            made = Customer(name="Ada", email=email, created_at=self.now)
            session.add(made)
            session.flush()
            return made.id

    def pair(self, customer: int | None = None) -> tuple[str, str]:
        """Return a Telegram chat and one of the web, of one customer."""
        chosen = customer or self.customer()
        telegram, web = self.open(), self.open()
        account = {"channel": "telegram", "bot": "7", "external_id": f"tg-{chosen}"}
        self.change(telegram, customer_id=chosen, **account)
        self.change(web, customer_id=chosen)
        return telegram, web

    def call(self, chat: str) -> None:
        assert self.do(handoff.request_handoff, conversation_id=chat, reasons=[])
        self.tick(microseconds=1)

    def answer_all(self) -> None:
        """Have the bot answer whatever waits for it."""
        while claims := self.claim(limit=5):
            for claim in claims:
                self.finish(claim)

    def merge(self, source: str, target: str, agent: Agent = MINA) -> bool:
        done: bool = self.do(merging.merge, source_id=source, target_id=target, agent=agent)
        return done

    def split(self, source: str) -> bool:
        done: bool = self.do(merging.split, source_id=source, agent=MINA)
        return done

    def marks(self, chat: str) -> list[str]:
        found = self.look(staff_notes.list_notes, conversation_id=chat)
        return [row.note.kind for row in found]

    def sources(self, chat: str) -> list[str]:
        return [one.id for one in self.look(list_merged, conversation_id=chat)]


@pytest.fixture
def floor(database: Database) -> Pairs:
    return Pairs(database)


def test_source_is_closed_and_points_to_the_target(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.receive(source, "a", "from telegram")
    floor.call(source)
    floor.take(source)
    floor.take(target)
    before = floor.texts(target)
    assert floor.merge(source, target)
    found = floor.read(source)
    assert (found.owner, found.merged_into, found.agent_id) == ("closed", target, None)
    assert "going on with this in your chat on our website" in floor.texts(source)[-1]
    assert floor.texts(target) == before  # each channel keeps its own list
    assert (floor.marks(source), floor.marks(target)) == (["merge"], ["merge"])
    assert floor.sources(target) == [source]
    assert not floor.merge(source, target)  # pressed twice
    assert floor.marks(source) == ["merge"]


def test_stream_holds_both_by_time_under_their_own_numbers(floor: Pairs) -> None:
    source, target = floor.pair()
    for number, chat in enumerate([source, target, source, target]):
        floor.tick(seconds=1)
        floor.receive(chat, str(number), f"text {number}")
    floor.tick(seconds=1)
    floor.answer_all()
    floor.merge(source, target)
    rows = floor.look(read_stream, conversation_id=target)
    said = [(row.channel, row.message_id, row.message.text) for row in rows]
    assert said[:4] == [
        ("telegram", 1, "text 0"),
        ("web", 1, "text 1"),
        ("telegram", 2, "text 2"),
        ("web", 2, "text 3"),
    ]
    assert len(rows) == len(floor.messages(source)) + len(floor.messages(target))
    newest = floor.look(read_stream, conversation_id=target, most=3)
    assert [row.message_id for row in newest] == [row.message_id for row in rows[-3:]]
    assert [row.conversation_id for row in floor.look(read_stream, conversation_id=source)] == [
        source
    ] * len(floor.messages(source))


def test_order_within_a_conversation_is_that_of_its_numbers_whatever_the_clocks(
    floor: Pairs,
) -> None:
    source, target = floor.pair()
    floor.receive(source, "a", "one")
    floor.tick(seconds=-3)  # a process whose clock is behind
    floor.receive(source, "b", "two")
    floor.receive(target, "a", "other")
    floor.tick(seconds=4)
    floor.answer_all()
    floor.merge(source, target)
    rows = floor.look(read_stream, conversation_id=target)
    assert [row.message_id for row in rows if row.channel == "telegram"] == [1, 2, 3, 4]


def test_only_one_persons_conversations_are_merged(floor: Pairs) -> None:
    ada, bo = floor.customer(), floor.customer("bo@example.com")
    source, target = floor.pair(ada)
    _other, strange = floor.pair(bo)
    nobody, nobody_else = floor.open(), floor.open()
    for one, other in ((source, strange), (nobody, target), (nobody, nobody_else)):
        with pytest.raises(NotOnePerson):
            floor.merge(one, other, BOSS)
    with pytest.raises(Invalid):
        floor.merge(source, source)
    with pytest.raises(NotFound):
        floor.merge(source, "0" * 32)
    for chat, bot in ((nobody, "8"), (nobody_else, "9")):
        floor.change(chat, channel="telegram", bot=bot, external_id="555")
    assert floor.merge(nobody, nobody_else)  # one account, two of our bots


def test_account_does_not_make_two_customers_one(floor: Pairs) -> None:
    ada, bo = floor.customer(), floor.customer("bo@example.com")
    one, other = floor.open(), floor.open()
    floor.change(one, channel="telegram", bot="8", external_id="555", customer_id=ada)
    floor.change(other, channel="telegram", bot="9", external_id="555", customer_id=bo)
    with pytest.raises(NotOnePerson):
        floor.merge(one, other)


def test_who_waits_for_a_person_is_not_merged_to_where_none_comes(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.call(source)
    with pytest.raises(NobodyThere):
        floor.merge(source, target)
    floor.do(ending.close, conversation_id=target)
    with pytest.raises(NobodyThere):
        floor.merge(source, target)
    assert floor.owner(source) == ("waiting", None)


def test_better_place_in_line_is_kept(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.call(source)
    first = floor.read(source).waiting_since
    floor.change(source, priority=2)
    stranger = floor.request()
    floor.call(target)
    floor.merge(source, target)
    found = floor.read(target)
    assert (found.owner, found.waiting_since, found.priority) == ("waiting", first, 2)
    assert floor.do(handoff.claim_next, agent=MINA) == target
    assert floor.do(handoff.claim_next, agent=MINA) == stranger


def test_colleagues_chats_are_not_merged(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.take(source, OLI)
    floor.take(target)
    with pytest.raises(NotYours):
        floor.merge(source, target)
    with pytest.raises(NotYours):
        floor.merge(target, source)
    assert floor.merge(source, target, BOSS)


def test_source_is_not_merged_while_the_bot_has_something_to_answer(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.receive(source, "a")
    with pytest.raises(BotStillAnswers):
        floor.merge(source, target)
    floor.finish(floor.claim()[0])
    assert floor.merge(source, target)
    assert floor.texts(source)[-1].startswith("re ")  # who talked to the bot hears nothing


def test_new_message_opens_the_source_and_both_pointers_stay(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.merge(source, target)
    floor.receive(source, "a", "me again")
    assert floor.owner(source) == ("bot", None)
    assert floor.read(source).merged_into == target
    assert floor.sources(target) == [source]
    (claim,) = floor.claim()
    assert floor.finish(claim, "hello") == "done"
    assert floor.merge(source, target)  # closed once more
    assert floor.owner(source)[0] == "closed"


def test_split_takes_back_the_pointer_alone(floor: Pairs) -> None:
    source, target = floor.pair()
    floor.merge(source, target)
    assert floor.split(source)
    assert not floor.split(source)
    found = floor.read(source)
    assert (found.merged_into, found.owner) == (None, "closed")
    assert floor.sources(target) == []
    assert floor.marks(source) == ["merge", "split"] == floor.marks(target)
    assert floor.merge(target, source)  # now the other way round


def test_what_was_merged_is_no_target_and_goes_nowhere_else(floor: Pairs) -> None:
    source, target = floor.pair()
    third = floor.open()
    floor.change(third, customer_id=floor.read(source).customer_id)
    floor.merge(source, target)
    for one, other in ((third, source), (target, source), (source, third)):
        with pytest.raises(MergedElsewhere) as refused:
            floor.merge(one, other)
        assert refused.value.data == {"into": target}
    floor.merge(target, third)
    assert sorted(floor.sources(third)) == sorted([source, target])


def test_open_tickets_follow(floor: Pairs) -> None:
    source, target = floor.pair()
    customer = floor.read(source).customer_id
    made = [
        floor.do(
            open_ticket,
            customer_id=customer,
            subject=subject,
            kind="problem",
            details="x",
            conversation_id=source,
        ).id
        for subject in ("open", "over")
    ]
    with floor.db.transaction() as session:
        session.get_one(Ticket, made[1]).status = "closed"
    floor.merge(source, target)
    with floor.db.session() as session:
        found = [session.get_one(Ticket, one).conversation_id for one in made]
    assert found == [target, source]


def test_opposite_merges_at_once_leave_one_pointer(floor: Pairs) -> None:
    customer = floor.customer()
    for number in range(10):
        one, other = floor.open(), floor.open()
        for chat in (one, other):
            floor.change(chat, customer_id=customer)

        def try_merge(pair: tuple[str, str]) -> bool:
            try:
                return floor.merge(*pair)
            except MergedElsewhere:
                return False

        pairs = [(one, other), (other, one), (one, other), (other, one)]
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(try_merge, pairs)) == 1, number
        with floor.db.session() as session:
            pointers = [session.get_one(Conversation, chat).merged_into for chat in (one, other)]
        assert sum(pointer is not None for pointer in pointers) == 1


def test_merge_and_the_customers_message_race(floor: Pairs) -> None:
    """The message is answered by the bot, or closed with the merge's words before it came."""
    for number in range(10):
        source, target = floor.pair(floor.customer(f"{number}@example.com"))

        def merge(source: str = source, target: str = target) -> None:
            with suppress(BotStillAnswers):
                floor.merge(source, target)

        def write(source: str = source) -> None:
            floor.receive(source, "a")

        with ThreadPoolExecutor(2) as pool:
            works = [write, merge] if number % 2 else [merge, write]
            for future in [pool.submit(work) for work in works]:
                future.result()
        assert floor.owner(source)[0] == "bot"
        assert source in [claim.conversation_id for claim in floor.claim(limit=50)]
