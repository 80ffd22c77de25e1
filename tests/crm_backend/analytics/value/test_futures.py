"""Intervals hold what they promise, on customers made up by the process itself."""

import numpy as np
import pytest

from crm_backend.analytics.value.buying import KINDS, Kind
from crm_backend.analytics.value.choosing import fit_model
from crm_backend.analytics.value.futures import draw_futures
from tests.crm_backend.analytics.value.simulated import simulate


@pytest.mark.parametrize("kind", KINDS)
def test_intervals_cover_as_often_as_they_say(kind: Kind) -> None:
    customers, counts, spend = simulate(kind, 1000, 20.0, np.random.default_rng(8))
    model, _ = fit_model(customers, kind, "week")
    forecast = model.predict(customers, 20.0, level=0.8, seed=1)
    limits = forecast.intervals
    inside = (limits.purchases_low <= counts) & (counts <= limits.purchases_high)
    assert inside.mean() >= 0.78  # whole numbers: more than asked, never clearly less
    inside = (limits.spend_low <= spend) & (spend <= limits.spend_high)
    assert inside.mean() >= 0.78


def test_intervals_of_totals_cover_as_often_as_they_say() -> None:
    hits = np.zeros(2)
    for seed in range(15):
        customers, counts, spend = simulate("MBG/NBD", 120, 20.0, np.random.default_rng(seed))
        model, _ = fit_model(customers, "MBG/NBD", "week")
        limits = model.predict(customers, 20.0, level=0.8, seed=seed).intervals
        for place, (came, (low, high)) in enumerate(
            ((counts, limits.total_purchases), (spend, limits.total_spend))
        ):
            hits[place] += low <= came.sum() <= high
    assert all(9 <= count <= 14 for count in hits)  # 12 are expected


@pytest.mark.parametrize("kind", KINDS)
def test_ranks_of_what_came_among_draws_are_even(kind: Kind) -> None:
    """Czado, Gneiting and Held 2009: the randomized rank of what came is uniform."""
    customers, counts, _ = simulate(kind, 2000, 20.0, np.random.default_rng(9))
    model, _ = fit_model(customers, kind, "week")
    rng = np.random.default_rng(2)
    ranks, start = np.empty(len(customers)), 0
    for drawn, _ in draw_futures(model._known(), customers, 20.0, draws=400, seed=3):
        came = counts[start : start + drawn.shape[1]]
        below, upto = (drawn < came).mean(axis=0), (drawn <= came).mean(axis=0)
        ranks[start : start + len(came)] = below + rng.random(len(came)) * (upto - below)
        start += len(came)
    shares = np.histogram(ranks, 10, (0, 1))[0] / len(ranks)
    assert shares == pytest.approx(0.1, abs=0.03)


def test_draws_have_the_expected_mean() -> None:
    customers, _, _ = simulate("MBG/NBD", 400, 1.0, np.random.default_rng(3))
    model, _ = fit_model(customers, "MBG/NBD", "week")
    known = model._known()
    still = type(known)(
        known.kind, known.buying, np.zeros((4, 4)), known.spending, np.zeros((3, 3))
    )
    ((counts, spend),) = draw_futures(still, customers, 10.0, draws=2000, seed=4)
    assert counts.mean(axis=0).sum() == pytest.approx(
        model.buying.expect(customers, 10.0).sum(), rel=0.02
    )
    forecast = model.predict(customers, 10.0)
    assert spend.mean(axis=0).sum() == pytest.approx(forecast.spend.sum(), rel=0.03)


def test_the_same_seed_draws_the_same() -> None:
    customers, _, _ = simulate("BG/NBD", 100, 1.0, np.random.default_rng(3))
    model, _ = fit_model(customers, "BG/NBD", "week")
    first, again = (model.predict(customers, 5.0, seed=7).intervals for _ in range(2))
    assert first.spend_high.tolist() == again.spend_high.tolist()
    assert first.total_spend == again.total_spend
