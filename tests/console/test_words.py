"""Small words of the pages."""

import re
from datetime import UTC, datetime
from typing import Literal, get_args

import pytest

from bot.handoff.moves import NotYours
from bot.handoff.reasons import Code
from bot.ledger.models import Channel, Conversation, Owner, Sender
from bot.ledger.outbox_models import OutboxState
from console.desk.paging import link_onward
from console.desk.view import name_conversation, tell_owner
from console.staff.rules import ROLES
from console.words import (
    WORDS,
    choose_language,
    moment,
    plainly,
    say,
)
from console.words.catalog import merge
from crm_backend.paging import Page


def test_every_state_has_words() -> None:
    kinds = {"owner": Owner, "sender": Sender, "channel": Channel, "reason": Code}
    kinds |= {"state": OutboxState, "role": Literal[*ROLES], "refused": Owner}
    for prefix, kind in kinds.items():
        assert {f"{prefix}_{value}" for value in get_args(kind)} <= WORDS.keys()


def test_moment_is_readable_without_scripts() -> None:
    assert moment(datetime(2026, 3, 2, 9, 5, tzinfo=UTC)) == "2 Mar 2026, 09:05 UTC"


@pytest.mark.parametrize(("count", "said"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps")])
def test_one_thing_is_not_said_as_many(count: int, said: str) -> None:
    assert say("stories_steps_count", "en", count=count) == said
    assert say("stories_steps_count", "zh", count=count) == f"{count} 步"


def test_names_of_programs_become_words() -> None:
    assert plainly("track_order") == "track order"


def test_visitors_can_be_told_apart_when_nobody_knows_them() -> None:
    one, other = Conversation(id="a1b2" + "0" * 28), Conversation(id="c3d4" + "0" * 28)
    assert name_conversation(one, {}, "en") == "Visitor a1b2"
    assert name_conversation(other, {}, "zh") == "访客 c3d4"
    assert name_conversation(Conversation(id="e" * 32, customer_id=7), {7: "Ada"}, "en") == "Ada"
    assert (
        name_conversation(Conversation(id="e" * 32, customer_id=8), {7: "Ada"}, "en")
        == "Visitor eeee"
    )


@pytest.mark.parametrize("owner", get_args(Owner))
@pytest.mark.parametrize("is_write", [False, True])
def test_refusal_says_who_answers(owner: Owner, is_write: bool) -> None:
    error = NotYours("No.", owner=owner, agent="Lin Berger" if owner == "person" else None)
    text = tell_owner(error.data["owner"], error.data["agent"], "en", is_write=is_write)
    assert ("Lin Berger answers" in text) == (owner == "person")
    assert ("not sent" in text) == is_write
    assert "None" not in text


def test_next_page_keeps_the_filter() -> None:
    assert link_onward(Page([], None), owner="bot") is None
    assert link_onward(Page([], "c1-2"), owner=None) == "?after=c1-2"
    assert link_onward(Page([], "c1&2"), owner="bot") == "?owner=bot&after=c1%262"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de-DE,en;q=0.7,zh;q=0.3", "en"),
        ("en;q=0.2, zh-TW;q=0.9", "zh"),
        ("fr", "en"),
        ("zh;q=nonsense", "zh"),
    ],
)
def test_pages_speak_the_language_that_the_browser_likes_best(accepted: str, chosen: str) -> None:
    assert choose_language(accepted) == chosen


def test_every_word_is_there_in_both_languages() -> None:
    for key, words in WORDS.items():
        assert set(words) == {"en", "zh"}, key
        assert set(re.findall(r"{(\w+)", words["en"])) == set(re.findall(r"{(\w+)", words["zh"])), (
            key
        )


def test_two_catalogs_may_not_know_the_same_word() -> None:
    with pytest.raises(ValueError, match="said twice: a"):
        merge({"a": {"en": "a", "zh": "一"}}, {"a": {"en": "b", "zh": "二"}})
