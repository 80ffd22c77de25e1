"""Adding words to a ticket."""

import re

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer, button
from actions.forms import ValidateForm, forget_form, is_interruption, start_form
from actions.memory import keep_focus, meant_ticket
from actions.mentions import TICKET, find_ticket_number
from actions.phrases import has_substance, strip_ends
from actions.ticket_cards import tell_not_found, writable_tickets
from actions.turn import Turn
from actions.wording import word
from crm_backend.customers.service import get_customer
from crm_backend.tickets.service import comment_ticket, find_ticket
from kernel.errors import Conflict, NotFound

SHOWN = 5
MAX_COMMENT = 4_000
# "add to my ticket T-20481: it also happens on my phone": the words after the colon.
WORDS = re.compile(r"[:：]\s*(\S.*)$|\bthat\b\s+(.+)$", re.DOTALL | re.IGNORECASE)


class ActionCommentTicket(FrontdeskAction):
    """Adds to a ticket at once where the message holds the words; else asks for them."""

    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Add, or begin the form with what is known."""
        number = meant_ticket(turn)
        tickets = writable_tickets(session, turn)
        if number is None and not tickets:
            return Answer().utter("utter_no_ticket")
        if number is None and len(tickets) == 1:
            number = tickets[0].number
        text = read_comment(turn.text)
        if number is None:
            return start_form(Answer(), "comment_form", comment_text=text)
        try:
            number = find_ticket(session, customer_id=turn.owner, number=number).number
        except NotFound:
            return tell_not_found(number)
        if text is None:
            return start_form(Answer(), "comment_form", comment_ticket=number)
        return add_comment(session, turn, number, text)


class ActionAskCommentTicket(FrontdeskAction):
    """Asks which ticket is meant."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Offer those that are not closed."""
        if turn.customer_id is None:
            return Answer()
        buttons = [
            button(f"{item.number} · {item.subject}"[:60], "inform", ticket_number=item.number)
            for item in writable_tickets(session, turn)[:SHOWN]
        ]
        stop = button(word("label_stop", turn.language), "stop")
        return Answer().utter("utter_ask_comment_ticket", buttons=[*buttons, stop])


class ValidateCommentForm(ValidateForm):
    """Reads which ticket, and the words for it."""

    form = "comment_form"

    def read(self, session: Session, turn: Turn, asked: str) -> Answer:
        """Read the answer to the question asked."""
        if asked == "comment_ticket":
            return self._read_ticket(session, turn)
        if is_interruption(turn) or turn.intent == "deny":
            return Answer()
        return Answer().set(comment_text=turn.text.strip()[:MAX_COMMENT])

    def _read_ticket(self, session: Session, turn: Turn) -> Answer:
        number = find_ticket_number(turn)
        if number is None:
            return Answer()
        try:
            ticket = find_ticket(session, customer_id=turn.owner, number=number)
        except NotFound:
            return tell_not_found(number).set(comment_ticket=None)
        return Answer().set(comment_ticket=ticket.number)


class ActionSubmitComment(FrontdeskAction):
    """Ends the comment form: adds the words."""

    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Add, or go on asking where the form was left half-way."""
        number, text = turn.slots.get("comment_ticket"), turn.slots.get("comment_text")
        if not number or not text:
            return Answer().follow("comment_form")
        return forget_form(add_comment(session, turn, str(number), str(text)), "comment_form")


def add_comment(session: Session, turn: Turn, number: str, text: str) -> Answer:
    """Add the words to the customer's ticket and say so."""
    ticket = find_ticket(session, customer_id=turn.owner, number=number)
    customer = get_customer(session, customer_id=turn.owner)
    try:
        comment_ticket(
            session,
            ticket_id=ticket.id,
            author_kind="customer",
            author_name=customer.name,
            text=text[:MAX_COMMENT],
            now=turn.now,
            idempotency_key=turn.key("comment"),
        )
    except Conflict:
        return Answer().utter("utter_comment_ticket_closed", ticket_number=ticket.number)
    done = Answer().utter("utter_comment_ticket_done", ticket_number=ticket.number)
    return keep_focus(done, turn, ticket=ticket.number)


def read_comment(text: str) -> str | None:
    """Return the words to add that a message holds, or None where it holds only the wish."""
    found = WORDS.search(text)
    if found is None:
        return None
    words = strip_ends(TICKET.sub("", found[1] or found[2]))
    return words if has_substance(words) else None
