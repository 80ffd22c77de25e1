"""What conversations come to: counted in the database, put together in lines."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from console.reports.period import Period, choose_period, day_start
from console.studio.insight import queries
from console.studio.insight.columns import day_of
from console.studio.insight.days import day_number, list_offsets, name_day
from console.studio.insight.figures import (
    Ending,
    Group,
    list_courses,
    list_leavings,
    list_lines,
    make_funnel,
)
from kernel.db import Database, UtcDateTime
from tests.console.studio.insight.conftest import Life

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")


def whole(life: Life) -> Period:
    return choose_period("7", now=life.now + timedelta(seconds=1), zone="UTC")


def groups(life: Life) -> list[Group]:
    with life.db.session() as session:
        period = whole(life)
        parts = (queries.group_messages, queries.group_next, queries.group_calls)
        return [group for part in parts for group in part(session, period)]


def endings(life: Life) -> list[Ending]:
    with life.db.session() as session:
        return queries.count_endings(session, whole(life), now=life.now)


def test_messages_are_counted_by_intent_and_how_they_were_taken(life: Life) -> None:
    chat, other = life.conversation(), life.conversation(language="zh", channel="telegram")
    life.ask(chat, "track_order", action="action_track_order", last="action_track_order")
    life.ask(chat, "nlu_fallback", likely="track_order", policy="LearnedPolicy")
    life.ask(chat, "clarify", likely="ask_price")
    life.ask(chat, "out_of_scope")
    life.press(chat, "track_order")
    life.ask(other, "track_order", model="m2", form="return_form")
    life.ask(other, "ask_price", language="other")
    life.hear(other, "read by nobody")
    found = groups(life)
    lines = {line.key: line for line in list_lines(found, lambda one: one.meant)}
    assert list(lines) == ["track_order", "ask_price", "out_of_scope"]
    track = lines["track_order"]
    assert (track.messages, track.typed, track.missed) == (4, 3, 1)  # one was pressed
    assert (lines["ask_price"].typed, lines["ask_price"].missed) == (2, 2)
    assert {one.kind for one in found} == {"understood", "unknown", "asked", "outside"}
    by_model = {line.key: line.messages for line in list_lines(found, lambda one: one.model)}
    assert by_model == {"m1": 6, "m2": 1}
    (form,) = list_lines(found, lambda one: one.form)
    assert (form.key, form.messages) == ("return_form", 1)
    policies = {line.key: line.missed for line in list_lines(found, lambda one: one.policy)}
    assert policies["LearnedPolicy"] == 1
    assert {one.channel for one in found} == {"web", "telegram"}


def test_call_is_about_the_last_subject_before_it(life: Life) -> None:
    chat, talk = life.conversation(), life.conversation()
    life.ask(chat, "ask_price")
    life.ask(chat, "nlu_fallback", likely="return_item")
    life.ask(chat, "request_human")
    life.call(chat)
    life.ask(chat, "thank")
    life.ask(talk, "greet")
    life.call(talk)
    life.call(life.conversation())  # said nothing: nobody's subject
    lines = {line.key: line.calls for line in list_lines(groups(life), lambda one: one.meant)}
    assert {key: calls for key, calls in lines.items() if calls} == {"return_item": 1, "greet": 1}


def test_messages_are_counted_by_story_and_rule(life: Life) -> None:
    chat = life.conversation()
    life.ask(chat, "track_order", story="Tracking")
    life.ask(chat, "nlu_fallback", story="Unknown")
    life.ask(chat, "track_order", story="Tracking")
    life.ask(chat, "track_order", story="Tracking", policy="MemoizationPolicy")
    life.ask(chat, "track_order", policy="LearnedPolicy", story=None)
    life.ask(chat, "ask_price")  # as a model without names has it
    life.call(chat)
    life.ask(chat, "thank", story="Thanks")
    lines = list_courses(groups(life))
    assert [(line.key, line.messages, line.calls) for line in lines] == [
        ("rule Tracking", 2, 0),
        ("rule Thanks", 1, 0),
        ("rule Unknown", 1, 0),
        ("story Tracking", 1, 0),
    ]
    life.ask(chat, "track_order", story="Tracking")
    life.call(chat)
    assert {line.key: line.calls for line in list_courses(groups(life)) if line.calls} == {
        "rule Tracking": 1
    }


def test_what_is_not_understood_counts_for_what_was_answered_before(life: Life) -> None:
    chat, other = life.conversation(), life.conversation()
    life.ask(chat, "track_order", story="Tracking")
    life.ask(other, "greet", story="Greeting")  # between, in another chat
    life.ask(chat, "nlu_fallback", story="Unknown")
    life.ask(chat, "clarify", story="Asking")
    life.ask(chat, "track_order", story="Tracking", policy="MemoizationPolicy")
    life.ask(chat, "thank")
    life.press(chat, "track_order")  # pressed, not typed
    life.clock.advance(days=1)
    life.ask(other, "nlu_fallback", story="Unknown")  # another day
    found = groups(life)
    lines = {line.key: (line.missed, line.typed) for line in list_courses(found)}
    assert lines == {
        "rule Tracking": (1, 1),
        "rule Unknown": (1, 1),
        "rule Asking": (0, 1),
        "story Tracking": (0, 1),
        "rule Greeting": (0, 0),
    }
    assert sum(line.messages for line in list_lines(found, lambda one: one.meant)) == 8


def make_endings(life: Life) -> None:
    """One conversation of each kind."""
    done = life.conversation()
    life.ask(done, "nlu_fallback")
    life.ask(done, "track_order", last="action_track_order")
    form = life.conversation()
    did = dict.fromkeys(("form", "waits", "last"), "return_form")
    life.ask(form, "return_item", **did, story="Returning")
    missed = life.conversation()
    life.ask(missed, "nlu_fallback", likely="ask_price", last="action_fallback")
    failed = life.conversation()
    life.ask(failed, "ask_price", is_answered=False)
    helped = life.conversation()
    life.ask(helped, "complain")
    life.call(helped, rating=5)
    gone = life.conversation()
    life.ask(gone, "complain")
    life.call(gone, agent=None)
    waiting = life.conversation()
    life.ask(waiting, "complain")
    life.call(waiting, agent=None, ended_at=None)
    life.clock.advance(hours=2)
    still = life.conversation()
    life.ask(still, "ask_price")


def test_conversations_end_in_eight_ways(life: Life) -> None:
    make_endings(life)
    found = endings(life)
    kinds = {one.kind: one for one in found}
    assert set(kinds) == {
        *("done", "form", "unknown", "failed", "helped", "gave_up", "waiting", "open"),
    }
    assert (kinds["form"].form, kinds["form"].meant) == ("return_form", "return_item")
    assert (kinds["unknown"].meant, kinds["unknown"].step) == ("ask_price", "action_fallback")
    left = {one.kind: one.course for one in list_leavings(found)}
    assert left == {"form": "rule Returning", "unknown": "", "failed": "", "gave_up": ""}
    funnel = make_funnel(found)
    assert (funnel.chats, funnel.understood, funnel.answered) == (8, 7, 6)
    assert (funnel.done, funnel.called, funnel.helped) == (1, 3, 1)
    assert (funnel.rated, funnel.good) == (1, 1)
    assert [one.kind for one in list_leavings(found)] == ["failed", "form", "gave_up", "unknown"]


def test_form_waits_by_the_ledger_where_the_dialogue_has_not_told(life: Life) -> None:
    chat = life.conversation()
    life.ask(chat, "return_item")
    with life.db.transaction() as session:
        session.merge(life.read(chat)).question_id = 2
    life.clock.advance(hours=2)
    assert [one.kind for one in endings(life)] == ["form"]


def test_conversation_that_goes_on_another_day_counts_on_both(life: Life) -> None:
    chat = life.conversation()
    life.ask(chat, "nlu_fallback")
    life.clock.advance(days=1)
    life.ask(chat, "track_order")
    life.clock.advance(hours=2)
    found = sorted(endings(life), key=lambda one: one.day)
    assert [(one.kind, one.understood) for one in found] == [("unknown", 0), ("done", 1)]
    assert found[1].day == found[0].day + 1


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001
    st.integers(1, 200),
)
def test_offsets_hold_for_every_hour_of_a_period(zone: str, start: datetime, days: int) -> None:
    begin = day_start(start.date(), zone)
    period = Period(begin, begin + timedelta(days=days), zone)
    offsets = list_offsets(period)
    for hour in range(0, days * 24, 7):
        at = begin + timedelta(hours=hour)
        known = [one.seconds for one in offsets if one.since <= at][-1]
        offset = at.astimezone(ZoneInfo(zone)).utcoffset()
        assert offset is not None
        assert known == offset.total_seconds()


@pytest.mark.parametrize("zone", ZONES)
def test_days_of_the_database_are_those_of_the_zone(database: Database, zone: str) -> None:
    begin = day_start(date(2026, 3, 1), zone)
    period = Period(begin, begin + timedelta(days=260), zone)
    with database.session() as session:
        for hour in range(0, 260 * 24, 41):
            at = begin + timedelta(hours=hour, minutes=59)
            query = select(day_of(literal(at, UtcDateTime), period))
            assert session.scalar(query) == day_number(at.astimezone(ZoneInfo(zone)).date())


def test_day_has_a_number_and_back() -> None:
    assert name_day(day_number(date(2026, 11, 26))) == date(2026, 11, 26)
    assert day_number(datetime(1970, 1, 1, tzinfo=UTC).date()) == 0
