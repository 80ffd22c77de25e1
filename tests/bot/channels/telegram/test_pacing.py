"""Flood limits, by a clock that nobody waits for."""

import bisect
from collections import defaultdict
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pacing import BURST, CHAT_BURST, PER_SECOND, Pacer
from bot.ledger.lanes import Head
from bot.ledger.outbox import BULK, INTERACTIVE

LOOK = 60


class Campaign:
    """A queue in memory, sent by the rules of the product; keeps who got what when."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now, self.pacer = now, Pacer(now)
        self.queue: list[tuple[int, int, str]] = []
        self.sent: list[tuple[float, Head]] = []
        self.asked: dict[int, float] = {}
        self.numbers = count(1)

    def write(self, chat: str, priority: int) -> int:
        number = next(self.numbers)
        bisect.insort(self.queue, (priority, number, chat))
        self.asked[number] = self.now
        return number

    def step(self) -> None:
        """Send what may be sent now and move the clock to when more may."""
        waiting, seen = set(self.pacer.list_waiting(self.now)), set()
        heads = []
        for priority, number, chat in self.queue:
            if chat not in waiting and chat not in seen:
                seen.add(chat)
                heads.append(Head(number, chat, priority))
            if len(heads) == LOOK:
                break
        chosen, pause = self.pacer.choose(heads, self.now)
        for head in chosen:
            self.sent.append((self.now, head))
            self.queue.remove((head.priority, head.id, head.recipient))
        # A message takes a while; the next of its chat waits for its end.
        self.now += 0.02 if chosen else min(max(pause, 0.001), 1.0)

    def most_in_a_second(self) -> int:
        return most_within(sorted(at for at, _head in self.sent), 1.0)


def most_within(times: list[float], seconds: float) -> int:
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_campaign_to_three_thousand_chats_keeps_the_limits_and_answers_overtake() -> None:
    run = Campaign()
    for number in range(3_000):
        run.write(f"chat {number}", BULK)
    began, answers, next_answer = run.now, [], run.now
    while run.queue:
        if run.now >= next_answer and len(answers) < 600:
            answers.append(run.write(f"chat {len(answers) * 7 % 3_000}", INTERACTIVE))
            next_answer += 0.2  # five answers a second beside the campaign
        run.step()
    assert len(run.sent) == 3_000 + len(answers)  # none lost, none twice
    assert len({head.id for _at, head in run.sent}) == len(run.sent)
    assert run.most_in_a_second() <= 30
    by_chat = defaultdict(list)
    for at, head in run.sent:
        by_chat[head.recipient].append(at)
    waits = sorted(at - run.asked[head.id] for at, head in run.sent if head.priority == INTERACTIVE)
    assert waits[int(0.95 * len(waits))] <= 2.0
    assert run.now - began == pytest.approx(len(run.sent) / PER_SECOND, rel=0.1)


def test_campaign_of_several_messages_keeps_one_a_second_in_each_chat() -> None:
    run = Campaign()
    for number in range(200):
        run.write(f"chat {number % 10}", BULK)
    while run.queue:
        run.step()
    by_chat = defaultdict(list)
    for at, head in run.sent:
        by_chat[head.recipient].append(at)
    assert max(most_within(times, 0.999) for times in by_chat.values()) == 1


def test_one_answer_of_several_messages_is_not_slowed_down() -> None:
    run = Campaign()
    for _ in range(7):
        run.write("chat", INTERACTIVE)
    while run.queue:
        run.step()
    assert run.sent[-1][0] - run.sent[0][0] < 0.5


def test_chat_gets_one_a_second_when_its_burst_is_used_up() -> None:
    run = Campaign()
    for _ in range(40):
        run.write("chat", INTERACTIVE)
    while run.queue:
        run.step()
    took = run.sent[-1][0] - run.sent[0][0]
    assert took == pytest.approx(40 - CHAT_BURST, abs=1.0)


def test_chat_that_was_told_to_wait_waits_and_others_do_not() -> None:
    pacer = Pacer(0.0)
    pacer.halt("a", 3, 0.0)
    assert pacer.wait("a", INTERACTIVE, 1.0) == pytest.approx(2.0)
    assert pacer.wait("b", INTERACTIVE, 1.0) == 0
    assert pacer.list_waiting(1.0) == ["a"]
    pacer.halt("b", 3, 1.0)
    assert pacer.wait("c", INTERACTIVE, 1.5) == pytest.approx(2.5)
    assert pacer.wait("c", INTERACTIVE, 4.0) == 0


def test_what_was_not_sent_is_given_back() -> None:
    pacer = Pacer(0.0)
    heads = [Head(number, "a", INTERACTIVE) for number in range(int(BURST))]
    chosen, _pause = pacer.choose(heads, 0.0)
    assert chosen == heads
    assert pacer.wait("b", INTERACTIVE, 0.0) > 0
    pacer.give_back(chosen)
    assert pacer.wait("b", INTERACTIVE, 0.0) == 0


@given(
    st.lists(
        st.tuples(st.floats(0, 2), st.sampled_from("abc"), st.sampled_from([INTERACTIVE, BULK])),
        max_size=300,
    )
)
def test_no_second_holds_more_than_thirty(steps: list[tuple[float, str, int]]) -> None:
    pacer, now, times = Pacer(0.0), 0.0, []
    for pause, chat, priority in steps:
        now += pause / 20
        chosen, _wait = pacer.choose([Head(1, chat, priority)], now)
        times += [now for _ in chosen]
    assert most_within(times, 1.0) <= 30
