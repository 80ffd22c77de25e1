"""Money, days, lists and names as people read them."""

from datetime import timedelta

import pytest

from actions.wording import count_orders, day, deadline, first_name, listing, money
from kernel.turns import Language
from tests.crm_backend.shop import NOW


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (-1, "yesterday", "昨天"),
        (0, "today", "今天"),
        (1, "tomorrow", "明天"),
        (5, "Saturday, 7 March", "3月7日（周六）"),
        (-365, "Sunday, 2 March 2025", "2025年3月2日（周日）"),
    ],
)
def test_day_is_said_as_people_say_it(days: int, english: str, chinese: str) -> None:
    moment = NOW + timedelta(days=days)
    assert (day(moment, "en", NOW), day(moment, "zh", NOW)) == (english, chinese)


def test_today_ends_when_something_is_due() -> None:
    assert deadline(NOW, "en", NOW) == "the end of today"
    assert deadline(NOW, "zh", NOW) == "今天"


@pytest.mark.parametrize(
    ("items", "language", "text"),
    [
        ([], "en", ""),
        (["a"], "en", "a"),
        (["a", "b", "c"], "en", "a, b and c"),
        (["a", "b"], "zh", "a、b"),
    ],
)
def test_list_is_joined_as_in_a_sentence(items: list[str], language: Language, text: str) -> None:
    assert listing(items, language) == text


def test_money_has_sign_and_thousands() -> None:
    assert (money(104_990, "EUR"), money(500, "CHF")) == ("€1,049.90", "CHF 5.00")


def test_orders_are_counted_in_both_languages() -> None:
    assert [count_orders(n, "en") for n in (1, 2)] == ["1 order", "2 orders"]
    assert count_orders(2, "zh") == "2 个订单"


@pytest.mark.parametrize(
    ("name", "first"), [("Ada Lovelace", "Ada"), ("王丽", "王丽"), ("José García", "José")]
)
def test_first_name_is_what_one_greets_with(name: str, first: str) -> None:
    assert first_name(name) == first
