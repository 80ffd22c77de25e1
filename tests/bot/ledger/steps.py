"""Short ways to do what the ledger does, each in a transaction of its own."""

from datetime import UTC, datetime, timedelta

import crm_backend.models  # noqa: F401
from bot.ledger.claims import LEASE, Claim, claim_waiting, reclaim_expired
from bot.ledger.conversations import open_conversation
from bot.ledger.finish import Ending, Outcome, finish_turn
from bot.ledger.intake import Incoming, Received, receive
from bot.ledger.messages import read_messages
from bot.ledger.models import Message
from kernel.db import Database
from kernel.messages import Reply

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
__all__ = ["LEASE", "START", "Steps"]


class Steps:
    """A database and a clock."""

    def __init__(self, database: Database) -> None:
        self.db, self.now = database, START

    def open(self) -> str:
        with self.db.transaction() as session:
            made = open_conversation(session, channel="web", language="en", now=self.now)
            return made.id

    def receive(self, conversation: str, cid: str, text: str = "hi") -> Received:
        incoming = Incoming(
            conversation_id=conversation, external_id=f"{conversation}:{cid}", text=text, cid=cid
        )
        with self.db.transaction() as session:
            return receive(session, incoming=incoming, now=self.now)

    def claim(self, limit: int = 1, worker: str = "w") -> list[Claim]:
        with self.db.transaction() as session:
            return claim_waiting(session, worker=worker, now=self.now, limit=limit)

    def expire(self) -> int:
        self.now += LEASE + timedelta(seconds=1)
        with self.db.transaction() as session:
            return reclaim_expired(session, now=self.now)

    def finish(self, claim: Claim, *texts: str) -> Outcome:
        replies = tuple(Reply(text=text) for text in texts or (f"re {claim.message_id}",))
        ending = Ending(replies=replies, result="answered", language="en")
        with self.db.transaction() as session:
            return finish_turn(session, claim=claim, ending=ending, now=self.now)

    def messages(self, conversation: str) -> list[Message]:
        with self.db.session() as session:
            return read_messages(session, conversation_id=conversation, limit=10_000)

    def texts(self, conversation: str) -> list[str]:
        return [message.text for message in self.messages(conversation)]
