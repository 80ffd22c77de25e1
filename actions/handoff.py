"""Complaints and the wish for a person."""

from sqlalchemy.orm import Session

from actions.action import LISTEN, FrontdeskAction
from actions.answer import Answer
from actions.memory import await_yes, confirmed
from actions.phrases import has_substance
from actions.ticket_cards import tell_opened
from actions.tickets import NO_DETAILS, store_ticket
from actions.turn import Turn
from actions.wording import deadline
from crm_backend.tickets.service import latest_ticket
from kernel.messages import Handoff

ASKED, COMPLAINT = "customer_asked", "complaint"
DEFAULT_SUBJECT = {"en": "Wishes to talk to a person", "zh": "希望与人工客服沟通"}


class ActionComplain(FrontdeskAction):
    """Apologises and offers a ticket and a person; opens the ticket after a yes."""

    yields = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Open the ticket that was agreed to, or apologise and offer."""
        agreed = confirmed(turn, self.name())
        if agreed is None:
            return apologise(turn)
        said = str(agreed.get("text") or "")
        if not has_substance(said):
            return Answer().set(awaiting=None).follow("action_open_ticket")
        if turn.customer_id is None:  # the words wait in the form until we know who is speaking
            answer = Answer().set(awaiting=None, ticket_subject=said, ticket_details=NO_DETAILS)
            return answer.follow("action_submit_ticket")
        ticket = store_ticket(session, turn, subject=said, details=said, kind="complaint")
        return tell_opened(Answer(), ticket, turn).set(awaiting=None)


class ActionRequestHuman(FrontdeskAction):
    """Asks for a person; a verified customer gets a ticket, so that nothing is lost."""

    writes = True
    understands_all = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Hand over and say honestly what happens."""
        answer = Answer().utter("utter_request_human", directives=[Handoff(reason=ASKED)])
        if turn.form is not None:
            # A person takes over and nobody is asked on; the bot takes the form up when it is back.
            answer.follow(LISTEN)
        if turn.customer_id is None:
            return answer
        known = latest_ticket(session, customer_id=turn.owner)
        if known is not None and known.conversation_id == turn.context.conversation_id:
            return answer.utter("utter_request_human_open_ticket", ticket_number=known.number)
        subject = turn.text if has_substance(turn.text) else DEFAULT_SUBJECT[turn.language]
        ticket = store_ticket(
            session, turn, subject=subject, details=subject, kind="question", purpose="handoff"
        )
        return answer.utter(
            "utter_request_human_ticket",
            ticket_number=ticket.number,
            due=deadline(ticket.due_at, turn.language, turn.now),
        )


def apologise(turn: Turn) -> Answer:
    """Return an apology with the offer of a ticket and a person, and nothing else."""
    answer = Answer().utter("utter_complain")
    return await_yes(answer, turn, ActionComplain.action_name(), text=turn.text)
