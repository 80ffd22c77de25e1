"""Tickets in words: what several actions say of a ticket."""

from sqlalchemy.orm import Session

from actions.answer import Answer, button
from actions.memory import keep_focus
from actions.turn import Turn
from actions.wording import day, deadline, word
from crm_backend.tickets.models import Ticket, TicketComment
from crm_backend.tickets.service import list_tickets
from kernel.messages import Button

MAX_QUOTE = 400  # characters of an answer that are shown in the chat
LOOKED_AT = 20
OPEN = ("open", "pending", "resolved")


def tell_opened(answer: Answer, ticket: Ticket, turn: Turn) -> Answer:
    """Say number, subject and by when somebody answers, with what can be done next."""
    answer.utter(
        "utter_open_ticket_done",
        buttons=offer_next(ticket, turn),
        ticket_number=ticket.number,
        subject=ticket.subject,
        due=deadline(ticket.due_at, turn.language, turn.now),
    )
    return keep_focus(answer, turn, ticket=ticket.number)


def tell_standing(ticket: Ticket, turn: Turn) -> Answer:
    """Say how a ticket stands, with the last answer of the team."""
    outcome: str = ticket.status
    if ticket.status == "open" and ticket.due_at < turn.now:
        outcome = "overdue"
    answer = Answer().utter(
        f"utter_track_ticket_{outcome}",
        buttons=offer_next(ticket, turn),
        ticket_number=ticket.number,
        subject=ticket.subject,
        due=deadline(ticket.due_at, turn.language, turn.now),
    )
    written = last_answer(ticket)
    if written is not None:
        answer.utter(
            "utter_track_ticket_answer",
            author=written.author_name,
            on=day(written.created_at, turn.language, turn.now),
            words=written.text[:MAX_QUOTE],
        )
    return keep_focus(answer, turn, ticket=ticket.number)


def last_answer(ticket: Ticket) -> TicketComment | None:
    """Return the newest public word of the team on a ticket, or None."""
    said = [item for item in ticket.public_comments if item.author_kind == "staff"]
    return said[-1] if said else None


def offer_next(ticket: Ticket, turn: Turn) -> list[Button]:
    """Return what a customer can do with a ticket."""
    if ticket.status == "closed":
        return []
    number, language = ticket.number, turn.language
    return [
        button(word("label_add", language), "comment_ticket", ticket_number=number),
        button(word("label_close", language), "close_ticket", ticket_number=number),
    ]


def writable_tickets(session: Session, turn: Turn) -> list[Ticket]:
    """Return the customer's tickets that are not closed, newest first."""
    tickets = list_tickets(session, customer_id=turn.owner, limit=LOOKED_AT).items
    return [ticket for ticket in tickets if ticket.status in OPEN]


def tell_not_found(number: str) -> Answer:
    """Return the answer for a ticket that does not exist, or not for this customer."""
    return Answer().utter("utter_ticket_not_found", ticket_number=number)
