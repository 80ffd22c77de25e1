"""Who fits whom, and whose turn it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.handoff.matching import Assignment, Need, Seat, Talents, choose_seat, count_misses

THEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ENGLISH, CHINESE = Talents(frozenset({"en"})), Talents(frozenset({"zh"}))
RETURNS = Talents(skills=frozenset({"returns"}), teams=frozenset({"back office"}))


def need(**values: Any) -> Need:
    return Need(**{"conversation_id": "c", "language": "en", **values})


@pytest.mark.parametrize(
    ("asked", "talents", "setting", "misses"),
    [
        (need(), Talents(), {}, 0),  # who names no language takes any
        (need(language="zh"), ENGLISH, {"language": "must"}, None),
        (need(language="zh"), ENGLISH, {"language": "preferred"}, 1),
        (need(language="zh"), ENGLISH, {"language": "ignored"}, 0),
        (need(language="zh"), CHINESE, {"language": "must"}, 0),
        (need(skill="returns"), Talents(), {"skill": "must"}, None),
        (need(skill="returns"), RETURNS, {"skill": "must"}, 0),
        (need(skill="returns", language="zh"), ENGLISH, {}, 2),
        (need(team="back office"), Talents(), {"skill": "ignored"}, None),  # them first, always
        (need(team="back office"), RETURNS, {}, 0),
        (need(team="back office", waited_seconds=119.9), Talents(), {}, None),
        (need(team="back office", waited_seconds=120), Talents(), {}, 1),
        (need(skill="returns", waited_seconds=120), Talents(), {"skill": "must"}, 1),
        (
            need(skill="returns", waited_seconds=9e9),
            Talents(),
            {"skill": "must", "anybody_after_seconds": None},
            None,
        ),
    ],
)
def test_misses_are_counted_and_musts_keep_off(
    asked: Need, talents: Talents, setting: dict[str, Any], misses: int | None
) -> None:
    assert count_misses(asked, talents, Assignment.model_validate(setting)) == misses


def test_who_fits_best_comes_before_whose_turn_it_is() -> None:
    fresh = Seat("1", "A", last_assigned_at=None, talents=ENGLISH)
    fitting = Seat("2", "B", chats=3, last_assigned_at=THEN, talents=CHINESE)
    for mode in ("round_robin", "least_busy"):
        chosen = choose_seat(need(language="zh"), [fresh, fitting], Assignment(mode=mode))
        assert chosen == fitting


def test_turn_is_the_longest_unassigned_or_the_idlest() -> None:
    busy = Seat("1", "A", chats=2, last_assigned_at=THEN)
    idle = Seat("2", "B", chats=0, last_assigned_at=THEN + timedelta(seconds=1))
    assert choose_seat(need(), [idle, busy], Assignment(mode="round_robin")) == busy
    assert choose_seat(need(), [idle, busy], Assignment(mode="least_busy")) == idle


def test_who_lost_it_does_not_get_it_back() -> None:
    only = Seat("1", "A")
    assert choose_seat(need(lost_by="1", waited_seconds=9e9), [only], Assignment()) is None


def test_first_rule_that_names_one_decides() -> None:
    rules = [
        {"intents": ["return_item"], "skill": "Returns"},
        {"reasons": ["valued_complaint"], "team": "VIP"},
        {"intents": ["complain"], "skill": "complaints", "team": "floor"},
    ]
    setting = Assignment.model_validate({"rules": rules})
    assert setting.find_need({"complain"}, {"valued_complaint"}) == ("vip", "complaints")
    assert setting.find_need({"return_item", "complain"}, ()) == ("floor", "returns")
    assert setting.find_need({"greet"}, {"asked"}) == ("", "")
    assert Assignment().find_need({"complain"}, ()) == ("", "complaints")


@pytest.mark.parametrize("rule", [{"skill": "x"}, {"intents": ["x"]}, {"intents": [""]}, {}])
def test_rule_without_sense_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Assignment.model_validate({"rules": [rule]})


@given(st.integers(1, 40))
def test_round_robin_gives_everybody_as_much(arrivals: int) -> None:
    """Whatever comes at once, no agent of five who all have room is two ahead of another."""
    last: dict[str, datetime | None] = {str(one): None for one in range(5)}
    count = dict.fromkeys(last, 0)
    for place in range(arrivals):
        seats = [Seat(one, one, last_assigned_at=at) for one, at in last.items()]
        chosen = choose_seat(need(), seats, Assignment(mode="round_robin"))
        assert chosen is not None
        last[chosen.agent_id] = THEN + timedelta(seconds=place)
        count[chosen.agent_id] += 1
        assert max(count.values()) - min(count.values()) <= 1
