"""An additive model of a yes or no: scores, exact reasons, and its file. Numpy alone."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from crm_backend.analytics.churn.pairs import Axis, PairTerm
from crm_backend.analytics.churn.terms import CategoryTerm, SplineTerm, StepTerm, Term
from crm_backend.analytics.churn.values import Floats, to_number, to_text
from kernel.errors import Invalid

FORMAT = "frontdesk-additive-1"
LARGEST = 700.0  # e to this is still a number


class Table(Protocol):
    """Columns by name: a pandas frame, or a dictionary of arrays of one length."""

    def __getitem__(self, name: str, /) -> Any:
        """Return a column."""

    def __contains__(self, name: Any, /) -> bool:
        """Say whether there is such a column."""


@dataclass(frozen=True)
class Reason:
    """What one column adds to the log-odds of a row."""

    column: str
    value: str
    log_odds: float

    @property
    def is_raising(self) -> bool:
        """Say whether it makes the positive class likelier than it is on average."""
        return self.log_odds > 0

    def to_dict(self) -> dict[str, Any]:
        """Return the reason as plain JSON."""
        direction = "raises" if self.log_odds > 0 else "lowers" if self.log_odds < 0 else "none"
        return {
            "column": self.column,
            "value": self.value,
            "log_odds": self.log_odds,
            "direction": direction,
        }


@dataclass(frozen=True)
class Explanation:
    """A row's probability; `base` and the reasons (all of them, the largest first) sum to it."""

    probability: float
    logit: float
    base: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class AdditiveModel:
    """`logit = base + the columns' contributions`, one a column, each 0 on average.

    A column contributes its term, and half of what each pair adds that it is part of.
    """

    kind: str  # "logistic" or "ebm"
    positive: str
    base: float
    terms: tuple[Term, ...]
    pairs: tuple[PairTerm, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns a row must have."""
        return tuple(term.column for term in self.terms)

    def contribute(self, table: Table) -> Floats:
        """Return what each column adds in each row (n, terms). Raises `Invalid` for a lack."""
        lacking = [name for name in self.columns if name not in table]
        if lacking:
            raise Invalid(f"The model was made with columns that are not there: {lacking}.")
        added = np.column_stack([term.contribute(table[term.column]) for term in self.terms])
        for pair in self.pairs:
            names = pair.first.column, pair.second.column
            halves = pair.contribute(*(table[name] for name in names)) / 2
            for name in names:
                added[:, self.columns.index(name)] += halves
        return added

    def score(self, table: Table) -> Floats:
        """Return the log-odds of each row (n)."""
        return np.asarray(self.base + self.contribute(table).sum(axis=1), dtype=np.float64)

    def predict(self, table: Table) -> Floats:
        """Return the probability of each row (n)."""
        return to_probability(self.score(table))

    def explain(self, row: Mapping[str, Any]) -> Explanation:
        """Return the probability of one row with what each of its values adds."""
        table = {name: np.array([row[name]], dtype=object) for name in self.columns if name in row}
        added = self.contribute(table)[0]
        reasons = [
            Reason(name, to_text(row[name]), float(part))
            for name, part in zip(self.columns, added, strict=True)
        ]
        reasons.sort(key=lambda reason: -abs(reason.log_odds))
        logit = self.base + float(added.sum())
        return Explanation(
            float(to_probability(np.array([logit]))[0]), logit, self.base, tuple(reasons)
        )

    def rescale(self, intercept: float, slope: float) -> "AdditiveModel":
        """Return the model whose log-odds are `intercept + slope * logit`; it stays additive."""
        terms = tuple(term.scaled(slope) for term in self.terms)
        pairs = tuple(pair.scaled(slope) for pair in self.pairs)
        base = intercept + slope * self.base
        return AdditiveModel(self.kind, self.positive, base, terms, pairs)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON."""
        return {
            "format": FORMAT,
            "kind": self.kind,
            "positive": self.positive,
            "base": self.base,
            "terms": [term.to_dict() for term in self.terms],
            "pairs": [pair.to_dict() for pair in self.pairs],
        }

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)
        path.write_text(text, encoding="utf-8")


def to_probability(logits: Floats) -> Floats:
    """Return the probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -LARGEST, LARGEST))), dtype=np.float64)


def load_model(path: Path) -> AdditiveModel:
    """Read a model that `save` wrote. Raises `Invalid` for any other file."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(f"{path.name} is no saved model: {error}") from error
    return read_model(data)


def read_model(data: Any) -> AdditiveModel:
    """Return the model of what `to_dict` gave. Raises `Invalid` for anything else."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Invalid(f"This is no saved model of the format {FORMAT}: fit it again.")
    try:
        terms = tuple(read_term(part) for part in data["terms"])
        pairs = tuple(read_pair(part) for part in data["pairs"])
        known = {term.column for term in terms}
        if not known.issuperset(pair.first.column for pair in pairs) or not known.issuperset(
            pair.second.column for pair in pairs
        ):
            raise ValueError("a pair of a column without a term")
        base = finite(data["base"])
        return AdditiveModel(str(data["kind"]), str(data["positive"]), base, terms, pairs)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(f"The saved model is damaged ({error}): fit it again.") from error


def read_term(data: dict[str, Any]) -> Term:
    """Return one term; raises `ValueError` where its parts do not fit together."""
    column = str(data["column"])
    if data["kind"] == "categories":
        return CategoryTerm(column, {str(k): finite(v) for k, v in data["scores"].items()})
    missing = finite(data["missing"])
    if data["kind"] == "steps":
        cuts, scores = vector(data["cuts"]), vector(data["scores"])
        if len(scores) != len(cuts) + 1:
            raise ValueError("cuts and scores do not fit")
        return StepTerm(column, cuts, scores, missing)
    if data["kind"] != "spline":
        raise ValueError("unknown kind of term")
    knots, coefficients, degree = (
        vector(data["knots"]),
        vector(data["coefficients"]),
        data["degree"],
    )
    if len(coefficients) != len(knots) - degree - 1 or degree < 1 or np.any(np.diff(knots) <= 0):
        raise ValueError("knots and coefficients do not fit")
    return SplineTerm(column, knots, degree, coefficients, finite(data["offset"]), missing)


def read_pair(data: dict[str, Any]) -> PairTerm:
    """Return what two columns add together; raises `ValueError` where its parts do not fit."""
    first, second = (read_axis(data[name]) for name in ("first", "second"))
    scores = np.array([vector(row) for row in data["scores"]], dtype=np.float64)
    if scores.shape != (first.size, second.size):
        raise ValueError("axes and scores do not fit")
    return PairTerm(first, second, scores)


def read_axis(data: dict[str, Any]) -> Axis:
    """Return an axis; raises `ValueError` where a level has no place."""
    cuts = None if data["cuts"] is None else vector(data["cuts"])
    axis = Axis(str(data["column"]), cuts, {str(k): int(v) for k, v in data["levels"].items()})
    if any(not 0 < place < axis.size - 1 for place in axis.levels.values()):
        raise ValueError("a level outside the grid")
    return axis


def finite(value: Any) -> float:
    """Return a number; raises `ValueError` for none."""
    number = to_number(value)
    if math.isnan(number):
        raise ValueError("not a number")
    return number


def vector(values: Iterable[Any]) -> Floats:
    """Return numbers as an array; raises `ValueError` where one is none."""
    return np.array([finite(value) for value in values], dtype=np.float64)
