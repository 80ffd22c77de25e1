"""Rows of a large desk: years of closed conversations under the ones of today.

What customers say is from the training data; of so many messages the words come as often as people
use them. All of it hangs on the seed alone.
"""

import random
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from frontdesk.paths import ROOT

OPEN = 10_000
AGENTS = 50
RARE, RARE_ZH, COMMON, COMMON_ZH = "quetzalcoatl", "琉璃盏", "order", "订单"
SOMETIMES = "umbrella"  # in one of two hundred conversations
RARE_IN = 7  # conversations, spread over all years
FIRST = ("Ada", "Ben", "Chen", "Dora", "Emil", "Fang", "Gina", "Hugo", "Ines", "Jun", "Kofi", "Mei")
LAST = ("Moreno", "Okafor", "Berger", "Lindqvist", "Tanaka", "Silva", "Novak", "Haddad", "Wang")
REASONS = ("asked", "clarifications", "mood", "action_failed", "rule")
ANSWERS = {
    "en": (
        "Thanks for waiting. I have looked into it and it is on its way.",
        "Your parcel left our warehouse this morning and should reach you within two days.",
        "I have opened a ticket for this; a colleague will write to you.",
        "Could you tell me the number on the invoice, please?",
    ),
    "zh": (
        "感谢您的耐心等待，包裹已经发出。",
        "我已为您创建工单，同事会尽快联系您。",
        "请告诉我发票上的号码，好吗？",
        "您的退款已提交，三个工作日内到账。",
    ),
}
MARKUP = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
Row = tuple[Any, ...]

COLUMNS: dict[str, tuple[str, ...]] = {
    "customer": (
        *("id", "name", "email", "phone", "language", "street", "city", "postcode", "country"),
        *("notes", "created_at"),
    ),
    "purchase_order": (
        *("id", "number", "customer_id", "status", "placed_at", "total_cents", "shipping_cents"),
        *("currency", "street", "city", "postcode", "country"),
    ),
    "conversation": (
        *("id", "channel", "bot", "address_hash", "page", "language", "customer_id", "level"),
        *("visitor_name", "visitor_email", "owner", "agent_id", "agent_name", "waiting_since"),
        *("unanswered_since", "priority", "team", "skill", "snoozed_until", "last_id", "fence"),
        *("is_delayed", "served_at", "created_at", "updated_at"),
    ),
    "message": (
        *("conversation_id", "id", "sender", "name", "at", "text", "sentiment_label"),
        *("sentiment_score", "asks_rating"),
    ),
    "handoff": (
        *("id", "conversation_id", "reason", "reasons", "priority", "requested_at", "queued_at"),
        *("taken_at", "agent_id", "agent_name", "requeues", "ended_at", "outcome"),
    ),
}


def read_sayings(language: str) -> list[str]:
    """Return what customers say in the training data."""
    return [
        MARKUP.sub(r"\1", line[6:].strip())
        for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("    - ")
    ]


@dataclass(frozen=True)
class Desk:
    """How much there is; `now` is when the newest message came."""

    closed: int
    now: datetime
    seed: int = 1

    @property
    def customers(self) -> int:
        """One for every three conversations."""
        return (self.closed + OPEN) // 3

    def make_customers(self) -> Iterator[Row]:
        """Yield customers, the first of whom has the address that is searched for."""
        dice = random.Random(self.seed)
        for number in range(1, self.customers + 1):
            name = f"{dice.choice(FIRST)} {dice.choice(LAST)}{number % 977}"
            phone = f"+49 170 {number:07}"
            email = f"customer{number}@example.com"
            made = self.now - timedelta(days=900)
            yield (number, name, email, phone, "en", "", "", "", "", "", made)

    def make_orders(self) -> Iterator[Row]:
        """Yield one order of each customer."""
        at = self.now - timedelta(days=30)
        for number in range(1, self.customers + 1):
            yield (number, f"FD-{2_000_000 + number}", number, "shipped", at, 4_900, 0, "EUR") + (
                ("",) * 4
            )

    def make_chats(self) -> Iterator[tuple[Row, list[Row], Row | None]]:
        """Yield conversations, oldest first, each with its messages and its call for a person."""
        dice = random.Random(self.seed + 1)
        sayings = {language: read_sayings(language) for language in ("en", "zh")}
        total = self.closed + OPEN
        rare = {total * part // (RARE_IN + 1) for part in range(1, RARE_IN + 1)}
        for number in range(total):
            is_open = number >= self.closed
            at = self.now - timedelta(seconds=60 * (total - number))
            yield _make_chat(dice, self, sayings, number, at, is_open=is_open, rare=number in rare)


def _make_chat(
    dice: random.Random,
    desk: Desk,
    sayings: dict[str, list[str]],
    number: int,
    at: datetime,
    *,
    is_open: bool,
    rare: bool,
) -> tuple[Row, list[Row], Row | None]:
    language = "zh" if dice.random() < 0.25 else "en"
    chat = uuid.UUID(int=dice.getrandbits(128)).hex
    agent = dice.randrange(1, AGENTS + 1)
    owner = dice.choices(("bot", "waiting", "person"), (70, 5, 25))[0] if is_open else "closed"
    lines = [
        _make_line(dice, chat, place, language, sayings, at)
        for place in range(1, dice.randint(3, 9) + 1)
    ]
    if rare:
        lines[1] = _say(lines[1], f"is the {RARE} {RARE_ZH} in stock?")
    elif dice.random() < 0.005:
        lines[0] = _say(lines[0], f"has my {SOMETIMES} been sent?")
    last = lines[-1]
    customer = dice.randrange(1, desk.customers + 1) if dice.random() < 0.4 else None
    named = customer is None and dice.random() < 0.3
    unanswered = last[4] if is_open and last[2] == "customer" else None
    is_persons = owner == "person"
    conversation = (
        *(chat, "telegram" if dice.random() < 0.2 else "web", "", "", "", language, customer),
        "verified" if customer else "anonymous",
        f"Guest {number}" if named else "",
        f"guest{number}@mail.example" if named else "",
        *(owner, str(agent) if is_persons else None, f"Agent {agent}" if is_persons else None),
        at if owner == "waiting" else None,
        *(unanswered, int(dice.random() < 0.1) if is_open else 0),
        *(dice.choice(("", "sales", "returns")), "", None, len(lines), 1, False, at, at, last[4]),
    )
    call: Row | None = None
    if owner in ("waiting", "person") or dice.random() < 0.3:
        code = dice.choices((*REASONS, "valued_complaint"), (60, 20, 10, 5, 5, 0.05))[0]
        reasons = f'[{{"code": "{code}", "detail": "", "weight": 0.5}}]'
        taken = None if owner == "waiting" else at
        done = at if owner == "closed" else None
        call = (
            *(number + 1, chat, code, reasons, 0, at, at, taken),
            *((None, None) if taken is None else (str(agent), f"Agent {agent}")),
            *(0, done, "closed" if done else None),
        )
    return conversation, lines, call


def _make_line(
    dice: random.Random,
    chat: str,
    place: int,
    language: str,
    sayings: dict[str, list[str]],
    at: datetime,
) -> Row:
    at += timedelta(seconds=5 * place)
    if place % 2 == 0:
        return (chat, place, "bot", None, at, dice.choice(ANSWERS[language]), None, None, False)
    score = dice.uniform(-1, 1)
    label = "negative" if score < -0.3 else "positive" if score > 0.3 else "neutral"
    said = dice.choice(sayings[language])
    return (chat, place, "customer", None, at, said, label, score, False)


def _say(line: Row, text: str) -> Row:
    return (*line[:5], text, *line[6:])


def write_copy(rows: Sequence[Row]) -> str:
    """Return rows as PostgreSQL's COPY reads them."""
    return "".join("\t".join(map(_write_value, row)) + "\n" for row in rows)


def _write_value(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
