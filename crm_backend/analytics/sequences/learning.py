"""A model of what comes next with its score on what it did not see, beside naive answers."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from crm_backend.analytics.sequences.counting import Floats
from crm_backend.analytics.sequences.histories import Histories
from crm_backend.analytics.sequences.model import NextModel, Settings

FADINGS = (0.0, 0.3, 0.6, 0.8)
MEMORIES = (0.9, 0.97, 1.0)
BACKINGS = (1.0, 4.0, 16.0)
PRIORS = (1.0, 3.0, 10.0, 30.0, 100.0, 1e6)
TRIED = 1_000  # people whose last event is predicted to choose settings
RANKED = 10
Z = 1.96  # of a 95 % interval


@dataclass(frozen=True)
class Score:
    """How often the next event was first (hit_1) or among three (hit_3), and the mean of one
    over its rank, zero beyond the tenth (mrr) with its 95 % interval (low to high)."""

    hit_1: float
    hit_3: float
    mrr: float
    low: float
    high: float


@dataclass(frozen=True)
class Gain:
    """By how much the model's mrr is above the better naive answer's, of the same people."""

    mrr: float
    low: float
    high: float


@dataclass(frozen=True)
class NextReport:
    """What a model of what comes next is worth on people's last events, which it did not see.

    Beside it the naive answers: what is most frequent, and the same as last time.
    """

    people: int
    kinds: int
    settings: Settings
    model: Score
    popular: Score
    same_again: Score
    gain: Gain
    notes: tuple[str, ...]

    @property
    def beats_naive(self) -> bool:
        """Return whether the model ranks better than both naive answers."""
        return self.gain.mrr > 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self) | {"beats_naive": self.beats_naive}


def learn_next(histories: Histories) -> tuple[NextModel, NextReport]:
    """Choose settings, score the model on each person's last event, then fit it on everything.

    Settings are chosen by the ranks of the last event but one, so that the last can judge.
    """
    shown = [one[:-1] for one in histories.events]
    weights = [one[:-1] for one in histories.weights]
    settings = choose_settings(shown, weights)
    judged = NextModel(settings).fit(shown, weights)
    pairs = [(one[:-1], one[-1]) for one in histories.events if len(one) > 1]
    ranks = [
        [rank_of(answer(before), judged, what) for before, what in pairs]
        for answer in (judged.score, lambda _: judged.popular_, _same_again(judged))
    ]
    model, popular, same_again = (score_ranks(one) for one in ranks)
    naive = max(ranks[1:], key=lambda one: score_ranks(one).mrr)
    gain = Gain(*mean_with_interval(invert(ranks[0]) - invert(naive)))
    report = NextReport(
        len(pairs),
        len(judged.names_),
        settings,
        model,
        popular,
        same_again,
        gain,
        tuple(histories.notes),
    )
    if report.gain.low <= 0:
        told = "The model does not beat the naive answers for certain: bring more events."
        if not report.beats_naive:
            told = "Nothing beats the naive answers here: use them, or bring more events."
        report = NextReport(**(vars(report) | {"notes": (*report.notes, told)}))
    return NextModel(settings).fit(histories.events, histories.weights), report


def choose_settings(
    histories: Sequence[Sequence[str]], weights: Sequence[Sequence[float]] | None = None
) -> Settings:
    """Return the settings that rank people's last events best (mrr), given those before."""
    places = [place for place, one in enumerate(histories) if len(one) > 1]
    places = places[:: max(1, len(places) // TRIED)]
    shown = [list(one) for one in histories]
    for place in places:
        shown[place] = shown[place][:-1]
    counted = None
    if weights is not None:
        counted = [one[: len(events)] for one, events in zip(weights, shown, strict=True)]
    best, most = Settings(), -np.inf
    pairs = [(shown[place], histories[place][-1]) for place in places]
    for fading in FADINGS if pairs else ():
        model = NextModel(Settings(fading)).fit(shown, counted)
        for backing in BACKINGS:
            model.settings = Settings(fading, backing=backing)
            sums = _try(model, pairs)
            place = int(np.argmax(sums))
            if sums[place] > most:
                memory, prior = divmod(place, len(PRIORS))
                best = Settings(fading, MEMORIES[memory], PRIORS[prior], backing)
                most = sums[place]
    return best


def _try(model: NextModel, pairs: Sequence[tuple[Sequence[str], str]]) -> Floats:
    """Return the sum of reciprocal ranks of what came, per memory and prior (prior fastest)."""
    sums = np.zeros((len(MEMORIES), len(PRIORS)))
    priors = np.array(PRIORS)[:, np.newaxis]
    for before, what in pairs:
        ids, place = model.read(before), model.places_.get(what)
        if place is None or not len(ids):
            continue
        chain = priors * model.follow(ids)
        for row, memory in enumerate(MEMORIES):
            scores = chain + model.count_own(ids, memory)
            mine = scores[:, [place]]
            equal = (scores == mine).sum(axis=1) - 1
            ranks = 1 + (scores > mine).sum(axis=1) + equal / 2
            sums[row] += np.where(ranks <= RANKED, 1 / ranks, 0.0)
    return sums.ravel()


def _same_again(model: NextModel) -> Callable[[Sequence[str]], Floats]:
    def answer(before: Sequence[str]) -> Floats:
        scores = model.popular_.copy()
        scores[model.places_[before[-1]]] += 1
        return scores

    return answer


def rank_of(scores: Floats, model: NextModel, what: str) -> float:
    """Return the rank of what came (1 = first; ties share the middle), infinite if unknown."""
    place = model.places_.get(what)
    if place is None:
        return np.inf
    mine = scores[place]
    return float(1 + (scores > mine).sum() + ((scores == mine).sum() - 1) / 2)


def score_ranks(ranks: Sequence[float]) -> Score:
    """Return hits and the mean reciprocal rank of the ranks of what came."""
    found = np.asarray(ranks, dtype=np.float64)
    mrr, low, high = mean_with_interval(invert(ranks))
    hits = float((found <= 1).mean()), float((found <= 3).mean())
    return Score(*hits, mrr, max(0.0, low), min(1.0, high))


def invert(ranks: Sequence[float]) -> Floats:
    """Return one over each rank, zero beyond the tenth."""
    found = np.asarray(ranks, dtype=np.float64)
    return np.where(found <= RANKED, 1 / found, 0.0)


def mean_with_interval(values: Floats) -> tuple[float, float, float]:
    """Return a mean of people's figures and its 95 % interval (normal)."""
    mean = float(values.mean())
    reach = Z * float(values.std(ddof=1)) / float(np.sqrt(len(values))) if len(values) > 1 else 0.0
    return mean, mean - reach, mean + reach
