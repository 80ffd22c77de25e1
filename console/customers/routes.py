"""Pages of customers: the list, one customer, the panel beside a chat, asking for a proof."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.handoff.moves import NotYours
from bot.identity.asking import TooManyCodes
from bot.identity.links import verified_customer_id
from bot.replying import ask_who
from console.access import get_bot
from console.customers.audit import CustomerId, NotesCustomer, NotesOwner
from console.customers.owner import read_chat
from console.customers.panel import make_note_key, read_panel
from console.customers.sentences import make_sentence
from console.customers.view import read_customer
from console.desk.doing import as_agent, do_on_record
from console.desk.drafts import keep_draft, read_draft
from console.desk.ids import ChatId
from console.desk.paging import PAGE_SIZE, Cursor, link_onward
from console.forms import show_not_done
from console.live.parts import Viewer
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from crm_backend.analytics.recommendations import read_holdout
from crm_backend.customers.service import list_customers
from kernel.errors import FrontdeskError, Invalid
from kernel.http import ReadSession, TheRuntime
from kernel.principals import may, require

ORDERS = 20  # on the page of one customer
BESIDE = "/conversations/{conversation_id}/customer"

router = APIRouter()


@router.get("/customers")
def show_customers(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Cursor = None,
) -> HTMLResponse:
    """List customers, oldest first; `q` is a part of a name, an address or a phone number."""
    require(as_principal(staff), "customers:read")
    page = list_customers(session, query=q.strip() or None, after=after, limit=PAGE_SIZE)
    return render(
        request,
        "customers/list.html",
        staff,
        page=page,
        q=q,
        is_later=after is not None,
        onward=link_onward(page, q=q or None),
    )


@router.get("/customers/{customer_id}", dependencies=[NotesCustomer])
def show_customer(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    customer_id: CustomerId,
    after: Cursor = None,
) -> HTMLResponse:
    """Show all there is of a customer; `after` goes on with older orders."""
    principal, now = as_principal(staff), runtime.clock()
    view = read_customer(
        session,
        principal,
        customer_id=customer_id,
        language=language_of(request, staff),
        now=now,
        orders=ORDERS,
        after=after,
        holdout=read_holdout(runtime.settings),
    )
    return render(
        request,
        "customers/customer.html",
        staff,
        view=view,
        chat="",
        is_later=after is not None,
        may_write=may(principal, "customers:write"),
        note_key=make_note_key(f"customer:{customer_id}", view.note_mark),
    )


@router.get(BESIDE, dependencies=[NotesOwner])
def show_panel(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
) -> HTMLResponse:
    """Show what stands beside a chat as a page of its own: on a phone there is no beside."""
    viewer = Viewer(staff, language_of(request, staff), read_holdout(runtime.settings))
    values = read_panel(session, viewer, conversation_id, now=runtime.clock())
    return render(request, "customers/beside.html", staff, **values)


@router.post(f"{BESIDE}/proof", dependencies=[SameOrigin])
async def ask_proof(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    email: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """Have a code mailed and ask for it in the chat. Nobody is verified by hand."""
    require(as_principal(staff), "conversations:write")
    try:
        await do_on_record(
            request,
            staff,
            "proof_asked",
            ask_who,
            about=conversation_id,
            identity=get_bot(request).identity,
            conversation_id=conversation_id,
            agent=as_agent(staff),
            address=email,
        )
    except (NotYours, TooManyCodes, Invalid) as error:
        return show_not_done(
            request,
            staff,
            error.status,
            name_refusal(error),
            title="customers_not_done",
            where=f"/staff/conversations/{conversation_id}",
            back="customers_to_chat",
        )
    return redirect(request, f"/staff/conversations/{conversation_id}")


def name_refusal(error: FrontdeskError) -> str:
    """Return the key of the words for why nobody was asked."""
    known = {"not_yours": "customers_proof_not_yours", "too_many_codes": "customers_proof_too_many"}
    return known.get(error.code, "customers_proof_no_address")


@router.post(f"{BESIDE}/sentence", dependencies=[SameOrigin])
async def take_sentence(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    about: Annotated[str, Form(max_length=80)],
) -> Response:
    """Put a sentence about what was done into the agent's draft; nothing is sent."""
    require(as_principal(staff), "conversations:write")
    desk = get_bot(request)

    def work(session: Session) -> None:
        conversation, now = read_chat(session, conversation_id), desk.clock()
        sentence = make_sentence(
            session,
            about,
            conversation_id=conversation_id,
            customer_id=verified_customer_id(conversation, now),
            language=conversation.language,
            now=now,
        )
        draft = read_draft(session, staff_id=staff.id, conversation_id=conversation_id)
        text = draft if sentence in draft else f"{draft}\n{sentence}".strip()
        keep_draft(session, staff_id=staff.id, conversation_id=conversation_id, text=text, now=now)

    await desk.ledger.write(work)
    return redirect(request, f"/staff/conversations/{conversation_id}")
