"""The short storm: 500 messages, 10 kills. The long one is `make reliability`."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.reliability.mutants import MUTANTS
from tests.reliability.plan import Plan
from tests.reliability.storm import blow

# Fewer on Telegram than in a long one: a chat takes one message a second. It is polled here.
SHORT = Plan(messages=500, conversations=40, kills=10, telegram=0.3)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_nothing_is_lost_doubled_or_inverted_when_processes_are_killed(
    tmp_path: Path,
) -> None:
    verdict = await blow(SHORT, tmp_path)
    assert (verdict.lost, verdict.duplicated, verdict.inverted) == ([], [], [])
    assert verdict.sent == verdict.acked == verdict.replies == 500
    assert verdict.updates == 162  # 150 messages in 12 chats, each begun by pressing "Start"


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_storm_is_red_when_a_guard_is_taken_away(tmp_path: Path) -> None:
    """One mutant here; the others are `make reliability-mutants`."""
    calm = Plan(messages=60, conversations=10, kills=0, mutant="lease_ignored", telegram=0.0)
    assert calm.mutant in MUTANTS
    verdict = await blow(calm, tmp_path / "red")
    assert verdict.inverted
    verdict = await blow(replace(calm, mutant=""), tmp_path / "green")
    assert verdict.is_clean
