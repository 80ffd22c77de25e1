"""Search: one box over what was said, who said it, and numbers of orders and tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from bot.ledger.matching import (
    CUSTOMER,
    HAS_NAME,
    VISITOR,
    Term,
    find_customers,
    find_messages,
    find_visitors,
    have_grams,
    holds,
    is_named,
    join,
    split_terms,
    tidy_words,
)
from bot.ledger.models import Conversation, Message, Sender
from console.inbox.filters import Filters, costly_conditions, plain_conditions
from console.inbox.jumps import Jump, find_jumps
from console.inbox.lookup import Costly, Found, Key, find_costly, is_there, read_cursor
from console.inbox.query import NO_FILTERS, check_limit, cut
from console.inbox.rows import InboxRow, read_rows
from console.inbox.snippets import Snippet, find_parts
from console.inbox.views import Viewer
from crm_backend.customers.models import Customer
from crm_backend.paging import Page
from kernel.principals import Principal, may, require

HitKind = Literal["message", "customer", "visitor"]


@dataclass(frozen=True)
class Hit:
    """A conversation in which all words were found, and the line that has them.

    The line is the newest such message; where none has all words it is the name and address of the
    customer, or what a visitor said of themselves, and `sender`, `at` and `message_id` are None.
    """

    row: InboxRow
    kind: HitKind
    parts: Snippet
    message_id: int | None = None
    sender: Sender | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Results:
    """What was named exactly, on the first page alone, and then all that has the words."""

    jumps: tuple[Jump, ...]
    hits: Page[Hit]


def search(
    session: Session,
    *,
    words: str,
    principal: Principal,
    viewer: Viewer,
    filters: Filters = NO_FILTERS,
    after: str | None = None,
    limit: int = 50,
) -> Results:
    """Return the conversations that have all words, those that changed last first.

    Case is none, parts of words count, and no sign is syntax. All words must be in one message, or
    all in the name, address and phone number of one customer, which are searched where the reader
    has `customers:read`. Raises `Forbidden` without `conversations:read`, and `Invalid` for a
    strange cursor. A page may be short and still have a next one: it tells how far was looked.
    """
    require(principal, "conversations:read")
    check_limit(limit)
    terms = split_terms(words)
    start = read_cursor(after, "newest") if after is not None else None
    if not terms:
        return Results((), Page([], None))
    jumps: tuple[Jump, ...] = ()
    if start is None:
        jumps = find_jumps(session, words=tidy_words(words), principal=principal, viewer=viewer)
    sees_customers = may(principal, "customers:read")
    found = _find(session, terms, filters, start, limit + 1, sees_customers=sees_customers)
    keys, following = cut(found, limit)
    hits = _show(session, [key.id for key in keys], terms, viewer, sees_customers=sees_customers)
    return Results(jumps, Page(hits, following.to_cursor("newest") if following else None))


def _find(
    session: Session,
    terms: Sequence[Term],
    filters: Filters,
    after: Key | None,
    limit: int,
    *,
    sees_customers: bool,
) -> Found:
    dialect = session.get_bind().dialect.name
    words = Costly(
        _make_probe(terms, dialect, sees_customers=sees_customers),
        _make_whole(terms, dialect, sees_customers=sees_customers) if have_grams(terms) else None,
    )
    return find_costly(
        session,
        conditions=plain_conditions(filters, None),
        costly=[words, *costly_conditions(filters, None)],
        after=after,
        limit=limit,
    )


def _make_probe(
    terms: Sequence[Term], dialect: str, *, sees_customers: bool
) -> ColumnElement[bool]:
    said = is_there(
        Message.conversation_id == Conversation.id,
        holds(Message.text.expression, terms, dialect),
    )
    named = is_named(VISITOR, terms, dialect)
    if not sees_customers:
        return or_(said, named)
    whose = is_there(Customer.id == Conversation.customer_id, is_named(CUSTOMER, terms, dialect))
    return or_(said, named, whose)


def _make_whole(
    terms: Sequence[Term], dialect: str, *, sees_customers: bool
) -> ColumnElement[bool]:
    sources = [find_messages(terms, dialect), find_visitors(terms, dialect)]
    if sees_customers:
        theirs = aliased(Conversation)
        sources.append(
            select(theirs.id).where(theirs.customer_id.in_(find_customers(terms, dialect)))
        )
    ids = union(*sources).subquery()
    return Conversation.id.in_(select(ids.c[0]))


def _show(
    session: Session,
    ids: Sequence[str],
    terms: Sequence[Term],
    viewer: Viewer,
    *,
    sees_customers: bool,
) -> list[Hit]:
    said = _read_messages(session, ids, terms)
    names = _read_names(session, ids)
    hits: list[Hit] = []
    for row in read_rows(session, ids, viewer):
        message = said.get(row.id)
        parts = find_parts(message.text, terms) if message is not None else None
        if message is not None and parts is not None:
            hits.append(Hit(row, "message", parts, message.id, message.sender, message.at))
            continue
        visitor, customer = names.get(row.id, ("", ""))
        if sees_customers and (parts := find_parts(customer, terms)) is not None:
            hits.append(Hit(row, "customer", parts))
        elif (parts := find_parts(visitor, terms)) is not None:
            hits.append(Hit(row, "visitor", parts))
    return hits


def _read_messages(
    session: Session, ids: Sequence[str], terms: Sequence[Term]
) -> dict[str, Message]:
    """Return the newest message of each conversation that holds the words."""
    newest = (
        select(Message.conversation_id, func.max(Message.id).label("id"))
        .where(
            Message.conversation_id.in_(ids),
            holds(Message.text.expression, terms, session.get_bind().dialect.name),
        )
        .group_by(Message.conversation_id)
        .subquery()
    )
    query = select(Message).join(
        newest,
        (Message.conversation_id == newest.c.conversation_id) & (Message.id == newest.c.id),
    )
    return {message.conversation_id: message for message in session.scalars(query)}


def _read_names(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what a visitor said of themselves and how a customer is reached, by conversation."""
    query = (
        select(Conversation.id, join(VISITOR).label("visitor"), join(CUSTOMER).label("customer"))
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .where(Conversation.id.in_(ids), or_(HAS_NAME, Customer.id.is_not(None)))
    )
    return {row.id: (row.visitor, row.customer or "") for row in session.execute(query)}
