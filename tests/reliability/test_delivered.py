"""The judge of what is delivered sees each kind of broken promise, and none where all were kept."""

from collections.abc import Callable

import pytest

from tests.reliability.checker import judge
from tests.reliability.tables import MessageRow, PostRow
from tests.reliability.test_checker import CHAT, Story


def tell_by_telegram() -> Story:
    """Return the story of two messages as one of a chat on Telegram, polled."""
    story = Story()
    story.tables.messages[0] = story.tables.messages[0]._replace(cid="tg-1")
    story.report.is_echoed, story.report.is_ordered, story.report.screens = False, True, []
    for update, said in enumerate(story.report.said, start=1001):
        said.ids, said.update = set(), update
        story.tables.updates[update] = "done"
    story.report.updates = [1001, 1002]
    answers = [row for row in story.tables.messages if row.sender == "bot"]
    story.tables.posts = [PostRow(CHAT, row.id, "sent", "") for row in answers]
    story.report.delivered = [row.text for row in answers]
    return story


def delivered_of(story: Story) -> list[str]:
    assert story.report.delivered is not None
    return story.report.delivered


def call(story: Story, state: str, place: int = 1) -> None:
    story.tables.posts[place] = story.tables.posts[place]._replace(state=state)


def test_verdict_is_clean_when_all_was_delivered_once() -> None:
    verdict = tell_by_telegram().judge()
    assert (verdict.lost, verdict.duplicated, verdict.inverted) == ([], [], [])
    assert verdict.second_line() == (
        "updates=2 shown=3 unknown=0 unseen=0 unknown_mails=0 apologies=0"
    )


@pytest.mark.parametrize(("is_shown", "unseen"), [(True, 0), (False, 1)])
def test_message_may_be_missing_only_when_it_is_unknown(is_shown: bool, unseen: int) -> None:
    story = tell_by_telegram()
    call(story, "unknown")
    if not is_shown:
        delivered_of(story).pop(1)
    verdict = story.judge()
    assert verdict.is_clean
    assert (verdict.unknown, verdict.unseen) == (1, unseen)


def miss_one(story: Story) -> None:
    delivered_of(story).pop(1)


def bury_one(story: Story) -> None:
    call(story, "dead")
    delivered_of(story).pop(1)


def leave_one_on_its_way(story: Story) -> None:
    call(story, "sending")


def never_queue_one(story: Story) -> None:
    story.tables.posts.pop()


def lose_update(story: Story) -> None:
    story.tables.updates.pop(1002)


def bury_update(story: Story) -> None:
    story.tables.updates[1002] = "dead"


def miss_one_of_two_alike(story: Story) -> None:
    """One is unknown, none of the two came: the other one is missing."""
    rows = [MessageRow(CHAT, number, "system", None, "Sorry.") for number in (6, 7)]
    story.tables.messages += rows
    story.tables.last_ids[CHAT] = 7
    story.tables.posts += [PostRow(CHAT, 6, "unknown", ""), PostRow(CHAT, 7, "sent", "")]


LOSSES = [
    miss_one,
    bury_one,
    leave_one_on_its_way,
    never_queue_one,
    lose_update,
    bury_update,
    miss_one_of_two_alike,
]


@pytest.mark.parametrize("spoil", LOSSES)
def test_loss_is_seen(spoil: Callable[[Story], None]) -> None:
    story = tell_by_telegram()
    spoil(story)
    assert story.judge().lost


@pytest.mark.parametrize("state", ["sent", "unknown"])
def test_double_is_seen(state: str) -> None:
    story = tell_by_telegram()
    call(story, state)
    delivered_of(story).append(delivered_of(story)[1])
    verdict = story.judge()
    assert verdict.duplicated
    assert not verdict.inverted


def test_inversion_is_seen_when_messages_arrive_in_reverse() -> None:
    story = tell_by_telegram()
    delivered_of(story).reverse()
    assert story.judge().inverted


def test_message_in_doubt_may_come_late_only_when_its_sender_stood_still() -> None:
    story = tell_by_telegram()
    call(story, "unknown", 0)
    delivered_of(story).append(delivered_of(story).pop(0))
    parts = (story.tables, story.events, story.mails)
    assert judge([story.report], *parts).inverted
    assert judge([story.report], *parts, has_pauses=True).is_clean


def keep_in_reverse(story: Story) -> None:
    first, second = story.tables.inbox
    story.tables.inbox = [first._replace(message_id=3), second._replace(message_id=1)]
    for said in story.report.said:
        said.first_sent, said.acked_at = 1, 9  # delivered in one answer


def test_order_of_updates_is_kept_when_telegram_is_polled() -> None:
    story = tell_by_telegram()
    keep_in_reverse(story)
    assert story.judge().inverted
    story.report.is_ordered = False
    assert not story.judge().inverted


def test_update_that_was_overtaken_may_be_kept_later() -> None:
    story = tell_by_telegram()
    story.report.is_ordered = False
    first, second = story.report.said
    first.update, second.update = 1002, 1001  # the first one was acknowledged before the second
    assert story.judge().is_clean
    keep_in_reverse(story)
    first.acked_at, second.first_sent = 2, 3
    assert not story.judge().inverted
    first.update, second.update = 1001, 1002
    assert story.judge().inverted
