"""When to act, to ask, and to say that nothing was understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.decision import MOST_CHOICES, Decision, Thresholds, decide

LIMITS = Thresholds(act_from=0.6, ask_from=0.4, talk=("greet", "chitchat"))
NAMES = ["track_order", "cancel_order", "view_order", "return_item", "greet", "chitchat"]


@pytest.mark.parametrize(
    ("chance", "members", "is_strange", "expected"),
    [
        (0.9, ["track_order", "view_order"], True, Decision("act", "track_order")),
        (0.5, ["track_order"], False, Decision("act", "track_order")),
        (
            *(0.5, ["track_order", "view_order"], False),
            Decision("clarify", choices=["track_order", "view_order"]),
        ),
        (
            *(0.5, ["track_order", "greet", "view_order"], False),
            Decision("clarify", choices=["track_order", "view_order"]),
        ),
        (
            0.3,
            ["track_order", "cancel_order", "view_order", "return_item"],
            False,
            Decision("unknown"),
        ),
        (0.5, ["track_order"], True, Decision("clarify", choices=["track_order"])),
        (0.3, ["track_order"], True, Decision("unknown")),
        (0.5, ["greet", "chitchat"], True, Decision("unknown")),
        (0.5, ["greet", "chitchat"], False, Decision("act", "greet")),
    ],
)
def test_probability_and_set_decide(
    chance: float, members: list[str], is_strange: bool, expected: Decision
) -> None:
    assert decide(members[0], chance, members, is_strange, LIMITS) == expected


@given(
    st.floats(0, 1),
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    st.booleans(),
)
def test_nobody_is_asked_about_small_talk_or_too_much(
    chance: float, members: list[str], is_strange: bool
) -> None:
    decision = decide(members[0], chance, members, is_strange, LIMITS)
    assert (decision.step == "clarify") == bool(decision.choices)
    assert (decision.step == "act") == (decision.intent == members[0])
    assert len(decision.choices) <= MOST_CHOICES
    assert not set(decision.choices) & set(LIMITS.talk)


@pytest.mark.parametrize(
    ("chance", "members", "is_strange", "intent"),
    [
        (0.5, ["track_order", "view_order"], False, "return_item"),
        (0.3, ["track_order"], True, "return_item"),
        (0.9, ["track_order", "view_order"], False, "track_order"),
        (0.5, ["track_order"], False, "track_order"),
    ],
)
def test_unclear_message_of_clear_parts_begins_with_the_first(
    chance: float, members: list[str], is_strange: bool, intent: str
) -> None:
    wishes = ["return_item", "view_order"]
    found = decide("track_order", chance, members, is_strange, LIMITS, wishes)
    assert found == Decision("act", intent)
    alone = decide("track_order", 0.5, NAMES[:2], False, LIMITS, wishes[:1])
    assert alone.step == "clarify"
