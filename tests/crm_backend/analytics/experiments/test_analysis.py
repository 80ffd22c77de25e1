"""What is concluded, and when it is refused."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from crm_backend.analytics.experiments.analysis import analyse
from crm_backend.analytics.experiments.results import read_analysis
from crm_backend.analytics.experiments.sample import Design, Metric
from kernel.errors import Invalid

HALVES = Design("a", {"a": 0.5, "b": 0.5})


def spend(count: int = 2_000, lift: float = 0.0, seed: int = 0, arms: str = "ab") -> Any:
    rng = np.random.default_rng(seed)
    who = np.array(list(arms) * (count // len(arms)))
    before = rng.gamma(4, 10, len(who))
    values = 0.8 * before + rng.gamma(2, 5, len(who))
    values[who == arms[-1]] *= 1 + lift
    return who, Metric("spend", "mean", values, before=before)


def says(arms: NDArray[np.str_], metric: Metric, design: Design = HALVES) -> str:
    return analyse(arms, [metric], design).verdict.key


def test_a_lift_is_concluded_and_its_interval_holds_it() -> None:
    arms, metric = spend(lift=0.1)
    found = analyse(arms, [metric], HALVES)
    assert found.verdict.key == "better"
    assert found.primary is not None
    (one,) = found.primary.comparisons
    assert one.is_shown
    assert one.relative_low is not None
    assert one.relative_high is not None
    assert one.relative_low < 0.1 < one.relative_high
    assert found.primary.variance_kept < 0.5
    assert one.high - one.low < 0.8 * one.plain_width


def test_a_fall_is_good_when_less_is_better() -> None:
    arms, metric = spend(lift=-0.1)
    assert says(arms, metric) == "worse"
    assert says(arms, replace(metric, higher_is_better=False)) == "better"


def test_nothing_is_concluded_from_no_difference() -> None:
    arms, metric = spend()
    assert says(arms, metric) == "nothing"


def test_no_result_is_shown_when_sizes_are_broken() -> None:
    arms, metric = spend(lift=0.5)
    arms[:300] = "a"
    found = analyse(arms, [metric, metric], HALVES)
    assert (found.verdict.key, found.primary, found.secondary) == ("broken", None, ())
    assert found.ratio_p < 0.001


def test_nothing_is_concluded_when_sizes_are_doubtful() -> None:
    arms, metric = spend(lift=0.5)
    arms[:130] = "a"
    found = analyse(arms, [metric, metric], HALVES)
    assert 0.001 < found.ratio_p < 0.01
    assert found.verdict.key == "doubtful"
    assert found.primary is not None
    shown = [
        one.is_shown for result in (found.primary, *found.secondary) for one in result.comparisons
    ]
    assert not any(shown)


def test_early_look_needs_more_than_the_last() -> None:
    arms, metric = spend(count=400, lift=0.05, seed=4)
    assert says(arms, metric) == "better"
    early = replace(HALVES, looks=5, information=(0.2,))
    found = analyse(arms, [metric], early)
    assert found.looks.bound == pytest.approx(4.8769, abs=1e-3)
    assert found.verdict.key == "not_yet"
    assert found.primary is not None
    (one,) = found.primary.comparisons
    assert one.low < 0 < one.high


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("too_few", {"rows": 40}),
        ("constant", {"value": 3.0}),
        ("before", {"before": 8.0}),
        ("missing", {"missing": 300}),
    ],
)
def test_it_is_refused_and_told_why(key: str, change: dict[str, Any]) -> None:
    arms, metric = spend(lift=0.5)
    rows, values, before = change.get("rows", 2_000), metric.values, metric.before
    if "value" in change:
        values = np.full(2_000, change["value"])
    if "before" in change:
        before = before + (arms == "b") * change["before"]
    if "missing" in change:
        values[np.flatnonzero(arms == "b")[: change["missing"]]] = np.nan
    made = Metric("spend", "mean", values[:rows], before=before[:rows])
    assert says(arms[:rows], made) == key


def test_three_arms_share_the_doubt() -> None:
    arms, metric = spend(count=3_000, lift=0.1, seed=5, arms="abc")
    design = Design("a", {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    found = analyse(arms, [metric], design)
    assert found.looks.level == pytest.approx(0.025)
    assert found.verdict.values["arm"] == "c"
    assert found.primary is not None
    assert [one.arm for one in found.primary.comparisons if one.is_shown] == ["c"]


def test_secondary_metrics_are_adjusted_together() -> None:
    arms, metric = spend()
    rng = np.random.default_rng(8)
    others = [Metric(f"m{at}", "mean", rng.normal(size=len(arms))) for at in range(5)]
    found = analyse(arms, [metric, *others], HALVES)
    ps = [(one.comparisons[0].p, one.comparisons[0].adjusted) for one in found.secondary]
    least = min(ps)
    assert least[1] == pytest.approx(min(1.0, 5 * least[0]))


def test_result_is_kept_as_json_and_read_again() -> None:
    arms, metric = spend(lift=0.1)
    found = analyse(arms, [metric, replace(metric, name="again")], HALVES)
    kept = found.to_dict()
    assert kept["looks"]["planned"] == 1
    assert kept["verdict"]["key"] == "better"
    assert read_analysis(kept) == found


def test_values_are_capped_when_that_was_declared() -> None:
    arms, metric = spend()
    metric.values[7] = 1e9
    found = analyse(arms, [metric], HALVES)
    assert {note.key for note in found.notes} == {"heavy"}
    capped = analyse(arms, [metric], replace(HALVES, cap=0.99))
    assert {note.key for note in capped.notes} == {"capped"}
    assert capped.primary is not None
    assert capped.primary.capped_at == pytest.approx(np.quantile(metric.values, 0.99))


@pytest.mark.parametrize(
    "design",
    [
        Design("x", {"a": 0.5, "b": 0.5}),
        Design("a", {"a": 1.0}),
        Design("a", {"a": 0.5, "b": 0.6}),
        Design("a", {"a": 0.5, "b": 0.5}, cap=0.2),
        Design("a", {"a": 0.5, "b": 0.5}, alpha=0.7),
        Design("a", {"a": 0.5, "b": 0.5}, looks=1, information=(0.5, 1.0)),
        Design("a", {"a": 0.5, "b": 0.5}, looks=3, information=(0.5, 0.5)),
        Design("a", {f"a{at}": 1 / 30 for at in range(29)} | {"a": 1 / 30}),
    ],
)
def test_design_that_makes_no_sense_is_refused(design: Design) -> None:
    arms, metric = spend()
    with pytest.raises(Invalid):
        analyse(arms, [metric], design)
