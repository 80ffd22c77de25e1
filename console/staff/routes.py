"""Pages of one-time links: make an account, or give one a new password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy.orm import Session

from console.access import actor_of, get_bot
from console.audit.service import record
from console.refusals import tell_error
from console.staff import links, logins, service, team
from console.staff.login_routes import go_on
from console.staff.models import Staff
from console.web import SameOrigin, language_of, render
from kernel.errors import FrontdeskError, NotFound
from kernel.http import ReadSession, TheRuntime
from kernel.runtime import Runtime

router = APIRouter()
Text = Annotated[str, Form(max_length=1_000)]


@router.get("/setup/{token}")
def show_setup(request: Request, token: str, session: ReadSession, runtime: TheRuntime) -> Response:
    """Show the form that makes the account of a set-up link, or gives one a new password."""
    link = links.find_setup_link(session, token=token, now=runtime.clock())
    if link.staff_id is None:
        return render(request, "setup.html", problem=None, values={})
    whose = team.find_password_link(session, token=token, now=runtime.clock())
    return render(request, "staff/new_password.html", problem=None, email=whose.email)


@router.post("/setup/{token}", dependencies=[SameOrigin])
async def accept_setup(
    request: Request,
    token: str,
    runtime: TheRuntime,
    name: Text = "",
    email: Text = "",
    password: Text = "",
) -> Response:
    """Make the account, or set the password, and sign its owner in."""

    def find_whose() -> Staff | None:
        with runtime.db.session() as session:
            link = links.find_setup_link(session, token=token, now=runtime.clock())
            if link.staff_id is None:
                return None
            return team.find_password_link(session, token=token, now=runtime.clock())

    whose = await run_in_threadpool(find_whose)
    if whose is not None:
        return await set_password(request, runtime, token, whose, password)
    try:
        made = await run_in_threadpool(make_account, request, runtime, token, name, email, password)
    except NotFound:
        raise
    except FrontdeskError as error:
        values = {"name": name, "email": email}
        problem = tell_error(error, language_of(request))
        return render(request, "setup.html", None, error.status, problem=problem, values=values)
    return await run_in_threadpool(go_on, request, runtime, made)


def make_account(
    request: Request, runtime: Runtime, token: str, name: str, email: str, password: str
) -> Staff:
    """Make the account of a link, and record it."""
    with logins.hashing(), runtime.db.transaction() as session:
        made = links.accept_setup(
            session,
            token=token,
            name=name,
            email=email,
            password=password,
            shop_name=runtime.settings.shop_name,
            now=runtime.clock(),
        )
        record(
            session,
            actor_of(request, made),
            "account_made",
            now=runtime.clock(),
            kind="staff",
            object_id=made.id,
            details={"role": made.role},
        )
    return made


async def set_password(
    request: Request, runtime: Runtime, token: str, whose: Staff, password: str
) -> Response:
    """Give the account of a link a new password; a second factor is asked for as ever."""
    now, shop_name = runtime.clock(), runtime.settings.shop_name

    def make_hash() -> str:
        service.check_new_password(
            password, email=whose.email, shop_name=shop_name, name=whose.name
        )
        with logins.hashing():
            return service.HASHER.hash(password)

    try:
        password_hash = await run_in_threadpool(make_hash)
    except FrontdeskError as error:
        problem = tell_error(error, language_of(request))
        values = {"problem": problem, "email": whose.email}
        return render(request, "staff/new_password.html", None, error.status, **values)

    def work(session: Session) -> Staff:
        staff = team.use_password_link(session, token=token, password_hash=password_hash, now=now)
        record(
            session,
            actor_of(request, staff),
            "password_changed",
            now=now,
            kind="staff",
            object_id=staff.id,
            details={"how": "link"},
        )
        return staff

    staff = await get_bot(request).ledger.write(work)
    return await run_in_threadpool(go_on, request, runtime, staff)
