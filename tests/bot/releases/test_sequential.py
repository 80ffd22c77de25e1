"""The test of a trial: it rarely takes a good model back and a bad one early, in simulations."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.releases.allotting import allot, name_subject
from bot.releases.sequential import ALPHA, Counted, decide, weigh

KEY = "k" * 43
CUSTOMERS = 20_000
Risk = Callable[[int], float]


def simulate(
    seed: int, share: float, live: Risk, on_trial: Risk, customers: int = CUSTOMERS
) -> tuple[int, bool]:
    """Let customers come one after the other; look after each bad outcome.

    Returns how many the model on trial has answered and whether it was taken back.
    """
    chance, bad, seen = random.Random(seed), {"live": 0, "canary": 0}, 0
    for number in range(customers):
        subject = name_subject(KEY, seed, customer_id=number, conversation_id="")
        arm = allot(subject, share)
        seen += arm == "canary"
        if chance.random() < (on_trial if arm == "canary" else live)(number):
            bad[arm] += 1
            if decide([Counted(share, bad["canary"], bad["live"])]).is_worse:
                return seen, True
    return seen, False


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
def test_planted_regression_is_taken_back_before_five_percent_of_customers_saw_it(
    share: float,
) -> None:
    """Every third customer fares badly where one in ten did."""
    for seed in range(8):
        seen, is_back = simulate(seed, share, lambda _: 0.10, lambda _: 0.33)
        assert is_back
        assert seen < 0.05 * CUSTOMERS


def test_slighter_regression_is_taken_back_too() -> None:
    """Half as many again: it takes longer."""
    results = [simulate(seed, 0.05, lambda _: 0.12, lambda _: 0.20) for seed in range(8)]
    assert all(seen < 0.05 * CUSTOMERS for seen, _ in results)
    assert sum(is_back for _, is_back in results) >= 7


@pytest.mark.parametrize(
    "risk",
    [
        lambda _number: 0.15,
        # A bad evening for all is no fault of the model on trial.
        lambda number: 0.6 if 1_000 < number < 1_400 else 0.05,
    ],
)
def test_model_that_is_no_worse_is_hardly_ever_taken_back(risk: Risk) -> None:
    """Watched after every outcome; with alpha 0.01, more than 8 of 200 have a chance under 1e-3."""
    back = [simulate(seed, 0.2, risk, risk, customers=2_500)[1] for seed in range(200)]
    assert sum(back) <= 8


def test_better_model_is_never_taken_back() -> None:
    assert not any(
        simulate(seed, 0.2, lambda _: 0.2, lambda _: 0.1, 4_000)[1] for seed in range(20)
    )


def test_shares_that_changed_are_weighed_each_by_itself() -> None:
    parts = [Counted(0.05, 4, 30), Counted(0.2, 9, 12)]
    assert weigh(parts, 2.0) == pytest.approx(weigh(parts[:1], 2.0) + weigh(parts[1:], 2.0))
    assert decide(parts).p < decide([Counted(0.2, 13, 42)]).p


def test_figures_are_as_counted_by_hand() -> None:
    # One bad outcome, its own, at an even split: the ratio for r is 2 r / (r + 1).
    ratios = (1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
    expected = sum(2 * r / (r + 1) for r in ratios) / len(ratios)
    assert decide([Counted(0.5, 1, 0)]).p == pytest.approx(1 / expected)
    assert decide([]).p == 1


@given(st.floats(0.001, 0.5), st.integers(0, 100_000), st.integers(0, 100_000))
def test_p_is_a_probability_and_grows_with_the_live_models_failures(
    share: float, on_trial: int, live: int
) -> None:
    decision = decide([Counted(share, on_trial, live)])
    assert 0 <= decision.p <= 1
    assert decision.is_worse == (decision.p <= ALPHA)
    assert decide([Counted(share, on_trial, live + 1)]).p >= decision.p


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        decide([Counted(share, 1, 1)])


@given(st.integers(1, 10**6), st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_larger_share_takes_nobody_out_of_a_trial(number: int, one: float, other: float) -> None:
    subject = name_subject(KEY, 7, customer_id=number, conversation_id="")
    low, high = sorted((one, other))
    assert allot(subject, low) == "live" or allot(subject, high) == "canary"


def test_share_of_customers_is_met_and_drawn_anew_in_each_trial() -> None:
    chosen = [
        {
            n
            for n in range(10_000)
            if allot(name_subject(KEY, trial, customer_id=n, conversation_id=""), 0.1) == "canary"
        }
        for trial in (1, 2)
    ]
    assert all(900 <= len(one) <= 1_100 for one in chosen)
    assert len(chosen[0] & chosen[1]) < 200


def test_customer_is_one_subject_in_all_conversations_and_a_stranger_one_in_each() -> None:
    ada = {name_subject(KEY, 1, customer_id=7, conversation_id=chat) for chat in "ab"}
    strangers = {name_subject(KEY, 1, customer_id=None, conversation_id=chat) for chat in "ab"}
    assert (len(ada), len(strangers)) == (1, 2)
    assert name_subject("x" * 43, 1, customer_id=7, conversation_id="") not in ada
