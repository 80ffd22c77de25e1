"""Outages in short: 6 s each at 10 messages a second. The long ones: `make reliability-outages`."""

from pathlib import Path

import pytest

from tests.reliability.outages import suffer

SECONDS = 6.0
MOST = {"replica_stopped": 15.0, "database_restarted": 10.0}  # seconds of recovery
CASES = [
    ("workers_down", "sqlite"),
    ("replica_stopped", "sqlite"),
    ("actions_hang", "sqlite"),
    ("database_locked", "sqlite"),
    ("app_killed", "postgresql"),
    ("database_restarted", "postgresql"),
]


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "db"), CASES)
async def test_everything_is_answered_in_order_after_an_outage(
    name: str, db: str, tmp_path: Path
) -> None:
    outcome = await suffer(name, db, SECONDS, tmp_path)
    found = outcome.verdict
    assert (found.lost, found.duplicated, found.inverted) == ([], [], [])
    assert found.sent == found.acked == found.replies == 120
    assert outcome.recovery_seconds <= MOST.get(name, 5.0)
    # What an application that died held is taken over when its leases have run out.
    assert outcome.backlog_seconds <= 30
