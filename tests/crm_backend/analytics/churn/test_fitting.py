"""Reports on tables: honest figures, leaks by name, doubts in words."""

import json

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.churn.fitting import fit_churn
from frontdesk.analytics.output import clean
from kernel.errors import Invalid


def test_a_report_tells_what_the_model_is_worth_beside_others(customers: pd.DataFrame) -> None:
    report = fit_churn(customers, "Churn")
    told = json.loads(json.dumps(clean(report.to_dict()), allow_nan=False))
    assert 0.75 < told["auc"] < 0.9
    assert len(told["metrics"]["auc"]["folds"]) == 5
    assert told["metrics"]["auc"]["low"] < told["auc"] < told["metrics"]["auc"]["high"]
    assert told["baselines"]["base_rate"]["auc"]["value"] == 0.5
    # Tenure is a wave: a line through it says little.
    assert told["difference_to"]["plain_logistic"]["auc"]["low"] > 0.01
    assert told["difference_to"]["base_rate"]["log_loss"]["high"] < 0
    assert told["calibration"]["ece"] < 0.06
    assert [part["column"] for part in told["columns"][:2]] == ["tenure", "contract"]
    assert told["suspects"] == []
    assert any("contract is monthly" in text for text in told["examples"][0]["reasons"])


def test_what_gives_the_answer_away_is_left_out_and_named(customers: pd.DataFrame) -> None:
    left = customers["Churn"] == "Yes"
    made = customers.assign(reason=np.where(left, "too dear", ""))
    report = fit_churn(made, "Churn", folds=3)
    assert [(one.column, one.is_left_out) for one in report.suspects] == [("reason", True)]
    assert "'reason'" in report.warnings[0]
    assert "reason" not in report.model.columns
    kept = fit_churn(made, "Churn", keep=["reason"], folds=3)
    assert kept.metrics["auc"].value > 0.99
    assert [(one.column, one.is_left_out) for one in kept.suspects] == [("reason", False)]
    assert any("better than churn can usually" in text for text in kept.warnings)


def test_a_strong_late_column_is_named_with_what_is_left_without(customers: pd.DataFrame) -> None:
    noise = np.random.default_rng(4).normal(0, 1, len(customers))
    left = (customers["Churn"] == "Yes").to_numpy()
    report = fit_churn(
        customers.assign(call_seconds=(200 + 150 * left + 90 * noise)), "Churn", folds=3
    )
    (suspect,) = report.suspects
    assert suspect.column == "call_seconds"
    assert suspect.auc_without is not None
    assert suspect.auc_with is not None
    assert suspect.auc_without < suspect.auc_with - 0.05
    assert "--drop call_seconds" in report.warnings[0]


def test_noise_is_told_from_knowledge(customers: pd.DataFrame) -> None:
    shuffled = np.random.default_rng(9).permutation(customers["Churn"])
    report = fit_churn(customers.assign(Churn=shuffled), "Churn", folds=3)
    assert any("does not beat the base rate" in text for text in report.warnings)
    assert report.metrics["auc"].low < 0.53


def test_columns_are_dropped_as_asked(customers: pd.DataFrame) -> None:
    report = fit_churn(customers, "Churn", drop=["tenure"], folds=3)
    assert "tenure" not in report.model.columns
    assert report.metrics["auc"].value < 0.8


def test_bad_values_everywhere_are_no_fall(customers: pd.DataFrame) -> None:
    generator = np.random.default_rng(6)
    made = customers.copy()
    for name in ("contract", "tenure", "charge", "colour"):
        made.loc[generator.random(len(made)) < 0.1, name] = ""
    made.loc[3, "charge"] = "1e9"
    made.loc[4, "charge"] = "-5"
    made.loc[5, "colour"] = "颜色"
    report = fit_churn(made, "Churn", folds=3)
    assert report.metrics["auc"].value > 0.7


def test_few_rows_are_reported_with_doubt(customers: pd.DataFrame) -> None:
    report = fit_churn(customers.head(60), "Churn", folds=3)
    assert any("uncertain" in note for note in report.notes)
    assert report.metrics["auc"].high - report.metrics["auc"].low > 0.1


@pytest.mark.parametrize(
    ("columns", "asked", "words"),
    [
        (["customerID", "Churn"], {}, "No column is left"),
        (["contract", "Churn"], {"drop": ["contact"]}, "no column 'contact'"),
        (["contract", "Churn"], {"drop": ["Churn"]}, "cannot be dropped"),
        (["contract", "Churn"], {"model": "forest"}, "logistic, ebm"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    customers: pd.DataFrame, columns: list[str], asked: dict[str, list[str]], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        fit_churn(customers[columns], "Churn", **asked)  # type: ignore[arg-type]


@pytest.mark.slow
def test_boosting_is_fitted_behind_the_same_interface(customers: pd.DataFrame) -> None:
    report = fit_churn(customers.head(300), "Churn", model="ebm", folds=2)
    assert report.model.kind == "ebm"
    assert report.metrics["auc"].value > 0.65
