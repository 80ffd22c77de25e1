"""Products found by what people say of them: the wish in the words, and what meets it."""

from collections.abc import Sequence
from threading import Barrier, Thread
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.product_search import cache, read_wish, service
from crm_backend.analytics.product_search.index import ProductIndex, Text
from crm_backend.analytics.product_search.prices import read_han
from crm_backend.analytics.product_search.wishes import say_terms
from crm_backend.analytics.recommendations.shop_rules import NewRule, add_rule
from kernel.db import Database
from tests.crm_backend.analytics.product_store import Store
from tests.crm_backend.shop import NOW, Shop


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("something warm for a small flat under 50", None, 5_000, ""),
        ("适合小户型的暖色灯，300以内", None, 30_000, ""),
        ("a lamp below €49.90", None, 4_990, "EUR"),
        ("not more than 20 dollars", None, 2_000, "USD"),
        ("budget 400", None, 40_000, ""),
        ("预算两千以内", None, 200_000, ""),
        ("一百五左右的台灯", 10_500, 19_500, ""),
        ("有没有50欧以下的礼物", None, 5_000, "EUR"),
        ("between 20 and 40 euros", 2_000, 4_000, "EUR"),
        ("100到200的地毯", 10_000, 20_000, ""),
        ("around 50 euros", 3_500, 6_500, "EUR"),
        ("at least £100", 10_000, None, "GBP"),
        ("for a 20 sqm living room", None, None, ""),
        ("rug 160x230", None, None, ""),
        ("below £1,200", None, 120_000, "GBP"),
        ("under 1.200,50 €", None, 120_050, "EUR"),
        ("a sofa for less than 1.5k", None, 150_000, ""),
        ("1千以内的沙发", None, 100_000, ""),
        ("2万以下", None, 2_000_000, ""),
        ("预算一万五", None, 1_500_000, ""),
        ("between 20 and 40", 2_000, 4_000, ""),
        ("lamp 20-40", 2_000, 4_000, ""),
        ("不超过300元", None, 30_000, ""),
        ("不低于300元", 30_000, None, ""),
        ("no less than 100", 10_000, None, ""),
        ("nothing over 80 please", None, 8_000, ""),
        ("50以内", None, 5_000, ""),
        ("under 50 cm", None, None, ""),
        ("a shelf under 50cm, below 90 euros", None, 9_000, "EUR"),
        ("less than 1.5 kg", None, None, ""),
        ("50 cm high", None, None, ""),
        ("for 4 people", None, None, ""),
        ("a table for 4-6 people", None, None, ""),
        ("3-4 plants", None, None, ""),
        ("size 42", None, None, ""),
        ("in 2024", None, None, ""),
        ("from 2020 to 2024", None, None, ""),
        ("within 5 days", None, None, ""),
        ("100到200厘米", None, None, ""),
        ("不超过2米", None, None, ""),
        ("order FD-1004217", None, None, ""),
        ("I have 100 euros, what can I buy", None, 10_000, "EUR"),
        ("housewarming, €25", None, 2_500, "EUR"),
        ("20块能买啥", None, 2_000, ""),
        ("30 cm for 4 people", None, None, ""),
        ("一百到三百的地毯", 10_000, 30_000, ""),
        ("50~80块的杯子", 5_000, 8_000, ""),
        ("rugs 60 to 120", 6_000, 12_000, ""),
        ("3 to 4 plants", None, None, ""),
        ("三四十块的小礼物", 3_000, 4_000, ""),
        ("几百块的椅子", None, 100_000, ""),
        ("something for 40 or so", 2_800, 5_200, ""),
        ("a chair for sixty or so", 4_200, 7_800, ""),
        ("less than a hundred", None, 10_000, ""),
        ("twenty euros max", None, 2_000, "EUR"),
        ("a set of twenty", None, None, ""),
        ("under a hundred and fifty", None, 15_000, ""),
        ("between a hundred and fifty and two hundred", 15_000, 20_000, ""),
        ("under fifty five euros", None, None, ""),
        ("一百二三十块的灯", None, 13_000, ""),
        ("20 or so days", None, None, ""),
        ("送到万达广场", None, None, ""),
    ],
)
def test_price_is_read(text: str, low: int | None, high: int | None, currency: str) -> None:
    wish = read_wish(text)
    assert (wish.low_cents, wish.high_cents, wish.currency) == (low, high, currency)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("两千", 2000),
        ("十二万", 120_000),
        ("一万五", 15_000),
        ("一百五", 150),
        ("三十", 30),
        ("十", 10),
        ("二百零五", 205),
    ],
)
def test_chinese_numbers_are_read(number: str, value: int) -> None:
    assert read_han(number) == value


@given(st.text(max_size=400))
def test_any_text_is_read_without_harm(text: str) -> None:
    wish = read_wish(text)
    assert wish.low_cents is None or wish.low_cents >= 0


@pytest.mark.parametrize(
    "text",
    ["what would you recommend for me", "any ideas?", "inspire me", "surprise me", "随便推荐一下"],
)
def test_wish_for_anything_says_nothing_of_a_product(text: str) -> None:
    wish = read_wish(text)
    assert (wish.concepts, wish.colours, wish.has_price) == ((), (), False)


@pytest.fixture
def store(session: Session) -> Store:
    return Store(session)


def test_what_is_meant_is_found_within_the_price(store: Store) -> None:
    assert store.skus("something warm for a small flat under 50") == ["LL-2"]
    assert store.skus("适合小户型的暖色灯，300以内")[0] in ("LL-1", "LL-2")
    assert set(store.skus("适合小户型的暖色灯，50以内")) == {"LL-2"}


def test_reason_names_what_is_met(store: Store) -> None:
    found = store.find("something warm for a small flat under 50")
    assert found is not None
    wish = read_wish("something warm for a small flat under 50")
    terms = found.matches[0].terms
    assert say_terms(wish, terms, "en") == ["small flat", "warm"]
    assert say_terms(wish, terms, "zh") == ["小户型", "温暖"]


def test_sold_out_and_inactive_never_appear(store: Store) -> None:
    store.bulb.stock = 0
    store.session.flush()
    assert store.skus("warm bulb for small lamps, under 50") == []
    store.bulb.stock, store.bulb.is_active = 5, False
    store.session.flush()
    assert "LL-2" not in store.skus("a warm light")


def test_colour_and_size_must_be_met_where_anything_does(store: Store) -> None:
    assert store.skus("a green lamp") == ["LL-3"]
    assert store.skus("绿色的灯") == ["LL-3"]
    assert store.skus("rug 160x230") == ["LL-4"]
    assert set(store.skus("a pink rug")) == {"LL-4", "LL-5"}  # none is pink


def test_little_dearer_is_shown_as_near_and_far_dearer_is_not(store: Store) -> None:
    found = store.find("rug under 45")
    assert found is not None
    assert ([one.product.sku for one in found.matches], found.is_exact) == (["LL-5"], False)
    none = store.find("rug under 10")
    assert none is not None
    assert none.matches == ()


def test_price_in_another_currency_is_not_held_against_anything(store: Store) -> None:
    found = store.find("a rug under $50")
    assert found is not None
    assert (len(found.matches), found.other_currency) == (2, "EUR")


def test_word_that_is_misspelt_is_found_by_its_pieces(store: Store) -> None:
    assert store.skus("woool rug")[0] == "LL-4"


def test_words_that_no_product_has_are_a_wish_for_anything(store: Store) -> None:
    assert store.find("do you have opinions on jazz") is None


def test_new_words_are_found_at_once(store: Store) -> None:
    assert store.find("trampoline") is None
    store.mat.name_en = "Trampoline"
    store.session.flush()
    assert store.skus("trampoline") == ["LL-5"]


def test_rare_words_count_more() -> None:
    texts = [Text(n, (f"lamp {word}",), (), ()) for n, word in enumerate(["oak", "elm", "oak"])]
    index = ProductIndex(texts)
    assert index.score({"elm": 1.0})[1] > index.score({"oak": 1.0})[0] > 0
    assert index.find_near("oak") == {"oak": 1.0}
    assert index.find_near("zebra") == {}
    assert not ProductIndex([]).score({"oak": 1.0}).any()


@pytest.mark.parametrize(
    ("text", "avoided"),
    [
        ("a sofa, not leather", [("leather",)]),
        ("a chair without plastic or wool", [("plastic",), ("wool",)]),
        ("不要皮的沙发", [("皮",)]),
        ("a lamp that is not made of steel", [("steel",)]),
        ("not more than 50", []),
        ("not sure, something with no noise", []),
    ],
)
def test_what_is_not_wanted_is_read(text: str, avoided: list[tuple[str, ...]]) -> None:
    assert list(read_wish(text).avoided) == avoided


def test_what_is_not_wanted_is_not_shown(store: Store) -> None:
    assert set(store.skus("a rug")) == {"LL-4", "LL-5"}
    assert store.skus("a rug, not wool") == ["LL-5"]
    assert store.skus("不要羊毛的地毯") == ["LL-5"]
    assert "LL-3" not in store.skus("a lamp but not green")
    assert "LL-4" not in store.skus("anything but wool", limit=9)


def test_excluded_product_does_not_come_though_it_is_named(store: Store) -> None:
    rule = NewRule("exclude", NOW, sku="LL-3")
    add_rule(store.session, rule=rule, by="staff:1", now=NOW)
    assert "LL-3" not in store.skus("Steel floor lamp (sage)")
    assert store.skus("a green lamp")  # what may be shown of the lamps, none of them green


def test_price_is_that_of_the_currency_of_most_products(store: Store) -> None:
    store.mat.currency, store.mat.price_cents = "USD", 1_000
    store.session.flush()
    assert store.skus("a rug under 300") == ["LL-4"]
    assert store.skus("a rug under $300") == ["LL-5"]


def test_filters_come_before_the_best_are_cut(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LOOKED_AT", 1)
    assert store.skus("rug under 60") == ["LL-5"]
    assert set(store.skus("a rug")) == {"LL-4", "LL-5"}


def test_index_is_made_once_when_many_ask_at_the_same_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        Store(session)
    made = []
    real = cache.ProductIndex

    def count(texts: Sequence[Text]) -> ProductIndex:
        made.append(len(texts))
        sleep(0.05)
        return real(texts)

    monkeypatch.setattr(cache, "ProductIndex", count)
    start, found = Barrier(4), []

    def ask() -> None:
        start.wait()
        with database.session() as session:
            found.append(cache.get_index(session, now=NOW))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [5]
    assert all(one is found[0] for one in found)


@pytest.mark.parametrize(
    ("text", "words", "kinds"),
    [
        ("a lamp for next to the sofa", ("lamp",), ["sofa"]),
        ("something for the wall above my desk", (), ["wall", "desk"]),
        ("a rug for under the dining table", ("rug",), ["table"]),
        ("a basket behind the door please", ("basket",), ["door"]),
        ("looking for the lamp", ("lamp",), []),
        ("沙发旁边的灯", ("灯",), ["沙发"]),
        ("书桌上用的灯", ("灯",), ["书桌"]),
        ("铺在床下的地毯", ("地毯", "毯"), ["床"]),
        ("床上用品", ("床上", "上用", "用品"), []),
    ],
)
def test_place_of_a_thing_is_read_apart_from_it(
    text: str, words: tuple[str, ...], kinds: list[str]
) -> None:
    wish = read_wish(text)
    assert wish.words == words
    assert [place.kind for place in wish.places] == kinds


def test_what_is_put_in_a_place_is_found_and_not_the_place(store: Store) -> None:
    add, shelf = Shop(store.session).product, store.mat.category
    add("LL-21", shelf, "Bed set (blue)", "床品套件（蓝色）")
    add("LL-22", shelf, "Under-bed box", "床底箱")
    add("LL-23", shelf, "Oak bed", "橡木床")
    store.session.flush()
    for text in ("something under the bed", "床底下放东西的"):
        assert store.skus(text)[0] == "LL-22"
        assert "LL-23" not in store.skus(text, limit=9)


@pytest.mark.parametrize(
    ("text", "avoided"),
    [
        ("don't show me sofas", [("sofas",)]),
        ("除了抱枕别的都行", [("抱枕",)]),
        ("椅子，不要木头的", [("木",)]),
        ("不要推荐了", []),
    ],
)
def test_what_is_not_to_be_shown_is_read(text: str, avoided: list[tuple[str, ...]]) -> None:
    assert list(read_wish(text).avoided) == avoided


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("house warming, what to bring", ["a present"]),
        ("朋友搬家送什么", ["a present"]),
        ("送货要多久", []),
        ("what should I bring to a dinner", ["a present"]),
        ("冬天用的", ["warm"]),
    ],
)
def test_occasion_and_season_are_meant(text: str, names: list[str]) -> None:
    assert [one.name[0] for one in read_wish(text).concepts] == names
