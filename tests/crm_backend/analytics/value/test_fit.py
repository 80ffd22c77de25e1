"""The whole way from purchases to a report; what cannot be learned from is refused in words."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.pipeline.steps.value import list_value
from crm_backend.analytics.value import choosing
from crm_backend.analytics.value.buying import BuyingModel, Kind
from crm_backend.analytics.value.evaluation import judge, judge_totals, score
from crm_backend.analytics.value.fit import fit_value
from crm_backend.analytics.value.fitting import Fit
from crm_backend.analytics.value.model import ValueModel
from crm_backend.analytics.value.summary import Summary, summarize
from crm_backend.analytics.value.transactions import Purchases, read_purchases
from kernel.errors import Invalid

START = datetime(2025, 1, 1, tzinfo=UTC)


def make_shop(count: int, days: int, seed: int = 1) -> Purchases:
    """Return purchases of customers who differ in rate, loss and amount."""
    rng = np.random.default_rng(seed)
    lines = []
    for customer in range(count):
        at, rate, loss = rng.uniform(0, days / 3), rng.gamma(1.0, 0.03) + 0.002, rng.beta(1, 4)
        level = rng.gamma(4, 0.1)
        while at < days:
            lines.append((f"客{customer:04d}", at, rng.gamma(6, 1 / level)))
            if rng.random() < loss:
                break
            at += 1 + rng.exponential(1 / rate)
    who, at_days, amounts = zip(*lines, strict=True)
    times = [pd.Timestamp(START + timedelta(days=day)) for day in at_days]
    return read_purchases(who, times, amounts, as_of=START + timedelta(days=days))


@pytest.fixture(scope="module")
def shop() -> Purchases:
    return make_shop(300, 365)


def test_a_report_says_everything_in_plain_json(shop: Purchases) -> None:
    told = json.loads(json.dumps(fit_value(shop).to_dict(), allow_nan=False))
    assert told["as_of"] == "2026-01-01"
    assert told["fits"]["buying"]["converged"]
    assert "was chosen by the last third" in told["fits"]["choice"]
    holdout = told["holdout"]
    assert holdout["cut"] == "2025-10-02"
    assert [row["name"] for row in holdout["purchases"]][:2] == [
        "zero for everyone",
        "own past rate",
    ]
    assert holdout["purchases"][0]["total"] == -1
    assert holdout["purchases"][2]["rmse"] < holdout["purchases"][0]["rmse"]
    assert holdout["covered"]["purchases"] >= 0.88
    low, high = told["totals"]["purchases_interval"]
    assert low < told["totals"]["purchases"] < high
    rows = told["customers"]
    assert len(rows) == told["totals"]["customers"] == 300
    assert rows[0]["expected_spend"] >= rows[1]["expected_spend"]
    assert rows[0]["customer"].startswith("客")
    assert all(row["purchases_low"] <= row["purchases_high"] for row in rows)
    assert all(0 <= row["alive"] <= 1 for row in rows)


def test_nobody_who_bought_once_is_said_to_be_a_customer_still_by_bg_nbd(shop: Purchases) -> None:
    found = fit_value(shop)
    buying = replace(found.model.buying, kind="BG/NBD")
    once = found.customers.frequency == 0
    assert once.any()
    customers = replace(found.customers, ids=np.arange(len(once)).astype(object))
    model = replace(found.model, buying=buying)
    assumed = replace(found, model=model, customers=customers)
    told = list_value(assumed)["p_alive"]
    assert told[once].isna().all()
    assert told[~once].notna().all()


def test_a_sum_outside_its_interval_is_not_blamed_on_the_shop_alone() -> None:
    (said,) = judge_totals({"spend": (9.0, 1.0, 5.0), "purchases": (3.0, 1.0, 5.0)})
    assert "all spend came to 9, outside the interval of 1 to 5" in said
    assert "the shop changed or the model does not fit it" in said


def test_a_model_is_saved_and_says_the_same_when_loaded(tmp_path: Path) -> None:
    model = ValueModel.from_dict(
        {
            "format": "frontdesk-value-1",
            "unit": "week",
            "kind": "BG/NBD",
            "buying": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
            "spending": {"p": 6.25, "q": 3.74, "v": 15.44},
            "buying_covariance": [[0.0] * 4] * 4,
            "spending_covariance": [[0.0] * 3] * 3,
        }
    )
    model.save(tmp_path / "value.json")
    loaded = ValueModel.load(tmp_path / "value.json")
    one = Summary(
        np.array(["a"], dtype=object), *(np.array([value]) for value in (2, 30.43, 38.86, 22.35, 9))
    )
    told = loaded.predict(one, 39.0)
    assert told.purchases[0] == pytest.approx(1.226, abs=1e-3)
    assert told.basket[0] == pytest.approx(24.65, abs=0.05)
    assert told.spend[0] == pytest.approx(30.22, abs=0.1)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": "frontdesk-value-1"}', '{"format": "frontdesk-value-2"}']
)
def test_what_is_no_model_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    path.write_text(text)
    with pytest.raises(Invalid, match="value model"):
        ValueModel.load(path)


def read(lines: list[tuple[str, float, float]]) -> Purchases:
    who, days, amounts = zip(*lines, strict=True)
    times = [pd.Timestamp(START + timedelta(days=day)) for day in days]
    return read_purchases(who, times, amounts)


def test_too_little_is_refused_in_words() -> None:
    one = read([("a", float(day), 5.0) for day in range(50)])
    with pytest.raises(Invalid, match=r"At least 30 customers are needed .* there are 1"):
        fit_value(one)
    once = read([(f"c{place}", float(place), 5.0) for place in range(80)])
    with pytest.raises(Invalid, match="0 of 80 customers bought on more than one day"):
        fit_value(once)
    free = read(
        [(f"c{place % 40}", float(place), 5.0 if place < 40 else 0.0) for place in range(120)]
    )
    with pytest.raises(Invalid, match="0 customers paid for a repeat purchase"):
        fit_value(free)


@pytest.mark.parametrize("values", [{"horizon": 0.0}, {"holdout": -1.0}, {"level": 1.0}])
def test_spans_that_mean_nothing_are_refused(shop: Purchases, values: dict[str, float]) -> None:
    with pytest.raises(Invalid):
        fit_value(shop, **values)  # type: ignore[arg-type]


def test_a_short_time_is_not_proved_and_says_so() -> None:
    rng = np.random.default_rng(4)
    days = [(f"c{place % 60}", float(rng.integers(0, 3)), 5.0 + place % 7) for place in range(150)]
    report = fit_value(read(days))
    assert report.holdout is None
    assert any("nothing is proved" in note for note in report.notes)
    assert any("extrapolated" in note for note in report.notes)


def test_everybody_alike_is_told_not_crashed_on() -> None:
    """The same rate and the same amount for all: parameters run to the edge, figures stay sane."""
    lines = [(f"c{place}", 7.0 * week, 10.0) for place in range(50) for week in range(30)]
    report = fit_value(read(lines), horizon=10.0)
    assert report.forecast.spend / 10 == pytest.approx(report.forecast.purchases, rel=0.02)
    assert report.forecast.purchases == pytest.approx(10, rel=0.15)
    assert report.independence is None
    assert any("edge" in note for note in report.notes)


def test_frequency_that_goes_with_amount_is_said() -> None:
    rng = np.random.default_rng(2)
    lines = [
        (f"c{who}", float(day), 10.0 * who + rng.uniform(0, 9))
        for who in range(60)
        for day in rng.choice(300, size=2 + who // 4, replace=False)
    ]
    report = fit_value(read(lines))
    assert report.independence is not None
    assert report.independence > 0.9
    assert any("pay more each time" in note for note in report.notes)


def test_losing_to_the_obvious_is_said() -> None:
    came = np.array([0.0, 1, 2, 3])
    scores = (score("own past rate", came, came), score("model", came[::-1], came))
    (note,) = judge(scores, "purchases")
    assert "model did not beat 'own past rate' for purchases by mean error (2.000 against" in note
    assert "RMSE" in note
    assert "rank (-1.000 against 1.000)" in note
    assert judge((score("zero", 0 * came, came), scores[0]), "purchases") == ()


def test_a_fit_that_does_not_converge_gives_way_to_the_other_kind_and_says_so(
    shop: Purchases, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = summarize(shop)
    real = choosing.fit_buying

    def fail(*kinds: str) -> None:
        def fit(known: Summary, kind: Kind) -> tuple[BuyingModel, Fit]:
            model, found = real(known, kind)
            return model, replace(found, converged=found.converged and kind not in kinds)

        monkeypatch.setattr(choosing, "fit_buying", fit)

    fail("BG/NBD")
    model, told = choosing.fit_model(customers, "BG/NBD", "week")
    assert model.buying.kind == "MBG/NBD"
    assert told["notes"][0] == "The fit of BG/NBD did not converge: MBG/NBD is taken instead."
    fail("BG/NBD", "MBG/NBD")
    with pytest.raises(Invalid, match="Neither BG/NBD nor MBG/NBD can be fitted"):
        choosing.fit_model(customers, "BG/NBD", "week")
