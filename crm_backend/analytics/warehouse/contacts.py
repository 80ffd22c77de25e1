"""Why and when customers turned to the shop, and in what mood: the same on every engine."""

from datetime import datetime
from typing import Any

import ibis

from crm_backend.analytics.warehouse.engines import Expression, Tables
from crm_backend.analytics.warehouse.features import moment, seconds

UNSOLVED = ("open", "pending")
DAY = 86_400.0
LEAST_SPREAD = 1e-9  # days squared
# What a mood counts where only its name was kept.
MOODS: dict[str, float] = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}


def tickets(tables: Tables, as_of: datetime) -> Expression:
    """Return the tickets made by then; what was solved later is unsolved still."""
    made = tables["ticket"]
    made = made.filter(made.created_at <= moment(as_of))
    is_solved = made.resolved_at.notnull() & (made.resolved_at <= moment(as_of))
    is_now_open = made.resolved_at.isnull() & made.status.isin(UNSOLVED)
    is_undone_later = made.resolved_at.notnull() & ~is_solved
    return made.mutate(is_unsolved=is_now_open | is_undone_later)


def messages(tables: Tables, as_of: datetime) -> Expression:
    """Return customers' messages by then, with whose they are (missing for strangers).

    `mood` is -1 (bad) to 1 (good), missing where it was not read.
    """
    said, chats = tables["message"], tables["conversation"]
    said = said.filter(said.at <= moment(as_of))
    whose = chats.select(conversation_id="id", customer_id="customer_id")
    joined = said.inner_join(whose, "conversation_id")
    named = joined.sentiment_label.cases(*MOODS.items(), else_=ibis.null("float64"))
    return joined.select(
        "conversation_id",
        "customer_id",
        "at",
        "intent",
        mood=joined.sentiment_score.coalesce(named),
    )


def contacts_per_hour(tables: Tables, *, as_of: datetime) -> Expression:
    """Return `hour` (UTC), `source` (ticket, chat), `reason` (kind, intent) and `contacts`."""
    asked, said = tickets(tables, as_of), messages(tables, as_of)
    said = said.filter(said.intent.notnull())
    both = asked.select(
        hour=asked.created_at.truncate("h"),
        source=ibis.literal("ticket"),
        reason=asked.kind,
    ).union(
        said.select(
            hour=said.at.truncate("h"),
            source=ibis.literal("chat"),
            reason=said.intent,
        )
    )
    return both.group_by(["hour", "source", "reason"]).aggregate(contacts=both.count())


def intents_per_customer(tables: Tables, *, as_of: datetime) -> Expression:
    """Return how often each customer wanted what: `customer_id`, `intent`, `messages`."""
    said = messages(tables, as_of)
    said = said.filter(said.customer_id.notnull(), said.intent.notnull())
    return said.group_by(["customer_id", "intent"]).aggregate(messages=said.count())


def contacts_per_customer(tables: Tables, *, as_of: datetime) -> Expression:
    """Return tickets, chats and mood of every customer who ever turned to the shop.

    `mood_slope` is the least-squares slope of the mood per day; missing below two moments.
    """
    parts = (
        _count_tickets(tickets(tables, as_of), as_of),
        _read_moods(messages(tables, as_of), as_of),
        _count_chats(tables, as_of),
    )
    people = tables["customer"]
    joined = people.select(customer_id=people.id)
    for part in parts:
        joined = joined.left_join(part, "customer_id").drop("customer_id_right")
    counted = [
        name
        for name in joined.columns
        if name != "customer_id" and not name.startswith(("mood", "rating", "last"))
    ]
    joined = joined.mutate(**{name: joined[name].fill_null(0).cast("int64") for name in counted})
    return joined.filter(joined.tickets + joined.chats > 0)


def _count_tickets(made: Expression, as_of: datetime) -> Expression:
    made = made.filter(made.customer_id.notnull())
    recent = made.created_at.epoch_seconds() > seconds(as_of) - int(90 * DAY)
    return made.group_by("customer_id").aggregate(
        tickets=made.count(),
        tickets_90d=made.count(where=recent),
        unsolved_tickets=made.count(where=made.is_unsolved),
        complaints=made.count(where=made.kind == "complaint"),
    )


def _count_chats(tables: Tables, as_of: datetime) -> Expression:
    chats, calls = tables["conversation"], tables["handoff"]
    chats = chats.filter(chats.customer_id.notnull(), chats.created_at <= moment(as_of))
    calls = calls.filter(calls.requested_at <= moment(as_of))
    by_chat = calls.group_by("conversation_id").aggregate(
        handoffs=calls.count(), stars=calls.rating.sum(), ratings=calls.rating.count()
    )
    joined = chats.left_join(by_chat, chats.id == by_chat.conversation_id)
    return joined.group_by("customer_id").aggregate(
        chats=joined.count(),
        handoffs=joined.handoffs.sum(),
        rating_mean=joined.stars.sum().cast("float64") / joined.ratings.sum().nullif(0),
    )


def _read_moods(said: Expression, as_of: datetime) -> Expression:
    said = said.filter(said.customer_id.notnull())
    days: Any = (said.at.epoch_seconds() - seconds(as_of)).cast("float64") / DAY
    rows = said.mutate(x=ibis.ifelse(said.mood.notnull(), days, ibis.null("float64")), y=said.mood)
    sums = rows.group_by("customer_id").aggregate(
        messages=rows.count(),
        n=rows.y.count().cast("float64"),
        x=rows.x.sum(),
        y=rows.y.sum(),
        xy=(rows.x * rows.y).sum(),
        xx=(rows.x * rows.x).sum(),
        mood_worst=rows.y.min(),
    )
    spread = sums.n * sums.xx - sums.x * sums.x
    # Messages of one second have no slope, only rounding.
    slope = (sums.n * sums.xy - sums.x * sums.y) / ibis.ifelse(
        spread > 1e-9, spread, ibis.null("float64")
    )
    return sums.select(
        "customer_id",
        "messages",
        "mood_worst",
        mood_mean=sums.y / sums.n.nullif(0),
        mood_slope=slope,
    )


def ticket_events(tables: Tables, *, as_of: datetime) -> Expression:
    """Return each ticket of a known customer: when it came, was solved, whether it complained."""
    made = tables["ticket"]
    made = made.filter(made.created_at <= moment(as_of), made.customer_id.notnull())
    return made.select(
        customer=made.customer_id,
        opened_at=made.created_at,
        closed_at=made.resolved_at,
        kind=made.kind,
        is_complaint=made.kind == "complaint",
    )


def chat_events(tables: Tables, *, as_of: datetime) -> Expression:
    """Return each message of a known customer: whose, in which `chat`, when, its mood.

    A row a message, since a chat may go on for months: dated at its first message, its mood would
    tell of later ones. `intent` is the chat's first wish, on the message that holds it.
    `resolved_at` is when the chat was over; one that ended in a person's hands unresolved never
    was.
    """
    said = messages(tables, as_of)
    said = said.filter(said.customer_id.notnull())
    wishes = said.intent.notnull()
    place = ibis.row_number().over(
        group_by=[said.conversation_id, wishes], order_by=[said["at"], said.intent]
    )
    said = said.mutate(place=place)
    chats, calls = tables["conversation"], tables["handoff"]
    failed = calls.filter(calls.outcome == "unresolved", calls.ended_at <= moment(as_of))
    failed = failed.select("conversation_id").distinct().mutate(is_failed=ibis.literal(True))
    ends = chats.select(conversation_id="id", owner="owner", updated_at="updated_at")
    joined = said.left_join(ends, "conversation_id").drop("conversation_id_right")
    joined = joined.left_join(failed, "conversation_id")
    is_over = (
        (joined.owner == "closed")
        & (joined.updated_at <= moment(as_of))
        & joined.is_failed.isnull()
    )
    return joined.select(
        "at",
        customer=joined.customer_id,
        chat=joined.conversation_id,
        sentiment=joined.mood,
        intent=ibis.ifelse(joined.place == 0, joined.intent, ibis.null("string")),
        resolved_at=ibis.ifelse(is_over, joined.updated_at, ibis.null("timestamp")),
    )
