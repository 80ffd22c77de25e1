"""How pages act on conversations: as whom, in which write, on record, or why they do not."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.handoff.moves import Agent, NotYours
from bot.ledger.models import Conversation
from console.access import actor_of, get_bot
from console.audit.service import record
from console.desk.listing import read_choice
from console.desk.view import tell_owner
from console.refusals import tell_error
from console.staff.models import Staff
from console.staff.service import list_active
from console.web import as_principal, language_of, render
from console.words import say
from kernel.errors import FrontdeskError, Invalid
from kernel.principals import may

T = TypeVar("T")


def read_colleagues(request: Request) -> list[Agent]:
    """Return everybody who can be named in a note."""
    with request.app.state.runtime.db.session() as session:
        return [Agent(str(one.id), one.name) for one in list_active(session)]


async def do(request: Request, use_case: Callable[..., T], **values: object) -> T:
    """Run a use case in a write of the ledger, with the present time."""
    service = get_bot(request)
    return await service.ledger.write(
        lambda session: use_case(session, now=service.clock(), **values)
    )


async def do_on_record(
    request: Request,
    who: Staff,
    action: str,
    use_case: Callable[..., T],
    *,
    about: str | None,
    **values: object,
) -> T:
    """Run a use case with its line in the audit log: both are stored or neither.

    `about` is the conversation; None where the use case returns which one it was, or none. What
    returns False has changed nothing, and there is no line.
    """
    actor, now = actor_of(request, who), get_bot(request).clock()

    def work(session: Session, **known: object) -> T:
        done = use_case(session, **known)
        if done is False:  # it was so already: nobody did anything
            return done
        chosen = str(done or "") if about is None else about
        found = session.get(Conversation, chosen) if chosen else None
        if found is not None:
            record(
                session,
                actor,
                action,
                now=now,
                kind="conversation",
                object_id=chosen,
                customer_id=found.customer_id,
            )
        return done

    return await do(request, work, **values)


def refuse(
    request: Request,
    staff: Staff,
    conversation_id: str | None,
    error: FrontdeskError,
    unsent: str = "",
) -> Response:
    """Tell why nothing was done and who answers instead; what was typed is not lost."""
    language = language_of(request, staff)
    text = tell_error(error, language)
    if isinstance(error, NotYours):
        owner, agent = error.data["owner"], error.data["agent"]
        text = tell_owner(owner, agent, language, is_write=bool(unsent))
    is_there = conversation_id is not None and error.status != 404
    where = page_of(request, str(conversation_id)) if is_there else None
    return render(
        request,
        "message.html",
        staff,
        error.status,
        title=say("refused_title", language),
        text=text,
        unsent=unsent,
        where=where,
        back=say("refused_back", language),
    )


def page_of(request: Request, conversation_id: str) -> str:
    """Return the address of a conversation's page, beside the list that the form was sent from."""
    page, came = (
        f"/staff/conversations/{conversation_id}",
        urlsplit(request.headers.get("referer", "")),
    )
    if not came.query or came.path not in ("/staff/", page):
        return page
    try:
        return f"{page}?{read_choice(came.query).query}"
    except Invalid:
        return page


def as_agent(staff: Staff) -> Agent:
    """Return a member of staff as customers see them."""
    may_overrule = may(as_principal(staff), "conversations:overrule")
    return Agent(id=str(staff.id), name=staff.name, may_overrule=may_overrule)
