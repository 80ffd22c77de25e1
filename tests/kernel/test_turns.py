"""The signed turn context: ours is believed for two minutes, no other ever."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Unauthenticated
from kernel.turns import AUDIENCE, LIFETIME, TurnContext, sign_turn, verify_turn

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEY = "k" * 43
CONTEXT = TurnContext("c1", 4, 7, "verified", "zh")


def test_a_signed_context_comes_back_whole() -> None:
    assert verify_turn(sign_turn(CONTEXT, KEY, NOW), KEY, NOW) == CONTEXT


def test_it_dies_after_two_minutes() -> None:
    token = sign_turn(CONTEXT, KEY, NOW)
    assert verify_turn(token, KEY, NOW + LIFETIME - timedelta(seconds=1)) == CONTEXT
    with pytest.raises(Unauthenticated, match="expired"):
        verify_turn(token, KEY, NOW + LIFETIME)


@given(place=st.integers(min_value=0), letter=st.sampled_from("Aa0_-"))
def test_one_changed_letter_is_refused(place: int, letter: str) -> None:
    token = sign_turn(CONTEXT, KEY, NOW)
    place %= len(token) - 1  # the last letter of base64 carries unused bits
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(Unauthenticated):
            verify_turn(changed, KEY, NOW)


@pytest.mark.parametrize("algorithm", ["none", "HS512"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    claims = {"aud": AUDIENCE, "exp": NOW + LIFETIME, "turn": {"conversation_id": "c1"}}
    key = None if algorithm == "none" else "k" * 64
    token = jwt.encode(claims, key, algorithm=algorithm)
    with pytest.raises(Unauthenticated):
        verify_turn(token, KEY, NOW)


@pytest.mark.parametrize("missing", ["exp", "aud", "turn"])
def test_a_token_without_a_claim_is_refused(missing: str) -> None:
    turn = {"conversation_id": "c1", "message_id": 1}
    claims = {"aud": AUDIENCE, "exp": NOW + LIFETIME, "turn": turn}
    del claims[missing]
    with pytest.raises(Unauthenticated):
        verify_turn(jwt.encode(claims, KEY, algorithm="HS256"), KEY, NOW)


def test_a_customer_counts_only_when_verified() -> None:
    claimed = TurnContext("c1", 1, 7, "claimed")
    assert claimed.verified_customer_id is None
    assert CONTEXT.verified_customer_id == 7


def test_the_key_of_a_turn_is_the_same_when_tried_again() -> None:
    assert CONTEXT.turn_key == TurnContext("c1", 4).turn_key == "turn:c1:4"
