"""McNemar's test against published figures; what a comparison finds."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from nlu.core.judging.intervals import make_rows
from nlu.core.judging.paired import compare, mcnemar
from nlu.core.judging.report import Example, Report


def test_p_values_are_as_published() -> None:
    # Fagerland et al. 2013, the study of Bentur et al.: 1 and 7 children changed.
    exact, mid_p = mcnemar(7, 1)
    assert (round(exact, 4), round(mid_p, 4)) == (0.0703, 0.0391)


def test_nothing_differs_where_no_message_does() -> None:
    assert mcnemar(0, 0) == (1.0, 1.0)
    assert mcnemar(3, 3) == (1.0, 1 - 20 / 64 / 2)


@given(st.integers(0, 300), st.integers(0, 300))
def test_p_values_agree_with_the_binomial_test_whatever_the_order(one: int, other: int) -> None:
    exact, mid_p = mcnemar(one, other)
    assert mcnemar(other, one) == (exact, mid_p)
    assert 0 < mid_p <= exact <= 1
    if one + other:
        assert exact == pytest.approx(binomtest(one, one + other).pvalue)


def test_many_messages_do_not_overflow() -> None:
    exact, mid_p = mcnemar(30_000, 20_000)
    assert 0 <= mid_p <= exact < 1e-100


def example(text: str, truth: str, predicted: str) -> Example:
    return {
        "text": text,
        "language": "en",
        "truth": truth,
        "predicted": predicted,
        "confidence": 0.9,
        "decision": "act",
        "intent": predicted,
        "choices": [],
        "members": None,
    }


def report(name: str, examples: list[Example], tests: dict[str, bool] | None = None) -> Report:
    truth, predicted = [e["truth"] for e in examples], [e["predicted"] for e in examples]
    right = sum(a == b for a, b in zip(truth, predicted, strict=True))
    held_out = {
        "macro_f1": 0.5,
        "accuracy": right / len(examples),
        "per_intent": make_rows(truth, predicted),
        "examples": examples,
    }
    tested = [
        {"name": test, "file": "t.yml", "passed": passed} for test, passed in (tests or {}).items()
    ]
    made: Any = {"model": {"name": name}, "held_out": held_out, "tests": tested}
    return cast("Report", made)


def test_comparison_lists_what_is_fixed_broken_and_moved() -> None:
    before = report(
        "live",
        [
            example("hi", "greet", "greet"),
            example("bye", "leave", "greet"),
            example("ta", "thank", "greet"),
            example("ok", "yes", "yes"),
        ],
        {"a": True, "b": False, "c": True},
    )
    after = report(
        "new",
        [
            example("hi", "greet", "leave"),
            example("bye", "leave", "leave"),
            example("ta", "thank", "leave"),
            example("ok", "yes", "yes"),
            example("later", "leave", "leave"),
        ],
        {"a": False, "b": True, "c": True, "d": False},
    )
    found = compare(after, before, at="now")
    assert found is not None
    assert found["messages"] == 4
    assert {one["text"]: one["kind"] for one in found["changed"]} == {
        "hi": "broken",
        "bye": "fixed",
        "ta": "moved",
    }
    test = found["test"]
    assert (test["both"], test["fixed"], test["broken"], test["neither"]) == (1, 1, 1, 1)
    assert found["changed"][0]["candidate"]["predicted"] == "leave"
    assert found["changed"][0]["against"]["predicted"] == "greet"
    assert found["tests"] == [{"name": "a", "kind": "broken"}, {"name": "b", "kind": "fixed"}]
    assert (found["tests_passed"], found["tests_passed_against"]) == (2, 2)
    worst = found["per_intent"][0]
    assert (worst["intent"], worst["broken"], worst["fixed"]) == ("greet", 1, 0)
    assert worst["difference"] < 0


def test_nothing_is_compared_without_messages_that_both_read() -> None:
    one = report("new", [example("hi", "greet", "greet")])
    other = report("live", [example("hi", "leave", "leave")])
    assert compare(one, other, at="now") is None
    other["held_out"] = None
    assert compare(one, other, at="now") is None


def test_an_intent_that_the_other_model_lacks_counts_as_gained() -> None:
    after = report("new", [example("refund", "refund", "refund")])
    before = report("live", [example("refund", "refund", "greet")])
    found = compare(after, before, at="now")
    assert found is not None
    assert found["per_intent"][0]["difference"] == 1
    assert found["test"]["fixed"] == 1
