"""Every figure of a report, counted by hand; the same on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.handoff.desk import Targets
from bot.handoff.outcomes import Outcome, Outcomes
from console.reports.figures import Share, Spread
from console.reports.period import Period, choose_period
from console.reports.queries import Filters, spread_calls
from console.reports.service import Report, read_report, spread_load
from console.reports.view import name_outcome
from tests.console.floor import MINA, OLI, Floor


def report(floor: Floor, choice: Any = "7", **filters: Any) -> Report:
    with floor.db.session() as session:
        period = choose_period(choice, now=floor.now + timedelta(seconds=1), zone="UTC")
        return read_report(session, period, Filters(**filters))


def test_nothing_is_reported_of_nothing(floor: Floor) -> None:
    found = report(floor)
    assert (found.summary.conversations, found.summary.calls.tally.calls) == (0, 0)
    assert found.summary.calls.first == Spread()
    assert found.agents == found.reasons == found.outcomes == []
    assert sum(found.calls.days.values()) == 0


def test_bot_handled_alone_what_no_person_was_asked_for(floor: Floor) -> None:
    for _ in range(6):
        floor.hear(floor.conversation(), "Where is my order?")
    floor.conversation()  # opened, nothing said: nobody was handled
    floor.help()
    floor.take(floor.conversation())  # taken over unasked, nothing said by the customer
    summary = report(floor).summary
    # The agent's arrival is a message: something was said in all but one.
    assert (summary.conversations, summary.alone) == (8, Share(6, 8))


def test_times_are_those_of_the_clock(floor: Floor) -> None:
    for wait in (10, 20, 30, 40, 1_000):
        floor.help(wait=wait, first=5, handle=wait * 2)
    calls = report(floor).summary.calls
    assert calls.wait == Spread(5, pytest.approx(30, abs=1e-3), pytest.approx(1_000, abs=1e-3))
    assert calls.first.median == pytest.approx(35, abs=1e-3)
    assert calls.handle.median == pytest.approx(60, abs=1e-3)


@pytest.mark.parametrize(
    ("waits", "median", "p90"),
    [([7], 7, 7), ([1, 2], 1, 2), ([1, 2, 3], 2, 3), (list(range(1, 21)), 10, 18)],
)
def test_percentiles_are_nearest_ranks(
    floor: Floor, waits: list[int], median: float, p90: float
) -> None:
    for wait in waits:
        floor.help(wait=wait, first=1, handle=2)
    found = report(floor).summary.calls.wait
    assert (found.n, round(found.median or 0), round(found.p90 or 0)) == (len(waits), median, p90)


def test_first_response_in_time_is_measured_by_the_target_of_now(floor: Floor) -> None:
    floor.set(Targets(first_response_seconds=60))
    for wait in (10, 59, 61, 300):
        floor.help(wait=wait, first=0, handle=400)
    assert report(floor).summary.calls.tally.in_time == Share(2, 4)
    floor.set(Targets(first_response_seconds=400))
    assert report(floor).summary.calls.tally.in_time == Share(4, 4)


def test_waits_are_given_up_in_every_way_there_is(floor: Floor) -> None:
    floor.hand_back(floor.ask(), actor="customer")
    floor.close(floor.ask())
    back = floor.ask()
    floor.take(back)
    floor.requeue(back)
    floor.hand_back(back, actor="customer")  # after the agent had left
    floor.help()
    floor.ask()  # waits still
    tally = report(floor).summary.calls.tally
    assert (tally.calls, tally.given_up, tally.requeues) == (5, Share(3, 4), 1)
    outcomes = {one.key: one.tally.calls for one in report(floor).outcomes}
    assert outcomes == {"returned": 2, "closed": 2, None: 1}


def test_ends_of_calls_are_told_in_the_words_of_the_shop(floor: Floor) -> None:
    own = Outcome(code="gift", en="Sent a gift", zh="赠送礼品", is_active=False)
    floor.set(Outcomes(items=(own,)))
    found = report(floor)
    told = [name_outcome(key, found, "zh") for key in ("gift", "returned", None, "older")]
    assert told == ["赠送礼品", "交回机器人", "进行中", "older"]


def test_ratings_are_per_agent_and_reason(floor: Floor) -> None:
    for score in (5, 4, 4, 1, 2):
        floor.help("mood", score=score, agent=MINA)
    floor.help("asked", score=5, agent=OLI)
    floor.help("asked", agent=OLI)
    found = report(floor)
    agents = {one.key: one.tally for one in found.agents}
    assert (agents["mina"].csat, agents["mina"].average) == (Share(3, 5), 3.2)
    assert (agents["oli"].csat, agents["oli"].average) == (Share(1, 1), None)
    reasons = {one.key: one.tally.csat for one in found.reasons}
    assert reasons == {"mood": Share(3, 5), "asked": Share(1, 1)}
    assert found.names["mina"] == "Mina Sørensen"


def test_first_words_count_for_who_said_them(floor: Floor) -> None:
    chat = floor.ask()
    floor.wait(50)
    floor.arrive(OLI)
    floor.take(chat, MINA)
    floor.answer(chat, MINA)
    floor.transfer(chat, MINA, OLI)
    floor.close(chat, OLI)
    agents = {one.key: one for one in report(floor).agents}
    assert (agents["mina"].tally.answered, agents["mina"].tally.calls) == (1, 0)
    assert agents["mina"].first.n == 1
    assert (agents["oli"].tally.answered, agents["oli"].tally.calls) == (0, 1)
    assert agents["oli"].first == Spread()
    assert agents["oli"].tally.transfers == 1
    only = {one.key for one in report(floor, agents=("mina",)).agents}
    assert only == {"mina"}


def test_weightiest_reason_is_the_reason(floor: Floor) -> None:
    floor.help("valued_complaint")
    floor.take(floor.conversation(), OLI)
    assert {one.key for one in report(floor).reasons} == {"valued_complaint", "taken_over"}
    taken = report(floor, reason="taken_over")
    assert [one.key for one in taken.agents] == ["oli"]
    assert taken.summary.calls.wait.n == 0  # nobody waited
    assert taken.summary.conversations is None  # the bot's own chats have no reason


def test_filters_leave_out_what_they_say(floor: Floor) -> None:
    floor.help(language="zh")
    floor.help(channel="telegram")
    floor.help(agent=OLI)
    found = {
        name: report(floor, **filters).summary.calls.tally.calls
        for name, filters in {
            "zh": {"language": "zh"},
            "telegram": {"channel": "telegram"},
            "oli": {"agents": ("oli",)},
            "both": {"agents": ("oli",), "language": "zh"},
            "team": {"agents": ("oli", "mina")},
            "nobody": {"agents": ()},
        }.items()
    }
    assert found == {"zh": 1, "telegram": 1, "oli": 1, "both": 0, "team": 3, "nobody": 0}
    assert report(floor, language="zh").summary.conversations == 1


def test_period_before_is_apart(floor: Floor) -> None:
    floor.help()
    floor.clock.advance(days=7)
    floor.help()
    floor.help()
    found = report(floor)
    assert (found.summary.calls.tally.calls, found.before.calls.tally.calls) == (2, 1)
    assert found.before.conversations == 1


def test_load_is_counted_in_the_hours_of_the_shop() -> None:
    zone = "Asia/Kathmandu"  # a quarter of an hour beside the others
    start = datetime(2026, 3, 1, 18, 15, tzinfo=UTC)  # midnight there, a Monday
    period = Period(start, start + timedelta(days=2), zone)
    first = int(start.timestamp()) // 900
    load = spread_load([(first, 2), (first + 4 * 24 - 1, 3), (first + 4 * 24, 5)], period=period)
    assert load.days == {date(2026, 3, 2): 5, date(2026, 3, 3): 5}
    assert (load.week[0][0], load.week[0][23], load.week[1][0]) == (2, 3, 5)
    assert sum(map(sum, load.week)) == 10


def test_load_is_counted_by_the_database(floor: Floor) -> None:
    floor.help()  # Monday 09:30
    floor.clock.advance(days=1, hours=2)
    floor.ask()
    found = report(floor)
    assert found.conversations is not None
    assert found.conversations.days[date(2026, 3, 2)] == 1
    assert found.calls.days[date(2026, 3, 3)] == 1
    assert found.calls.week[0][9] == 1
    assert found.calls.week[1][11] == 1


def test_no_row_of_a_call_is_read_for_a_percentile(floor: Floor, session: Session) -> None:
    for _ in range(12):
        floor.help(wait=5)
    period = choose_period("7", now=floor.now + timedelta(seconds=1), zone="UTC")
    loaded: list[object] = []
    from sqlalchemy import event

    event.listen(session, "loaded_as_persistent", lambda _session, one: loaded.append(one))
    found = spread_calls(session, period, Filters(), by="agent", measure="wait")
    assert found["mina"].n == 12
    assert loaded == []
