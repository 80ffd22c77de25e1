"""How many agents a queue needs: Erlang B and C, and a table of hours from a forecast.

Erlang C supposes contacts at random (Poisson), that nobody gives up, and one contact per agent at
a time; people who do give up make it a little too careful.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kernel.errors import Invalid

HOUR = 3600.0
MOST_AGENTS = 10_000


@dataclass(frozen=True)
class Service:
    """A promise: `share` of contacts are answered within `seconds`; `occupancy` is the most
    that agents are busy (1.0 = no limit)."""

    share: float = 0.8
    seconds: float = 20.0
    occupancy: float = 1.0


@dataclass(frozen=True)
class Staffing:
    """What a number of agents gives: share answered in time, mean wait, how busy they are."""

    agents: int
    share_in_time: float
    wait_seconds: float
    occupancy: float


@dataclass(frozen=True)
class StaffedHour:
    """One hour: contacts expected and at most (the forecast's upper end), and agents for each."""

    period: str
    contacts: float
    most_contacts: float
    expected: Staffing
    careful: Staffing
    on_roll: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def erlang_b(load: float, agents: int) -> float:
    """Return the share of contacts lost when none may wait.

    `load` in erlangs; Erlang 1917, by the recursion `B(n) = A * B(n-1) / (n + A * B(n-1))`.
    """
    blocked = 1.0
    for count in range(1, agents + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(load: float, agents: int) -> float:
    """Return the share of contacts that wait at all; 1.0 where agents are not enough.

    `C = n * B / (n - A * (1 - B))` with Erlang B (Erlang 1917).
    """
    if agents <= load:
        return 1.0
    blocked = erlang_b(load, agents)
    return agents * blocked / (agents - load * (1 - blocked))


def serve(load: float, agents: int, *, handling: float, seconds: float) -> Staffing:
    """Return what `agents` give at a load in erlangs; `handling` and `seconds` in seconds.

    In time: `1 - C * exp(-(n - A) * seconds / handling)`; mean wait `C * handling / (n - A)`.
    """
    if load <= 0:
        return Staffing(agents, 1.0, 0.0, 0.0)
    if agents <= load:
        return Staffing(agents, 0.0, math.inf, 1.0)
    waiting, spare = erlang_c(load, agents), agents - load
    in_time = 1 - waiting * math.exp(-spare * seconds / handling)
    return Staffing(agents, in_time, waiting * handling / spare, load / agents)


def find_agents(contacts: float, handling: float, service: Service, at_once: int = 1) -> Staffing:
    """Return the fewest agents that keep the promise for so many contacts an hour.

    `handling` is the mean time of a contact in seconds; an agent who leads `at_once` chats counts
    as that many. Raises `Invalid` for what makes no sense.
    """
    _check(contacts, handling, service, at_once)
    load = contacts * handling / HOUR
    if load == 0:
        return Staffing(0, 1.0, 0.0, 0.0)
    if load > MOST_AGENTS:
        raise Invalid(f"{contacts:g} contacts an hour need more than {MOST_AGENTS} agents.")
    agents = max(1, math.floor(load / at_once))
    while True:
        found = serve(load, agents * at_once, handling=handling, seconds=service.seconds)
        if found.share_in_time >= service.share and found.occupancy <= service.occupancy:
            return Staffing(agents, found.share_in_time, found.wait_seconds, found.occupancy)
        agents += 1


def _check(contacts: float, handling: float, service: Service, at_once: int) -> None:
    if not (math.isfinite(contacts) and contacts >= 0):
        raise Invalid("Contacts an hour are a number, zero or more.")
    if not (math.isfinite(handling) and handling > 0):
        raise Invalid("The handling time is a number of seconds above zero.")
    if not (0 < service.share < 1 and service.seconds >= 0 and 0 < service.occupancy <= 1):
        raise Invalid("A service level is a share between 0 and 1 answered within some seconds.")
    if at_once < 1:
        raise Invalid("An agent leads at least one contact at a time.")


def staff_hours(
    periods: Sequence[str],
    contacts: Sequence[float],
    most_contacts: Sequence[float | None],
    *,
    handling: float,
    service: Service,
    at_once: int = 1,
    shrinkage: float = 0.0,
) -> list[StaffedHour]:
    """Return a table of hours from a forecast (its periods, mean and upper end).

    `shrinkage` is the share of paid time agents are away (breaks, training): `on_roll` are the
    agents to plan so that the expected ones are there. Raises `Invalid` as `find_agents`.
    """
    if not 0 <= shrinkage < 1:
        raise Invalid("Shrinkage is a share from 0 to below 1.")
    table = []
    for period, mean, most in zip(periods, contacts, most_contacts, strict=True):
        high = mean if most is None else max(mean, most)
        expected = find_agents(mean, handling, service, at_once)
        careful = find_agents(high, handling, service, at_once)
        on_roll = math.ceil(round(expected.agents / (1 - shrinkage), 9))
        table.append(StaffedHour(period, mean, high, expected, careful, on_roll))
    return table
