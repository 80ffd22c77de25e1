"""A look at everything that takes too long is given up, and says how far was looked."""

import pytest
from sqlalchemy import literal_column, text

from bot.ledger.models import Conversation
from console.inbox import lookup
from console.inbox.lookup import Costly, find_costly
from kernel.db import Database
from tests.conftest import FakeClock
from tests.console.scene import Scene

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize("seconds", ["0", "30"])
def test_look_at_everything_ends_in_time(
    scene: Scene,
    clock: FakeClock,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    seconds: str,
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite holds no more than it can look through")
    monkeypatch.setattr(lookup, "NEAR", (2, 3))
    monkeypatch.setattr(lookup, "MOST_MILLISECONDS", 200)
    old = scene.conversation()
    for _ in range(2):
        clock.advance(minutes=1)
        scene.conversation()
    whole = literal_column(f"pg_sleep({seconds}) IS NOT NULL") & (Conversation.id == old)
    costly = [Costly(Conversation.id == old, whole)]
    with scene.db.session() as session:
        found = find_costly(session, conditions=[], costly=costly, after=None, limit=5)
        kept = session.scalar(text("SHOW statement_timeout"))
    assert kept == "0"
    if seconds == "0":
        assert [key.id for key in found.keys] == [old]
        assert found.looked is None
    else:
        assert found.keys == []
        assert found.looked is not None
        assert found.looked.at > scene.read(old).updated_at
