"""Groups of messages that say nearly the same, and the order in which they are worth labelling."""

import time
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.labelling.value import MOST_WEIGHT, Cost, expect_gain, order_by_gain
from console.studio.likeness import (
    BY_READING,
    NEAR,
    encode,
    find_likeness,
    find_neighbours,
    group,
    name_text,
)

WORDS = ["lamp", "parcel", "refund", "invoice", "broken", "glass", "late", "address", "colour"]
TEXTS = st.lists(
    st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join) | st.text(max_size=20), max_size=30
)


def test_what_is_typed_a_little_differently_is_one_group() -> None:
    texts = [
        "do you sell gift cards",
        "Do you sell gift cards?",
        "hi, do you sell gift cards please",
        "my new floor lamp arrived broken",
        "my new floor lamp arived broken!",
        "你们有礼品卡吗",
        "请问你们有礼品卡吗？",
        "ok",
    ]
    assert group(texts).tolist() == [0, 0, 0, 3, 3, 5, 5, 7]


def test_numbers_and_placeholders_do_not_tell_messages_apart() -> None:
    texts = ["order 1004217 is late again", "order 2233445 is late again", "[number] is late again"]
    assert name_text(texts[0]) == name_text(texts[1])
    assert set(group([*texts[:2], "parcel [order_number] never came"]).tolist()) == {0, 2}


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("of course", "of course not"),
        ("my parcel has arrived today", "my parcel hasn't arrived today"),
        ("收到货了", "没收到货"),
    ],
)
def test_what_denies_is_no_twin_of_what_does_not(yes: str, no: str) -> None:
    assert group([yes, no]).tolist() == [0, 1]


def test_the_text_said_most_often_leads() -> None:
    texts = ["sell you gift cards do", "do you sell gift cards", "do you sell gift cards"]
    assert group(texts).tolist() == [1, 1, 1]


@given(TEXTS)
def test_every_member_is_near_its_leader_or_the_same_but_for_form(texts: list[str]) -> None:
    leaders = group(texts)
    assert len(leaders) == len(texts)
    assert all(leaders[leader] == leader for leader in leaders)
    unique = list(dict.fromkeys(name_text(text) for text in texts))
    by_name: dict[str, int] = {}
    for text, leader in zip(texts, leaders, strict=True):
        assert by_name.setdefault(name_text(text), leader) == leader
    firsts = [next(at for at, t in enumerate(texts) if name_text(t) == name) for name in unique]
    if firsts:
        rows = encode([texts[at] for at in firsts]).toarray()
        for at, leader in ((at, leaders[first]) for at, first in enumerate(firsts)):
            if firsts[at] != leader:
                assert rows[at] @ rows[firsts.index(leader)] >= NEAR - 1e-5


@given(TEXTS)
def test_neighbours_are_the_rows_whose_cosine_is_high_enough(texts: list[str]) -> None:
    rows = encode(texts or ["x"])
    dense = rows.toarray() @ rows.toarray().T
    for at, (places, cosines) in enumerate(find_neighbours(rows, 0.5)):
        assert np.allclose(dense[at][places], cosines, atol=1e-5)
        missed = np.setdiff1d(np.flatnonzero(dense[at] >= 0.5 + 1e-5), places)
        assert missed.size == 0


def test_groups_are_alike_by_words_or_by_what_the_bot_wavers_between() -> None:
    likeness = find_likeness(
        ["gift cards", "gift cards for sale", "opening hours", "weather"],
        [{"a": 0.5, "b": 0.5}, {"c": 1.0}, {"a": 0.5, "b": 0.4}, {}],
    )
    near = [dict(zip(places.tolist(), values.tolist(), strict=True)) for places, values in likeness]
    assert near[0][2] == pytest.approx(BY_READING, abs=0.01)
    assert near[0][1] > 0.3
    assert 3 not in near[0]
    assert near[2].keys() == {0, 2}
    assert len(find_likeness(["a lamp", "a sofa"], [{}, {}])) == 2


@pytest.mark.slow
def test_5000_messages_are_grouped_in_seconds() -> None:
    chance = Random(5)
    texts = [
        " ".join(chance.choices(WORDS * 9 + [f"w{n}" for n in range(900)], k=7))
        for _ in range(5_000)
    ]
    began = time.process_time()
    group(texts)
    assert time.process_time() - began < 20  # 1 s on an idle machine


def test_gain_is_what_is_misread_by_what_it_costs() -> None:
    assert expect_gain(10, 0.25, 2.0) == 15
    assert expect_gain(10, 1.5) == 0
    assert expect_gain(10, -1) == 10
    assert Cost().weight == 1
    assert Cost(is_handed_over=True, is_valued=True, is_upset=True).weight == MOST_WEIGHT == 3


@given(
    st.integers(0, 12).flatmap(
        lambda n: st.tuples(
            st.lists(st.floats(0, 100), min_size=n, max_size=n),
            st.lists(st.lists(st.floats(0, 1), min_size=n, max_size=n), min_size=n, max_size=n),
            st.sets(st.integers(0, max(n - 1, 0)), max_size=n // 2),
        )
    )
)
def test_lazy_order_is_the_greedy_one(
    drawn: tuple[list[float], list[list[float]], set[int]],
) -> None:
    gains, drawn_table, decided = drawn
    table = np.array(drawn_table, dtype=np.float32).reshape(len(gains), len(gains))
    decided = {one for one in decided if one < len(gains)}
    neighbours = [(np.arange(len(gains)), row) for row in table]
    order = order_by_gain(gains, neighbours, decided)
    assert sorted([place for place, _gain in order] + list(decided)) == list(range(len(gains)))
    likeness = np.zeros(len(gains))
    for place in decided:
        likeness = np.maximum(likeness, table[place])
    left = set(range(len(gains))) - decided
    for place, gain in order:
        best = max(gains[one] * (1 - likeness[one]) for one in left)
        assert gain == pytest.approx(best, rel=1e-5, abs=1e-9)
        left.remove(place)
        likeness = np.maximum(likeness, table[place])
