"""The queries that add a range of days up: databases count, and give back a line for each group."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.handoff.models import Handoff
from bot.ledger.models import Conversation, Message, Turn
from console.reports.period import Period
from console.reports.queries import GOOD
from console.studio.insight import columns
from console.studio.insight.figures import Ending, Group

QUIET = timedelta(hours=1)  # without a word for so long a conversation counts as left
DID = ("policy", "story", "action", "form")
KEYS = ("day", "channel", "language", "meant", "kind", *DID, "model")
ENDS = ("day", "channel", "language", "kind", "meant", "form", "step", "policy", "story")
FLAGS = ("understood", "answered", "called", "rated", "good")


def group_messages(session: Session, period: Period) -> list[Group]:
    """Return what customers said in the period, by groups."""
    said = _describe_said(period).subquery()
    keys = [said.c[name] for name in KEYS]
    typed = func.sum(case((said.c.typed, 1), else_=0))
    query = select(*keys, func.count(), typed).group_by(*keys)
    return [
        Group(**dict(zip(KEYS, row, strict=False)), messages=row[-2], typed=int(row[-1] or 0))
        for row in session.execute(query)
    ]


def group_next(session: Session, period: Period) -> list[Group]:
    """Return how what came next on the day was taken, by what the answer before it followed."""
    day = columns.day_of(Message.at, period)  # type: ignore[arg-type]
    before = (
        func.lag(columns.done_by(Message, one))
        .over(partition_by=(Message.conversation_id, day), order_by=Message.id)
        .label(f"before_{one}")
        for one in ("policy", "story")
    )
    said = _describe_said(period).add_columns(*before).subquery()
    names = ("day", "channel", "language", "before_policy", "before_story")
    keys = [said.c[name] for name in names]
    lost = func.sum(case((said.c.kind != "understood", 1), else_=0))
    query = select(*keys, func.count(), lost).where(said.c.typed, said.c.before_story != "")
    return [
        Group(*row[:3], "", "", *row[3:5], "", "", "", heard=row[5], lost=int(row[6]))
        for row in session.execute(query.group_by(*keys))
    ]


def group_calls(session: Session, period: Period) -> list[Group]:
    """Return the calls for a person, by the group of the message they were about."""
    subject = func.coalesce(_last_before_call(has_subject=True), _last_before_call())
    called = (
        _describe(period, Handoff.requested_at)
        .join(Handoff, Handoff.conversation_id == Conversation.id)
        .where(
            Handoff.requested_at >= period.start,
            Handoff.requested_at < period.end,
            Message.id == subject,
        )
        .subquery()
    )
    keys = [called.c[name] for name in KEYS]
    query = select(*keys, func.count()).group_by(*keys)
    return [
        Group(**dict(zip(KEYS, row, strict=False)), calls=row[-1]) for row in session.execute(query)
    ]


def count_endings(session: Session, period: Period, *, now: datetime) -> list[Ending]:
    """Return how the conversations of each day of the period ended, and how far they came."""
    chat, call = _sum_up(period).subquery(), _sum_up_calls(period).subquery()
    last, turn = aliased(Message), aliased(Turn)
    lines = (
        select(
            chat.c.day,
            chat.c.channel,
            chat.c.language,
            _find_ending(chat, call, last, turn, now).label("kind"),
            columns.meant_by(last).label("meant"),
            _find_form(chat, last).label("form"),
            columns.done_by(last, "last").label("step"),
            *(columns.done_by(last, one).label(one) for one in ("policy", "story")),
            chat.c.understood,
            chat.c.answered,
            case((call.c.calls > 0, 1), else_=0).label("called"),
            case((call.c.rating.is_not(None), 1), else_=0).label("rated"),
            case((call.c.rating >= GOOD, 1), else_=0).label("good"),
        )
        .select_from(chat)
        .join(last, and_(last.conversation_id == chat.c.id, last.id == chat.c.last_id))
        .outerjoin(turn, _answers(turn, last))
        .outerjoin(call, and_(call.c.conversation_id == chat.c.id, call.c.day == chat.c.day))
        .subquery()
    )
    keys = [lines.c[name] for name in ENDS]
    sums = [func.sum(lines.c[name]) for name in FLAGS]
    query = select(*keys, func.count(), *sums).group_by(*keys)
    size = len(ENDS)
    return [Ending(*row[:size], *map(int, row[size:])) for row in session.execute(query)]


def _describe(period: Period, moment: Any) -> Any:
    """Return a query that gives a line for each message of a customer that was read."""
    return (
        select(
            columns.day_of(moment, period).label("day"),
            Conversation.channel.label("channel"),
            Conversation.language.label("language"),
            columns.meant_by(Message).label("meant"),
            columns.kind_of(Message).label("kind"),
            *(columns.done_by(Message, one).label(one) for one in DID),
            func.coalesce(Turn.model, "").label("model"),
            Message.payload.is_(None).label("typed"),
        )
        .select_from(Conversation)
        .join(Message, Message.conversation_id == Conversation.id)
        .outerjoin(Turn, _answers(Turn, Message))
        .where(Message.sender == "customer", Message.understanding.is_not(None))
    )


def _describe_said(period: Period) -> Any:
    """Return the same of what was said in the period."""
    return _describe(period, Message.at).where(
        *_touched(period), Message.at >= period.start, Message.at < period.end
    )


def _touched(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on conversations that can hold a message of the period."""
    return Conversation.updated_at >= period.start, Conversation.created_at < period.end


def _answers(turn: Any, message: Any) -> ColumnElement[bool]:
    return and_(
        turn.conversation_id == message.conversation_id,
        turn.message_id == message.id,
        turn.result == "answered",
    )


def _last_before_call(*, has_subject: bool = False) -> Any:
    """Return the number of the last message before a call, or of the last with a subject."""
    earlier = aliased(Message)
    conditions = [
        earlier.conversation_id == Handoff.conversation_id,
        earlier.sender == "customer",
        earlier.understanding.is_not(None),
        earlier.at <= Handoff.requested_at,
    ]
    if has_subject:
        conditions.append(columns.intent_of(earlier).not_in(columns.CARRIES_ON))
    query = select(func.max(earlier.id)).where(*conditions)
    return query.correlate(Handoff).scalar_subquery()


def _sum_up(period: Period) -> Any:
    """Return a query that gives a line for each conversation on each day with a customer's word."""
    understood = and_(Message.understanding.is_not(None), columns.kind_of(Message) == "understood")
    day = columns.day_of(Message.at, period)  # type: ignore[arg-type]
    lines = (
        select(
            Conversation.id.label("id"),
            day.label("day"),
            Conversation.channel.label("channel"),
            Conversation.language.label("language"),
            Conversation.question_id.label("question_id"),
            Conversation.owner.label("owner"),
            Message.id.label("message_id"),
            case((understood, 1), else_=0).label("understood"),
            case((and_(understood, Turn.id.is_not(None)), 1), else_=0).label("answered"),
        )
        .select_from(Conversation)
        .join(Message, Message.conversation_id == Conversation.id)
        .outerjoin(Turn, _answers(Turn, Message))
        .where(
            *_touched(period),
            Message.at >= period.start,
            Message.at < period.end,
            Message.sender == "customer",
        )
        .subquery()
    )
    return select(
        lines.c.id,
        lines.c.day,
        func.max(lines.c.message_id).label("last_id"),
        *(
            func.max(lines.c[name]).label(name)
            for name in ("channel", "language", "question_id", "owner", "understood", "answered")
        ),
    ).group_by(lines.c.id, lines.c.day)


def _sum_up_calls(period: Period) -> Any:
    """Return a query that gives a line for each conversation on each day with a call."""
    lines = (
        select(
            Handoff.conversation_id.label("conversation_id"),
            columns.day_of(Handoff.requested_at, period).label("day"),  # type: ignore[arg-type]
            Handoff.agent_id.label("agent_id"),
            Handoff.ended_at.label("ended_at"),
            Handoff.rating.label("rating"),
        )
        .where(Handoff.requested_at >= period.start, Handoff.requested_at < period.end)
        .subquery()
    )
    return select(
        lines.c.conversation_id,
        lines.c.day,
        func.count().label("calls"),
        func.count(lines.c.agent_id).label("taken"),
        func.count(lines.c.ended_at).label("ended"),
        func.max(lines.c.rating).label("rating"),
    ).group_by(lines.c.conversation_id, lines.c.day)


def _has_question(chat: Any, last: Any) -> ColumnElement[bool]:
    """Tell whether a form waits: as the dialogue told, or else as the ledger knows by now."""
    knows = columns.done_by(last, "action") != ""
    return or_(columns.done_by(last, "waits") != "", ~knows & (chat.c.question_id > last.id))


def _find_form(chat: Any, last: Any) -> ColumnElement[str]:
    return case((_has_question(chat, last), columns.done_by(last, "waits")), else_="")


def _find_ending(chat: Any, call: Any, last: Any, turn: Any, now: datetime) -> ColumnElement[str]:
    """Return how a conversation ended; the first that holds counts."""
    was_read = last.understanding.is_not(None)
    return case(
        (call.c.taken > 0, "helped"),
        (call.c.calls > call.c.ended, "waiting"),
        (call.c.calls > 0, "gave_up"),
        (and_(chat.c.owner != "closed", last.at > now - QUIET), "open"),
        (_has_question(chat, last), "form"),
        (and_(was_read, columns.kind_of(last) != "understood"), "unknown"),
        (turn.id.is_(None), "failed"),
        else_="done",
    )
