"""Orders in words and as cards: what several actions show of an order."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from actions.answer import Answer, button
from actions.turn import Turn
from actions.wording import day, deadline, listing, money, word
from crm_backend.orders.models import Order, OrderLine
from crm_backend.orders.rules import find_delivery, may_cancel
from kernel.messages import Button, Card
from kernel.turns import Language

MAX_ITEMS = 6  # named in a sentence; the rest is counted


def name_items(order: Order, language: Language) -> str:
    """Return "2 × Floor Lamp, Wool Rug and 3 more"."""
    names = [
        f"{line.quantity} × {line.product.name(language)}"
        if line.quantity > 1
        else line.product.name(language)
        for line in order.lines
    ]
    more = len(names) - MAX_ITEMS
    shown = names[:MAX_ITEMS]
    if more > 0:
        shown.append(f"另外 {more} 件" if language == "zh" else f"{more} more")
    return listing(shown, language)


def total_of(order: Order) -> str:
    """Return what the order cost, as people read it."""
    return money(order.total_cents, order.currency)


def address_of(order: Order) -> str:
    """Return the delivery address in one line."""
    place = f"{order.postcode} {order.city}".strip()
    return ", ".join(filter(None, (order.street, place, order.country)))


def show_order(order: Order, language: Language, now: datetime) -> Card:
    """Return an order as a card."""
    image = order.lines[0].product.image_path if order.lines else ""
    return Card(
        title=order.number,
        subtitle=f"{word(order.status, language)} · {day(order.placed_at, language, now)}",
        image=image,
        price=total_of(order),
        reason=name_items(order, language),
        buttons=(
            button(word("label_track", language), "track_order", order_number=order.number),
            button(word("label_view", language), "view_order", order_number=order.number),
        ),
    )


def show_line(order: Order, line: OrderLine, language: Language) -> Card:
    """Return one item of an order as a card."""
    return Card(
        title=line.product.name(language),
        subtitle=f"{line.quantity} ×" if line.quantity > 1 else "",
        image=line.product.image_path,
        price=money(line.unit_price_cents * line.quantity, order.currency),
    )


def offer_next(order: Order, turn: Turn) -> list[Button]:
    """Return what can usefully be done next with an order."""
    number, language = order.number, turn.language
    if may_cancel(order, turn.now).is_allowed:
        return [
            button(word("label_cancel_order", language), "cancel_order", order_number=number),
            button(word("label_address", language), "change_address", order_number=number),
        ]
    if order.status == "shipped":
        label = word("label_problem", language)
        return [button(label, "report_delivery_problem", order_number=number)]
    if order.status == "delivered":
        return [
            button(word("label_return", language), "return_item", order_number=number),
            button(word("label_problem", language), "report_delivery_problem", order_number=number),
        ]
    return []


def choose_order(orders: Iterable[Order], intent: str, language: Language) -> list[Button]:
    """Return one button an order that says `intent` about it."""
    return [
        button(
            f"{order.number} · {name_items(order, language)}"[:60],
            intent,
            order_number=order.number,
        )
        for order in orders
    ]


def tell_status(order: Order, turn: Turn, *, buttons: Sequence[Button] | None = None) -> Answer:
    """Return where the order is, in a sentence of its own for each state."""
    language, now, shipment = turn.language, turn.now, order.shipment
    facts = {"order_number": order.number, "placed_on": day(order.placed_at, language, now)}
    outcome: str = order.status
    if order.status == "shipped" and shipment is not None:
        outcome = "late" if shipment.expected_at < now else "shipped"
        facts |= {
            "carrier": shipment.carrier,
            "tracking_number": shipment.tracking_number,
            "expected_on": deadline(shipment.expected_at, language, now),
        }
    elif order.status == "shipped":  # no parcel is known: say what is sure
        outcome = "packed"
    elif order.status == "delivered":
        arrived = find_delivery(order)
        facts["delivered_on"] = day(arrived or order.placed_at, language, now)
    shown = offer_next(order, turn) if buttons is None else buttons
    return Answer().utter(f"utter_track_order_{outcome}", facts, buttons=shown)


def tell_not_found(number: str) -> Answer:
    """Return the answer for an order that does not exist, or not for this customer."""
    return Answer().utter("utter_order_not_found", order_number=number)
