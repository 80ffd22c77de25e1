"""Codes: found in what people type, masked, never guessed from what is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identity.codes import MASK, find_code, hash_code, make_code, mask_codes
from bot.identity.rules import (
    MAX_PER_ADDRESS,
    MAX_PER_CONVERSATION,
    MAX_PER_NETWORK,
    level_at,
    may_send_code,
)
from tests.bot.ledger.steps import START


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        ("it is 123 456, thanks", "123456"),
        ("code:123-456.", "123456"),
        ("验证码是123456谢谢", "123456"),
        ("１２３４５６", "123456"),
        ("012345", "012345"),
        ("my order FD-1004217", None),
        ("1004217", None),
        ("#1004217", None),
        ("+49 170 123456789", None),
        ("12345", None),
        ("abc123456", None),
        ("2026-11-24", None),
    ],
)
def test_code_is_found_when_there_is_one(text: str, code: str | None) -> None:
    assert find_code(text) == code
    assert (MASK in mask_codes(text)) == (code is not None)


@given(st.text(), st.text())
def test_no_code_is_left_when_a_text_is_masked(before: str, after: str) -> None:
    assert find_code(mask_codes(f"{before} 123456 {after}")) is None


def test_codes_have_six_digits_and_differ() -> None:
    codes = {make_code() for _ in range(200)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 150


def test_hash_differs_when_key_or_challenge_does() -> None:
    hashes = {
        hash_code("123456", key=key, challenge_id=number) for key in "ab" for number in (1, 2)
    }
    assert len(hashes) == 4
    assert all("123456" not in one for one in hashes)


def test_proof_is_a_claim_when_it_has_run_out() -> None:
    assert level_at("verified", START, START) == "claimed"
    assert level_at("verified", None, START) == "claimed"
    assert level_at("verified", START.replace(year=2027), START) == "verified"
    assert level_at("anonymous", None, START) == "anonymous"


def test_code_is_refused_when_there_were_enough() -> None:
    few = {"for_address": 0, "for_conversation": 0, "from_network": 0, "is_locked": False}
    assert may_send_code(**few)  # type: ignore[arg-type]
    most = {
        "for_address": MAX_PER_ADDRESS,
        "for_conversation": MAX_PER_CONVERSATION,
        "from_network": MAX_PER_NETWORK,
        "is_locked": True,
    }
    for name, value in most.items():
        assert not may_send_code(**few | {name: value})  # type: ignore[arg-type]
        if name != "is_locked":
            assert may_send_code(**few | {name: value - 1})  # type: ignore[arg-type]
