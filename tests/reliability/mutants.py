"""Seeded defects: each takes one guard away. Installed in the harness' own product alone."""

import asyncio
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import BooleanClauseList

from actions.turn import Turn
from bot import reception
from bot.channels.web.sending import Sender
from bot.ledger import finish, intake, outbox, statements, writer
from bot.ledger.claims import Claim
from bot.ledger.intake import Incoming, Received
from bot.ledger.models import Conversation, Inbox, Message
from bot.ledger.outbox import Parcel
from bot.ledger.outbox_models import Outbox
from bot.turns.runner import TurnRunner
from frontdesk import schema
from kernel.db import Database
from tests.reliability.telegram_mutants import TELEGRAM_MUTANTS

CONVERSATION, INBOX = cast(Table, Conversation.__table__), cast(Table, Inbox.__table__)


def drop_unique_indexes() -> None:
    """A repeat is no longer known: nothing but the index can decide it."""
    upgrade = schema.upgrade

    def upgrade_and_drop(database: Database) -> str:
        revision = upgrade(database)
        with database.engine.begin() as connection:
            for index in ("uq_inbox_external", "uq_message_cid"):
                connection.execute(text(f"DROP INDEX IF EXISTS {index}"))
        return revision

    schema.upgrade = upgrade_and_drop


def acknowledge_before_commit() -> None:
    """Who waits for a write is told before the one commit that holds it."""

    def commit_too_late(self: writer.GroupWriter, jobs: list[Any]) -> None:
        notes: list[Any] = []
        try:
            with self.database.engine.connect() as connection:
                options = connection.execution_options(sqlite_begin="IMMEDIATE")
                with options.begin():
                    for job in jobs:
                        writer._run_apart(options, job, notes).tell()
                    time.sleep(0.03)
        except SQLAlchemyError:
            return
        self.publish(notes)

    writer.GroupWriter._commit_together = commit_too_late  # type: ignore[method-assign]


def ignore_fence() -> None:
    """A turn whose lease was lost, and is another's now, lands all the same."""
    statements.LAND = statements.build_landing(statements.BOT_ANSWERS)
    statements.FREE = (
        update(CONVERSATION)
        .where(CONVERSATION.c.id == statements.this)
        .values(lease_until=None)
        .returning(CONVERSATION.c.id)
    )


def take_high_water_mark() -> None:
    """What has a lower number than the highest seen is taken for a repeat."""

    def receive(
        session: Session, *, incoming: Incoming, now: datetime, needs_turn: bool = True
    ) -> Received:
        mine = Message.conversation_id == incoming.conversation_id
        highest = session.scalar(select(func.max(Message.cid)).where(mine))
        if highest is not None and str(incoming.cid)[:6] < highest[:6]:
            known = session.scalar(select(Message.id).where(mine, Message.cid == incoming.cid))
            last = select(Conversation.last_id).where(Conversation.id == incoming.conversation_id)
            return Received(known or session.scalars(last).one(), is_new=False)
        return intake.receive(session, incoming=incoming, now=now, needs_turn=needs_turn)

    reception.receive = receive  # type: ignore[assignment]


def mark_sent_before_sending() -> None:
    """A mail is called sent when it is taken for sending."""
    take_due = outbox.take_due

    def take_as_sent(session: Session, *, now: datetime, limit: int = 10) -> list[Parcel]:
        parcels = take_due(session, now=now, limit=limit)
        session.flush()
        taken = update(Outbox).where(Outbox.id.in_([one.id for one in parcels]))
        session.execute(taken.values(state="sent"))
        return parcels

    outbox.take_due = take_as_sent


def resend_unknown() -> None:
    """A mail whose sender died is sent again, though it may have left."""
    outbox.SENDING_LIMIT = timedelta(seconds=2)

    def queue_again(session: Session, *, now: datetime) -> list[int]:
        stuck = update(Outbox).where(Outbox.state == "sending", Outbox.next_at <= now)
        session.execute(stuck.values(state="queued"))
        return []

    outbox.mark_unknown = queue_again


def choose_waiting(is_kept: Callable[[str], bool], *more: ColumnElement[bool]) -> None:
    """Choose what is claimed by those conditions of the product that are kept, and by more."""
    conditions = [one for one in get_conditions(statements.WAITING) if is_kept(str(one))]
    waiting: Select[Any] = (
        select(CONVERSATION.c.id, INBOX.c.id)
        .join_from(CONVERSATION, INBOX, INBOX.c.conversation_id == CONVERSATION.c.id)
        .where(*conditions, *more)
    )
    statements.HAS_WAITING = select(waiting.exists())
    statements.WAITING_IN_ORDER = waiting.order_by(INBOX.c.id).limit(statements.bindparam("most"))


def get_conditions(query: Select[Any]) -> list[ColumnElement[bool]]:
    """Return the conditions of a query that are joined by AND."""
    return list(cast(BooleanClauseList, query.whereclause).clauses)


def ignore_lease() -> None:
    """A message is claimed although a turn of its conversation runs."""
    choose_waiting(lambda condition: "lease_until" not in condition)
    statements.LEASE = (
        update(CONVERSATION)
        .where(CONVERSATION.c.id == statements.this)
        .values(lease_until=statements.bindparam("until"), fence=CONVERSATION.c.fence + 1)
        .returning(*[CONVERSATION.c[column.name] for column in statements.LEASE.exported_columns])
    )


def settle_at_claim() -> None:
    """A message is done as soon as a worker has taken it."""
    statements.COUNT_ATTEMPT = statements.COUNT_ATTEMPT.values(state="done")


def answer_in_two_commits() -> None:
    """The turn ends in one commit, its words are stored in the next."""
    pending: dict[str, dict[str, Any]] = {}
    write_drafts, store = finish.write_drafts, TurnRunner._store

    def keep_drafts(_session: Session, **drafts: Any) -> None:
        pending[drafts["conversation_id"]] = drafts

    async def store_twice(self: TurnRunner, claim: Claim, *rest: Any) -> Any:
        outcome = await store(self, claim, *rest)
        drafts = pending.pop(claim.conversation_id, None)
        if drafts is not None:
            await asyncio.sleep(0.05)
            await self.ledger.write(lambda session: write_drafts(session, **drafts))
        return outcome

    finish.write_drafts = keep_drafts
    TurnRunner._store = store_twice  # type: ignore[method-assign]


def change_ticket_key() -> None:
    """A turn that is run again writes to the CRM under another key."""

    def make_key(self: Turn, purpose: str) -> str:
        return f"{self.context.turn_key}:{purpose}:{uuid.uuid4().hex}"

    Turn.key = make_key  # type: ignore[method-assign]


def take_newest_first() -> None:
    """Of what waits in a conversation the newest is answered first."""
    other = INBOX.alias()
    newest = (
        select(func.max(other.c.message_id))
        .where(other.c.conversation_id == INBOX.c.conversation_id, other.c.state == "waiting")
        .scalar_subquery()
    )
    choose_waiting(lambda condition: "min(" not in condition, INBOX.c.message_id == newest)


def resume_at_newest() -> None:
    """A socket that comes back is shown what is new from now on."""
    start_after = Sender.start_after

    def start_at_newest(self: Sender, cursor: int, owner: str) -> None:
        with self.web.ledger.database.session() as session:
            found = session.get_one(Conversation, self.conversation_id)
            start_after(self, max(cursor, found.last_id), owner)

    Sender.start_after = start_at_newest  # type: ignore[method-assign]


MUTANTS: dict[str, Callable[[], None]] = {
    "unique_index_dropped": drop_unique_indexes,
    "ack_before_commit": acknowledge_before_commit,
    "fence_ignored": ignore_fence,
    "high_water_mark": take_high_water_mark,
    "sent_before_sending": mark_sent_before_sending,
    "unknown_resent": resend_unknown,
    "lease_ignored": ignore_lease,
    "settled_at_claim": settle_at_claim,
    "answer_in_two_commits": answer_in_two_commits,
    "ticket_key_changes": change_ticket_key,
    "newest_first": take_newest_first,
    "resumes_at_newest": resume_at_newest,
    **TELEGRAM_MUTANTS,
}


def install(name: str) -> None:
    """Take a guard away; raise `KeyError` where nobody knows this one."""
    MUTANTS[name]()
