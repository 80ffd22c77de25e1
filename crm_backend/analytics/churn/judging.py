"""A model's worth on rows held out in turn: suspects, recalibration, examples, warnings."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.churn.columns import Dropped, Feature, Inspection
from crm_backend.analytics.churn.leaks import TOO_GOOD, Suspect, find_suspects
from crm_backend.analytics.churn.metrics import Calibration, Estimate, auc, calibrate_check
from crm_backend.analytics.churn.model import AdditiveModel
from crm_backend.analytics.churn.report import ChurnReport, Example
from crm_backend.analytics.churn.target import Target
from crm_backend.analytics.churn.validation import (
    Predictions,
    as_table,
    fit_model,
    measure_folds,
    predict_out_of_fold,
    recalibrate,
)
from crm_backend.analytics.churn.values import Floats
from crm_backend.analytics.churn.wording import word_reasons

Labels = NDArray[np.int64]

EXAMPLES = 3
OFF = 0.02  # of calibration error, from which it is said
ROWS_FOR_SUSPECTS = 10_000


class Judged:
    """Features with their out-of-fold predictions, to be reported on."""

    def __init__(
        self,
        features: Sequence[Feature],
        is_positive: Labels,
        groups: NDArray[np.int64] | None,
        predictions: Predictions,
        kind: str,
        seed: int,
    ) -> None:
        self.features = features
        self.is_positive = is_positive
        self.groups = groups
        self.predictions = predictions
        self.kind = kind
        self.seed = seed

    def find_suspects(self, alone: dict[str, float]) -> tuple[Suspect, ...]:
        """Return the columns that make the model too good to be true."""
        left = {feature.name: alone[feature.name] for feature in self.features}
        whole = measure_folds(self.is_positive, self.predictions.model, self.predictions.folds)
        return find_suspects(left, whole["auc"].value, self.measure_without)

    def measure_without(self, name: str) -> float:
        """Return the AUC of the logistic model without a column, on 10,000 rows at most."""
        y, folds = self.is_positive, self.predictions.folds
        rows = np.random.default_rng(self.seed).permutation(len(y))[:ROWS_FOR_SUSPECTS]
        rest = [part.take(rows) for part in self.features if part.name != name]
        made = predict_out_of_fold(
            "logistic",
            rest,
            y[rows],
            folds=folds[rows],
            seed=self.seed,
            with_rivals=False,
            penalty=1.0,
        )
        return auc(y[rows], made.model)

    def report(
        self,
        read: Target,
        target: str,
        inspection: Inspection,
        alone: dict[str, float],
        suspects: tuple[Suspect, ...],
    ) -> ChurnReport:
        """Fit on all rows, recalibrate where that helps, and say what it is all worth."""
        y, made = self.is_positive, self.predictions
        line, better = recalibrate(y, made.model, made.folds)
        chances = better if line.is_used else made.model
        model = fit_model(
            self.kind, self.features, y, positive=read.positive, groups=self.groups, seed=self.seed
        )
        model = model.rescale(line.intercept, line.slope) if line.is_used else model
        added = model.contribute(as_table(self.features))
        rivals = made.rivals
        metrics = measure_folds(y, chances, made.folds)
        differences = {
            name: measure_folds(y, chances, made.folds, rival) for name, rival in rivals.items()
        }
        lost = tuple(
            Dropped(one.column, "gives the answer away") for one in suspects if one.is_left_out
        )
        calibration = calibrate_check(y, chances, seed=self.seed)
        sizes = np.abs(added).mean(axis=0)
        return ChurnReport(
            target=target,
            positive=read.positive,
            negative=read.negative,
            rows=len(y),
            positives=int(y.sum()),
            model=model,
            metrics=metrics,
            rivals={name: measure_folds(y, rival, made.folds) for name, rival in rivals.items()},
            differences=differences,
            calibration=calibration,
            recalibration=line,
            importance={n: float(s) for n, s in zip(model.columns, sizes, strict=True)},
            alone=alone,
            dropped=(*inspection.dropped, *lost),
            suspects=suspects,
            examples=self.pick_examples(model, added, read),
            warnings=warn(target, metrics["auc"], differences, suspects, calibration),
            notes=(*read.notes, *inspection.notes),
        )

    def pick_examples(
        self, model: AdditiveModel, added: Floats, read: Target
    ) -> tuple[Example, ...]:
        """Return the rows with the highest chances, and why."""
        riskiest = np.argsort(-added.sum(axis=1), kind="stable")[:EXAMPLES]
        found = []
        for row in riskiest:
            told = model.explain({one.name: one.values[row] for one in self.features})
            reasons = tuple(word_reasons(told, model.positive))
            found.append(Example(int(read.rows[row]) + 1, told.probability, reasons))
        return tuple(found)


def warn(
    target: str,
    area: Estimate,
    differences: dict[str, dict[str, Estimate]],
    suspects: Sequence[Suspect],
    calibration: Calibration,
) -> tuple[str, ...]:
    """Return what should keep people from trusting the model, in sentences."""
    warnings = [suspect.words(target) for suspect in suspects]
    if area.value > TOO_GOOD:
        is_told = any(not suspect.is_left_out for suspect in suspects)
        who = "the columns named are to be looked at" if is_told else "no single column explains it"
        warnings.append(
            f"An AUC of {area.value:.3f} is better than churn can usually be foretold "
            f"(above {TOO_GOOD}): {who}. Check that every column was known before the outcome."
        )
    if area.low <= 0.5 or differences["base_rate"]["log_loss"].high >= 0:
        warnings.append(
            "The model does not beat the base rate for certain: do not act on it; bring more rows "
            "or other columns."
        )
    if not calibration.is_good and calibration.error > OFF:
        warnings.append(
            f"The chances are off by {calibration.error:.1%} on average (chance alone explains "
            f"{calibration.by_chance:.1%}): rank by them rather than count on them."
        )
    if differences["plain_logistic"]["log_loss"].low > 0:
        warnings.append("A plain logistic regression does better on these rows.")
    if differences["boosted_trees"]["log_loss"].low > 0:
        better = -differences["boosted_trees"]["auc"].value
        warnings.append(
            f"Boosted trees do better here (AUC {better:+.3f}): some columns mean something only "
            "together. Try --model ebm, which learns pairs, or add a column that joins them."
        )
    return tuple(warnings)
