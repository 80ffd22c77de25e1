"""What pages make of reports, and the pictures: pure."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.judging.pictures import draw_confusion, join_bins
from console.studio.judging.view import (
    Wanted,
    address,
    choose_changed,
    choose_examples,
    choose_turns,
    cut_page,
    judge_comparison,
    list_confused,
    list_intents,
    make_figures,
)
from nlu.core.judging.paired import compare
from nlu.core.judging.report import Cell
from tests.console.studio.judging.bench import change, make_report


def test_addresses_are_quoted_and_empty_words_left_out() -> None:
    assert address("a b", "examples", truth="x&y", page=0, of="") == (
        "/staff/studio/judging/a%20b/examples?truth=x%26y"
    )
    assert address("m", "against", "n/..") == "/staff/studio/judging/m/against/n%2F.."


def test_figures_are_of_what_was_judged() -> None:
    keys = [one.key for one in make_figures(make_report("m"))]
    assert keys == [
        "macro_f1",
        "accuracy",
        "covered",
        "calibration_error",
        "entities_f1",
        "moods_f1",
    ]
    bare = make_report("m", held_out=None, entities=None, sentiment=None)
    assert make_figures(bare) == []


def test_mistakes_come_first_and_the_surest_of_them() -> None:
    held = make_report("m", (1, 3, 5))["held_out"]
    assert held is not None
    texts = [one["text"] for one in choose_examples(held, "greet", "")]
    assert texts == [f"message {place} <b>" for place in (5, 3, 1, 9, 7)]
    assert len(choose_examples(held, "greet", "", only_wrong=True)) == 3
    assert [one["text"][8] for one in choose_examples(held, "greet", "leave")] == ["5", "3", "1"]
    assert choose_examples(held, "nothing", "") == []


def test_confused_pairs_are_listed_by_their_number() -> None:
    held = make_report("m", (1, 3, 4))["held_out"]
    assert held is not None
    listed = [(one["truth"], one["predicted"], one["count"]) for one in list_confused(held)]
    assert listed == [("greet", "leave", 2), ("leave", "greet", 1)]


@pytest.mark.parametrize(
    ("mine", "theirs", "key"),
    [
        ((), (), "same"),
        ((1, 2), (1,), "unclear"),
        ((), (0, 1, 2, 3, 4, 5, 6, 7), "better"),
        ((0, 1, 2, 3, 4, 5, 6, 7), (), "worse"),
    ],
)
def test_verdict_is_what_mcnemars_test_says(
    mine: tuple[int, ...], theirs: tuple[int, ...], key: str
) -> None:
    found = compare(make_report("a", mine), make_report("b", theirs), at="")
    assert found is not None
    assert judge_comparison(found).key == key


def test_p_is_written_as_people_write_it() -> None:
    found = compare(make_report("a", tuple(range(10))), make_report("b"), at="")
    assert found is not None
    verdict = judge_comparison(found)
    assert verdict.said == "< 0.001"
    assert judge_comparison({**found, "test": {**found["test"], "mid_p": 0.0312}}).said == "= 0.031"


def test_broken_messages_come_first() -> None:
    found = compare(make_report("a", (1, 2)), make_report("b", (4,)), at="")
    assert found is not None
    kinds = [one["kind"] for one in choose_changed(found, "", "")]
    assert kinds == ["broken", "broken", "fixed"]
    assert len(choose_changed(found, "fixed", "leave")) == 1
    assert choose_changed(found, "fixed", "greet") == []


def test_turns_are_chosen_by_all_that_is_asked() -> None:
    turns = [
        change("one"),
        change("two", language="zh", kinds=["mood"]),
        change("three", is_first=False),
    ]
    found: Any = {"changes": turns}

    def texts(**asked: Any) -> list[str]:
        return [one["text"] for one in choose_turns(found, Wanted(**asked))]

    assert texts() == ["one", "two", "three"]
    assert texts(kind="mood") == ["two"]
    assert texts(language="en", only_first=True) == ["one"]
    assert texts(intent="track_order") == ["one", "two", "three"]
    assert texts(intent="greet") == []
    assert list_intents(found) == ["ask_price", "track_order"]


@given(st.integers(0, 400), st.integers(-3, 20))
def test_pages_hold_every_item_once(count: int, page: int) -> None:
    items = list(range(count))
    cut, pages = cut_page(items, page)
    assert set(cut) <= set(items)
    assert [one for n in range(1, pages + 1) for one in cut_page(items, n)[0]] == items


def cells(*triples: tuple[str, str, int]) -> list[Cell]:
    return [{"truth": a, "predicted": b, "count": count, "examples": []} for a, b, count in triples]


def test_picture_links_each_cell_to_its_messages_and_escapes_names() -> None:
    found = cells(("greet", "greet", 9), ("greet", "<leave>", 2), ("thank", "thank", 5))
    drawn = draw_confusion(found, lambda truth, predicted: f"/x?{truth}&{predicted}", "en")
    assert (drawn.shown, drawn.left_out) == (2, 0)  # who is never confused is not in it
    links = re.findall(r'href="([^"]+)"', str(drawn.picture))
    assert links == ["/x?greet&amp;greet", "/x?greet&amp;&lt;leave&gt;"]
    assert "<leave>" not in drawn.picture
    assert "greet read as &lt;leave&gt;: 2" in drawn.picture
    assert not re.search(r"style=|onclick", str(drawn.picture))


def test_picture_holds_no_more_than_fits() -> None:
    found = cells(*((f"i{n:02}", f"i{n + 1:02}", 100 - n) for n in range(40)))
    drawn = draw_confusion(found, lambda *_: "/", "zh")
    assert (drawn.shown, drawn.left_out) == (24, 17)
    assert "i01" in drawn.picture
    assert "i39" not in drawn.picture


ROWS = st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(1, 30))


@given(st.lists(ROWS, min_size=1, max_size=15))
def test_joined_points_hold_the_same_messages(rows: list[tuple[float, float, int]]) -> None:
    bins: Any = [
        {"confidence": sure, "accuracy": right, "count": n} for sure, right, n in sorted(rows)
    ]
    joined = join_bins(bins)
    total = sum(one["count"] for one in bins)
    assert sum(one["count"] for one in joined) == total
    assert all(one["count"] >= 10 for one in joined) or total < 10 or len(joined) == 1
    right = sum(one["accuracy"] * one["count"] for one in joined)
    assert right == pytest.approx(sum(one["accuracy"] * one["count"] for one in bins))
