"""The judge sees each kind of broken promise, and none where all were kept."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.reliability.checker import Delivery, Verdict, judge
from tests.reliability.clients import Report, Said, Shown
from tests.reliability.journal import Event
from tests.reliability.plan import Line
from tests.reliability.tables import InboxRow, MailRow, MessageRow, Tables, TicketRow, TurnRow

CHAT = "chat"


@dataclass
class Story:
    """Two messages of one customer, the second asks for a ticket: everything as promised."""

    report: Report = field(default_factory=lambda: Report(0, CHAT))
    tables: Tables = field(default_factory=Tables)
    events: list[Event] = field(default_factory=list)
    mails: list[Delivery] = field(default_factory=lambda: [Delivery("a@b", "1")])

    def __post_init__(self) -> None:
        rows = [
            MessageRow(CHAT, 1, "customer", "m1", "hello c0x1"),
            MessageRow(CHAT, 2, "bot", None, "re 1 1/1 hello c0x1"),
            MessageRow(CHAT, 3, "customer", "m2", "open a ticket about c0x2"),
            MessageRow(CHAT, 4, "bot", None, "re 3 1/2 opened"),
            MessageRow(CHAT, 5, "bot", None, "re 3 2/2 opened"),
        ]
        self.tables.messages = rows
        self.tables.last_ids = {CHAT: 5}
        self.tables.inbox = [InboxRow(f"{CHAT}:m{n}", CHAT, i, "done") for n, i in ((1, 1), (2, 3))]
        self.tables.turns = [TurnRow(CHAT, i, n, "done", "answered") for n, i in ((1, 1), (2, 3))]
        self.tables.tickets = [TicketRow(CHAT, "turn:chat:3:ticket", "c0x2")]
        self.tables.mails = [MailRow("a@b", "sent")]
        first = Line(1, "m1", "hello c0x1", "talk", 0, 0, ())
        second = Line(2, "m2", "open a ticket about c0x2", "ticket", 0, 0, ())
        self.report.said = [Said(first, 1, 1, 2, {1}), Said(second, 3, 3, 4, {3})]
        self.report.screens = [[Shown(row.id, row.sender, row.text, row.cid) for row in rows]]
        for turn, (number, at) in enumerate(((1, 1.0), (3, 2.0))):
            for kind, late in (("begin", 0.0), ("applied", 0.1), ("end", 0.2)):
                event = Event(kind, CHAT, number, 1, str(turn), at + late)  # type: ignore[arg-type]
                self.events.append(event)

    def judge(self) -> Verdict:
        return judge([self.report], self.tables, self.events, self.mails)


def test_verdict_is_clean_when_everything_was_kept() -> None:
    verdict = Story().judge()
    assert (verdict.lost, verdict.duplicated, verdict.inverted) == ([], [], [])
    assert verdict.line() == (
        "sent=2 acked=2 turns=2 replies=2 lost=0 duplicated=0 inverted=0 dead=0"
    )


def forget_message(story: Story) -> None:
    story.tables.messages.pop(2)


def forget_inbox(story: Story) -> None:
    story.tables.inbox.pop()


def forget_answer(story: Story) -> None:
    del story.tables.messages[3:]


def halve_answer(story: Story) -> None:
    story.tables.messages.pop()


def forget_ticket(story: Story) -> None:
    story.tables.tickets.clear()


def show_less(story: Story) -> None:
    story.report.screens[0].pop()


def acknowledge_another_number(story: Story) -> None:
    story.report.said[0].ids = {2}


def forget_mail(story: Story) -> None:
    story.mails.clear()


def break_database(story: Story) -> None:
    story.tables.damage.append("row 1 missing from index")


def store_twice(story: Story) -> None:
    story.tables.inbox.append(story.tables.inbox[0])


def answer_twice(story: Story) -> None:
    story.tables.messages.append(MessageRow(CHAT, 6, "bot", None, "re 3 1/1 opened"))


def run_two_turns(story: Story) -> None:
    story.tables.turns.append(TurnRow(CHAT, 3, 3, "done", "answered"))


def open_two_tickets(story: Story) -> None:
    story.tables.tickets.append(TicketRow(CHAT, "turn:chat:3:again", "c0x2"))


def copy_message(story: Story) -> None:
    story.tables.messages.append(story.tables.messages[0]._replace(id=6))


def acknowledge_twice(story: Story) -> None:
    story.report.said[0].ids = {1, 2}


def mail_twice(story: Story) -> None:
    story.mails *= 2


def apply_twice(story: Story) -> None:
    story.events.append(Event("applied", CHAT, 3, 1, "1", 3.0))


def leave_a_gap(story: Story) -> None:
    story.tables.last_ids[CHAT] = 6


def answer_in_reverse(story: Story) -> None:
    rows = story.tables.messages
    rows[1], rows[3] = rows[1]._replace(text="re 3 1/1 opened"), rows[3]._replace(text="re 1 1/1 x")


def turn_in_reverse(story: Story) -> None:
    story.tables.turns.reverse()


def run_at_once(story: Story) -> None:
    story.events.append(Event("begin", CHAT, 3, 2, "2", 2.1))


def keep_in_reverse(story: Story) -> None:
    first, second = story.tables.inbox
    story.tables.inbox = [first._replace(message_id=3), second._replace(message_id=1)]


LOSSES = [
    forget_message,
    forget_inbox,
    forget_answer,
    halve_answer,
    forget_ticket,
    show_less,
    acknowledge_another_number,
    forget_mail,
    break_database,
]
DOUBLES = [
    store_twice,
    answer_twice,
    run_two_turns,
    open_two_tickets,
    acknowledge_twice,
    copy_message,
    mail_twice,
    apply_twice,
]
INVERSIONS = [leave_a_gap, answer_in_reverse, turn_in_reverse, run_at_once, keep_in_reverse]


@pytest.mark.parametrize("spoil", LOSSES)
def test_loss_is_seen(spoil: Callable[[Story], None]) -> None:
    story = Story()
    spoil(story)
    assert story.judge().lost


@pytest.mark.parametrize("spoil", DOUBLES)
def test_double_is_seen(spoil: Callable[[Story], None]) -> None:
    story = Story()
    spoil(story)
    assert story.judge().duplicated


@pytest.mark.parametrize("spoil", INVERSIONS)
def test_inversion_is_seen(spoil: Callable[[Story], None]) -> None:
    story = Story()
    spoil(story)
    assert story.judge().inverted


def test_turn_of_a_worker_that_stood_still_is_no_second_turn_but_may_not_be_applied_twice() -> None:
    story = Story()
    asleep = [Event("begin", CHAT, 1, 9, "9", 0.5), Event("end", CHAT, 1, 9, "9", 99.0)]
    story.events += asleep
    assert story.judge().inverted
    parts = (story.tables, story.events, story.mails)
    assert judge([story.report], *parts, stopped=[9]).is_clean
    story.events.append(Event("applied", CHAT, 1, 9, "9", 98.0))
    assert judge([story.report], *parts, stopped=[9]).duplicated


def test_same_turn_asked_again_is_no_second_turn_only_where_an_owner_stood_still() -> None:
    story = Story()
    story.events += [Event("begin", CHAT, 3, 2, "2", 2.1), Event("end", CHAT, 3, 2, "2", 2.3)]
    parts = (story.tables, story.events, story.mails)
    assert judge([story.report], *parts).inverted
    assert judge([story.report], *parts, has_pauses=True).is_clean


def test_channel_without_numbers_and_without_an_echo_is_judged_by_the_inbox() -> None:
    story = Story()
    story.report.is_echoed = False
    for said in story.report.said:
        said.ids = set()
    shown = [one for one in story.report.screens[0] if one.sender != "customer"]
    story.report.screens = [shown]
    assert story.judge().is_clean
    forget_answer(story)
    assert story.judge().lost


def test_apology_is_an_answer_and_counted_when_it_names_the_message() -> None:
    story = Story()
    story.tables.messages[1] = story.tables.messages[1]._replace(text="Sorry.")
    story.tables.apologies[CHAT, 2] = 1
    story.report.screens[0][1] = Shown(2, "bot", "Sorry.", None)
    verdict = story.judge()
    assert verdict.is_clean
    assert verdict.apologies == 1
