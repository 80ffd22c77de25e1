"""What products are like: attributes, their weights, and neighbours."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations.content import (
    ContentKnn,
    band_prices,
    list_attributes,
    split_words,
    weigh_attributes,
)

attributes = st.lists(st.lists(st.sampled_from("abcdef"), max_size=4), min_size=1, max_size=8)


def test_rare_attributes_weigh_more() -> None:
    table = weigh_attributes([["lamp", "oak", "oak"], ["lamp"], ["lamp", "brass"], ["rug"]])
    oak, lamp = math.log(4), math.log(4 / 3)
    length = math.hypot(oak, lamp)
    # The columns are brass, lamp, oak, rug.
    assert table.toarray()[0] == pytest.approx([0, lamp / length, oak / length, 0])
    assert table.toarray()[3] == pytest.approx([0, 0, 0, 1])


@given(attributes, st.integers(1, 4))
def test_weights_of_each_item_sum_to_one_or_nothing(listed: list[list[str]], count: int) -> None:
    owned = csr_array(np.ones((2, len(listed))))
    weights = ContentKnn(neighbours=count).fit(listed, owned).weights_.toarray()
    sums = weights.sum(axis=0)
    assert all(one == pytest.approx(0) or one == pytest.approx(1) for one in sums)
    assert ((weights > 0).sum(axis=0) <= count).all()
    assert not weights.diagonal().any()


def test_only_what_somebody_has_is_a_neighbour() -> None:
    owned = csr_array(np.array([[1.0, 0.0, 0.0, 1.0]]))
    weights = ContentKnn().fit([["a"], ["a"], ["a"], ["b"]], owned).weights_.toarray()
    assert weights[:, 1].tolist() == [1, 0, 0, 0]
    assert weights[1].tolist() == [0, 0, 0, 0]


def test_attributes_come_from_names_categories_and_prices() -> None:
    listed = list_attributes("Oak Lamp (40 cm)", ["Lamps", ""], 3)
    assert listed == ["word:oak", "word:lamp", "word:40", "word:cm", "category:lamps", "price:3"]
    assert split_words("保暖毛毯 2.0m") == ["保暖", "暖毛", "毛毯", "2", "0m"]
    assert split_words("毛毯 _ ") == ["毛毯"]


def test_price_bands_hold_as_many_products_each() -> None:
    bands = band_prices([*range(1, 81), float("nan"), -5, float("inf"), 1e9])
    assert bands[80:83] == [None, None, None]
    assert bands[83] == 7
    assert [bands[:80].count(band) for band in range(8)] == pytest.approx([10] * 8, abs=1)
    assert band_prices([float("nan")]) == [None]
    assert band_prices([]) == []


@given(attributes, st.data())
def test_asked_items_alone_have_the_weights_they_have_among_all(
    listed: list[list[str]], data: st.DataObject
) -> None:
    places = st.sets(st.integers(0, len(listed) - 1))
    owned = np.zeros((1, len(listed)))
    owned[0, sorted(data.draw(places))] = 1
    asked = sorted(data.draw(places))
    whole = ContentKnn(neighbours=99).fit(listed, csr_array(owned)).weights_.toarray()
    part = ContentKnn(neighbours=99).fit(listed, csr_array(owned), np.array(asked, dtype=np.intp))
    found = part.weights_.toarray()
    assert found[:, asked] == pytest.approx(whole[:, asked])
    assert found.sum() == pytest.approx(whole[:, asked].sum())
