"""Whether a new model may take over: no worse than the live one or the naive. Pure."""

import math
from dataclasses import dataclass
from typing import Any

MARGIN = 0.01  # of the live model's score: less is noise between two nights


@dataclass(frozen=True)
class Score:
    """One figure on a time split: the model's, the naive rival's, and which way is better.

    `live` is the live model's on the same split, None where there is none or it cannot be scored.
    """

    metric: str
    model: float
    naive: float
    is_higher_better: bool
    live: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "metric": self.metric,
            "model": self.model,
            "naive": self.naive,
            "is_higher_better": self.is_higher_better,
            "live": self.live,
        }


@dataclass(frozen=True)
class Verdict:
    """Whether it may take over, and why or why not, in a sentence."""

    may_go_live: bool
    why: str


def judge(score: Score, *, margin: float = MARGIN) -> Verdict:
    """Return whether a model of this score may take over."""
    if not (math.isfinite(score.model) and math.isfinite(score.naive)):
        return Verdict(False, f"{score.metric} could not be measured.")
    if _gain(score, score.model, score.naive) < 0:
        return Verdict(
            False,
            f"{score.metric} is {score.model:.4f}; the naive answer reaches {score.naive:.4f}.",
        )
    if score.live is not None and math.isfinite(score.live):
        loss = -_gain(score, score.model, score.live)
        if loss > margin * abs(score.live):
            return Verdict(
                False,
                f"{score.metric} is {score.model:.4f}; the live model reaches {score.live:.4f}"
                " on the same days.",
            )
    return Verdict(
        True, f"{score.metric} is {score.model:.4f}; the naive answer reaches {score.naive:.4f}."
    )


def _gain(score: Score, one: float, other: float) -> float:
    return one - other if score.is_higher_better else other - one
