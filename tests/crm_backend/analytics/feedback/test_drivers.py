"""What goes with low ratings is found, said in words, and refused where nothing can be said."""

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.feedback.design import build_design
from crm_backend.analytics.feedback.drivers import explain_low_ratings, measure_auc, measure_loss
from kernel.errors import Invalid


def make_ratings(rows: int = 600, seed: int = 1) -> pd.DataFrame:
    """Return ratings that delivery lowers (three times the odds) and waiting does a little."""
    random = np.random.default_rng(seed)
    topic = random.choice(["delivery", "price", "quality"], rows)
    wait = random.exponential(10, rows)
    odds = 0.15 * np.where(topic == "delivery", 3, 1) * np.exp(0.05 * (wait - 10))
    is_low = random.random(rows) < odds / (1 + odds)
    return pd.DataFrame(
        {
            "rating": np.where(is_low, random.integers(1, 3, rows), random.integers(3, 6, rows)),
            "topic": topic,
            "wait": wait,
            "language": random.choice(["en", "zh"], rows),
            "by_bot": random.random(rows) < 0.5,
        }
    )


COLUMNS = ["topic", "wait", "language", "by_bot"]


def test_what_lowers_ratings_is_found_with_the_truth_in_its_interval() -> None:
    told = explain_low_ratings(make_ratings(), rating="rating", columns=COLUMNS)
    effects = {(one.column, one.level): one for one in told.effects}
    delivery = effects["topic", "delivery"]
    assert delivery.is_sure
    assert delivery.sentences["zh"].startswith("主题: delivery")
    assert delivery.low_end < 3 < delivery.high_end
    assert effects["wait", ""].odds > 1
    for idle in (("language", "zh"), ("language", "en"), ("by_bot", "True")):
        assert idle not in effects or not effects[idle].is_sure
    assert told.beats_base
    assert told.to_dict()["auc"] > 0.6


def test_the_effect_is_said_in_both_languages() -> None:
    rows = [(1, "late")] * 30 + [(5, "late")] * 30 + [(1, "fine")] * 30 + [(5, "fine")] * 150
    frame = pd.DataFrame(rows, columns=["rating", "parcel"])
    (effect,) = explain_low_ratings(frame, rating="rating", columns=["parcel"]).effects
    assert (effect.with_it.value, effect.without_it.value) == (0.5, pytest.approx(1 / 6))
    # One column of two values: the odds are the table's, half a row added to each cell.
    assert effect.odds == pytest.approx(30.5 * 150.5 / (30.5 * 30.5), rel=1e-4)
    assert effect.sentences["en"].startswith(
        "parcel: late: ratings are low in 50 % of cases, 17 % otherwise; 4.9 times the odds"
    )
    assert effect.sentences["en"].endswith("n = 60.")
    assert "低分占 50 %，其余为 17 %" in effect.sentences["zh"]


def test_a_column_that_only_goes_with_another_is_not_blamed() -> None:
    random = np.random.default_rng(2)
    late = random.random(1500) < 0.3
    by_bot = random.random(1500) < np.where(late, 0.8, 0.3)
    is_low = random.random(1500) < np.where(late, 0.5, 0.1)
    frame = pd.DataFrame({"rating": np.where(is_low, 1, 5), "late": late, "by_bot": by_bot})
    effects = {
        one.column: one
        for one in explain_low_ratings(frame, rating="rating", columns=["late", "by_bot"]).effects
    }
    bot = effects["by_bot"]
    assert bot.with_it.low is not None
    assert bot.without_it.high is not None
    assert bot.with_it.low > bot.without_it.high  # by the plain shares it would be
    assert not bot.is_sure
    assert effects["late"].is_sure


def test_columns_that_do_nothing_are_said_to_foretell_nothing() -> None:
    frame = make_ratings()
    frame["rating"] = np.random.default_rng(3).permutation(frame["rating"])
    told = explain_low_ratings(frame, rating="rating", columns=COLUMNS)
    assert not told.beats_base
    assert not any(one.is_sure for one in told.effects)
    assert any("no better than their share" in note for note in told.notes)
    assert all("chance" in one.sentences["en"] for one in told.effects)


@pytest.mark.parametrize(("low", "others"), [(19, 500), (500, 19), (0, 100), (0, 0)])
def test_too_few_low_ratings_or_others_are_refused(low: int, others: int) -> None:
    frame = pd.DataFrame({"rating": [1] * low + [5] * others, "x": "a"})
    with pytest.raises(Invalid, match=f"{low} ratings are 2 or less and {others} are higher"):
        explain_low_ratings(frame, rating="rating", columns=["x"])


def test_ratings_that_differ_in_nothing_are_refused() -> None:
    ids = [f"r{at}" for at in range(100)]
    frame = pd.DataFrame({"rating": [1, 5] * 50, "x": "same", "id": ids})
    with pytest.raises(Invalid, match="No column differs"):
        explain_low_ratings(frame, rating="rating", columns=["x", "id"])


def test_columns_of_every_bad_kind_are_named_and_survived() -> None:
    frame = make_ratings()
    rows = len(frame)
    frame["constant"] = 1
    frame["twin"] = frame["topic"].str.upper()
    frame["id"] = [f"order-{at}" for at in range(rows)]
    frame["huge"] = frame["wait"] * 1e9
    frame["mostly"] = [0.0] * (rows - 20) + [float(at) for at in range(20)]
    frame["gaps"] = [None if at % 10 == 0 else float(at % 17) for at in range(rows)]
    frame["rare"] = ["often"] * (rows - 15) + ["seldom"] * 12 + ["a", "b", "c"]
    frame["endless"] = [float("inf") if at == 5 else float(at % 19) for at in range(rows)]
    frame["中文"] = ["好", "坏"] * (rows // 2)
    frame.loc[:9, "rating"] = 99
    columns = [*COLUMNS, "constant", "twin", "id", "huge", "mostly", "gaps", "rare", "中文"]
    told = explain_low_ratings(frame, rating="rating", columns=[*columns, "endless"])
    notes = "\n".join(told.notes)
    for said in (
        "10 rows have no rating from 1 to 5",
        "constant has no two values",
        "twin: DELIVERY cannot be told apart from topic: delivery",
        "id is different in most rows",
        "huge cannot be told apart from wait",
        "mostly is the same number in most rows",
        "rows have no gaps: its median stands in",
        "3 rows have a rare value of rare",
    ):
        assert said in notes
    for one in told.effects:
        assert np.isfinite([one.odds, one.low_end, one.high_end, one.p]).all()


def test_more_columns_than_the_low_ratings_bear_are_left_out_by_how_rare_they_are() -> None:
    frame = make_ratings(150, seed=4)
    for at in range(20):
        frame[f"c{at}"] = np.random.default_rng(at).random(150) < 0.1 + at / 50
    told = explain_low_ratings(frame, rating="rating", columns=[f"c{at}" for at in range(20)])
    low = int((frame["rating"] <= 2).sum())
    assert len(told.effects) <= low // 5
    assert any(
        note.startswith("Too few low ratings to look at these too: c0") for note in told.notes
    )


def test_scales_are_told_from_quartile_to_quartile() -> None:
    design = build_design(
        pd.DataFrame({"wait": [*range(100)], "n": ["1", "2"] * 50}), ["wait", "n"]
    )
    wait, two = design.factors
    assert (wait.kind, wait.low, wait.high) == ("scale", 24.75, 74.25)
    assert (two.kind, two.level) == ("level", "1")


def test_auc_and_loss_are_those_of_the_books() -> None:
    is_low = np.array([True, True, False, False])
    chance = np.array([0.8, 0.4, 0.4, 0.1])
    assert measure_auc(chance, is_low) == pytest.approx(0.875)
    expected = -np.log([0.8, 0.4, 0.6, 0.9]).mean()
    assert measure_loss(chance, is_low) == pytest.approx(expected)
