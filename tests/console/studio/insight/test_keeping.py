"""Days are added up once: kept ones read like live ones, and nothing counts twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from bot.ledger.models import Message
from console.reports.period import Period, choose_period
from console.studio.insight import keeping
from console.studio.insight.figures import (
    Ending,
    Group,
    list_courses,
    make_funnel,
)
from console.studio.insight.keeping import Figures, Filters, read_figures, take_newest
from console.studio.insight.models import InsightDay, InsightEnding, InsightGroup
from tests.console.studio.insight.conftest import Life

ALL = Filters()
OLD_COLUMNS = ("day", "channel", "language", "meant", "kind", "policy", "action", "form", "model")
OLD_COLUMNS += ("messages", "typed", "calls")


def fill(life: Life, days: int = 10) -> None:
    """Two conversations a day, the newest of them today."""
    for _ in range(days):
        life.clock.advance(days=1)
        life.ask(life.conversation(), "track_order")
        life.ask(life.conversation(language="zh", channel="telegram"), "nlu_fallback")
    life.clock.advance(hours=2)


def period_of(life: Life, choice: str = "28", zone: str = "UTC") -> Period:
    return choose_period(choice, now=life.now, zone=zone)  # type: ignore[arg-type]


def read(life: Life, filters: Filters = ALL, zone: str = "UTC", **how: float) -> Figures:
    how = {"patience": 600.0} | how
    return read_figures(life.db, period_of(life, zone=zone), filters, now=life.now, **how)


def add(figures: Figures) -> tuple[int, int]:
    """Return the messages and the conversations."""
    return sum(one.messages for one in figures.groups), make_funnel(figures.endings).chats


def test_kept_days_read_as_they_were_counted(life: Life) -> None:
    fill(life)
    first, again = read(life), read(life)
    assert add(first) == add(again) == (20, 20)
    assert set(first.groups) == set(again.groups)
    assert set(first.endings) == set(again.endings)
    with life.db.session() as session:
        kept = session.scalar(select(func.count()).select_from(InsightDay))
        assert kept == 26  # of 28 all but yesterday and today
        assert session.scalar(select(func.sum(InsightGroup.messages))) == 16


def test_kept_days_are_not_counted_again_and_new_ones_are(life: Life) -> None:
    fill(life)
    read(life)
    with life.db.transaction() as session:
        session.execute(update(Message).values(sender="system"))  # nobody asked anything
    assert add(read(life)) == (16, 16)
    life.ask(life.conversation(), "ask_price")
    assert add(read(life)) == (17, 17)


def test_filters_count_for_kept_and_live_days_alike(life: Life) -> None:
    fill(life)
    for _ in range(2):
        assert add(read(life, Filters(channel="web"))) == (10, 10)
        assert add(read(life, Filters(language="zh"))) == (10, 10)
        assert add(read(life, Filters(channel="web", language="zh"))) == (0, 0)


@pytest.mark.parametrize("cause", ["zone", "version"])
def test_days_are_added_up_anew_by_other_rules(
    life: Life, monkeypatch: pytest.MonkeyPatch, cause: str
) -> None:
    fill(life)
    read(life)
    zone = "Asia/Shanghai" if cause == "zone" else "UTC"
    if cause == "version":
        monkeypatch.setattr(keeping, "VERSION", 99)
    assert add(read(life, zone=zone)) == (20, 20)
    with life.db.session() as session:
        assert set(session.execute(select(InsightDay.zone, InsightDay.version))) == {
            (zone, keeping.VERSION)
        }


def test_request_adds_up_what_it_has_time_for_and_the_next_goes_on(life: Life) -> None:
    fill(life)
    ticks = iter(range(100))  # a second goes by at each look at the clock
    first = read_figures(
        life.db, period_of(life), ALL, now=life.now, patience=2.0, ticks=lambda: next(ticks)
    )
    assert len(first.missing) == 26 - 1  # one day, and the time was over
    assert max(first.missing) < min(one.day for one in first.groups)
    assert add(first) == (6, 6)  # of that day and of two that are read live
    whole = read(life)
    assert (whole.missing, add(whole)) == ((), (20, 20))


def test_two_processes_that_add_up_the_same_day_keep_it_once(life: Life) -> None:
    fill(life, days=4)
    read(life)
    with life.db.session() as session:
        days = list(session.scalars(select(InsightDay.day)))
    counted = Figures(
        [Group(days[-1], "web", "en", "x", "understood", "", "", "", "", "", messages=1_000)],
        [Ending(days[-1], "web", "en", "done", "x", "", "", "", "", 1_000)],
    )
    with life.db.transaction() as session:
        keeping._keep(session, days, "UTC", counted, life.now)  # who came second
    assert add(read(life)) == (8, 8)


def test_long_names_fit_their_columns(life: Life) -> None:
    life.ask(life.conversation(), "i" * 300, action="a" * 300, story="s" * 300)
    life.clock.advance(days=3)
    read(life)
    with life.db.session() as session:
        assert session.scalar(select(InsightGroup.meant)) == "i" * 100
        assert session.scalar(select(InsightGroup.story)) == "s" * 200
        assert session.scalar(select(func.count()).select_from(InsightEnding)) == 1


def test_days_that_were_kept_before_names_were_told_read_on(life: Life) -> None:
    life.clock.advance(days=1)
    life.ask(life.conversation(), "track_order", story="Tracking")
    life.clock.advance(days=3)
    assert [one.story for one in read(life).groups] == ["Tracking"]
    with life.db.transaction() as session:  # as an older release has kept it
        kept = session.execute(select(InsightGroup)).scalar_one()
        old = {one: getattr(kept, one) for one in OLD_COLUMNS}
        session.delete(kept)
        session.flush()
        session.execute(insert(InsightGroup), old)
    figures = read(life)
    assert add(figures) == (1, 1)
    assert [one.story for one in figures.groups] == [""]
    assert list_courses(figures.groups) == []


def test_period_without_days_that_are_over_keeps_nothing(life: Life) -> None:
    fill(life, days=1)
    figures = read_figures(life.db, period_of(life, "today"), ALL, now=life.now)
    assert add(figures) == (2, 2)
    with life.db.session() as session:
        assert session.scalar(select(func.count()).select_from(InsightDay)) == 0


@given(st.sets(st.integers(0, 60), min_size=1), st.integers(1, 9))
def test_days_are_taken_newest_first_in_runs(days: set[int], most: int) -> None:
    left = sorted(days)
    while left:
        run = take_newest(left, most)
        assert len(run) <= most
        assert run == list(range(run[0], run[-1] + 1))
        assert run[-1] == left[-1]
        assert len(run) == most or run[0] - 1 not in left
        left = [day for day in left if day not in run]
