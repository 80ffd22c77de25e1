"""Alarms on drift: rare where nothing changes, soon where something does, silent on little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.drift import (
    Stream,
    count_false_alarms,
    find_mix_alarms,
    measure_delays,
    triple_the_third,
)
from console.studio.insight.drift import (
    compare_mix,
    find_changes,
    find_dispersion,
    find_rise,
)
from console.studio.insight.figures import Rate

STEADY = [Rate(10, 100)] * 28
counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 400), max_size=8)


@pytest.mark.parametrize(
    "stream", [Stream(20, 0.1), Stream(100, 0.15), Stream(1_000, 0.05), Stream(100, 0.1, 200.0)]
)
def test_steady_stream_raises_about_one_alarm_a_year_at_most(stream: Stream) -> None:
    assert count_false_alarms(stream, np.random.default_rng(7), years=4, streams=3) <= 1.0


@pytest.mark.parametrize(
    ("stream", "raised", "latest"),
    [(Stream(100, 0.1), 0.2, 7), (Stream(1_000, 0.05), 0.1, 2), (Stream(1_000, 0.1), 0.15, 4)],
)
def test_rise_is_told_within_days(stream: Stream, raised: float, latest: int) -> None:
    delays = measure_delays(stream, raised, np.random.default_rng(7), runs=20, streams=3)
    found = sorted(28 if one is None else one for one in delays)
    assert found[10] <= latest
    assert found[-1] < 28


def test_rise_begins_where_it_began() -> None:
    rise = find_rise(STEADY, [Rate(10, 100)] * 10 + [Rate(22, 100)] * 5)
    assert rise is not None
    assert rise.since in range(9, 12)
    assert rise.after.value == pytest.approx(0.22, abs=0.03)
    assert rise.score > rise.limit


@pytest.mark.parametrize(
    ("reference", "days"),
    [
        (STEADY, [Rate(10, 100)] * 28),
        (STEADY, [Rate(2, 100)] * 28),  # better is no alarm
        (STEADY, []),
        ([Rate(1, 5)] * 28, [Rate(5, 5)] * 28),  # too few to tell
        ([Rate(0, 100)] * 28, [Rate(50, 100)] * 28),  # nothing known to compare with
        ([Rate(100, 100)] * 28, [Rate(100, 100)] * 28),
    ],
)
def test_nothing_is_told_of_what_is_steady_or_too_little(
    reference: list[Rate], days: list[Rate]
) -> None:
    assert find_rise(reference, days) is None


def test_more_streams_need_more_proof() -> None:
    days = [Rate(10, 100)] * 20 + [Rate(22, 100)] * 3
    one, many = find_rise(STEADY, days), find_rise(STEADY, days, streams=1_000)
    assert one is not None
    assert many is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=40))
def test_dispersion_is_one_at_least_and_finite(days: list[tuple[int, int]]) -> None:
    found = find_dispersion([Rate(hits, hits + misses) for hits, misses in days])
    assert 1.0 <= found < float("inf")


def test_days_that_differ_are_given_more_room() -> None:
    rng = np.random.default_rng(3)
    even = Stream(200, 0.1).draw(rng, 28)
    uneven = Stream(200, 0.1, 40.0).draw(rng, 28)
    assert find_dispersion(uneven) > 2 * find_dispersion(even)


def test_mix_is_silent_when_steady_and_speaks_when_one_intent_triples() -> None:
    rng = np.random.default_rng(5)
    mixes, singles = find_mix_alarms(rng, runs=150, daily=100, spread=300.0)
    assert mixes == 0
    assert singles <= 3
    moved = find_mix_alarms(rng, runs=25, daily=200, spread=300.0, change=triple_the_third)
    assert moved[0] >= 20
    assert moved[1] == 25


def test_large_numbers_make_no_alarm_of_a_small_change() -> None:
    weeks = [{"a": 50_000, "b": 50_000}] * 4
    shift = compare_mix(weeks, {"a": 51_500, "b": 48_500})
    assert shift is not None
    assert shift.p < 1e-6
    assert not shift.is_alarming  # sure, and not worth a word


def test_mix_of_a_few_messages_says_nothing() -> None:
    assert compare_mix([{"a": 10}] * 4, {"b": 10}) is None
    assert compare_mix([{"a": 1_000}] * 4, {"b": 10}) is None


@given(st.lists(counts, min_size=1, max_size=4), counts)
def test_mix_is_compared_whatever_the_counts_are(
    weeks: list[dict[str, int]], recent: dict[str, int]
) -> None:
    shift = compare_mix(weeks, recent)
    if shift is not None:
        assert 0.0 <= shift.p <= 1.0
        assert shift.index >= 0.0
        assert shift.dispersion >= 1.0


def test_single_shares_are_corrected_for_their_number() -> None:
    before = {"a": Rate(100, 1_000)}
    after = {"a": Rate(25, 100)}
    (alone,) = find_changes(before, after)
    assert (alone.key, alone.ratio) == ("a", pytest.approx(2.5))
    many = {f"i{n}": Rate(100, 1_000) for n in range(400)}
    same = {f"i{n}": Rate(10, 100) for n in range(400)}
    assert find_changes(before | many, after | same) == []  # of 401 one looks so by chance


def test_share_must_change_by_half() -> None:
    before, after = {"a": Rate(10_000, 100_000)}, {"a": Rate(13_000, 100_000)}
    assert find_changes(before, after) == []
    less = find_changes(after, {"a": Rate(5_000, 100_000)})
    assert [one.key for one in less] == ["a"]
    assert find_changes(after, {"a": Rate(5_000, 100_000)}, rises_only=True) == []
