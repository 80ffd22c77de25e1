"""The models of buying and spending against published figures and against chance itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from crm_backend.analytics.value import buying, fitting, spending
from crm_backend.analytics.value.buying import KINDS, BuyingModel, Kind
from crm_backend.analytics.value.fitting import fit_buying, fit_spending
from crm_backend.analytics.value.spending import SpendingModel
from crm_backend.analytics.value.summary import Summary
from tests.crm_backend.analytics.value.simulated import BUYING, SPENDING, simulate

PUBLISHED = BuyingModel("BG/NBD", 0.243, 4.414, 0.793, 2.426)


def summary(x: list[float], recency: list[float], age: list[float]) -> Summary:
    nothing = np.zeros(len(x))
    ids = np.arange(len(x)).astype(object)
    return Summary(ids, np.array(x), np.array(recency), np.array(age), nothing, nothing)


def test_expected_purchases_equal_the_published_example() -> None:
    """Fader, Hardie and Lee's spreadsheet: 1.226 purchases in 39 weeks."""
    customer = summary([2.0], [30.43], [38.86])
    assert PUBLISHED.expect(customer, 39)[0] == pytest.approx(1.226, abs=1e-3)


def test_chance_to_be_alive_is_certain_without_repeats_in_bg_and_not_in_mbg() -> None:
    customer = summary([0.0], [0.0], [38.86])
    assert PUBLISHED.alive(customer)[0] == 1
    other = BuyingModel("MBG/NBD", 0.243, 4.414, 0.793, 2.426)
    lost_or_not = 1 / (1 + 0.793 / 2.426 * ((4.414 + 38.86) / 4.414) ** 0.243)
    assert other.alive(customer)[0] == pytest.approx(lost_or_not)


def test_expected_amounts_equal_the_published_ones() -> None:
    """Fader and Hardie 2013, with p 6.25, q 3.74, v 15.44."""
    x, z = np.array([2.0, 1, 0, 7, 2]), np.array([22.35, 11.77, 0, 73.74, 25.55])
    nothing = np.zeros(5)
    customers = Summary(np.arange(5).astype(object), x, nothing, nothing, z, nothing)
    expected = SpendingModel(6.25, 3.74, 15.44).expect(customers)
    assert expected == pytest.approx([24.65, 18.91, 35.17, 71.46, 27.28], abs=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_those_of_the_likelihood(kind: Kind) -> None:
    customers = summary([0.0, 3, 20], [0.0, 12, 30], [10.0, 20, 31])
    at, step = np.array([0.5, 3.0, 0.8, 2.0]), 1e-6
    _, slopes = buying.log_likelihood(kind, at, customers)
    for place in range(4):
        more, less = at.copy(), at.copy()
        more[place] += step
        less[place] -= step
        rise = buying.log_likelihood(kind, more, customers)[0]
        fall = buying.log_likelihood(kind, less, customers)[0]
        assert slopes[place] == pytest.approx((rise - fall) / (2 * step), rel=1e-5, abs=1e-7)


def test_slopes_of_spending_are_those_of_the_likelihood() -> None:
    x, z, at, step = np.array([1.0, 4]), np.array([0.3, 2.0]), np.array([2.0, 3.0, 0.7]), 1e-6
    _, slopes = spending.log_likelihood(at, x, z)
    for place in range(3):
        more, less = at.copy(), at.copy()
        more[place] += step
        less[place] -= step
        rise, fall = (spending.log_likelihood(one, x, z)[0] for one in (more, less))
        assert slopes[place] == pytest.approx((rise - fall) / (2 * step), rel=1e-5)


@given(
    kind=st.sampled_from(KINDS),
    parameters=st.tuples(*[st.floats(0.05, 5)] * 4),
    x=st.integers(0, 30),
    horizon=st.floats(0.5, 40),
)
def test_chances_sum_to_one_and_to_the_expectation(
    kind: Kind, parameters: tuple[float, float, float, float], x: int, horizon: float
) -> None:
    r, alpha, a, b = parameters
    model = BuyingModel(kind, r, alpha + 1, a, b + 0.3)
    customer = summary([float(x)], [20.0 * (x > 0)], [25.0])
    counts = np.arange(0, 4000, dtype=float)
    many = customer.rows(np.zeros(len(counts), dtype=np.intp))
    chances = np.exp(model.log_chance(many, counts, horizon))
    assert chances.sum() == pytest.approx(1, abs=2e-4)
    expected = model.expect(customer, horizon)[0]
    assert (counts * chances).sum() == pytest.approx(expected, rel=0.02, abs=1e-3)


def test_expectations_hold_for_thousands_of_purchases() -> None:
    """Beside E[(1 - exp(-rate p t)) / p] integrated over p, where the series itself fails."""
    model = BuyingModel("BG/NBD", 0.5, 5.0, 5.0, 5.0)
    customer = summary([3000.0], [99.0], [100.0])

    def living(p: float) -> float:
        return float(-np.expm1(-3000.5 * np.log1p(p * 520 / 105)) / p * beta.pdf(p, 5, 3005))

    expected = model.alive(customer)[0] * quad(living, 0, 0.02, limit=200)[0]
    assert model.expect(customer, 520)[0] == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_of_made_up_customers_are_found_again(kind: Kind) -> None:
    customers, _, _ = simulate(kind, 3000, 0.0, np.random.default_rng(5))
    _, fit = fit_buying(customers, kind)
    assert fit.converged
    errors = (np.log(fit.parameters) - np.log(BUYING)) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(errors).max() < 3.5
    _, spent = fit_spending(customers)
    errors = (np.log(spent.parameters) - np.log(SPENDING)) / np.sqrt(np.diag(spent.covariance))
    assert np.abs(errors).max() < 3.5


def test_a_search_among_some_of_many_ends_where_one_among_all_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customers, _, _ = simulate("BG/NBD", 900, 0.0, np.random.default_rng(6))
    _, whole = fit_buying(customers, "BG/NBD")
    monkeypatch.setattr(fitting, "MOST_SEARCHED", 200)
    _, quick = fit_buying(customers, "BG/NBD")
    assert quick.parameters == pytest.approx(whole.parameters, rel=1e-3)
    assert quick.notes == ()


def test_the_unit_of_time_and_of_money_changes_nothing_but_the_scale() -> None:
    weeks, _, _ = simulate("BG/NBD", 600, 0.0, np.random.default_rng(1))
    days = Summary(
        weeks.ids,
        weeks.frequency,
        weeks.recency * 7,
        weeks.age * 7,
        weeks.monetary * 1e6,
        weeks.total * 1e6,
    )
    by_week, by_day = fit_buying(weeks, "BG/NBD")[0], fit_buying(days, "BG/NBD")[0]
    assert by_day.alpha == pytest.approx(by_week.alpha * 7, rel=1e-4)
    assert by_day.a == pytest.approx(by_week.a, rel=1e-3)
    cheap, dear = fit_spending(weeks)[0], fit_spending(days)[0]
    assert dear.v == pytest.approx(cheap.v * 1e6, rel=1e-4)
    assert dear.q == pytest.approx(cheap.q, rel=1e-4)
