"""What comes out of an experiment's analysis, as plain values. Knows no numpy.

Sentences are keys with values: `console.words` says them in each language, verdicts as
`exp_says_<key>` and notes as `exp_note_<key>`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["binary", "mean", "ratio"]
# broken: nothing is shown; doubtful: shown, but nothing is concluded
Trust = Literal["fine", "doubtful", "broken"]


@dataclass(frozen=True)
class Sentence:
    """`key` of the catalogs, and what fills its blanks."""

    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Arm:
    """How many customers an arm has, and how many of all it was meant to have."""

    name: str
    customers: int
    expected: float
    share: float


@dataclass(frozen=True)
class Level:
    """A metric in one arm, as it was measured (no CUPED); a ratio is total by total."""

    arm: str
    customers: int
    value: float


@dataclass(frozen=True)
class Comparison:
    """An arm against the control. `low` and `high` hold at the confidence of this look.

    `relative` and its interval are shares of the control's value; None where that is not positive.
    `adjusted` is the p-value after correction for all that is compared beside it. `plain_p` and
    `plain_width` are of the naive test without CUPED; of that test itself they say the same.
    """

    arm: str
    difference: float
    low: float
    high: float
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    p: float
    adjusted: float
    is_shown: bool
    is_exact: bool
    plain_p: float
    plain_width: float


@dataclass(frozen=True)
class MetricResult:
    """A metric over all arms. `variance_kept` is what CUPED leaves of the variance, 1 without."""

    name: str
    kind: Kind
    higher_is_better: bool
    levels: tuple[Level, ...]
    comparisons: tuple[Comparison, ...]
    variance_kept: float
    confidence: float
    capped_at: float | None = None


@dataclass(frozen=True)
class Looks:
    """Which look this is of how many planned; `bound` is of |z|, `level` its p-value."""

    number: int
    planned: int
    fraction: float
    bound: float
    level: float

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after this look."""
        return self.number >= self.planned


@dataclass(frozen=True)
class Analysis:
    """All of it. `primary` and `secondary` are empty where the arms' sizes are broken."""

    control: str
    arms: tuple[Arm, ...]
    ratio_p: float
    ratio_trust: Trust
    looks: Looks
    primary: MetricResult | None
    secondary: tuple[MetricResult, ...]
    verdict: Sentence
    notes: tuple[Sentence, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)


def read_analysis(kept: Mapping[str, Any]) -> Analysis:
    """Return what `to_dict` gave."""
    return Analysis(
        control=kept["control"],
        arms=tuple(Arm(**one) for one in kept["arms"]),
        ratio_p=kept["ratio_p"],
        ratio_trust=kept["ratio_trust"],
        looks=Looks(**kept["looks"]),
        primary=_read_metric(kept["primary"]) if kept["primary"] else None,
        secondary=tuple(_read_metric(one) for one in kept["secondary"]),
        verdict=Sentence(**kept["verdict"]),
        notes=tuple(Sentence(**one) for one in kept["notes"]),
    )


def _read_metric(kept: Mapping[str, Any]) -> MetricResult:
    levels = tuple(Level(**one) for one in kept["levels"])
    comparisons = tuple(Comparison(**one) for one in kept["comparisons"])
    return MetricResult(**{**kept, "levels": levels, "comparisons": comparisons})
