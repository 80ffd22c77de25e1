"""What a fit on a table tells: the model, what it is worth and against what, and its doubts."""

from dataclasses import dataclass
from typing import Any

from crm_backend.analytics.churn.columns import Dropped
from crm_backend.analytics.churn.leaks import Suspect
from crm_backend.analytics.churn.metrics import Calibration, Estimate
from crm_backend.analytics.churn.model import AdditiveModel
from crm_backend.analytics.churn.validation import Recalibration


@dataclass(frozen=True)
class Example:
    """A row of the table with its chance and its reasons in words; `row` counts from 1."""

    row: int
    probability: float
    reasons: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the example as plain JSON."""
        return {"row": self.row, "probability": self.probability, "reasons": list(self.reasons)}


@dataclass(frozen=True)
class ChurnReport:
    """A model fitted on all rows; all figures are of rows held out of the fit in turn.

    `metrics` and `rivals` hold AUC, log loss and Brier score; `differences` the model less the
    rival on the same rows; `importance` the mean absolute log-odds of each column.
    """

    target: str
    positive: str
    negative: str
    rows: int
    positives: int
    model: AdditiveModel
    metrics: dict[str, Estimate]
    rivals: dict[str, dict[str, Estimate]]
    differences: dict[str, dict[str, Estimate]]
    calibration: Calibration
    recalibration: Recalibration
    importance: dict[str, float]
    alone: dict[str, float]
    dropped: tuple[Dropped, ...]
    suspects: tuple[Suspect, ...]
    examples: tuple[Example, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON; the model itself is saved apart."""
        return {
            "target": self.target,
            "positive": self.positive,
            "negative": self.negative,
            "rows": self.rows,
            "positives": self.positives,
            "positive_share": self.positives / self.rows,
            "model": self.model.kind,
            "auc": self.metrics["auc"].value,
            "log_loss": self.metrics["log_loss"].value,
            "brier": self.metrics["brier"].value,
            "ece": self.calibration.error,
            "metrics": tell(self.metrics),
            "baselines": {name: tell(figures) for name, figures in self.rivals.items()},
            "difference_to": {name: tell(figures) for name, figures in self.differences.items()},
            "calibration": self.calibration.to_dict(),
            "recalibration": self.recalibration.to_dict(),
            "columns": self.tell_columns(),
            "dropped": [{"column": part.name, "why": part.why} for part in self.dropped],
            "suspects": [suspect.to_dict() for suspect in self.suspects],
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "examples": [example.to_dict() for example in self.examples],
        }

    def tell_columns(self) -> list[dict[str, Any]]:
        """Return the columns used, the most important first."""
        names = sorted(self.importance, key=lambda name: -self.importance[name])
        return [
            {"column": name, "importance": self.importance[name], "auc_alone": self.alone[name]}
            for name in names
        ]


def tell(figures: dict[str, Estimate]) -> dict[str, Any]:
    """Return figures as plain JSON."""
    return {name: figure.to_dict() for name, figure in figures.items()}
