"""When a person is called: our own signs, rules of the shop, a try on a sentence."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.desk import read_setting
from bot.handoff.reasons import Escalation, Rule
from console.supervisor.rule_form import (
    describe_rule,
    make_rule,
    read_money,
    show_money,
    show_rule,
)
from tests.console.floor import Floor
from tests.console.supervisor.test_settings import version

URL = "/staff/desk/escalation"
OURS = {
    "clarifications": "offer",
    "mood": "off",
    "valued_complaint": "hand_over",
    "action_failed": "hand_over",
    "unclear_turns": "3",
    "valued": "450,50",
}
LAWYER = {
    "name": "Lawyers",
    "words": "lawyer\n律师\n\n  sue you ",
    "intents": "track order\nComplain",
    "languages": ["en", "zh"],
    "channels": "web",
    "is_verified": "yes",
    "least_spent": "99.90",
    "mood_below": "-0.5",
    "then": "offer",
    "priority": "2",
    "is_active": "1",
}


def stored(floor: Floor) -> Escalation:
    with floor.db.session() as session:
        return read_setting(session, Escalation)


def seen(floor: Floor) -> str:
    return version(floor, Escalation)


def post(boss: TestClient, path: str = "", **fields: Any) -> tuple[int, str]:
    answer = boss.post(f"{URL}{path}", data=fields)
    return answer.status_code, answer.text or answer.headers.get("Location", "")


def add(floor: Floor, boss: TestClient, **fields: Any) -> None:
    rule = {"name": "Rule", "then": "offer", "priority": "0", "is_active": "1"} | fields
    assert post(boss, "/rules/new", seen=seen(floor), **rule)[0] == 303


def test_our_own_signs_are_set_and_explained(floor: Floor, boss: TestClient) -> None:
    page = boss.get(URL).text
    assert "Weight 0.6" in page
    assert "Each of the last three messages sounded worse" in page
    assert "Default: 300.00" in page
    assert post(boss, seen="", **OURS)[0] == 303
    found = stored(floor)
    assert (found.clarifications, found.mood, found.unclear_turns) == ("offer", "off", 3)
    assert found.valued_cents == 45_050


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"valued": "much"}, "p-valued_cents"),
        ({"valued": "-1"}, "p-valued_cents"),
        ({"valued": "1.005"}, "p-valued_cents"),
        ({"valued": ""}, "p-valued_cents"),
        ({"valued": "1e999999999"}, "p-valued_cents"),
        ({"valued": "NaN"}, "p-valued_cents"),
        ({"unclear_turns": "0"}, "p-unclear_turns"),
        ({"unclear_turns": "6"}, "p-unclear_turns"),
        ({"mood": "explode"}, "p-mood"),
    ],
)
def test_error_stands_beside_its_field(
    floor: Floor, boss: TestClient, change: dict[str, str], where: str
) -> None:
    status, page = post(boss, seen="", **OURS | change)
    assert status == 422
    assert f'id="{where}"' in page
    assert stored(floor) == Escalation()


def test_default_is_put_back_field_by_field_and_rules_outlive_a_reset(
    floor: Floor, boss: TestClient
) -> None:
    post(boss, seen="", **OURS)
    add(floor, boss, words="lawyer")
    page = post(boss, seen=seen(floor), default="valued", **OURS)[1]
    assert 'name="valued" value="300.00"' in page
    assert stored(floor).valued_cents == 45_050
    assert boss.post(f"{URL}/reset", data={"seen": seen(floor)}).status_code == 303
    assert stored(floor) == Escalation(rules=stored(floor).rules)
    assert len(stored(floor).rules) == 1


def test_rule_is_added_shown_in_words_and_edited(floor: Floor, boss: TestClient) -> None:
    assert post(boss, "/rules/new", seen="", **LAWYER)[0] == 303
    (rule,) = stored(floor).rules
    assert rule == Rule(
        name="Lawyers",
        words=("lawyer", "律师", "sue you"),
        intents=("track_order", "complain"),
        languages=("en", "zh"),
        channels=("web",),
        is_verified=True,
        least_spent_cents=9_990,
        mood_below=-0.5,
        then="offer",
        priority=2,
    )
    page = boss.get(URL).text
    assert (
        "the text holds one of: lawyer, 律师, sue you and the customer wants: track order" in page
    )
    form = boss.get(f"{URL}/rules/0").text
    assert ">lawyer\n律师\nsue you</textarea>" in form
    changed = LAWYER | {"name": "Threats", "is_active": ""}
    assert post(boss, "/rules/0", seen=seen(floor), **changed)[0] == 303
    assert [(one.name, one.is_active) for one in stored(floor).rules] == [("Threats", False)]


def test_rule_is_switched_and_deleted(floor: Floor, boss: TestClient) -> None:
    add(floor, boss, name="One", words="a")
    add(floor, boss, name="Two", words="b")
    assert post(boss, "/rules/0/toggle", seen=seen(floor))[0] == 303
    assert [one.is_active for one in stored(floor).rules] == [False, True]
    post(boss, "/rules/0/toggle", seen=seen(floor))
    assert [one.is_active for one in stored(floor).rules] == [True, True]
    post(boss, "/rules/0/delete", seen=seen(floor))
    assert [one.name for one in stored(floor).rules] == ["Two"]


def test_wrong_rule_is_never_hit_when_a_colleague_deletes_one(
    floor: Floor, boss: TestClient
) -> None:
    for name in ("One", "Two", "Three"):
        add(floor, boss, name=name, words="a")
    old = seen(floor)
    post(boss, "/rules/0/delete", seen=old)
    for path in ("/rules/0/delete", "/rules/1/toggle"):
        status, where = post(boss, path, seen=old)
        assert (status, where) == (303, f"{URL}?changed=1")
    status, page = post(boss, "/rules/1", seen=old, **LAWYER)
    assert status == 409
    assert "Save as a new rule" in page
    assert f'action="{URL}/rules/new"' in page
    assert [one.name for one in stored(floor).rules] == ["Two", "Three"]
    assert all(one.is_active for one in stored(floor).rules)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "  "}, "p-name"),
        ({"name": "x" * 101}, "p-name"),
        ({"words": "x" * 101}, "p-words"),
        ({"least_spent": "a lot"}, "p-least_spent_cents"),
        ({"mood_below": "-2"}, "p-mood_below"),
        ({"mood_below": "nan"}, "p-mood_below"),
        ({"priority": "9"}, "p-priority"),
        ({"then": "off"}, "p-then"),
    ],
)
def test_wrong_rule_is_refused_beside_its_field(
    floor: Floor, boss: TestClient, change: dict[str, str], where: str
) -> None:
    status, page = post(boss, "/rules/new", seen="", **LAWYER | change)
    assert status == 422
    assert f'id="{where}"' in page
    assert stored(floor).rules == ()


def test_rule_without_a_condition_is_told_to_be_idle(floor: Floor, boss: TestClient) -> None:
    add(floor, boss)
    assert "It has no condition, so it never applies." in boss.get(URL).text


@pytest.mark.parametrize("number", ["1", "-1", "x", "²", "9999", "%00"])
def test_unknown_rule_is_not_found(floor: Floor, boss: TestClient, number: str) -> None:
    add(floor, boss, words="a")
    assert boss.get(f"{URL}/rules/{number}").status_code == 404
    form = {"seen": seen(floor)}
    for path in ("", "/toggle", "/delete"):
        assert boss.post(f"{URL}/rules/{number}{path}", data=form).status_code == 404
    assert len(stored(floor).rules) == 1


def test_sentence_is_tried_and_nothing_happens(floor: Floor, boss: TestClient) -> None:
    add(floor, boss, name="Lawyers", words="lawyer")
    add(floor, boss, name="Asleep", words="lawyer", is_active="")
    page = boss.get(f"{URL}/try", params={"text": "My LAWYER will write"}).text
    assert "Rule of the shop: Lawyers" in page
    assert "✓ Lawyers: applies" in page
    assert "– Asleep: switched off" in page
    calm = boss.get(f"{URL}/try", params={"text": "hello"}).text
    assert "The bot goes on by itself." in calm
    complaint = {"intent": "Complain", "verified": "1", "spent": "300", "text": "bad"}
    assert "Valued customer complained" in boss.get(f"{URL}/try", params=complaint).text
    poor = complaint | {"spent": "299.99"}
    assert "Valued customer complained" not in boss.get(f"{URL}/try", params=poor).text
    odd = {"text": "x", "mood": "nan", "unclear": "1e400", "spent": "-", "language": "<b>"}
    assert boss.get(f"{URL}/try", params=odd).status_code == 200


@given(st.integers(0, 10**11))
def test_money_comes_back_as_it_was(cents: int) -> None:
    assert read_money(show_money(cents)) == cents


rules = st.builds(
    Rule,
    name=st.sampled_from(["Lawyers", "律师"]),
    words=st.lists(st.sampled_from(["sue", "律师 函"]), max_size=2).map(tuple),
    intents=st.lists(st.sampled_from(["track_order", "complain"]), max_size=2).map(tuple),
    languages=st.sampled_from([(), ("en",), ("en", "zh")]),
    channels=st.sampled_from([(), ("web",), ("web", "telegram")]),
    is_verified=st.sampled_from([None, True, False]),
    least_spent_cents=st.none() | st.integers(0, 10**9),
    mood_below=st.none() | st.sampled_from([-1.0, -0.25, 0.0, 1.0]),
    then=st.sampled_from(["offer", "hand_over"]),
    priority=st.integers(0, 3),
    is_active=st.booleans(),
)


@given(rules)
def test_form_gives_back_the_rule_it_shows(rule: Rule) -> None:
    assert Rule.model_validate(make_rule(show_rule(rule))) == rule
    assert bool(describe_rule(rule, "zh")) == rule.sets_anything
