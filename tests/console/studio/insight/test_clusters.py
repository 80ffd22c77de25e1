"""What is asked alike is put together, masked text by masked text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.studio.insight.clusters import Missed, cluster, find_stars

GIFT = ["Do you have gift cards?", "do you have gift cards", "I want to buy a gift card"]
NORWAY = ["do you ship to norway?", "can you ship it to Norway"]
ZH = ["你们发货到挪威吗", "能发货到挪威吗", "有礼品卡吗"]


def test_messages_that_ask_alike_are_one_cluster_and_lonely_ones_none() -> None:
    said = [Missed(text, "en", "ask_payment") for text in GIFT]
    said += [Missed(text, "en") for text in (*NORWAY, "my cat ate the plug")]
    said += [Missed(text, "zh") for text in ZH]
    found = cluster(said)
    assert [(one.size, one.language) for one in found] == [(3, "en"), (2, "en"), (2, "zh")]
    assert found[0].example in GIFT
    assert found[0].meant == "ask_payment"
    assert len(found[0].others) == 1  # the other two differ in a mark alone
    assert {found[1].example, *found[1].others} == set(NORWAY)
    assert {found[2].example, *found[2].others} == set(ZH[:2])


def test_what_was_masked_makes_no_two_messages_alike() -> None:
    said = [Missed("[name] [order_number] zebra", "en"), Missed("[name] [order_number] tuba", "en")]
    assert cluster(said) == []


def test_nothing_is_made_of_nothing() -> None:
    assert cluster([]) == []
    assert cluster([Missed(text, "en") for text in ("", "  ", "?!", "?!")]) == []


@given(st.lists(st.text(max_size=12), max_size=25), st.sampled_from(["en", "zh", "other"]))
def test_no_message_is_in_two_clusters(texts: list[str], language: str) -> None:
    found = cluster([Missed(text, language) for text in texts])
    assert sum(one.size for one in found) <= len(texts)
    assert all(one.size > 1 and one.example in texts for one in found)


@given(st.integers(0, 2**16), st.integers(1, 12))
def test_every_text_is_in_one_star_whose_centre_is_its_neighbour(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    near = rng.random((n, n)) < 0.3
    near = near | near.T | np.eye(n, dtype=bool)
    neighbours = [(np.flatnonzero(row), row[row].astype(np.float32)) for row in near]
    stars = find_stars(neighbours, [1] * n)
    assert sorted(place for star in stars for place in star) == list(range(n))
    assert all(near[star[0], place] for star in stars for place in star)
