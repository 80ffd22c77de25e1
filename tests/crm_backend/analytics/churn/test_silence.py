"""Who falls silent: learnt by time, and what chats add is measured."""

import json

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.churn.features import Events
from crm_backend.analytics.churn.next_purchase import (
    find_halves,
    fit_next_purchase,
    make_rising,
)
from crm_backend.analytics.churn.silence import SilenceReport, fit_silence
from frontdesk.analytics.output import clean
from kernel.errors import Invalid

NOW = pd.Timestamp("2026-07-01", tz="UTC")


def make_shop(customers: int = 500, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People who order by their own rhythm, until a bad chat ends it for many of them."""
    generator = np.random.default_rng(seed)
    orders, chats = [], []
    for customer in range(customers):
        rhythm = generator.uniform(8, 40)
        age = generator.uniform(40, 400)
        while age > 0:
            orders.append((customer, NOW - pd.Timedelta(days=age), generator.gamma(2, 20)))
            if generator.random() < 0.3:
                is_bad = generator.random() < 0.4
                at = NOW - pd.Timedelta(days=max(age - 1, 0.01))
                mood = -0.7 if is_bad else 0.4
                solved = pd.NaT if is_bad else at + pd.Timedelta(minutes=5)
                chats.append((customer, at, solved, mood, "complain" if is_bad else "track"))
                if is_bad and generator.random() < 0.8:
                    break
            age -= generator.exponential(rhythm)
    made = pd.DataFrame(chats, columns=["customer", "at", "resolved_at", "sentiment", "intent"])
    made["resolved_at"] = pd.to_datetime(made["resolved_at"], utc=True)
    return pd.DataFrame(orders, columns=["customer", "at", "amount"]), made


@pytest.fixture(scope="module")
def report() -> SilenceReport:
    orders, chats = make_shop()
    return fit_silence(orders, NOW, weeks=6, events=Events(chats=chats))


def test_silence_is_foretold_better_than_by_the_base_rate(report: SilenceReport) -> None:
    assert report.metrics["auc"].low > 0.75
    assert report.differences["base_rate"]["log_loss"].high < 0
    assert report.judged_at == NOW - pd.Timedelta(days=42)
    assert max(report.trained_at) + pd.Timedelta(days=42) <= report.judged_at
    assert set(report.rivals) == {"base_rate", "plain_logistic", "recency_alone"}


def test_what_chats_add_is_told_with_its_interval(report: SilenceReport) -> None:
    gain = report.ablations["chats"]["log_loss"]
    assert gain.low < gain.value < gain.high < 0


def test_everybody_is_scored_and_every_score_has_its_reasons(report: SilenceReport) -> None:
    assert len(report.scores) == report.customers == report.features.index.nunique()
    for customer in report.scores.index[:5]:
        told = report.model.explain(report.row(customer))
        assert told.probability == pytest.approx(report.scores[customer], abs=1e-9)
        total = told.base + sum(reason.log_odds for reason in told.reasons)
        assert total == pytest.approx(told.logit, abs=1e-9)


def test_the_report_is_plain_json(report: SilenceReport) -> None:
    told = json.loads(json.dumps(clean(report.to_dict()), allow_nan=False))
    assert told["days"] == 42
    assert told["metrics"]["auc"]["value"] == report.metrics["auc"].value


def test_expected_purchases_may_be_handed_in_and_see_the_past_only() -> None:
    orders, _ = make_shop(200)
    seen = []

    def expect(past: pd.DataFrame, as_of: pd.Timestamp) -> "pd.Series[float]":
        seen.append(bool((past["at"] < as_of).all()))
        return past.groupby("customer").size().astype(float) + 0.5

    report = fit_silence(orders.assign(amount=10), NOW, weeks=6, expected=expect)
    assert seen
    assert all(seen)
    # It only repeats the number of orders here, and is left out as such.
    assert "expected_purchases" in report.features.columns
    assert "expected_purchases" not in report.model.columns
    assert "amount_mean" not in report.model.columns


def test_a_shop_where_all_fall_silent_is_refused() -> None:
    at = [NOW - pd.Timedelta(days=300 - day) for day in range(60)]
    orders = pd.DataFrame({"customer": range(60), "at": at, "amount": 5.0})
    with pytest.raises(Invalid, match="Too little to learn from"):
        fit_silence(orders, NOW, weeks=4)


def test_one_customer_is_refused() -> None:
    at = [NOW - pd.Timedelta(days=day) for day in range(1, 300, 9)]
    with pytest.raises(Invalid, match="Too little"):
        fit_silence(pd.DataFrame({"customer": 1, "at": at, "amount": 5.0}), NOW, weeks=4)


def test_the_chance_of_an_order_rises_with_the_horizon() -> None:
    orders, _ = make_shop(250, seed=2)
    found = fit_next_purchase(orders, NOW, horizons=(60, 30, 600))
    assert found.chances.shape == (250, 2)
    assert set(found.reports) == {30, 60}
    assert found.notes[0].startswith("No chance within 600 days")
    short, long = (1 - found.reports[days].scores for days in (30, 60))
    assert (short > long).any()  # the models by themselves contradict each other
    pd.testing.assert_series_equal(found.chances[30], short, check_names=False)
    pd.testing.assert_series_equal(
        found.chances[60], long.where(long > short, short), check_names=False
    )
    likely = found.chances[30] > 0.5
    assert likely.any()
    assert (found.expected_days[likely] <= 30).all()
    with pytest.raises(Invalid, match="600 days"):
        fit_next_purchase(orders, NOW, horizons=(600,))


def test_a_longer_horizon_has_no_smaller_chance() -> None:
    made = pd.DataFrame({30: [0.5, 0.2], 60: [0.4, 0.3], 90: [0.45, 0.1]})
    assert make_rising(made).to_numpy().tolist() == [[0.5, 0.5, 0.5], [0.2, 0.3, 0.3]]


def test_the_day_expected_is_where_the_chance_is_one_half() -> None:
    half = 1 - np.sqrt(0.5)  # of a constant hazard that reaches one half after two such spans
    chances = np.array([[0.5, 0.75], [half, 0.5], [half / 2, half], [0.0, 0.0], [0.75, 0.75]])
    found = find_halves(chances, [30, 60])
    assert found[0] == pytest.approx(30)
    assert found[1] == pytest.approx(60)
    assert found[2] == pytest.approx(120)
    assert np.isnan(found[3])
    assert found[4] == pytest.approx(15)
