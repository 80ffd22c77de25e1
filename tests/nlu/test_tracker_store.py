"""Dialogue state: kept whole, refused to a second writer, never replaced by memory."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.tracker_store import ClosedTrackerStore, DialogueMovedOn

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  topic: {type: text, influence_conversation: false, mappings: [{type: custom}]}
"""
)


@pytest.fixture
def store(tmp_path: Path) -> ClosedTrackerStore:
    return ClosedTrackerStore(DOMAIN, f"sqlite:///{tmp_path / 'tracker.db'}")


async def start(store: ClosedTrackerStore) -> DialogueStateTracker:
    return await store.get_or_create_tracker("c1")


def say(tracker: DialogueStateTracker, text: str) -> None:
    tracker.update(UserUttered(text, {"name": "greet"}), DOMAIN)


def texts(tracker: DialogueStateTracker | None) -> list[str]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_what_was_saved_is_read_again(store: ClosedTrackerStore) -> None:
    tracker = await start(store)
    say(tracker, "hello")
    tracker.update(SlotSet("topic", "orders"))
    await store.save(tracker)
    again = await store.retrieve("c1")
    assert texts(again) == ["hello"]
    assert again is not None
    assert again.get_slot("topic") == "orders"


async def test_events_are_appended_and_never_written_twice(store: ClosedTrackerStore) -> None:
    tracker = await start(store)
    for number in range(3):
        say(tracker, f"message {number}")
        await store.save(tracker)
        await store.save(tracker)
    assert texts(await store.retrieve("c1")) == ["message 0", "message 1", "message 2"]


async def test_the_second_of_two_writers_is_refused(store: ClosedTrackerStore) -> None:
    await start(store)
    first, second = await store.retrieve("c1"), await store.retrieve("c1")
    assert first is not None
    assert second is not None
    say(first, "mine")
    say(second, "also mine")
    await store.save(first)
    with pytest.raises(DialogueMovedOn):
        await store.save(second)
    assert texts(await store.retrieve("c1")) == ["mine"]


async def test_only_the_running_session_is_read_and_continued(store: ClosedTrackerStore) -> None:
    tracker = await start(store)
    say(tracker, "yesterday")
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    say(tracker, "today")
    await store.save(tracker)
    session = await store.retrieve("c1")
    assert texts(session) == ["today"]
    assert session is not None
    say(session, "later today")
    await store.save(session)
    assert texts(await store.retrieve("c1")) == ["today", "later today"]
    assert texts(await store.retrieve_full_tracker("c1")) == ["yesterday", "today", "later today"]


async def test_a_database_that_has_gone_raises(store: ClosedTrackerStore) -> None:
    tracker = await start(store)
    with store.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE dialogue_event"))
    say(tracker, "hello")
    with pytest.raises(sa.exc.OperationalError):
        await store.save(tracker)
    with pytest.raises(sa.exc.OperationalError):
        await store.retrieve("c1")


async def test_an_unknown_conversation_has_no_tracker(store: ClosedTrackerStore) -> None:
    assert await store.retrieve("nobody") is None
    await start(store)
    assert list(await store.keys()) == ["c1"]
