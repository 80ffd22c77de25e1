"""The table of moves: every way through it keeps its promises."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.rules import (
    MOVES,
    Actor,
    Move,
    asks_for_person,
    destination,
    legal_moves,
    next_owner,
    origins,
)
from bot.ledger.models import Owner

OWNERS: list[Owner] = list(get_args(Owner))
STEPS = st.lists(
    st.tuples(st.sampled_from(get_args(Move)), st.sampled_from(get_args(Actor))), max_size=30
)


@given(STEPS)
def test_only_staff_and_the_desk_make_a_person_the_owner(steps: list[tuple[Move, Actor]]) -> None:
    owner: Owner = "bot"
    for move, actor in steps:
        target = next_owner(owner, move, actor)
        if target is None:
            continue
        if target == "person":  # the desk gives out only who waits for one
            assert actor == "staff" or (actor, move, owner) == ("system", "assign", "waiting")
        if owner == "person" and target != owner:
            assert actor in ("staff", "system")  # no customer and no bot takes a chat from a person
        owner = target
    assert owner in OWNERS


@pytest.mark.parametrize("owner", OWNERS)
def test_person_can_be_reached_from_everywhere(owner: Owner) -> None:
    reached, frontier = {owner}, [owner]
    while frontier:
        start = frontier.pop()
        for move, actor in ((m, a) for m in get_args(Move) for a in ("customer", "staff")):
            target = next_owner(start, move, actor)
            if target is not None and target not in reached:
                reached.add(target)
                frontier.append(target)
    assert "person" in reached


@pytest.mark.parametrize("owner", OWNERS)
def test_customer_is_never_stuck(owner: Owner) -> None:
    # A person answers, or the customer has a way on of their own.
    assert owner in ("person", "bot") or legal_moves(owner, "customer")


def test_every_move_has_one_end() -> None:
    for move in get_args(Move):
        assert all(next_owner(o, move, "staff") in (None, destination(move)) for o in OWNERS)


def test_origins_agree_with_the_table() -> None:
    for (start, move), (_end, actors) in MOVES.items():
        for actor in get_args(Actor):
            assert (start in origins(move, actor)) == (actor in actors)


def test_staff_may_take_return_and_close() -> None:
    assert legal_moves("bot") == ("take", "close")
    assert legal_moves("waiting") == ("take", "return", "close")
    assert legal_moves("person") == ("return", "requeue", "transfer", "close")
    assert legal_moves("closed") == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Talk to a person", "Human!", "a real person please", "agent"),
        *("let me talk to a person please", "can I speak with someone real", "Get me a human"),
        *("put me through to an agent!!", "I want to chat with a live representative"),
        *("转人工客服。", "人工", "我要找客服", "能不能转真人", "叫客服来", "请转接人工"),
    ],
)
def test_wish_for_a_person_is_understood_whatever_its_words(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        *("my order", "the agency never called", "I don't want to talk to a person", ""),
        *("I gave it to the person next door", "客服态度真好", "不要人工", "不用转客服"),
        "get me my money, " * 10 + "then a person",
    ],
)
def test_other_talk_is_no_wish_for_a_person(text: str) -> None:
    assert not asks_for_person(text)
