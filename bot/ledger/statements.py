"""The statements of the hot path, built once: building one anew costs more than running it."""

from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.ledger.models import ButtonToken, Conversation, Inbox, Message, Turn

CONVERSATION = cast(Table, Conversation.__table__)
MESSAGE = cast(Table, Message.__table__)
INBOX = cast(Table, Inbox.__table__)
TURN = cast(Table, Turn.__table__)
TOKEN = cast(Table, ButtonToken.__table__)

this: ColumnElement[str] = bindparam("this")  # the conversation
now: ColumnElement[Any] = bindparam("now")
_c, _m, _i, _t = CONVERSATION.c, MESSAGE.c, INBOX.c, TURN.c

# The conditions that keep a late or overruled turn from writing. They are part of the statement
# that writes, so nothing can come between the look and the write.
HOLDS_LEASE = and_(_c.fence == bindparam("held_fence"), _c.lease_until.is_not(None))
BOT_ANSWERS = _c.owner == "bot"


def _register(dialect: Any) -> ReturningInsert[Any]:
    made: ReturningInsert[Any] = (
        dialect.insert(INBOX)
        .values(
            channel=bindparam("channel"),
            bot=bindparam("bot"),
            external_id=bindparam("external_id"),
            conversation_id=this,
            message_id=0,
            state="done",
            attempts=0,
            received_at=now,
            next_at=now,
        )
        .on_conflict_do_nothing()
        .returning(_i.id)
    )
    return made


# Receiving
REGISTER = {"sqlite": _register(sqlite), "postgresql": _register(postgresql)}
FIRST_ID: Select[Any] = select(_i.message_id).where(
    _i.channel == bindparam("channel"),
    _i.bot == bindparam("bot"),
    _i.external_id == bindparam("external_id"),
)
# Who writes into a closed conversation opens it again: nobody writes into the void.
NEXT_NUMBER = (
    update(CONVERSATION)
    .where(_c.id == this)
    .values(
        last_id=_c.last_id + 1,
        updated_at=now,
        owner=case((_c.owner == "closed", "bot"), else_=_c.owner),
        unanswered_since=func.coalesce(_c.unanswered_since, now),
    )
    .returning(
        _c.last_id,
        _c.owner,
        _c.is_delayed,
        _c.snoozed_until,
        select(func.count())
        .where(_i.conversation_id == this, _i.state == "waiting")
        .scalar_subquery()
        .label("waiting"),
    )
)
NUMBER_INBOX = (
    update(INBOX)
    .where(_i.id == bindparam("inbox_id"))
    .values(message_id=bindparam("number"), state=bindparam("new_state"), reason=bindparam("why"))
)
ADD_MESSAGE: Insert = insert(MESSAGE)
ADD_TOKENS: Insert = insert(TOKEN)

# Claiming
_other = INBOX.alias()
# By number, not by row: of two that came at once the one with the later row may have the lower
# number, and it is by numbers that people read.
_oldest = (
    select(func.min(_other.c.message_id))
    .where(_other.c.conversation_id == _i.conversation_id, _other.c.state == "waiting")
    .scalar_subquery()
)
# The oldest message of a conversation is its next turn, even while it waits for another try:
# later ones never overtake it.
WAITING: Select[Any] = (
    select(_c.id, _i.id)
    .join_from(CONVERSATION, INBOX, _i.conversation_id == _c.id)
    .where(
        _i.state == "waiting",
        _i.message_id == _oldest,
        _i.next_at <= now,
        _c.lease_until.is_(None),
        BOT_ANSWERS,
    )
)
# Who was served least recently is next, a newcomer first of all: many messages of one customer, or
# of many who write faster than is answered, hold up nobody else.
WAITING_IN_ORDER = (
    WAITING.order_by(_c.served_at, _i.id)
    .limit(bindparam("most"))
    .with_for_update(of=CONVERSATION, skip_locked=True)
)
HAS_WAITING: Select[Any] = select(WAITING.exists())
HAS_EXPIRED: Select[Any] = select(exists().where(_c.lease_until < now))
COUNT_ATTEMPT = (
    update(INBOX)
    .where(_i.id == bindparam("inbox_id"), _i.state == "waiting")
    .values(attempts=_i.attempts + 1)
    .returning(_i.message_id, _i.attempts, _i.received_at)
)
LEASE = (
    update(CONVERSATION)
    .where(_c.id == this, _c.lease_until.is_(None), BOT_ANSWERS)
    .values(lease_until=bindparam("until"), served_at=now, fence=_c.fence + 1)
    .returning(_c.fence, _c.channel, _c.language, _c.level, _c.verified_until, _c.customer_id)
)
RENEW = (
    update(CONVERSATION).where(_c.id == this, HOLDS_LEASE).values(lease_until=bindparam("until"))
)
SAID: Select[Any] = select(_m.text, _m.payload).where(
    _m.conversation_id == this, _m.id == bindparam("number")
)
ADD_TURN: Insert = insert(TURN)
FREE_EXPIRED = (
    update(CONVERSATION).where(_c.lease_until < now).values(lease_until=None).returning(_c.id)
)
LOSE_TURNS = (
    update(TURN)
    .where(_t.state == "running", _t.conversation_id.in_(bindparam("freed", expanding=True)))
    .values(state="lost", ended_at=now)
)


def build_landing(*conditions: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """Return the one statement by which the answer of a turn lands, or does not."""
    return (
        update(CONVERSATION)
        .where(_c.id == this, *conditions)
        .values(
            last_id=_c.last_id + bindparam("count"),
            updated_at=now,
            lease_until=None,
            language=bindparam("spoken"),
            is_delayed=bindparam("delayed"),
            unanswered_since=case((bindparam("answered"), None), else_=_c.unanswered_since),
            question_id=case(
                (bindparam("question") == "asked", _c.last_id + bindparam("count")),
                (bindparam("question") == "stands", _c.question_id),
            ),
        )
        .returning(_c.last_id, _c.channel, _c.bot, _c.external_id)
    )


# Finishing
LAND = build_landing(HOLDS_LEASE, BOT_ANSWERS)
FREE = (
    update(CONVERSATION).where(_c.id == this, HOLDS_LEASE).values(lease_until=None).returning(_c.id)
)
SETTLE_INBOX = (
    update(INBOX)
    .where(_i.conversation_id == this, _i.message_id == bindparam("number"))
    .values(state=bindparam("new_state"), reason=bindparam("why"))
)
POSTPONE_INBOX = (
    update(INBOX)
    .where(
        _i.conversation_id == this,
        _i.message_id == bindparam("number"),
        _i.state == "waiting",
    )
    .values(
        next_at=bindparam("until"),
        reason=bindparam("why"),
        attempts=_i.attempts - bindparam("uncounted"),
    )
)
# What waits for an engine that was away need not wait any longer once it is back.
HURRY = (
    update(INBOX)
    .where(_i.state == "waiting", _i.reason == bindparam("why"), _i.next_at > now)
    .values(next_at=now)
)
END_TURN = (
    update(TURN)
    .where(_t.conversation_id == this, _t.fence == bindparam("held_fence"))
    .values(
        state=bindparam("new_state"),
        ended_at=now,
        result=bindparam("how"),
        model=bindparam("by_model"),
    )
)
WAS_TAKEN_OVER: Select[Any] = select(
    exists().where(
        _t.conversation_id == this,
        _t.fence == bindparam("held_fence"),
        _t.state == "taken_over",
    )
)
UNDERSTAND = (
    update(MESSAGE)
    .where(_m.conversation_id == this, _m.id == bindparam("number"))
    .values(
        understanding=bindparam("understood"),
        sentiment_label=bindparam("label"),
        sentiment_score=bindparam("score"),
    )
)
WAITS_HERE: Select[Any] = select(exists().where(_i.conversation_id == this, _i.state == "waiting"))
