"""Tickets: opened once per key, seen by their owner alone, closed once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_backend.customers.models import Customer
from crm_backend.scope import EVERYONE
from crm_backend.tickets import service
from crm_backend.tickets.models import AuthorKind, Ticket, TicketComment
from crm_backend.tickets.schemas import TicketUpdate
from crm_backend.tickets.service import Choice, TicketAlreadyClosed
from kernel.errors import Conflict, Invalid, NotFound
from tests.crm_backend.shop import NOW, Shop

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def ada(shop: Shop) -> Customer:
    return shop.customer()


@pytest.fixture
def ticket(session: Session, ada: Customer) -> Ticket:
    return open_one(session, ada.id)


def open_one(session: Session, customer_id: int | None, **more: object) -> Ticket:
    values = {
        "subject": "The app logs me out",
        "kind": "problem",
        "details": "All the time.\nSince Monday.",
        "now": NOW,
    } | more
    return service.open_ticket(session, customer_id=customer_id, **values)  # type: ignore[arg-type]


def say(session: Session, ticket: Ticket, author: AuthorKind, **more: object) -> TicketComment:
    values = {"author_name": "Somebody", "text": "Any news?", "now": LATER} | more
    return service.comment_ticket(
        session,
        ticket_id=ticket.id,
        author_kind=author,
        **values,  # type: ignore[arg-type]
    )


def test_ticket_carries_the_words_when_opened(ticket: Ticket, ada: Customer) -> None:
    assert (ticket.number, ticket.status, ticket.priority) == ("T-20001", "open", "normal")
    assert ticket.due_at == NOW + timedelta(hours=24)
    (words,) = ticket.public_comments
    assert (words.author_kind, words.author_name) == ("customer", ada.name)
    assert words.text == "All the time.\nSince Monday."


def test_ticket_has_no_owner_when_visitor_is_unknown(session: Session) -> None:
    ticket = open_one(session, None, conversation_id="c1")
    assert ticket.comments[0].author_name == "Visitor"
    assert [
        item.number
        for item in service.list_tickets(session, choice=Choice(conversation_id="c1")).items
    ] == [ticket.number]


def test_ticket_is_opened_once_when_key_repeats(session: Session, ada: Customer) -> None:
    first = open_one(session, ada.id, idempotency_key="turn:c:1")
    again = open_one(session, ada.id, idempotency_key="turn:c:1", subject="Other words")
    assert (again.id, again.subject) == (first.id, first.subject)
    assert session.scalar(select(func.count(Ticket.id))) == 1


def test_key_is_refused_when_it_was_used_by_another(session: Session, ada: Customer) -> None:
    open_one(session, ada.id, idempotency_key="k")
    with pytest.raises(Conflict):
        open_one(session, None, idempotency_key="k")


@pytest.mark.parametrize(
    "odd", [{"kind": "magic"}, {"priority": "now"}, {"subject": " "}, {"details": "\x00"}]
)
def test_ticket_is_refused_when_words_or_kinds_are_odd(
    session: Session, ada: Customer, odd: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        open_one(session, ada.id, **odd)


def test_ticket_names_its_order_when_it_is_the_customers(shop: Shop, ada: Customer) -> None:
    order = shop.order(ada, (shop.product("LL-0001", shop.category()), 1))
    ticket = open_one(shop.session, ada.id, order_id=order.id)
    assert ticket.order is not None
    assert ticket.order.number == order.number


def test_ticket_is_refused_when_order_is_anothers(shop: Shop, ada: Customer) -> None:
    order = shop.order(ada, (shop.product("LL-0001", shop.category()), 1))
    bo = shop.customer("bo@example.com")
    for customer_id, order_id in ((bo.id, order.id), (None, order.id), (ada.id, 999)):
        with pytest.raises(NotFound, match="no such order"):
            open_one(shop.session, customer_id, order_id=order_id)


def test_ticket_of_another_looks_missing_when_asked_for(session: Session, ticket: Ticket) -> None:
    with pytest.raises(NotFound) as foreign:
        service.find_ticket(session, customer_id=999, number=ticket.number)
    with pytest.raises(NotFound) as missing:
        service.find_ticket(session, customer_id=999, number="T-99999")
    assert (foreign.value.message, foreign.value.data) == (missing.value.message, {})


def test_ticket_without_owner_is_not_found_when_nobody_is_named(session: Session) -> None:
    ticket = open_one(session, None)
    nobody: int = None  # type: ignore[assignment] (what a careless caller might hand over)
    with pytest.raises(NotFound):
        service.find_ticket(session, customer_id=nobody, number=ticket.number)
    assert service.latest_ticket(session, customer_id=nobody) is None


def test_latest_ticket_is_an_open_one_when_asked_so(session: Session, ada: Customer) -> None:
    first = open_one(session, ada.id)
    second = open_one(session, ada.id, now=LATER)
    service.close_ticket(session, customer_id=ada.id, number=second.number, now=LATER)
    latest = service.latest_ticket(session, customer_id=ada.id)
    assert latest is not None
    assert latest.number == first.number
    newest = service.latest_ticket(session, customer_id=ada.id, only_open=False)
    assert newest is not None
    assert newest.number == second.number


def test_list_is_narrowed_when_asked_for(session: Session, ada: Customer) -> None:
    open_one(session, ada.id, priority="high")
    open_one(session, None)
    assert len(service.list_tickets(session).items) == 2
    assert len(service.list_tickets(session, customer_id=ada.id).items) == 1
    assert (
        len(service.list_tickets(session, choice=Choice(priority="high", status="open")).items) == 1
    )
    assert len(service.list_tickets(session, choice=Choice(status="closed")).items) == 0


def test_answer_of_staff_waits_for_customer_when_public(session: Session, ticket: Ticket) -> None:
    say(session, ticket, "staff", is_public=False)
    assert ticket.status == "open"
    say(session, ticket, "staff")
    assert (ticket.status, ticket.updated_at) == ("pending", LATER)
    assert len(ticket.public_comments) == 2


def test_word_of_customer_reopens_when_resolved(session: Session, ticket: Ticket) -> None:
    changes = TicketUpdate(status="resolved")
    service.update_ticket(
        session, customer_id=EVERYONE, number=ticket.number, changes=changes, now=NOW
    )
    say(session, ticket, "customer")
    assert (ticket.status, ticket.resolved_at) == ("open", None)


def test_comment_is_said_once_when_key_repeats(session: Session, ticket: Ticket) -> None:
    first = say(session, ticket, "customer", idempotency_key="k")
    assert say(session, ticket, "customer", idempotency_key="k").id == first.id
    assert len(ticket.comments) == 2


def test_key_is_refused_when_it_was_used_on_another_ticket(
    session: Session, ticket: Ticket, ada: Customer
) -> None:
    say(session, ticket, "customer", idempotency_key="k")
    with pytest.raises(Conflict):
        say(session, open_one(session, ada.id), "customer", idempotency_key="k")


def test_comment_is_refused_when_ticket_is_closed_or_missing(
    session: Session, ticket: Ticket, ada: Customer
) -> None:
    service.close_ticket(session, customer_id=ada.id, number=ticket.number, now=NOW)
    with pytest.raises(TicketAlreadyClosed):
        say(session, ticket, "customer")
    assert say(session, ticket, "staff").id is not None
    assert ticket.status == "closed"
    with pytest.raises(NotFound):
        service.comment_ticket(
            session, ticket_id=999, author_kind="bot", author_name="Bot", text="Hi", now=NOW
        )


def test_ticket_is_closed_once_when_key_repeats(
    session: Session, ticket: Ticket, ada: Customer
) -> None:
    for _ in range(2):
        closed = service.close_ticket(
            session, customer_id=ada.id, number=ticket.number, now=LATER, idempotency_key="k"
        )
    assert (closed.status, closed.resolved_at) == ("closed", LATER)
    assert [comment.author_kind for comment in closed.comments] == ["customer", "system"]


def test_closing_is_refused_when_closed_before_or_anothers(
    session: Session, ticket: Ticket, ada: Customer
) -> None:
    with pytest.raises(NotFound):
        service.close_ticket(session, customer_id=999, number=ticket.number, now=NOW)
    service.close_ticket(session, customer_id=ada.id, number=ticket.number, now=NOW)
    with pytest.raises(TicketAlreadyClosed):
        service.close_ticket(session, customer_id=ada.id, number=ticket.number, now=NOW)


def test_due_time_moves_when_priority_changes(session: Session, ticket: Ticket) -> None:
    changed = service.update_ticket(
        session,
        customer_id=EVERYONE,
        number=ticket.number,
        changes=TicketUpdate(priority="urgent"),
        now=LATER,
    )
    assert changed.due_at == NOW + timedelta(hours=4)
    assert (changed.status, changed.kind, changed.updated_at) == ("open", "problem", LATER)


def test_resolved_moment_is_kept_when_ticket_is_then_closed(
    session: Session, ticket: Ticket
) -> None:
    for status, now in (("resolved", NOW), ("closed", LATER)):
        changes = TicketUpdate.model_validate({"status": status})
        changed = service.update_ticket(
            session, customer_id=EVERYONE, number=ticket.number, changes=changes, now=now
        )
    assert (changed.status, changed.resolved_at) == ("closed", NOW)
