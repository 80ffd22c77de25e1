"""Who is speaking: sending codes, taking up what waited for one, the customer's own data."""

import re

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer
from actions.memory import await_yes, confirmed
from actions.mentions import find_email
from actions.turn import Turn
from actions.wording import count_orders, first_name
from crm_backend.customers.schemas import CustomerUpdate
from crm_backend.customers.service import get_customer, update_customer
from crm_backend.orders.service import list_orders
from kernel.messages import Challenge

MANY = 100  # as many orders as are counted
PHONE = re.compile(r"(?<![\w-])\+?[0-9][0-9 ()./-]{5,18}[0-9](?![\w-])")


class ActionSendCode(FrontdeskAction):
    """Has a code mailed; says the same whether or not anybody has this address."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Answer with the directive that makes the conversation service send it."""
        if turn.customer_id is not None:
            customer = get_customer(session, customer_id=turn.customer_id)
            return Answer().utter("utter_already_verified", name=first_name(customer.name))
        email = find_email(turn)
        if email is None:
            return Answer().utter("utter_email_not_read")
        return Answer().utter("utter_code_sent", directives=[Challenge(email=email)])


class ActionResume(FrontdeskAction):
    """Greets the customer whose code was right and takes up what waited for it."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Greet by first name and let the waiting action run."""
        if turn.customer_id is None:  # the code was right, and then its proof ran out
            return Answer().utter("utter_ask_identity")
        customer = get_customer(session, customer_id=turn.customer_id)
        pending = turn.slots.get("pending_action")
        done = "utter_identity_confirmed" if pending else "utter_identity_confirmed_idle"
        answer = Answer().utter(done, name=first_name(customer.name))
        return answer.follow(str(pending)) if pending else answer


class ActionCodeRefused(FrontdeskAction):
    """Says that the code was wrong."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Ask for another try."""
        return Answer().utter("utter_code_refused")


class ActionCodeExpired(FrontdeskAction):
    """Says that a new code is needed."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Ask for the address again."""
        return Answer().utter("utter_code_expired")


class ActionWhoAmI(FrontdeskAction):
    """Tells the customer who they are to us."""

    needs_identity = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Say name, address and number of orders."""
        customer = get_customer(session, customer_id=turn.owner)
        count = len(list_orders(session, customer_id=turn.owner, limit=MANY).items)
        return Answer().utter(
            "utter_who_am_i",
            name=customer.name,
            email=customer.email,
            orders=count_orders(count, turn.language),
        )


class ActionUpdateDetails(FrontdeskAction):
    """Changes the phone number after a yes; the rest is for a person, through a ticket."""

    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Change, ask, or say what can be changed here."""
        agreed = confirmed(turn, self.name())
        if agreed is not None:
            phone = str(agreed["phone"])
            changes = CustomerUpdate(phone=phone)
            update_customer(session, customer_id=turn.owner, changes=changes, now=turn.now)
            return Answer().utter("utter_update_details_done", phone=phone).set(awaiting=None)
        found = PHONE.search(turn.first("phone") or turn.text)
        if found is None:
            return Answer().utter("utter_update_details")
        asked = Answer().utter("utter_update_details_confirm", phone=found[0].strip())
        return await_yes(asked, turn, self.name(), phone=found[0].strip())
