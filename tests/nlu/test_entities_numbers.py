"""Money, dates and quantities: what they are worth, their roles, and that no text is too much."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.core.entities import Entity, find_patterns, keep_apart
from nlu.core.entities.numerals import read_number
from nlu.core.entities.quantities import find_counts

TODAY = date(2026, 11, 25)  # a Wednesday


def money(text: str) -> list[tuple[str, str | None, int, str | None]]:
    return [
        (item.value, item.role, item.resolved["amount_cents"], item.resolved["currency"])
        for item in find_patterns(text)
        if item.entity == "money"
    ]


def days(text: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (item.value, item.role, item.resolved.get("iso"))
        for item in find_patterns(text, TODAY)
        if item.entity == "date"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it cost 50 bucks", ("50 bucks", None, 5_000, "USD")),
        ("for $1,299.50", ("$1,299.50", None, 129_950, "USD")),
        ("I paid €19,90", ("€19,90", None, 1_990, "EUR")),
        ("12.50 € too much", ("12.50 €", None, 1_250, "EUR")),
        ("£5", ("£5", None, 500, "GBP")),
        ("¥99的台灯", ("¥99", None, 9_900, "CNY")),
        ("200块以内", ("200块", "max", 20_000, "CNY")),
        ("两百块以下的", ("两百块", "max", 20_000, "CNY")),
        ("300元以上", ("300元", "min", 30_000, "CNY")),
        ("不超过300元", ("300元", "max", 30_000, "CNY")),
        ("50以内", ("50", "max", 5_000, None)),
        ("a lamp under 50 please", ("50", "max", 5_000, None)),
        ("at least 20 euros", ("20 euros", "min", 2_000, "EUR")),
    ],
)
def test_money_has_minor_units_currency_and_role(
    text: str, found: tuple[str, str | None, int, str | None]
) -> None:
    assert money(text) == [found]


@pytest.mark.parametrize(
    ("text", "currency"),
    [("between 50 and 100 euros", "EUR"), ("50到100块", "CNY"), ("$50-$100", "USD")],
)
def test_a_range_has_both_ends(text: str, currency: str) -> None:
    assert [found[1:] for found in money(text)] == [
        ("min", 5_000, currency),
        ("max", 10_000, currency),
    ]


@pytest.mark.parametrize(
    "text",
    ["under 50 cm", "more than 3 days", "两块地毯", "rug 200x300", "0 €", "FD-1004217", "50"],
)
def test_what_is_no_money_is_none(text: str) -> None:
    assert money(text) == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("tomorrow", "2026-11-26"),
        ("the day before yesterday", "2026-11-23"),
        ("后天", "2026-11-27"),
        ("大前天", "2026-11-22"),
        ("next Tuesday", "2026-12-01"),
        ("last Friday", "2026-11-20"),
        ("last Thursday", "2026-11-19"),
        ("this Friday", "2026-11-27"),
        ("下周二", "2026-12-01"),
        ("上周五", "2026-11-20"),
        ("last week", "2026-W47"),
        ("上个月", "2026-10"),
        ("next month", "2026-12"),
        ("去年", "2025"),
        ("last year", "2025"),
        ("2023年", "2023"),
        ("March 2024", "2024-03"),
        ("12 March", "2027-03-12"),
        ("May 5, 2026", "2026-05-05"),
        ("3月5日", "2027-03-05"),
        ("2025年3月5日", "2025-03-05"),
        ("2026-02-28", "2026-02-28"),
        ("25/12/2025", "2025-12-25"),
        ("3.4.26", "2026-04-03"),
        ("in two weeks", "2026-12-09"),
        ("3 days ago", "2026-11-22"),
        ("三天前", "2026-11-22"),
        ("两周后", "2026-12-09"),
        ("Christmas Eve", "2026-12-24"),
        ("元旦", "2027-01-01"),
    ],
)
def test_a_date_is_resolved_where_today_tells_it(text: str, iso: str) -> None:
    assert [(words, day) for words, _, day in days(text)] == [(text, iso)]


@pytest.mark.parametrize("text", ["Friday", "周一", "3/4", "the 9th", "2月30日", "Easter Monday"])
def test_a_date_that_may_be_several_days_stays_words(text: str) -> None:
    assert [(words, day) for words, _, day in days(text)] == [(text, None)]


@pytest.mark.parametrize("text", ["2026-13-01", "32/13", "0.5"])
def test_a_day_that_cannot_be_is_none(text: str) -> None:
    assert days(text) == []


def test_nothing_is_resolved_without_today() -> None:
    [entity] = find_patterns("tomorrow")
    assert entity.resolved == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from Monday to Friday", [("Monday", "from"), ("Friday", "to")]),
        ("between yesterday and tomorrow", [("yesterday", "from"), ("tomorrow", "to")]),
        ("从周一到周五", [("周一", "from"), ("周五", "to")]),
        ("by Friday", [("Friday", "to")]),
        ("since last week", [("last week", "from")]),
        ("3月5日以后", [("3月5日", "from")]),
        ("明天之前", [("明天", "to")]),
        ("not today but tomorrow", [("today", None), ("tomorrow", None)]),
    ],
)
def test_dates_know_which_end_they_are(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(words, role) for words, role, _ in days(text)] == found


def test_a_number_right_before_a_thing_counts_it() -> None:
    text = "two lamps, a dozen mugs and sofa 3 chairs"
    things = [
        Entity("product", word, text.index(word), text.index(word) + len(word))
        for word in ("lamps", "mugs", "sofa", "chairs")
    ]
    counted = [(found.value, found.resolved["number"]) for found in find_counts(text, things)]
    assert counted == [("two", 2), ("a dozen", 12), ("3", 3)]


def test_no_pieces_are_no_quantity() -> None:
    assert list(find_patterns("0 pcs")) == []


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两百五十", 250),
        ("一万零五", 10_005),
        ("many", None),
    ],
)
def test_numbers_are_read_in_words(word: str, number: int | None) -> None:
    assert read_number(word) == number


def test_of_overlapping_entities_the_first_given_stays() -> None:
    first, second, third = (Entity("a", "x", *span) for span in ((3, 6), (5, 8), (0, 3)))
    assert keep_apart([first, second, third]) == [third, first]


def test_what_is_not_set_is_left_out_of_the_form() -> None:
    assert Entity("date", "now", 0, 3).as_dict("Reader") == {
        "entity": "date",
        "value": "now",
        "start": 0,
        "end": 3,
        "extractor": "Reader",
    }
    full = Entity("money", "5", 0, 1, "max", "1", 0.5, {"amount_cents": 500}).as_dict("Reader")
    assert (full["role"], full["group"], full["confidence_entity"]) == ("max", "1", 0.5)
    assert full["resolved"] == {"amount_cents": 500}


PIECES = st.sampled_from(
    [
        *(
            "under ",
            "50",
            "€",
            "到",
            "块",
            "两",
            "周一",
            "from ",
            "Monday",
            " to ",
            "3/4",
            ".",
            ",",
        ),
        *(
            "FD-",
            "1004217",
            "T-",
            "@",
            "a.b",
            "月",
            "号",
            "以内",
            "-",
            "next ",
            "年",
            "二十",
            "x",
            " ",
        ),
    ]
)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_spans_lie_in_the_text_and_apart_whatever_is_written(text: str) -> None:
    taken = [False] * len(text)
    for entity in find_patterns(text, TODAY):
        assert 0 <= entity.start < entity.end <= len(text)
        assert not any(taken[entity.start : entity.end])
        taken[entity.start : entity.end] = [True] * (entity.end - entity.start)
        if entity.entity in ("date", "money", "phone"):
            assert text[entity.start : entity.end] == entity.value


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1,",
        "a",
        "a.",
        "a@",
        "-",
        "二",
        "1月",
        "50 to ",
        "under ",
        "(",
        "1/",
        "next ",
        "T ",
    ],
)
def test_long_texts_take_little_more_than_their_share(piece: str) -> None:
    # Ten times the length may take ten times as long, and noise; a hundred times is a trap.
    def measure(length: int) -> float:
        text = (piece * length)[:length]
        began = time.process_time()
        list(find_patterns(text, TODAY))
        return time.process_time() - began

    measure(1_000)
    short = min(measure(1_000) for _ in range(3))
    assert min(measure(10_000) for _ in range(2)) < 40 * short + 0.05
