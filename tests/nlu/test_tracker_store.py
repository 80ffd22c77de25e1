"""Dialogue state: kept whole, refused to a second writer, never replaced by memory."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.tracker_store import KEPT_TURNS, ClosedTrackerStore, DialogueMovedOn, LaterTurnHeard

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


def names(tracker: DialogueStateTracker | None) -> tuple[str | None, object]:
    assert tracker is not None
    return tracker.active_loop_name, tracker.get_slot("topic")


@given(
    steps=st.lists(
        st.sampled_from(["say", "say", "say", "slot", "clear", "form", "no form", "session"]),
        max_size=150,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_long_chat_is_read_in_part_and_means_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store = ClosedTrackerStore(DOMAIN, f"sqlite:///{folder / 'tracker.db'}")
    tracker = await start(store)
    for number, step in enumerate(steps):
        events: dict[str, Any] = {
            "say": UserUttered(f"message {number}", {"name": "greet"}),
            "slot": SlotSet("topic", f"value {number}"),
            "clear": SlotSet("topic", None),
            "form": ActiveLoop("a_form"),
            "no form": ActiveLoop(None),
            "session": SessionStarted(),
        }
        tracker.update(events[step], DOMAIN)
    await store.save(tracker)
    part = await store.retrieve("c1")
    assert names(part) == names(tracker)
    kept = texts(part)
    in_session = texts(tracker)
    if "session" in steps:
        began = max(place for place, step in enumerate(steps) if step == "session")
        in_session = [f"message {n}" for n, step in enumerate(steps) if step == "say" and n > began]
    assert kept == in_session[len(in_session) - len(kept) :]
    assert len(kept) >= min(len(in_session), KEPT_TURNS)
    assert part is not None
    say(part, "one more")
    await store.save(part)
    assert texts(await store.retrieve_full_tracker("c1")) == [*texts(tracker), "one more"]


async def test_what_is_read_stops_growing_but_never_begins_inside_a_form(
    store: ClosedTrackerStore,
) -> None:
    tracker = await start(store)
    tracker.update(SlotSet("topic", "orders"))
    for number in range(3 * KEPT_TURNS):
        say(tracker, f"message {number}")
        if number == KEPT_TURNS:
            tracker.update(ActiveLoop("a_form"))
    await store.save(tracker)
    assert len(texts(await store.retrieve("c1"))) == 2 * KEPT_TURNS
    tracker.update(ActiveLoop(None))
    for number in range(KEPT_TURNS):
        say(tracker, f"later {number}")
    await store.save(tracker)
    kept = await store.retrieve("c1")
    assert len(texts(kept)) == KEPT_TURNS
    assert names(kept) == (None, "orders")


def delete_files(folder: Path) -> None:
    for left in folder.glob("tracker.db*"):
        left.unlink()


async def test_a_file_that_was_deleted_under_us_raises(
    store: ClosedTrackerStore, tmp_path: Path
) -> None:
    tracker = await start(store)
    delete_files(tmp_path)
    say(tracker, "hello")
    with pytest.raises(sa.exc.OperationalError):
        await store.save(tracker)


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


async def say_as(store: ClosedTrackerStore, message_id: str, topic: str, fence: int = 0) -> None:
    """Let a turn of this message set the topic."""
    tracker = await store.get_or_create_tracker("c1")
    metadata = {"message_id": message_id, "fence": fence}
    tracker.update(UserUttered(f"message {message_id}", metadata=metadata), DOMAIN)
    tracker.update(SlotSet("topic", topic))
    await store.save(tracker)


async def test_turn_is_taken_back_when_its_message_is_asked_again(
    store: ClosedTrackerStore,
) -> None:
    await say_as(store, "1", "orders")
    await say_as(store, "3", "returns")
    assert store.begin_turn("c1", "3", 0)
    again = await store.retrieve("c1")
    assert texts(again) == ["message 1"]
    assert again is not None
    assert again.get_slot("topic") == "orders"
    await say_as(store, "3", "returns")  # positions go on without a gap
    assert texts(await store.retrieve("c1")) == ["message 1", "message 3"]


@pytest.mark.parametrize("message_id", ["1", "4", ""])
async def test_nothing_is_taken_back_when_the_last_turn_was_anothers(
    store: ClosedTrackerStore, message_id: str
) -> None:
    assert not store.begin_turn("c1", message_id, 0)
    await say_as(store, "1", "orders")
    await say_as(store, "3", "returns")
    assert not store.begin_turn("c1", message_id, 0)
    assert texts(await store.retrieve("c1")) == ["message 1", "message 3"]


async def test_worker_that_was_stopped_on_the_way_changes_nothing_when_it_wakes(
    store: ClosedTrackerStore,
) -> None:
    await say_as(store, "1", "orders", fence=5)
    with pytest.raises(LaterTurnHeard):
        store.begin_turn("c1", "1", 4)
    assert texts(await store.retrieve("c1")) == ["message 1"]
    assert store.begin_turn("c1", "1", 6)
