"""Whether customers of a model on trial fare worse, asked as often as one likes. Pure.

Customers are given to the model on trial by a hash, each with the chance `share`. If it is no worse
than the live one, then of those who fare badly a part of `share` at most are its own, whatever the
hour or the season does to all. So each bad outcome is a coin with that chance, and the likelihood
ratio of "its risk is r times as high" against it is a supermartingale; so is their mean over the
`RATIOS`. By Ville's inequality it ever reaches 1/alpha with a chance of alpha at most: it may be
looked at after every conversation, and 1/its height is an always-valid p-value.

Sources: M. Lindon, A. Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022
(the test of counts by the split of traffic); R. Johari, P. Koomen, L. Pekelis, D. Walsh, "Always
Valid Inference: Continuous Monitoring of A/B Tests", Operations Research 70 (2022) (mixtures of
likelihood ratios, always-valid p-values).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ALPHA = 0.01  # how likely a model that is no worse is ever taken back
RATIOS = (1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)  # how many times as high its risk may be
CEILING = 700.0  # of a logarithm whose exponential is still a number


@dataclass(frozen=True)
class Counted:
    """Customers with a bad outcome while the model on trial had one and the same share."""

    share: float
    on_trial: int
    live: int


@dataclass(frozen=True)
class Decision:
    """What the counts say: `p` is always valid, `is_worse` where it is small enough to act on."""

    p: float
    is_worse: bool


def decide(counted: Sequence[Counted], *, alpha: float = ALPHA) -> Decision:
    """Return whether the model on trial does worse; raises `ValueError` for an impossible share."""
    if any(not 0 < one.share < 1 for one in counted):
        raise ValueError("a share lies between 0 and 1")
    evidence = sum(math.exp(min(CEILING, weigh(counted, ratio))) for ratio in RATIOS) / len(RATIOS)
    p = min(1.0, 1 / evidence) if evidence > 0 else 1.0
    return Decision(p, p <= alpha)


def weigh(counted: Sequence[Counted], ratio: float) -> float:
    """Return the logarithm of the likelihood ratio of "its risk is `ratio` times as high"."""
    total = 0.0
    for one in counted:
        chance = ratio * one.share / (ratio * one.share + 1 - one.share)
        total += one.on_trial * math.log(chance / one.share)
        total += one.live * math.log((1 - chance) / (1 - one.share))
    return total
