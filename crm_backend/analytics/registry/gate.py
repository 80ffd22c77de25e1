"""Whether a new model may take over: no worse than the naive answer to the same split. Pure.

The live model's own score is of other weeks, and it has learnt from some of tonight's: comparing
the two would say nothing.
"""

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Score:
    """One figure on a time split: the model's, the naive rival's, and which way is better."""

    metric: str
    model: float
    naive: float
    is_higher_better: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "metric": self.metric,
            "model": self.model,
            "naive": self.naive,
            "is_higher_better": self.is_higher_better,
        }


@dataclass(frozen=True)
class Verdict:
    """Whether it may take over, and why or why not, in a sentence."""

    may_go_live: bool
    why: str


def judge(score: Score) -> Verdict:
    """Return whether a model of this score may take over."""
    if not (math.isfinite(score.model) and math.isfinite(score.naive)):
        return Verdict(False, f"{score.metric} could not be measured.")
    gain = score.model - score.naive if score.is_higher_better else score.naive - score.model
    return Verdict(
        gain >= 0,
        f"{score.metric} is {score.model:.4f}; the naive answer reaches {score.naive:.4f}.",
    )
