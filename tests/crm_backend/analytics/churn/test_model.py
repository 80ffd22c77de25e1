"""A fitted model: what it finds, exact reasons, its file, and bad files."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.churn.boosting import fit_boosting
from crm_backend.analytics.churn.columns import inspect_columns
from crm_backend.analytics.churn.logistic import fit_logistic
from crm_backend.analytics.churn.metrics import auc
from crm_backend.analytics.churn.model import AdditiveModel, load_model, read_model
from crm_backend.analytics.churn.pairs import Axis, PairTerm
from crm_backend.analytics.churn.terms import CategoryTerm, SplineTerm, StepTerm
from crm_backend.analytics.churn.wording import word_reasons
from kernel.errors import Invalid


def fit(customers: pd.DataFrame, kind: str = "logistic") -> AdditiveModel:
    features = inspect_columns(customers, target="Churn").features
    labels = (customers["Churn"] == "Yes").to_numpy().astype(np.int64)
    if kind == "ebm":
        return fit_boosting(features, labels, positive="Yes")
    return fit_logistic(features, labels, positive="Yes", penalty=1.0)


@pytest.fixture(scope="module", params=["logistic", "ebm"])
def fitted(request: pytest.FixtureRequest, customers: pd.DataFrame) -> AdditiveModel:
    return fit(customers, request.param)


def test_what_matters_is_found_and_reasons_sum_to_the_logit(
    fitted: AdditiveModel, customers: pd.DataFrame
) -> None:
    sizes = dict(
        zip(fitted.columns, np.abs(fitted.contribute(customers)).mean(axis=0), strict=True)
    )
    assert sizes["tenure"] > 0.5
    assert sizes["contract"] > 0.5
    assert sizes["colour"] < 0.15
    labels = (customers["Churn"] == "Yes").to_numpy().astype(np.int64)
    chances = fitted.predict(customers)
    assert auc(labels, chances) > 0.8
    assert chances.mean() == pytest.approx(labels.mean(), abs=0.02)
    for place in (0, 7, 600):
        told = fitted.explain({name: customers[name][place] for name in fitted.columns})
        total = told.base + sum(reason.log_odds for reason in told.reasons)
        assert total == pytest.approx(math.log(told.probability / (1 - told.probability)), abs=1e-6)
        assert told.probability == pytest.approx(chances[place], abs=1e-12)
        assert {reason.column for reason in told.reasons} == set(fitted.columns)


def test_terms_are_nothing_on_average(customers: pd.DataFrame) -> None:
    assert fit(customers).contribute(customers).mean(axis=0) == pytest.approx(0, abs=1e-9)


def test_unknown_missing_and_huge_values_are_scored(fitted: AdditiveModel) -> None:
    row = {"contract": "for life", "tenure": "", "charge": 1e9, "colour": None}
    told = fitted.explain(row)
    assert 0 < told.probability < 1
    by_column = {reason.column: reason.log_odds for reason in told.reasons}
    assert by_column["contract"] == by_column["tenure"] == by_column["colour"] == 0


def test_a_lacking_column_is_named(fitted: AdditiveModel) -> None:
    with pytest.raises(Invalid, match="tenure"):
        fitted.explain({"contract": "monthly", "charge": "1", "colour": "red"})


def test_missing_values_and_rare_categories_have_terms_of_their_own(
    customers: pd.DataFrame,
) -> None:
    left = customers["Churn"] == "Yes"
    made = customers.assign(colour=["rare" + str(n % 300) if n % 4 else "red" for n in range(1200)])
    made.loc[left & (np.arange(1200) % 2 == 0), "tenure"] = ""
    model = fit(made)
    row = {name: made[name][1] for name in model.columns} | {"tenure": None}
    missing = model.explain(row)
    assert {r.column: r.log_odds for r in missing.reasons}["tenure"] > 1
    colour = next(term for term in model.terms if term.column == "colour")
    assert colour.contribute(["never seen"]) == colour.contribute(["rare1"])


def written() -> AdditiveModel:
    spline = SplineTerm("x", np.array([-10.0, 0, 10, 20]), 1, np.array([1.0, 3.0]), 0.5, -2.0)
    steps = StepTerm("y", np.array([1.0]), np.array([-1.0, 4.0]), 9.0)
    return AdditiveModel("logistic", "Yes", -1.0, (spline, steps, CategoryTerm("c", {"红": 0.25})))


def test_a_saved_model_says_what_was_written_down(tmp_path: Path) -> None:
    written().save(tmp_path / "models" / "churn.json")
    loaded = load_model(tmp_path / "models" / "churn.json")
    table: dict[str, Any] = {"x": [5, None], "y": [0, 1], "c": ["红", "绿"]}
    assert loaded.score(table).tolist() == [-1 + 1.5 - 1 + 0.25, -1 - 2 + 4]
    assert loaded.positive == "Yes"
    assert [reason.to_dict() for reason in loaded.explain({"x": 5, "y": 0, "c": "红"}).reasons] == [
        {"column": "x", "value": "5", "log_odds": 1.5, "direction": "raises"},
        {"column": "y", "value": "0", "log_odds": -1.0, "direction": "lowers"},
        {"column": "c", "value": "红", "log_odds": 0.25, "direction": "raises"},
    ]


def together() -> AdditiveModel:
    """Plan and age matter only together."""
    axes = Axis("age", np.array([30.0]), {}), Axis("plan", None, {"a": 1, "b": 2})
    grid = np.array([[0, 8, 6, 0], [0, 2, -2, 0], [0, -4, 4, 0], [0, 0, 0, 0]], dtype=np.float64)
    age = StepTerm("age", np.array([30.0]), np.array([0.5, -0.5]), 0.0)
    plan = CategoryTerm("plan", {"a": 0.25, "b": -0.25})
    return AdditiveModel("ebm", "Yes", 1.0, (age, plan), (PairTerm(*axes, grid),))


def test_half_of_a_pair_goes_to_each_of_its_columns(tmp_path: Path) -> None:
    together().save(tmp_path / "pair.json")
    loaded = load_model(tmp_path / "pair.json")
    table: dict[str, Any] = {"age": [20, 40, None, 20], "plan": ["a", "b", "a", "other"]}
    assert loaded.contribute(table).tolist() == [[1.5, 1.25], [1.5, 1.75], [4, 4.25], [0.5, 0]]
    told = loaded.rescale(0, 2).explain({"age": 20, "plan": "a"})
    assert (told.base, told.logit) == (2, 2 + 2 * 2.75)


@pytest.mark.slow
def test_boosting_finds_what_columns_say_together(customers: pd.DataFrame) -> None:
    tenure = customers["tenure"].astype(int) > 36
    made = customers.assign(Churn=np.where(tenure ^ (customers["colour"] == "red"), "Yes", "No"))
    model = fit(made, "ebm")
    labels = (made["Churn"] == "Yes").to_numpy().astype(np.int64)
    assert auc(labels, model.predict(made)) > 0.95
    assert auc(labels, fit(made).predict(made)) < 0.7


@pytest.mark.parametrize(
    "part", [{"scores": [[1]]}, {"first": {"column": "age", "cuts": None, "levels": {"x": 9}}}]
)
def test_a_damaged_pair_is_refused(part: dict[str, Any]) -> None:
    data = together().to_dict()
    data["pairs"][0] |= part
    with pytest.raises(Invalid, match="fit it again"):
        read_model(data)
    data = together().to_dict()
    with pytest.raises(Invalid, match="fit it again"):
        read_model(data | {"terms": data["terms"][:1]})


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"base": "NaN"},
        {"terms": [{"kind": "spline"}]},
        {"terms": [{"kind": "tree", "column": "x", "missing": 0}]},
        {"terms": [{"kind": "steps", "column": "x", "missing": 0, "cuts": [1], "scores": [1]}]},
        {
            "terms": [
                {
                    **written().terms[0].to_dict(),
                    "knots": [0, 0, 1, 1],
                }
            ]
        },
    ],
)
def test_a_damaged_model_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="fit it again"):
        read_model(written().to_dict() | change)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("no json")
    with pytest.raises(Invalid, match="no saved model"):
        load_model(tmp_path / "a.json")


def test_scoring_needs_numpy_alone(tmp_path: Path) -> None:
    written().save(tmp_path / "m.json")
    code = (
        "import sys; from pathlib import Path; "
        "from crm_backend.analytics.churn.model import load_model; "
        f"m = load_model(Path({str(tmp_path / 'm.json')!r})); "
        "print(m.explain({'x': 5, 'y': 0, 'c': ''}).logit, "
        "[n for n in ('pandas', 'sklearn', 'scipy', 'interpret') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["-0.5", "[]"]


def test_the_line_of_a_recalibration_keeps_the_sum() -> None:
    told = written().rescale(0.5, 2).explain({"x": 5, "y": 0, "c": "红"})
    assert told.logit == pytest.approx(
        0.5 + 2 * written().explain({"x": 5, "y": 0, "c": "红"}).logit
    )
    assert told.base + sum(reason.log_odds for reason in told.reasons) == told.logit


def test_reasons_are_told_in_both_languages() -> None:
    told = written().explain({"x": "", "y": 0, "c": "绿"})
    assert word_reasons(told, "Yes") == [
        "x is not known: makes 'Yes' less likely (-2.00 log-odds)",
        "y is 0: makes 'Yes' less likely (-1.00 log-odds)",
    ]
    assert word_reasons(told, "流失", language="zh", most=1) == [
        "x 为 未知：降低“流失”的可能性（对数几率 -2.00）"
    ]


def test_a_models_json_is_plain(fitted: AdditiveModel) -> None:
    again = read_model(json.loads(json.dumps(fitted.to_dict(), allow_nan=False)))
    assert again.columns == fitted.columns
