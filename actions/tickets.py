"""Tickets: open, follow, close. Adding to one: actions/comments.py."""

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer
from actions.forms import ValidateForm, forget_form, is_interruption, start_form
from actions.memory import ask_yes_no, await_yes, confirmed, find_focus, meant_ticket
from actions.mentions import find_order_number, find_ticket_number
from actions.phrases import read_subject
from actions.ticket_cards import tell_not_found, tell_opened, tell_standing
from actions.turn import Turn
from actions.wording import word
from crm_backend.orders.service import find_order
from crm_backend.tickets.models import Ticket, TicketKind
from crm_backend.tickets.service import close_ticket, find_ticket, latest_ticket, open_ticket
from kernel.errors import Conflict, NotFound

NO_DETAILS = "-"
MAX_DETAILS = 4_000
MAX_SUBJECT = 200


class ActionOpenTicket(FrontdeskAction):
    """Opens a ticket at once where the message says what it is about; else asks."""

    grants_wish = True
    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Open it, or begin the form."""
        subject = read_subject(turn.text)
        if subject is None:
            return start_form(Answer(), "ticket_form")
        ticket = store_ticket(session, turn, subject=subject, details=turn.text)
        return tell_opened(Answer(), ticket, turn)


class ValidateTicketForm(ValidateForm):
    """Reads what a ticket is about."""

    form = "ticket_form"

    def read(self, session: Session, turn: Turn, asked: str) -> Answer:
        """Take the words as they are; "no" means that there is nothing to add."""
        if asked == "ticket_details" and turn.intent == "deny":
            return Answer().set(ticket_details=NO_DETAILS)
        if is_interruption(turn) or turn.intent == "deny":
            return Answer()
        limit = MAX_SUBJECT if asked == "ticket_subject" else MAX_DETAILS
        return Answer().set(**{asked: turn.text.strip()[:limit]})


class ActionSubmitTicket(FrontdeskAction):
    """Ends the ticket form: opens the ticket."""

    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Open it, or go on asking where the form was left half-way."""
        subject, details = turn.slots.get("ticket_subject"), turn.slots.get("ticket_details")
        if not subject or not details:
            return Answer().follow("ticket_form")
        said = str(subject) if details == NO_DETAILS else f"{subject}\n{details}"
        ticket = store_ticket(session, turn, subject=str(subject), details=said)
        return forget_form(tell_opened(Answer(), ticket, turn), "ticket_form")


class TicketAction(FrontdeskAction):
    """Base of what is about one ticket: the one named, just talked about, or the latest."""

    needs_identity = True
    softens = True

    def find(self, session: Session, turn: Turn) -> Ticket | None:
        """Return the ticket meant, or None; raise `NotFound` for a number that is not theirs."""
        number = meant_ticket(turn)
        if number is not None:
            return find_ticket(session, customer_id=turn.owner, number=number)
        return latest_ticket(session, customer_id=turn.owner)

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Find the ticket and speak about it; another's ticket is no ticket."""
        try:
            ticket = self.find(session, turn)
        except NotFound:
            return tell_not_found(str(meant_ticket(turn)))
        if ticket is None:
            return Answer().utter("utter_no_ticket")
        return self.speak(session, turn, ticket)

    def speak(self, session: Session, turn: Turn, ticket: Ticket) -> Answer:
        """Say it about this ticket of this customer."""
        raise NotImplementedError


class ActionTrackTicket(TicketAction):
    """Tells how a ticket stands."""

    def find(self, session: Session, turn: Turn) -> Ticket | None:
        """Return the ticket meant; with none open, the newest of all."""
        found = super().find(session, turn)
        return found or latest_ticket(session, customer_id=turn.owner, only_open=False)

    def speak(self, session: Session, turn: Turn, ticket: Ticket) -> Answer:
        """Say its state and the last answer."""
        return tell_standing(ticket, turn)


class ActionCloseTicket(TicketAction):
    """Closes a ticket: the one of the button pressed at once, any other after asking."""

    grants_wish = True
    writes = True
    softens = False

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Close what was agreed to; else speak about the ticket meant."""
        agreed = confirmed(turn, self.name())
        if agreed is None:
            return super().answer(session, turn)
        number = str(agreed["ticket"])
        ticket = find_ticket(session, customer_id=turn.owner, number=number)
        return self._close(session, turn, ticket).set(awaiting=None)

    def speak(self, session: Session, turn: Turn, ticket: Ticket) -> Answer:
        """Close it, or ask whether this one is meant."""
        is_button = not turn.text and find_ticket_number(turn) is not None
        if ticket.status == "closed" or is_button:
            return self._close(session, turn, ticket)
        language, question = turn.language, f"close:{ticket.number}"
        asked = Answer().utter(
            "utter_close_ticket_confirm",
            buttons=ask_yes_no(word("label_yes", language), word("label_no", language), question),
            ticket_number=ticket.number,
            subject=ticket.subject,
        )
        return await_yes(asked, turn, self.name(), question, ticket=ticket.number)

    def _close(self, session: Session, turn: Turn, ticket: Ticket) -> Answer:
        try:
            close_ticket(
                session,
                customer_id=turn.owner,
                number=ticket.number,
                now=turn.now,
                idempotency_key=turn.key("close"),
            )
        except Conflict:
            return Answer().utter("utter_close_ticket_closed", ticket_number=ticket.number)
        return Answer().utter("utter_close_ticket_done", ticket_number=ticket.number)


def store_ticket(
    session: Session,
    turn: Turn,
    *,
    subject: str,
    details: str,
    kind: TicketKind | None = None,
    purpose: str = "ticket",
) -> Ticket:
    """Open a ticket of this customer about what was said; an angry one comes first."""
    return open_ticket(
        session,
        customer_id=turn.owner,
        subject=subject[:MAX_SUBJECT],
        kind=kind or ("complaint" if turn.is_angry else "problem"),
        details=details[:MAX_DETAILS],
        conversation_id=turn.context.conversation_id,
        order_id=_order_of(session, turn),
        priority="high" if turn.is_angry else "normal",
        now=turn.now,
        idempotency_key=turn.key(purpose),
    )


def _order_of(session: Session, turn: Turn) -> int | None:
    number = find_order_number(turn) or find_focus(turn, "order")
    if number is None:
        return None
    try:
        return find_order(session, customer_id=turn.owner, number=number).id
    except NotFound:
        return None
