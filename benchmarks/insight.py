"""How long the insight page takes over many conversations:
`python -m benchmarks.insight 100000 sqlite`."""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

import crm_backend.models  # noqa: F401
from benchmarks.console_data import read_sayings
from benchmarks.reports import open_database
from bot.handoff.models import Handoff
from bot.ledger.models import Conversation, Message, Turn
from console.reports.period import Choice, choose_period
from console.studio.insight.keeping import Filters
from console.studio.insight.report import read_alarms, read_insight
from kernel.db import Database

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PERIODS: tuple[Choice, ...] = ("7", "28", "90")
DAYS = 90  # all of them in the longest of the usual periods
CHUNK = 5_000
INTENTS = [
    *("track_order", "return_item", "ask_price", "check_availability", "ask_warranty"),
    *("recommend_product", "cancel_order", "change_address", "ask_payment", "open_ticket"),
    *("ask_shipping_cost", "track_refund", "greet", "thank", "request_human", "complain"),
]
FORMS = {"return_item": "return_form", "change_address": "address_form"}
MODELS = ["frontdesk-20260901-120000", "frontdesk-20261101-120000"]
Rows = list[dict[str, Any]]


def understand(dice: random.Random) -> dict[str, Any]:
    """Return what a channel of Rasa tells of a message, as long as it is in life."""
    likely = dice.sample(INTENTS, 5)
    missed = dice.random()
    name = "nlu_fallback" if missed < 0.08 else "clarify" if missed < 0.14 else likely[0]
    form = FORMS.get(name)  # an intent has one rule, and a rule its steps
    return {
        "intent": {"name": name, "confidence": 0.93},
        "ranking": [{"name": one, "confidence": 0.2 / n} for n, one in enumerate(likely, 1)],
        "entities": [{"entity": "product", "value": "arc lamp", "start": 4, "end": 12}],
        "choices": likely[:2] if name == "clarify" else [],
        "also": [],
        "sentiment": {"label": "neutral", "score": 0.1},
        "language": "en",
        "did": {
            "policy": "MemoizationPolicy" if dice.random() < 0.2 else "RulePolicy",
            "story": f"Answer {name}",
            "action": f"action_{name}",
            "last": f"action_{name}",
            "form": form,
            "waits": form if dice.random() < 0.4 else None,
        },
    }


def make_rows(count: int) -> Iterator[tuple[Rows, Rows, Rows, Rows]]:
    """Give conversations, messages, turns and calls of `DAYS` days, in chunks."""
    dice = random.Random(20261126)
    sayings = {language: read_sayings(language) for language in ("en", "zh")}
    for first in range(0, count, CHUNK):
        chunk: tuple[Rows, Rows, Rows, Rows] = ([], [], [], [])
        for number in range(first, min(first + CHUNK, count)):
            add_chat(chunk, dice, sayings, number / count, MODELS[number * 2 // count])
        yield chunk


def add_chat(
    chunk: tuple[Rows, Rows, Rows, Rows],
    dice: random.Random,
    sayings: dict[str, list[str]],
    place: float,
    model: str,
) -> None:
    """Add a conversation that began at `place` between the first day (0) and now (1)."""
    chats, lines, turns, calls = chunk
    at = NOW - timedelta(seconds=(1 - place) * DAYS * 86_400 + dice.random())
    chat, language = f"{dice.getrandbits(128):032x}", dice.choice(["en", "en", "zh"])
    said = dice.randint(1, 5)
    here = {"conversation_id": chat}
    chats.append(
        {
            "id": chat,
            "channel": dice.choice(["web", "web", "telegram"]),
            "language": language,
            "owner": dice.choice(["bot", "closed"]),
            "last_id": said * 2,
            "question_id": said * 2 if dice.random() < 0.05 else None,
            "fence": said,
            "created_at": at,
            "updated_at": at + timedelta(seconds=30 * said),
        }
    )
    for number in range(said):
        when = at + timedelta(seconds=30 * number)
        ask = here | {"id": number * 2 + 1, "at": when, "sender": "customer"}
        words = dice.choice(sayings[language])
        lines.append(ask | {"text": words, "understanding": understand(dice)})
        answer = here | {"id": number * 2 + 2, "at": when, "sender": "bot"}
        lines.append(answer | {"text": "Your parcel left this morning.", "understanding": None})
        turns.append(
            here
            | {"message_id": number * 2 + 1, "fence": number + 1, "worker": "w", "state": "done"}
            | {"result": "answered", "model": model, "started_at": when, "ended_at": when}
        )
    if dice.random() < 0.2:
        when = at + timedelta(seconds=30 * said)
        moments = dict.fromkeys(("requested_at", "queued_at", "taken_at", "ended_at"), when)
        calls.append(here | moments | {"agent_id": "1", "rating": dice.choice([None, None, 2, 5])})


def fill(database: Database, count: int) -> None:
    """Store them."""
    database.create_all()
    for chunk in make_rows(count):
        with database.transaction() as session:
            for table, rows in zip((Conversation, Message, Turn, Handoff), chunk, strict=True):
                session.execute(insert(table), rows)
    with database.transaction() as session:
        session.execute(text("ANALYZE"))


def time_once(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of a run, and what came of it."""
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def measure(database: Database, choice: Choice) -> None:
    """Print how long the page of a period takes: until all its days are kept, and from then on."""
    period, loads, longest = choose_period(choice, now=NOW, zone="Europe/Berlin"), 0, 0.0
    missing = 1
    while missing:
        seconds, insight = time_once(lambda: read_insight(database, period, Filters(), now=NOW))
        missing, loads, longest = insight.missing, loads + 1, max(longest, seconds)
    spent = time.process_time()
    taken = sorted(
        time_once(lambda: read_insight(database, period, Filters(), now=NOW))[0] for _ in range(3)
    )
    spent = (time.process_time() - spent) / 3
    web = time_once(lambda: read_insight(database, period, Filters(channel="web"), now=NOW))[0]
    print(
        f"{choice:>3} days: {loads} loads to add up, the longest {longest:.1f} s; "
        f"then {taken[1] * 1000:,.0f} ms ({spent * 1000:,.0f} ms of this process), "
        f"web alone {web * 1000:,.0f} ms; "
        f"{insight.funnel.chats:,} conversations, {insight.unread:,} messages clustered"
    )


def main() -> None:
    """Print a line for each period, and one for the alarms."""
    count, kind = int(sys.argv[1]), sys.argv[2]
    with open_database(kind) as database:
        start = time.perf_counter()
        fill(database, count)
        size = len(json.dumps(understand(random.Random(1))))
        print(f"{count:,} conversations on {kind}, filled in {time.perf_counter() - start:.0f} s")
        print(f"what is understood of a message: {size} bytes")
        for choice in PERIODS:
            measure(database, choice)
        zone = "Europe/Berlin"
        alarms = time_once(lambda: read_alarms(database, now=NOW, zone=zone, patience=2.0))
        print(f"alarms: {alarms[0] * 1000:,.0f} ms, {len(alarms[1][0])} found")


if __name__ == "__main__":
    main()
