"""Small words of the pages."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.handoff.service import NotYours
from bot.ledger.models import Conversation, Owner, Sender
from console.desk.paging import link_onward
from console.desk.view import name_conversation, tell_owner
from console.words import IDENTITY, OWNERS, SENDERS, moment, plainly
from crm_backend.paging import Page
from kernel.turns import Level


def test_every_state_has_words() -> None:
    assert set(OWNERS) == set(get_args(Owner))
    assert set(SENDERS) == set(get_args(Sender))
    assert set(IDENTITY) == set(get_args(Level))


def test_moment_is_readable_without_scripts() -> None:
    assert moment(datetime(2026, 3, 2, 9, 5, tzinfo=UTC)) == "2 Mar 2026, 09:05 UTC"


def test_names_of_programs_become_words() -> None:
    assert plainly("track_order") == "track order"


def test_visitors_can_be_told_apart_when_nobody_knows_them() -> None:
    one, other = Conversation(id="a1b2" + "0" * 28), Conversation(id="c3d4" + "0" * 28)
    assert name_conversation(one, {}) == "Visitor a1b2"
    assert name_conversation(other, {}) == "Visitor c3d4"
    assert name_conversation(Conversation(id="e" * 32, customer_id=7), {7: "Ada"}) == "Ada"
    assert name_conversation(Conversation(id="e" * 32, customer_id=8), {7: "Ada"}) == "Visitor eeee"


@pytest.mark.parametrize("owner", get_args(Owner))
@pytest.mark.parametrize("is_write", [False, True])
def test_refusal_says_who_answers(owner: Owner, is_write: bool) -> None:
    error = NotYours("No.", owner=owner, agent="Lin Berger" if owner == "person" else None)
    text = tell_owner(error.data["owner"], error.data["agent"], is_write=is_write)
    assert ("Lin Berger answers" in text) == (owner == "person")
    assert ("not sent" in text) == is_write
    assert "None" not in text


def test_next_page_keeps_the_filter() -> None:
    assert link_onward(Page([], None), owner="bot") is None
    assert link_onward(Page([], "c1-2"), owner=None) == "?after=c1-2"
    assert link_onward(Page([], "c1&2"), owner="bot") == "?owner=bot&after=c1%262"
