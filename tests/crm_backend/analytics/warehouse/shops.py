"""A shop with chats in either database, for tests that count in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

import frontdesk.schema  # noqa: F401 (the tables must be known before they are made)
from bot.ledger.models import Message
from console.copilot.demo import seed_chats
from crm_backend.seed import seed_shop
from crm_backend.seed.shop import Size
from kernel.db import Database

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SMALL = Size(customers=150, orders=900, tickets=120)
READINGS = (
    ({"intent": {"name": "track_order", "confidence": 0.9}}, "neutral", 0.05),
    ({"intent": {"name": "complain", "confidence": 0.8}}, "negative", -0.7),
    ({"intent": {"name": "track_order", "confidence": 0.7}}, "positive", None),
    (None, None, None),
)


def fill(database: Database, folder: Path) -> None:
    """Fill a database with the demo shop, and have a model read three messages of four."""
    database.create_all()
    seed_shop(database, data=folder, now=NOW, progress=lambda *_: None, size=SMALL)
    seed_chats(database, now=NOW)
    with database.transaction() as session:
        query = select(Message).where(Message.sender == "customer")
        said = session.scalars(query.order_by(Message.at, Message.text))
        for number, message in enumerate(said):
            message.understanding, message.sentiment_label, message.sentiment_score = READINGS[
                number % len(READINGS)
            ]
            message.at = NOW - timedelta(hours=7 * (number % 50) + 1, minutes=number)
