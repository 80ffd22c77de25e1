"""Sending a parcel elsewhere, as long as it has not left."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from actions.action import FrontdeskAction
from actions.answer import Answer, button
from actions.forms import ValidateForm, end_early, forget_form, is_interruption, start_form
from actions.memory import ask_yes_no, find_focus, is_of_another, keep_focus
from actions.mentions import find_order_number
from actions.order_cards import choose_order, tell_not_found
from actions.phrases import AddressParts, read_address
from actions.turn import Turn
from actions.wording import word
from crm_backend.customers.service import get_customer
from crm_backend.orders.models import Order
from crm_backend.orders.rules import may_change_address
from crm_backend.orders.schemas import Address
from crm_backend.orders.service import change_address, find_order, list_orders
from kernel.errors import Conflict, NotFound

LOOKED_AT = 20
SHOWN = 6
YES, NO, REFUSED = "yes", "no", "refused"


class ActionChangeAddress(FrontdeskAction):
    """Begins a change of the delivery address."""

    needs_identity = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Find the order; refuse at once where it has left."""
        number = find_order_number(turn) or find_focus(turn, "order")
        waiting = waiting_orders(session, turn)
        if number is None and len(waiting) != 1:
            if not waiting:
                return Answer().utter("utter_change_address_none")
            return start_form(Answer(), "address_form")
        try:
            order = waiting[0] if number is None else find_of(session, turn, number)
        except NotFound:
            return tell_not_found(str(number))
        answer = keep_focus(Answer(), turn, order=order.number)
        if not may_change_address(order, turn.now).is_allowed:
            return refuse_change(answer, order, turn)
        return start_form(answer, "address_form", address_order=order.number)


class ActionAskAddressOrder(FrontdeskAction):
    """Asks which order shall go elsewhere."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Offer the orders that have not left."""
        if turn.customer_id is None:
            return Answer()
        orders = waiting_orders(session, turn)[:SHOWN]
        buttons = choose_order(orders, "inform", turn.language)
        stop = button(word("label_stop", turn.language), "stop")
        return Answer().utter("utter_ask_address_order", buttons=[*buttons, stop])


def ask_address(turn: Turn) -> str:
    """Return the name of the question whether this order shall go to this address."""
    address = write_address(turn.slots.get("new_address"))
    return f"address:{turn.slots.get('address_order')}:{address}"


class ActionAskAddressConfirmation(FrontdeskAction):
    """Shows the address as it was read."""

    is_part_of_form = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Ask for a yes."""
        language = turn.language
        yes, no = word("label_yes", language), word("label_no", language)
        return Answer().utter(
            "utter_ask_address_confirmation",
            buttons=ask_yes_no(yes, no, ask_address(turn)),
            order_number=str(turn.slots.get("address_order")),
            address=write_address(turn.slots.get("new_address")),
        )


class ValidateAddressForm(ValidateForm):
    """Reads order, address and the yes."""

    form = "address_form"

    def read(self, session: Session, turn: Turn, asked: str) -> Answer:
        """Read the answer to the question asked."""
        if asked == "address_order":
            return self._read_order(session, turn)
        if asked == "new_address":
            return self._read_address(session, turn)
        if is_of_another(turn, ask_address(turn)):
            return Answer()
        said = {"affirm": YES, "deny": NO}.get(turn.intent)
        return Answer().set(address_confirmation=said) if said else Answer()

    def _read_order(self, session: Session, turn: Turn) -> Answer:
        number = find_order_number(turn)
        if number is None:
            return Answer()
        try:
            order = find_of(session, turn, number)
        except NotFound:
            return tell_not_found(number).set(address_order=None)
        if may_change_address(order, turn.now).is_allowed:
            return Answer().set(address_order=order.number)
        refused = refuse_change(Answer(), order, turn)
        return end_early(refused.set(address_order=order.number, address_confirmation=REFUSED))

    def _read_address(self, session: Session, turn: Turn) -> Answer:
        if is_interruption(turn) or turn.intent == "deny":
            return Answer()
        parts = read_address(turn.text)
        if parts is None:
            return Answer().utter("utter_address_not_read").set(new_address=None)
        customer = get_customer(session, customer_id=turn.owner)
        country = parts.country or customer.country or "-"
        address = AddressParts(parts.street, parts.postcode, parts.city, country)
        return Answer().set(new_address=address._asdict())


class ActionSubmitAddress(FrontdeskAction):
    """Ends the address form: changes what was confirmed."""

    needs_identity = True
    writes = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Change, leave it, or go on asking where the form was left half-way."""
        said, number = turn.slots.get("address_confirmation"), str(turn.slots.get("address_order"))
        if said is None:
            return Answer().follow("address_form")
        if said == REFUSED:
            return forget_form(Answer(), "address_form")
        if said == NO:
            kept = Answer().utter("utter_change_address_kept", order_number=number)
            return forget_form(kept, "address_form")
        return forget_form(self._change(session, turn, number), "address_form")

    def _change(self, session: Session, turn: Turn, number: str) -> Answer:
        wanted = turn.slots.get("new_address")
        try:
            change_address(
                session,
                customer_id=turn.owner,
                number=number,
                address=Address.model_validate(wanted),
                now=turn.now,
                idempotency_key=turn.key("address"),
            )
        except ValidationError:
            return Answer().utter("utter_address_not_read")
        except Conflict:
            return refuse_change(Answer(), find_of(session, turn, number), turn)
        answer = Answer().utter(
            "utter_change_address_done", order_number=number, address=write_address(wanted)
        )
        return keep_focus(answer, turn, order=number)


def waiting_orders(session: Session, turn: Turn) -> list[Order]:
    """Return the customer's orders whose address can still be changed, newest first."""
    orders = list_orders(session, customer_id=turn.owner, limit=LOOKED_AT).items
    return [order for order in orders if may_change_address(order, turn.now).is_allowed]


def find_of(session: Session, turn: Turn, number: str) -> Order:
    """Return the customer's order of this number, or raise `NotFound`."""
    return find_order(session, customer_id=turn.owner, number=number)


def refuse_change(answer: Answer, order: Order, turn: Turn) -> Answer:
    """Say that it is too late."""
    status = word(order.status, turn.language)
    return answer.utter("utter_change_address_refused", order_number=order.number, status=status)


def write_address(address: Any) -> str:
    """Return an address kept in a slot as one line."""
    parts = {key: str(value) for key, value in (address or {}).items()}
    place = f"{parts.get('postcode', '')} {parts.get('city', '')}".strip()
    return ", ".join(filter(None, (parts.get("street"), place, parts.get("country"))))
