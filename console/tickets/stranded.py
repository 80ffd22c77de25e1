"""The page of what stayed behind: unanswered, not delivered, not understood from Telegram."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.channels.telegram.updates import list_dead_updates, requeue_update
from bot.ledger import letters, outbox
from console.access import actor_of
from console.audit.service import record
from console.desk.doing import do
from console.forms import CLEAN, RowId, show_not_done
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from kernel.errors import FrontdeskError
from kernel.http import ReadSession
from kernel.principals import require

PAGE = "/staff/stranded"
BotName = Annotated[str, Path(max_length=64), CLEAN]
UpdateId = Annotated[int, Path(ge=0, lt=2**63)]  # a number of Telegram's
# Why a turn was given up: each has words.
REASONS = frozenset({"unavailable", "failed", "slow", "gave_up"})

router = APIRouter()


@router.get("/stranded")
def show_stranded(request: Request, staff: SignedIn, session: ReadSession) -> HTMLResponse:
    """List all, newest first, each with the way to try it once more."""
    require(as_principal(staff), "conversations:read")
    return render(
        request,
        "tickets/stranded.html",
        staff,
        letters=letters.list_dead_letters(session),
        unsent=outbox.list_stranded(session),
        updates=list_dead_updates(session),
        reasons=REASONS,
    )


@router.post("/stranded/letters/{letter_id}", dependencies=[SameOrigin])
async def answer_letter(request: Request, staff: SignedIn, letter_id: RowId) -> Response:
    """Have a message answered that was given up; once, however often it is pressed."""
    return await _retry(request, staff, letters.requeue_letter, letter_id=letter_id)


@router.post("/stranded/messages/{outbox_id}", dependencies=[SameOrigin])
async def send_again(request: Request, staff: SignedIn, outbox_id: RowId) -> Response:
    """Send a message again that is unknown or dead; once, however often it is pressed."""
    return await _retry(request, staff, outbox.requeue, outbox_id=outbox_id)


@router.post("/stranded/updates/{telegram_bot}/{update_id}", dependencies=[SameOrigin])
async def do_update(
    request: Request, staff: SignedIn, telegram_bot: BotName, update_id: UpdateId
) -> Response:
    """Do an update of Telegram that was given up; once, however often it is pressed."""
    return await _retry(request, staff, requeue_update, bot=telegram_bot, update_id=update_id)


async def _retry(
    request: Request, staff: Staff, use_case: Callable[..., bool | None], **about: str | int
) -> Response:
    """Try it once more, with a line in the audit log unless it was tried already."""
    require(as_principal(staff), "conversations:write")
    actor = actor_of(request, staff)

    def work(session: Session, *, now: datetime) -> None:
        if use_case(session, now=now, **about) is not False:
            record(session, actor, "stranded_retried", now=now, details=about)

    try:
        await do(request, work)
    except FrontdeskError as error:
        return _refuse(request, staff, error)
    return redirect(request, PAGE)


def _refuse(request: Request, staff: Staff, error: FrontdeskError) -> Response:
    return show_not_done(
        request,
        staff,
        error.status,
        "stranded_gone",
        title="stranded_not_done",
        where=PAGE,
        back="stranded_back",
    )
