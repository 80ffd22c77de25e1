"""What a row of the inbox says: who, about what, since when; read for one page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from bot.handoff.models import Handoff
from bot.ledger.models import Channel, Conversation, Message, Owner, Sender
from console.inbox.models import Seen
from console.inbox.views import Viewer
from console.words import say
from crm_backend.customers.models import Customer
from kernel.turns import Language, Level

PREVIEW = 120  # characters of the newest message
MOST_UNREAD = 100  # counted no further
NO_POSITIONS: Mapping[str, int] = {}
SAID, FELT, LINE = aliased(Message), aliased(Message), aliased(Message)


@dataclass(frozen=True)
class InboxRow:
    """One conversation at a glance.

    `name` is the customer's, or what a visitor said of themselves (`is_proved` tells them apart),
    or empty. The preview is the newest message that was not a notice of ours; `preview_by` is its
    sender and None before anything was said. `mood` is of the customer's last message that has one,
    -1 (angry) to 1 (happy). `unread` counts messages of the customer beyond what the viewer has
    seen, to `MOST_UNREAD`. `reasons` are those of the newest call for a person, `helper` is who
    answered it. `position` is set in the line alone.
    """

    id: str
    name: str
    is_proved: bool
    customer_id: int | None
    level: Level
    channel: Channel
    language: Language
    owner: Owner
    agent_id: str | None
    agent_name: str | None
    is_mine: bool
    team: str
    skill: str
    priority: int
    waiting_since: datetime | None
    unanswered_since: datetime | None
    snoozed_until: datetime | None
    merged_into: str | None
    updated_at: datetime
    last_id: int
    preview: str
    preview_by: Sender | None
    preview_name: str | None
    preview_at: datetime | None
    mood: float | None
    mood_label: str | None
    unread: int
    reasons: tuple[Mapping[str, Any], ...] = ()
    requeues: int = 0
    helper: str | None = None
    position: int | None = None

    def label(self, language: Language) -> str:
        """Return the name, or one that tells one unknown visitor from another."""
        return self.name or say("inbox_visitor", language, code=self.id[:4])


def read_rows(
    session: Session,
    ids: Sequence[str],
    viewer: Viewer,
    positions: Mapping[str, int] = NO_POSITIONS,
) -> list[InboxRow]:
    """Return the rows of these conversations in this order; those that are gone are left out."""
    if not ids:
        return []
    calls = _read_calls(session, ids)
    found = {row[0].id: row for row in session.execute(_build(ids, viewer))}
    return [
        _make_row(found[each], calls.get(each), viewer, positions.get(each))
        for each in ids
        if each in found
    ]


def _newest(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(LINE.id)
        .where(LINE.conversation_id == Conversation.id, *conditions)
        .order_by(LINE.id.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


def _build(ids: Sequence[str], viewer: Viewer) -> Select[Any]:
    said = _newest(LINE.sender != "system")
    felt = _newest(LINE.sender == "customer", LINE.sentiment_score.is_not(None))
    seen = (
        select(Seen.message_id)
        .where(Seen.staff_id == viewer.staff_id, Seen.conversation_id == Conversation.id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    news = (
        select(LINE.id)
        .where(
            LINE.conversation_id == Conversation.id,
            LINE.sender == "customer",
            LINE.id > func.coalesce(seen, 0),
        )
        .limit(MOST_UNREAD)
        .correlate(Conversation)
        .subquery()
    )
    here = Conversation.id
    return (
        select(
            Conversation,
            Customer.name.label("customer"),
            SAID.sender,
            SAID.name.label("speaker"),
            SAID.at,
            func.substr(SAID.text, 1, 4 * PREVIEW).label("text"),
            SAID.attachments,
            SAID.cards,
            FELT.sentiment_score,
            FELT.sentiment_label,
            select(func.count()).select_from(news).scalar_subquery().label("unread"),
        )
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .outerjoin(SAID, and_(SAID.conversation_id == here, SAID.id == said))
        .outerjoin(FELT, and_(FELT.conversation_id == here, FELT.id == felt))
        .where(here.in_(ids))
    )


def _read_calls(session: Session, ids: Sequence[str]) -> dict[str, Handoff]:
    query = select(Handoff).where(Handoff.conversation_id.in_(ids)).order_by(Handoff.id)
    return {call.conversation_id: call for call in session.scalars(query)}


def _make_row(row: Any, call: Handoff | None, viewer: Viewer, position: int | None) -> InboxRow:
    of: Conversation = row[0]
    is_now = call is not None and (of.owner == "closed" or call.ended_at is None)
    return InboxRow(
        id=of.id,
        name=row.customer or of.visitor_name or of.visitor_email,
        is_proved=row.customer is not None,
        customer_id=of.customer_id,
        level=of.level,
        channel=of.channel,
        language=of.language,
        owner=of.owner,
        agent_id=of.agent_id,
        agent_name=of.agent_name,
        is_mine=of.owner == "person" and of.agent_id == viewer.agent_id,
        team=of.team,
        skill=of.skill,
        priority=of.priority,
        waiting_since=of.waiting_since,
        unanswered_since=of.unanswered_since,
        snoozed_until=of.snoozed_until,
        merged_into=of.merged_into,
        updated_at=of.updated_at,
        last_id=of.last_id,
        preview=make_preview(row.text, row.attachments, row.cards),
        preview_by=row.sender,
        preview_name=row.speaker,
        preview_at=row.at,
        mood=row.sentiment_score,
        mood_label=row.sentiment_label,
        unread=row.unread,
        reasons=tuple(call.reasons or ()) if call is not None and is_now else (),
        requeues=call.requeues if call is not None and is_now else 0,
        helper=call.agent_name if call is not None else None,
        position=position,
    )


def make_preview(
    text: str | None,
    files: Sequence[Mapping[str, Any]] | None,
    cards: Sequence[Mapping[str, Any]] | None,
) -> str:
    """Return one line of a message: its words, or the names of its files or cards. Pure."""
    line = " ".join((text or "").split())
    if not line:
        names = [str(one["name"]) for one in files or ()]
        names += [str(one["title"]) for one in cards or ()]
        line = ", ".join(f"[{name}]" for name in names)
    return line if len(line) <= PREVIEW else line[: PREVIEW - 1].rstrip() + "…"
