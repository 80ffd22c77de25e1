"""Who answers is decided by one statement: a thousand races, no double, no word too much."""

from collections.abc import Iterator

import pytest

from bot.ledger import statements
from kernel.db import Database
from tests.reliability.races import race_claims, race_takeovers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
RACES = 1_000


@pytest.fixture(params=["sqlite", "postgresql"])
def ring(request: pytest.FixtureRequest, database: Database) -> Iterator[Database]:
    """A database of either kind, with all tables."""
    if request.param == "sqlite":
        yield database
        return
    other = Database(request.getfixturevalue("postgres_url"))
    other.create_all()
    yield other
    other.dispose()


async def test_bot_is_silent_after_the_takeover_when_its_answer_lands_at_once(
    ring: Database,
) -> None:
    tally = await race_takeovers(ring, RACES)
    assert tally.wrong == []
    assert sum(tally.outcomes.values()) == RACES
    assert min(tally.outcomes.get("done", 0), tally.outcomes.get("taken_over", 0)) > RACES / 20


async def test_bot_speaks_after_the_takeover_when_neither_owner_nor_lease_is_checked(
    ring: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Taking over drops the lease, too: one check alone keeps the bot silent.
    monkeypatch.setattr(statements, "LAND", statements.build_landing())
    assert (await race_takeovers(ring, 100)).wrong


async def test_one_agent_wins_and_the_other_hears_who_when_both_claim(ring: Database) -> None:
    tally = await race_claims(ring, RACES)
    assert tally.wrong == []
    assert sum(tally.outcomes.values()) == RACES
