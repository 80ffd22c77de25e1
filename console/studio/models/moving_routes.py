"""What is done to the pointer from the pages: promote, try, approve, go back.

Who asks is found out before a transaction is open: that writes when they were last seen, in one of
its own, and would wait for ours for ever.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from console.access import actor_of
from console.forms import CLEAN
from console.studio.models import moving
from console.studio.models.moving import Hand
from console.studio.models.routes import Name
from console.web import SameOrigin, SignedIn, as_principal, redirect
from crm_backend.paging import MAX_ID
from kernel.http import TheRuntime, WriteSession
from kernel.principals import require

router = APIRouter(prefix="/studio", dependencies=[SameOrigin])
HERE = "/staff/studio/models"
Percent = Annotated[float, Form(ge=0.1, le=50)]


def read_hand(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    seen: Annotated[int, Form(ge=0, le=MAX_ID)],
    why: Annotated[str, Form(max_length=300), CLEAN] = "",
) -> Hand:
    """Return who moves the pointer; they must be allowed to."""
    require(as_principal(staff), "studio:promote")
    actor = actor_of(request, staff)
    return Hand(staff, actor, runtime.clock(), seen_id=seen, why=why.strip())


TheHand = Annotated[Hand, Depends(read_hand)]


def _back(request: Request, done: str) -> Response:
    fleet = getattr(request.app.state, "fleet", None)
    if fleet is not None:
        fleet.wake()  # it looks again by itself, should it look before this is committed
    return redirect(request, f"{HERE}?done={done}")


@router.post("/models/{name}/promote")
def promote(
    request: Request, hand: TheHand, session: WriteSession, runtime: TheRuntime, name: Name
) -> Response:
    """Make a model the live one, or propose it."""
    after = moving.promote(session, runtime.settings, hand, name=name)
    return _back(request, "promoted" if after.live == name else "proposed")


@router.post("/models/{name}/trial")
def begin_trial(
    request: Request,
    hand: TheHand,
    session: WriteSession,
    runtime: TheRuntime,
    name: Name,
    percent: Percent,
) -> Response:
    """Let a model answer some customers, or propose it."""
    after = moving.begin_trial(
        session, runtime.settings, hand, name=name, share=round(percent / 100, 4)
    )
    return _back(request, "trial" if after.trial is not None else "proposed")


@router.post("/pointer/approve")
def approve(
    request: Request, hand: TheHand, session: WriteSession, runtime: TheRuntime
) -> Response:
    """Do what somebody else proposed."""
    moving.approve(session, runtime.settings, hand)
    return _back(request, "approved")


@router.post("/pointer/withdraw")
def withdraw(request: Request, hand: TheHand, session: WriteSession) -> Response:
    """Drop what was proposed."""
    moving.withdraw(session, hand)
    return _back(request, "withdrawn")


@router.post("/pointer/share")
def change_share(
    request: Request, hand: TheHand, session: WriteSession, percent: Percent
) -> Response:
    """Let the model on trial answer more customers, or fewer."""
    moving.change_share(session, hand, share=round(percent / 100, 4))
    return _back(request, "share")


@router.post("/pointer/end")
def end_trial(request: Request, hand: TheHand, session: WriteSession) -> Response:
    """Let the live model answer everybody again."""
    moving.end_trial(session, hand)
    return _back(request, "ended")


@router.post("/pointer/back")
def roll_back(
    request: Request, hand: TheHand, session: WriteSession, runtime: TheRuntime
) -> Response:
    """Go back to the model before."""
    moving.roll_back(session, runtime.settings, hand)
    return _back(request, "back")
