"""When a customer who has left is written to, and what a mailed link is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mailings import rules
from bot.mailings.rules import Line, Plan, Standing, decide, is_address, read_link, sign_link

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEY = "k" * 32
CHAT = "0123456789abcdef" * 2


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


ANSWER = Line(5, "agent", "Mina", ago(minutes=3), "It is on its way.")
FROM_BOT = Line(6, "bot", "", ago(minutes=3), "Anything else?")
GONE = Standing(seen_at=ago(minutes=4), proved="ada@example.com", claimed="", unread=(ANSWER,))


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({}, (ANSWER,)),
        ({"unread": (ANSWER, FROM_BOT)}, (ANSWER, FROM_BOT)),
        ({"proved": "", "claimed": "ada@example.com"}, (ANSWER,)),
        ({"proved": "", "claimed": "a@example.com", "unread": (ANSWER, FROM_BOT)}, (ANSWER,)),
        ({"mailed_at": ago(minutes=10)}, (ANSWER,)),
        ({"recent": rules.MAX_ANSWERS - 1}, (ANSWER,)),
        # an agent who writes on and on is not waited for longer than five minutes
        (
            {"unread": (replace(ANSWER, at=ago(minutes=5)), replace(ANSWER, id=9, at=NOW))},
            (replace(ANSWER, at=ago(minutes=5)), replace(ANSWER, id=9, at=NOW)),
        ),
    ],
)
def test_mail_is_due_when_an_answer_was_missed(
    change: dict[str, object], lines: tuple[Line, ...]
) -> None:
    plan = decide(replace(GONE, **change), NOW)  # type: ignore[arg-type]
    assert plan == Plan("ada@example.com" if "claimed" not in change else plan.address, lines)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        ({"seen_at": ago(minutes=1, seconds=59)}, "later"),
        ({"mailed_at": ago(minutes=9, seconds=59)}, "later"),
        ({"unread": (replace(ANSWER, at=ago(seconds=59)),)}, "later"),
        ({"unread": ()}, "never"),
        ({"unread": (replace(ANSWER, sender="system"),)}, "never"),
        ({"unread": (replace(ANSWER, sender="customer"),)}, "never"),
        ({"proved": ""}, "never"),
        ({"proved": "", "claimed": "no address"}, "never"),
        ({"proved": "", "claimed": "a@example.com", "unread": (FROM_BOT,)}, "never"),
        ({"recent": rules.MAX_ANSWERS}, "never"),
    ],
)
def test_no_mail_is_due_when_there_is_no_reason(change: dict[str, object], decision: str) -> None:
    assert decide(replace(GONE, **change), NOW) == decision  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("ada@example.com", True),
        ("ada.m+shop@mail.example.co", True),
        ("ada@example", False),
        ("ada@example.com\nBcc: all@example.com", False),
        ("ada@example.com,eve@example.com", False),
        ("Ada <ada@example.com>", False),
        ("ada@example.com\r\n", False),
        ("阿达@example.com", False),
        ("a" * 250 + "@b.co", False),
        ("", False),
    ],
)
def test_address_is_one_plain_address_or_none(text: str, is_one: bool) -> None:
    # S55
    assert is_address(text) is is_one


def test_link_leads_back_until_it_is_too_old() -> None:
    token = sign_link(CHAT, key=KEY, now=NOW)
    assert read_link(token, key=KEY, now=NOW + timedelta(days=2, hours=23)) == CHAT
    assert read_link(token, key=KEY, now=NOW + timedelta(days=3, seconds=1)) is None
    assert read_link(token, key="other", now=NOW) is None


@given(st.text(max_size=200), st.integers(0, 140))
def test_forged_link_leads_nowhere(noise: str, at: int) -> None:
    token = sign_link(CHAT, key=KEY, now=NOW)
    for forged in (noise, token[:at] + noise + token[at + 1 :]):
        if forged != token:
            assert read_link(forged, key=KEY, now=NOW) is None
