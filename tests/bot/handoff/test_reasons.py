"""Why a conversation becomes a person's: each rule says yes and no."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from bot.handoff.reasons import Escalation, Rule, Situation, make_reason, sum_up

CALM = Situation(text="where is it", intent="track_order", language="en", channel="web")
COMPLAINT = replace(CALM, intents=frozenset({"complain"}), is_verified=True, spent_cents=30_000)


def codes(now: Situation, **settings: object) -> list[str]:
    return [one.code for one in Escalation.model_validate(settings).find_reasons(now)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (CALM, []),
        (replace(CALM, unclear=1), []),
        (replace(CALM, unclear=2), ["clarifications"]),
        (replace(CALM, is_mood_falling=True), ["mood"]),
        (COMPLAINT, ["valued_complaint"]),
        (replace(COMPLAINT, spent_cents=29_999), []),
        (replace(COMPLAINT, is_verified=False), []),
        (replace(COMPLAINT, intents=frozenset({"greet"})), []),
        (replace(CALM, has_failed=True), ["action_failed"]),
        (
            replace(COMPLAINT, has_failed=True, unclear=3),
            ["action_failed", "valued_complaint", "clarifications"],
        ),
    ],
)
def test_reason_is_found_when_it_holds(now: Situation, expected: list[str]) -> None:
    assert codes(now) == expected


def test_reason_is_left_out_when_the_shop_switched_it_off() -> None:
    assert codes(replace(CALM, unclear=2), clarifications="off") == []


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"intents": ["track_order"]}, True),
        ({"intents": ["greet"]}, False),
        ({"words": ["LAWYER", "Where"]}, True),
        ({"words": ["lawyer"]}, False),
        ({"languages": ["en"], "channels": ["web"]}, True),
        ({"languages": ["zh"]}, False),
        ({"channels": ["telegram"]}, False),
        ({"is_verified": False}, True),
        ({"is_verified": True}, False),
        ({"least_spent_cents": 1}, False),
        ({"mood_below": 0.5}, True),
        ({"mood_below": -0.5}, False),
        ({"intents": ["track_order"], "is_active": False}, False),
        ({}, False),  # a rule that sets nothing would hand over everything
    ],
)
def test_rule_of_the_shop_fits_when_all_it_sets_holds(rule: dict[str, object], fits: bool) -> None:
    assert Rule.model_validate({"name": "a rule", **rule}).fits(CALM) is fits


def test_rules_bring_their_name_and_their_place_in_line() -> None:
    rule = {"name": "Legal threats", "words": ["where"], "priority": 3}
    (found,) = Escalation.model_validate({"rules": [rule]}).find_reasons(CALM)
    assert (found.code, found.detail, found.priority) == ("rule", "Legal threats", 3)
    stored, priority = sum_up([make_reason("asked", "by button"), found])
    assert priority == 3
    assert stored[0] == {"code": "asked", "detail": "by button", "weight": 1.0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules": [{"name": ""}]},
        {"rules": [{"name": "x", "priority": 9}]},
        {"rules": [{"name": "x", "then": "shout"}]},
        {"mood": "sometimes"},
        {"unknown": 1},
    ],
)
def test_wrong_rules_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Escalation.model_validate(wrong)
