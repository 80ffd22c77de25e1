"""Past chats with agents and saved replies for the demo shop, so that there is what to learn from.

The same day gives the same chats. All lie some days back and are closed; nobody waits.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.handoff.reasons import Code, make_reason, sum_up
from bot.ledger.conversations import open_conversation
from bot.ledger.intake import Incoming, receive
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation, Message
from console.replies.models import SavedReply, shelf_of
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from crm_backend.seed.demo import read_emails
from kernel.db import Database
from kernel.messages import Reply
from kernel.turns import Language

TEXTS = Path(__file__).parent / "texts"
AGENTS = {"en": ("Maya Lindqvist", "Tom Okafor"), "zh": ("陈思齐", "林若溪")}
RATINGS = (5, 5, 4, 5, 4, 3, 5, 4, 5, 2)  # in turn
FIRST_DAY, LAST_DAY = 60, 3  # days back
ASKED = "asked by button"
SAD = {"complain", "report_damaged_item", "report_delivery_problem"}  # the mood fell there
# What a chat came to, in turn.
OUTCOMES = ("resolved", "resolved", "resolved", "follow_up", "resolved", "resolved", "unresolved")
BY = "Maya Lindqvist"


@dataclass(frozen=True)
class Dialogue:
    """A chat with an agent: customer and agent take turns. `{name}`, `{order}` are to be filled."""

    intent: str
    language: Language
    lines: tuple[str, ...]


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of `texts/<name>.csv`, divided by "|"."""
    with (TEXTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def read_dialogues() -> Iterator[Dialogue]:
    """Give the written dialogues."""
    for row in read_rows("dialogues"):
        language: Language = "zh" if row["language"] == "zh" else "en"
        lines = (row["asked"], row["answer"], row["then"], row["close"])
        yield Dialogue(row["intent"], language, lines)


def make_replies(now: datetime) -> list[SavedReply]:
    """Return the saved replies of the demo shop, all shared."""
    return [
        SavedReply(
            shelf=shelf_of("shared", None),
            shortcut=row["shortcut"],
            title=row["title_en"],
            text_en=row["text_en"],
            text_zh=row["text_zh"],
            scope="shared",
            changed_at=now,
            changed_by=BY,
        )
        for row in read_rows("replies")
    ]


def seed_chats(
    database: Database, *, now: datetime, dialogues: Sequence[Dialogue] | None = None
) -> int:
    """Store the dialogues (by default all) and the saved replies; return how many chats were made.

    A database that holds conversations or saved replies already is left alone: 0.
    """
    dialogues = list(read_dialogues()) if dialogues is None else dialogues
    with database.transaction() as session:
        counts = (select(func.count()).select_from(table) for table in (Conversation, SavedReply))
        if any(session.scalar(count) for count in counts):
            return 0
        session.add_all(make_replies(now))
        pick = _Picker(session)
        for number, dialogue in enumerate(dialogues):
            span = (FIRST_DAY - LAST_DAY) * number / len(dialogues)
            day = now - timedelta(days=FIRST_DAY - span)
            times = make_times(day, len(dialogue.lines), Random(number))  # noqa: S311
            _store(session, dialogue, number, times, *pick.customer(dialogue.language))
    return len(dialogues)


def make_times(day: datetime, lines: int, chance: Random) -> list[datetime]:
    """Return when each line was said, the end of the chat, and last when an agent took it.

    People write by day, most of them before noon; waits and pauses have a long tail.
    """
    begun = day.replace(hour=int(chance.triangular(7, 21, 11)), minute=chance.randrange(60))
    taken = begun + timedelta(seconds=min(chance.lognormvariate(3.7, 0.8), 1_500))
    times, at = [begun], taken
    for _ in range(lines):
        at += timedelta(seconds=min(chance.lognormvariate(3.9, 0.5), 600))
        times.append(at)
    return [*times, taken]


class _Picker:
    """Gives customers of a language who have an order, each with their newest one."""

    def __init__(self, session: Session) -> None:
        self.found: dict[Language, list[tuple[Customer, Order]]] = {"en": [], "zh": []}
        self.chance = Random(5)  # noqa: S311 (a demo shop has no secrets)
        newest = select(func.max(Order.id)).group_by(Order.customer_id)
        query = select(Customer, Order).join(Order, Order.customer_id == Customer.id)
        # The customers that people try out start with an empty page.
        query = query.where(Order.id.in_(newest), Customer.email.not_in(read_emails()))
        rows = session.execute(query.order_by(Customer.id).limit(2_000))
        for customer, order in rows:
            self.found[customer.language].append((customer, order))

    def customer(self, language: Language) -> tuple[Customer | None, Order | None]:
        """Return one, or nobody where the shop has none."""
        found = self.found[language]
        return self.chance.choice(found) if found else (None, None)


def _store(
    session: Session,
    dialogue: Dialogue,
    number: int,
    times: Sequence[datetime],
    customer: Customer | None,
    order: Order | None,
) -> None:
    agent = AGENTS[dialogue.language][number % 2]
    chat = open_conversation(session, channel="web", language=dialogue.language, now=times[0])
    chat_id = chat.id
    chat.customer_id = customer.id if customer is not None else None
    chat.level = "verified" if customer is not None else "anonymous"
    session.flush()
    named = {
        "name": customer.first_name if customer is not None else "",
        "order": order.number if order is not None else "",
    }
    for place, line in enumerate(dialogue.lines):
        text, moment = line.format(**named), times[place]
        if place % 2 == 0:
            incoming = Incoming(chat_id, f"demo:{number}:{place}", text)
            receive(session, incoming=incoming, now=moment, needs_turn=False)
        else:
            post(
                session,
                conversation_id=chat_id,
                drafts=[Draft("agent", Reply(text=text), agent)],
                now=moment,
            )
    draft = Draft("system", Reply(), asks_rating=True)
    asked = post(session, conversation_id=chat_id, drafts=[draft], now=times[-2], owner="closed")
    rating = RATINGS[number % len(RATINGS)]
    session.execute(
        update(Message)
        .where(Message.conversation_id == chat_id, Message.id == asked)
        .values(rating=rating)
    )
    known = {"conversation_id": chat_id, "agent_name": agent, "rating": rating, "rating_id": asked}
    session.add(_make_handoff(dialogue, number, times, known))


def _make_handoff(
    dialogue: Dialogue, number: int, times: Sequence[datetime], known: dict[str, Any]
) -> Handoff:
    code: Code = "mood" if dialogue.intent in SAD else "asked"
    reasons, priority = sum_up([make_reason(code, ASKED if code == "asked" else "")])
    agent_id = f"demo-{dialogue.language}-{number % 2 + 1}"
    return Handoff(
        reason=ASKED if code == "asked" else "mood",
        reasons=reasons,
        priority=priority,
        requested_at=times[0],
        queued_at=times[0],
        taken_at=times[-1],
        agent_id=agent_id,
        answers=len(dialogue.lines) // 2,
        first_answer_at=times[1],
        first_answer_by=agent_id,
        ended_at=times[-2],
        outcome=OUTCOMES[number % len(OUTCOMES)],
        **known,
    )
