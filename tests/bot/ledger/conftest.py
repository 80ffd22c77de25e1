"""The ledger's steps on a database of their own."""

import pytest

from kernel.db import Database
from tests.bot.ledger.steps import Steps


@pytest.fixture
def steps(database: Database) -> Steps:
    return Steps(database)
