"""Agents for a queue against published tables and closed forms; stock against exact chances."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from crm_backend.analytics.demand.staffing import (
    Service,
    erlang_b,
    erlang_c,
    find_agents,
    serve,
    staff_hours,
)
from crm_backend.analytics.demand.stock import run_out_probability
from kernel.errors import Invalid


@pytest.mark.parametrize(
    ("agents", "load"), [(5, 1.361), (10, 4.461), (20, 12.03), (50, 37.90), (100, 84.06)]
)
def test_erlang_b_agrees_with_the_published_table_for_one_per_cent(
    agents: int, load: float
) -> None:
    assert erlang_b(load, agents) == pytest.approx(0.01, abs=5e-5)


def test_erlang_c_agrees_with_a_published_example() -> None:
    """360 calls in half an hour of 4 minutes, 55 agents, 15 s: 0.239 wait, 8.2 s on average."""
    found = serve(48, 55, handling=240, seconds=15)
    assert erlang_c(48, 55) == pytest.approx(0.239, abs=5e-4)
    assert found.wait_seconds == pytest.approx(8.2, abs=0.05)
    assert found.share_in_time == pytest.approx(0.846, abs=5e-4)
    assert found.occupancy == pytest.approx(0.873, abs=5e-4)


def test_agents_agree_with_a_published_example() -> None:
    """200 calls an hour of 3 minutes, 80 % in 20 s: 14 agents, 88.8 % in time, 7.8 s."""
    found = find_agents(200, 180, Service(0.8, 20))
    assert found.agents == 14
    assert found.share_in_time == pytest.approx(0.888, abs=5e-4)
    assert found.wait_seconds == pytest.approx(7.8, abs=0.05)
    assert erlang_c(10, 14) == pytest.approx(0.174, abs=5e-4)


@given(st.floats(0.01, 0.99))
def test_erlang_c_of_one_and_two_agents_is_the_closed_form(busy: float) -> None:
    assert erlang_c(busy, 1) == pytest.approx(busy)
    assert erlang_c(2 * busy, 2) == pytest.approx(2 * busy**2 / (1 + busy))


@settings(max_examples=60)
@given(st.floats(0, 3000), st.floats(10, 1200), st.floats(0.5, 0.99), st.floats(0, 120))
def test_the_fewest_agents_keep_the_promise_and_one_less_does_not(
    contacts: float, handling: float, share: float, seconds: float
) -> None:
    found = find_agents(contacts, handling, Service(share, seconds))
    assert found.share_in_time >= share
    if found.agents > 1:
        load = contacts * handling / 3600
        fewer = serve(load, found.agents - 1, handling=handling, seconds=seconds)
        assert fewer.share_in_time < share


def test_limits_of_occupancy_and_several_chats_at_once() -> None:
    busy = find_agents(200, 180, Service(0.8, 20, occupancy=0.7))
    assert (busy.agents, round(busy.occupancy, 3)) == (15, 0.667)
    assert find_agents(200, 180, Service(0.8, 20), at_once=3).agents == 5
    assert find_agents(0, 180, Service()).agents == 0


def test_too_few_agents_never_catch_up() -> None:
    found = serve(10, 10, handling=180, seconds=20)
    assert (found.share_in_time, found.occupancy) == (0.0, 1.0)
    assert math.isinf(found.wait_seconds)


def test_a_table_of_hours_plans_for_the_expected_and_the_most() -> None:
    (hour,) = staff_hours(
        ["2026-03-02T10:00"], [200], [260], handling=180, service=Service(), shrinkage=0.3
    )
    assert (hour.expected.agents, hour.careful.agents, hour.on_roll) == (14, 17, 20)
    assert hour.to_dict()["expected"]["agents"] == 14


@pytest.mark.parametrize(
    ("contacts", "handling", "service", "at_once"),
    [
        (-1, 180, Service(), 1),
        (math.nan, 180, Service(), 1),
        (1, 0, Service(), 1),
        (1, 180, Service(share=1.0), 1),
        (1, 180, Service(), 0),
        (1e9, 180, Service(), 1),
    ],
)
def test_what_makes_no_sense_is_refused(
    contacts: float, handling: float, service: Service, at_once: int
) -> None:
    with pytest.raises(Invalid):
        find_agents(contacts, handling, service, at_once)


def test_the_chance_of_running_out_is_that_of_the_distribution() -> None:
    assert run_out_probability(3, 2.0, 0.0) == pytest.approx(poisson.sf(3, 2.0))
    assert run_out_probability(3, 2.0, 4.0) > poisson.sf(3, 2.0)  # varies more: more risk
    assert run_out_probability(0, 0.0, 1.0) == 0.0
    assert run_out_probability(50_000, 50_000.0, 1000.0) == pytest.approx(0.5, abs=0.01)
