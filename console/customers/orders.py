"""Pages of a verified customer's orders: where one is, and the quick actions on it.

Each action goes form → what exactly will happen → done, and works without scripts. An order of
somebody else is not there, whoever asks; without a proof there is no order at all.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.handoff.desk import Refunds, read_setting
from console.access import actor_of, get_bot
from console.audit.service import record
from console.customers.asking import ask, confirm
from console.customers.audit import NotesOwner
from console.customers.deeds import DEEDS, Doing
from console.customers.offers import NEEDED, Action, find_actions
from console.customers.owner import find_owner, read_chat
from console.customers.sentences import make_sentence
from console.customers.telling import tell_chats
from console.desk.ids import ChatId
from console.forms import key_of
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.orders.service import find_order
from kernel.errors import Conflict, Forbidden, Invalid
from kernel.http import ReadSession, TheRuntime
from kernel.principals import may, require

ORDER = "/conversations/{conversation_id}/orders/{number}"
RECORDED: dict[Action, str] = {
    "refund": "order_refunded",
    "return": "return_started",
    "cancel": "order_changed",
    "address": "order_changed",
}
MAX_FIELD = 8_000
KEY_LENGTH = 32

router = APIRouter()


async def read_fields(request: Request) -> dict[str, str]:
    """Return the fields of a form; files and overlong ones are refused."""
    form = await request.form(max_files=0, max_fields=20)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    if len(fields) < len(form) or any(len(value) > MAX_FIELD for value in fields.values()):
        raise Invalid("The form is not as it should be.")
    return {name: value.replace("\r\n", "\n") for name, value in fields.items()}


Fields = Annotated[dict[str, str], Depends(read_fields)]


def begin(
    session: Session, staff: Staff, conversation_id: str, number: str, now: datetime
) -> Doing:
    """Take an order of the customer who has proved to speak here into somebody's hands."""
    owner = find_owner(session, conversation_id, now)
    order = find_order(session, customer_id=owner, number=number)
    has_limit = not may(as_principal(staff), "orders:refund_beyond")
    limit = read_setting(session, Refunds).agent_limit_cents if has_limit else None
    return Doing(order, owner, staff, now, limit)


@router.get(ORDER, dependencies=[NotesOwner])
def show_order(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
    number: str,
) -> HTMLResponse:
    """Show where an order is, what is in it, and what can be done with it."""
    require(as_principal(staff), "orders:read")
    now = runtime.clock()
    doing = begin(session, staff, conversation_id, number, now)
    conversation = read_chat(session, conversation_id)
    return render(
        request,
        "customers/order.html",
        staff,
        conversation_id=conversation_id,
        order=doing.order,
        actions=find_actions(doing.order, as_principal(staff), now),
        reference=f"track:{doing.order.number}",
        sentence=make_sentence(
            session,
            f"track:{doing.order.number}",
            conversation_id=conversation_id,
            customer_id=doing.customer_id,
            language=conversation.language,
            now=now,
        ),
    )


@router.get(ORDER + "/{action}")
def show_form(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
    number: str,
    action: Action,
) -> Response:
    """Show the form of an action; one that asks for nothing is to be confirmed at once."""
    require(as_principal(staff), NEEDED[action])
    doing = begin(session, staff, conversation_id, number, runtime.clock())
    if not DEEDS[action].fields:
        return confirm(request, staff, conversation_id, doing, action, {})
    filled = DEEDS[action].fill(doing)
    return ask(request, staff, conversation_id, doing, action, filled)


@router.post(ORDER + "/{action}", dependencies=[SameOrigin])
async def act(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    number: str,
    action: Action,
    form: Fields,
) -> Response:
    """Say what will happen; once that is confirmed, do it, once for each key."""
    require(as_principal(staff), NEEDED[action])
    deed, desk = DEEDS[action], get_bot(request)
    sent = {name: form.get(name, "") for name in deed.fields}

    def look(session: Session) -> Doing:
        return begin(session, staff, conversation_id, number, desk.clock())

    if form.get("confirmed") != "yes":
        doing = await desk.ledger.read(look)
        return confirm(request, staff, conversation_id, doing, action, sent)
    key = form.get("key", "")
    if len(key) != KEY_LENGTH or not key.isalnum() or not key.isascii():
        raise Invalid("The form has no key.")
    try:
        done, mark = await perform(request, staff, conversation_id, number, action, sent, key)
    except (Conflict, Invalid, Forbidden) as error:
        doing = await desk.ledger.read(look)
        return ask(request, staff, conversation_id, doing, action, sent, error)
    path = f"/staff/conversations/{conversation_id}/orders/{done}/{action}/done"
    return redirect(request, f"{path}?of={mark}" if mark else path)


async def perform(
    request: Request,
    staff: Staff,
    conversation_id: str,
    number: str,
    action: Action,
    sent: dict[str, str],
    key: str,
) -> tuple[str, str]:
    """Do it in one transaction with the look at who speaks, on record; return order and mark."""
    desk = get_bot(request)
    actor = actor_of(request, staff)

    def work(session: Session) -> tuple[Doing, str]:
        doing = begin(session, staff, conversation_id, number, desk.clock())
        form = key_of(staff, key, action)
        mark = DEEDS[action].perform(session, doing, sent, form)
        record(
            session,
            actor,
            RECORDED[action],
            now=doing.now,
            kind="order",
            object_id=doing.order.number,
            customer_id=doing.customer_id,
            details={"what": action},
            once=form,
        )
        tell_chats(session, doing.customer_id, conversation_id)
        return doing, mark

    doing, mark = await desk.ledger.write(work)
    return doing.order.number, mark


@router.get(ORDER + "/{action}/done")
def show_done(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
    number: str,
    action: Action,
    of: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Say what was done, with a sentence for the customer, who has been told nothing yet."""
    require(as_principal(staff), "orders:read")
    now = runtime.clock()
    doing = begin(session, staff, conversation_id, number, now)
    reference = f"{action}:{doing.order.number}" + (f":{of}" if of else "")
    sentence = make_sentence(
        session,
        reference,
        conversation_id=conversation_id,
        customer_id=doing.customer_id,
        language=read_chat(session, conversation_id).language,
        now=now,
    )
    return render(
        request,
        "customers/done.html",
        staff,
        conversation_id=conversation_id,
        order=doing.order,
        action=action,
        reference=reference,
        sentence=sentence,
    )
