"""What the database holds after a storm, read without the product: few columns, plain rows."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import text

from bot.payloads import RETRY
from kernel.db import Database

SETTLED = ("done", "dead")  # states of an inbox row on which nobody works any more


class InboxRow(NamedTuple):
    external_id: str
    conversation_id: str
    message_id: int
    state: str


class MessageRow(NamedTuple):
    conversation_id: str
    id: int
    sender: str
    cid: str | None
    text: str


class TurnRow(NamedTuple):
    conversation_id: str
    message_id: int
    fence: int
    state: str
    result: str | None


class TicketRow(NamedTuple):
    conversation_id: str | None
    idempotency_key: str | None
    subject: str


class MailRow(NamedTuple):
    recipient: str
    state: str


class PostRow(NamedTuple):
    """A message that is to be delivered to a chat."""

    conversation_id: str | None
    message_id: int | None
    state: str
    reason: str


@dataclass
class Tables:
    """The rows that count, each list in the order of its ids."""

    inbox: list[InboxRow] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    turns: list[TurnRow] = field(default_factory=list)
    tickets: list[TicketRow] = field(default_factory=list)
    mails: list[MailRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    updates: dict[int, str] = field(default_factory=dict)  # of Telegram: number -> state
    last_ids: dict[str, int] = field(default_factory=dict)
    # Messages that got an apology: (conversation, message of the apology) -> message it is about.
    apologies: dict[tuple[str, int], int] = field(default_factory=dict)
    damage: list[str] = field(default_factory=list)  # what SQLite finds wrong with its file


INBOX = "SELECT external_id, conversation_id, message_id, state FROM inbox ORDER BY id"
MESSAGES = "SELECT conversation_id, id, sender, cid, text FROM message ORDER BY conversation_id, id"
TURNS = (
    "SELECT conversation_id, message_id, fence, state, result FROM turn"
    " ORDER BY conversation_id, fence"
)
TICKETS = "SELECT conversation_id, idempotency_key, subject FROM ticket ORDER BY id"
MAILS = "SELECT recipient, state FROM outbox WHERE kind = 'mail' ORDER BY id"
POSTS = (
    "SELECT conversation_id, message_id, state, reason FROM outbox"
    " WHERE kind = 'telegram' ORDER BY id"
)
UPDATES = "SELECT update_id, state FROM telegram_update"
LAST_IDS = "SELECT id, last_id FROM conversation"
RETRIES = "SELECT conversation_id, message_id, payload FROM button_token WHERE payload LIKE :mark"


def read_tables(database: Database) -> Tables:
    """Read everything."""
    with database.session() as session:

        def rows(query: str, **values: Any) -> list[Any]:
            return list(session.execute(text(query), values).all())

        tables = Tables(
            inbox=[InboxRow(*row) for row in rows(INBOX)],
            messages=[MessageRow(*row) for row in rows(MESSAGES)],
            turns=[TurnRow(*row) for row in rows(TURNS)],
            tickets=[TicketRow(*row) for row in rows(TICKETS)],
            mails=[MailRow(*row) for row in rows(MAILS)],
            posts=[PostRow(*row) for row in rows(POSTS)],
            updates={row[0]: row[1] for row in rows(UPDATES)},
            last_ids={row[0]: row[1] for row in rows(LAST_IDS)},
            apologies={
                (row[0], row[1]): int(row[2].removeprefix(RETRY))
                for row in rows(RETRIES, mark=RETRY + "%")
            },
        )
        if database.is_sqlite:
            tables.damage = [row[0] for row in rows("PRAGMA integrity_check") if row[0] != "ok"]
            tables.damage += [f"foreign key: {row}" for row in rows("PRAGMA foreign_key_check")]
    return tables


def count_waiting(database: Database) -> int:
    """Return how much is still to be done: updates, turns, and what may still leave.

    Of a mail that was being sent at a death nobody hears for two minutes; of a message one does as
    soon as another process speaks.
    """
    states = ", ".join(f"'{state}'" for state in SETTLED)
    inbox = f"SELECT count(*) FROM inbox WHERE state NOT IN ({states})"  # noqa: S608 - our own words
    queued = "SELECT count(*) FROM outbox WHERE state = 'queued'"
    sending = "SELECT count(*) FROM outbox WHERE state = 'sending' AND kind = 'telegram'"
    updates = "SELECT count(*) FROM telegram_update WHERE state = 'waiting'"
    leases = "SELECT count(*) FROM conversation WHERE lease_until IS NOT NULL"
    queries = (inbox, queued, sending, updates, leases)
    with database.session() as session:
        return sum(session.scalar(text(query)) or 0 for query in queries)


def read_last_ids(database: Database) -> dict[str, int]:
    """Return the newest message of each conversation."""
    with database.session() as session:
        return {row[0]: row[1] for row in session.execute(text(LAST_IDS))}
