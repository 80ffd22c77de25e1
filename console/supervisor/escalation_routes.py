"""Pages of when chats become a person's: our own rules and those of the shop."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from bot.handoff.reasons import WEIGHTS, Escalation
from bot.ledger.models import Channel
from console.forms import text_of
from console.staff.models import Staff
from console.supervisor.desk_routes import RUN
from console.supervisor.problems import check_form
from console.supervisor.rule_form import (
    BUILT_IN,
    RuleForm,
    describe_rule,
    make_rule,
    read_money,
    read_rule,
    replace_rule,
    show_money,
    show_rule,
)
from console.supervisor.stored import Stored, Version, load, read_stored, save
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import NotFound
from kernel.http import ReadSession
from kernel.principals import require
from kernel.turns import Language

PAGE = "/staff/desk/escalation"
NEW = "new"

router = APIRouter()


@router.get("/desk/escalation")
def show_page(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    saved: bool = False,
    changed: bool = False,
) -> HTMLResponse:
    """Show our own rules with what they weigh, and those of the shop."""
    require(as_principal(staff), RUN)
    stored = read_stored(session, Escalation)
    return _show(
        request, staff, stored, _show_built_in(stored.value), is_saved=saved, is_changed=changed
    )


@router.post("/desk/escalation", dependencies=[SameOrigin])
async def set_built_in(
    request: Request,
    staff: SignedIn,
    version: Version = "",
    default: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Save our own rules; with `default` put one field back and save nothing yet."""
    require(as_principal(staff), RUN)
    form, stored = await request.form(), await load(request, Escalation)
    usual = _show_built_in(Escalation())
    typed = {name: text_of(form, name) for name in usual}
    if default in usual:
        typed[default] = usual[default]
        return _show(request, staff, stored, typed, version=version, is_put_back=True)
    body = stored.value.model_dump(mode="json") | typed
    body["valued_cents"] = read_money(body.pop("valued"))
    value, problems = check_form(Escalation, body, language_of(request, staff))
    if value is None:
        return _show(request, staff, stored, typed, status=422, version=version, problems=problems)
    theirs = await save(request, staff, value, version)
    if theirs is not None:
        return _show(request, staff, theirs, typed, status=409, is_changed=True)
    return redirect(request, f"{PAGE}?saved=1")


@router.get("/desk/escalation/rules/{number}")
def show_rule_page(
    request: Request, staff: SignedIn, session: ReadSession, number: str
) -> HTMLResponse:
    """Show the form of a rule of the shop, or an empty one for a new rule."""
    require(as_principal(staff), RUN)
    stored = read_stored(session, Escalation)
    place = _find_place(stored.value, number)
    form = RuleForm() if place is None else show_rule(stored.value.rules[place])
    return _show_rule(request, staff, number, form, stored.version)


@router.post("/desk/escalation/rules/{number}", dependencies=[SameOrigin])
async def set_rule(
    request: Request, staff: SignedIn, number: str, version: Version = ""
) -> Response:
    """Save a rule."""
    require(as_principal(staff), RUN)
    typed, stored = read_rule(await request.form()), await load(request, Escalation)
    if version != stored.version:  # the numbers of the rules may have changed with it
        return _show_rule(request, staff, NEW, typed, stored.version, status=409, is_changed=True)
    place = _find_place(stored.value, number)
    body = replace_rule(stored.value, place, make_rule(typed))
    value, problems = check_form(Escalation, body, language_of(request, staff))
    if value is None:
        named = {key.rpartition(".")[2]: text for key, text in problems.items()}
        return _show_rule(request, staff, number, typed, version, status=422, problems=named)
    theirs = await save(request, staff, value, version)
    if theirs is not None:
        return _show_rule(request, staff, NEW, typed, theirs.version, status=409, is_changed=True)
    return redirect(request, f"{PAGE}?saved=1")


@router.post("/desk/escalation/rules/{number}/toggle", dependencies=[SameOrigin])
async def toggle_rule(
    request: Request, staff: SignedIn, number: str, version: Version = ""
) -> Response:
    """Switch a rule on or off."""
    return await _change_rule(request, staff, number, version, is_deleted=False)


@router.post("/desk/escalation/rules/{number}/delete", dependencies=[SameOrigin])
async def delete_rule(
    request: Request, staff: SignedIn, number: str, version: Version = ""
) -> Response:
    """Delete a rule."""
    return await _change_rule(request, staff, number, version, is_deleted=True)


async def _change_rule(
    request: Request, staff: Staff, number: str, version: str, *, is_deleted: bool
) -> Response:
    require(as_principal(staff), RUN)
    stored = await load(request, Escalation)
    if version != stored.version:
        return redirect(request, f"{PAGE}?changed=1")
    place = _find_place(stored.value, number)
    if place is None:
        raise NotFound("There is no such rule.")
    rule = stored.value.rules[place]
    other = rule.model_copy(update={"is_active": not rule.is_active}).model_dump(mode="json")
    body = replace_rule(stored.value, place, None if is_deleted else other)
    theirs = await save(request, staff, Escalation.model_validate(body), version)
    return redirect(request, f"{PAGE}?{'saved' if theirs is None else 'changed'}=1")


def _find_place(escalation: Escalation, number: str) -> int | None:
    """Return which rule is meant, None for a new one; raise `NotFound`."""
    if number == NEW:
        return None
    if not number.isascii() or not number.isdecimal() or len(number) > 3:
        raise NotFound("There is no such rule.")
    if int(number) >= len(escalation.rules):
        raise NotFound("There is no such rule.")
    return int(number)


def _show_built_in(value: Escalation) -> dict[str, str]:
    chosen = {name: str(getattr(value, name)) for name in BUILT_IN}
    return chosen | {
        "unclear_turns": str(value.unclear_turns),
        "valued": show_money(value.valued_cents),
    }


def _show(
    request: Request,
    staff: Staff,
    stored: Stored[Escalation],
    typed: Mapping[str, str],
    *,
    status: int = 200,
    version: str | None = None,
    **more: Any,
) -> HTMLResponse:
    language = language_of(request, staff)
    return render(
        request,
        "supervisor/escalation.html",
        staff,
        status,
        stored=stored,
        now=_show_built_in(stored.value),
        usual=_show_built_in(Escalation()),
        typed=typed,
        version=stored.version if version is None else version,
        built_in=BUILT_IN,
        weights=WEIGHTS,
        rules=[(one, describe_rule(one, language)) for one in stored.value.rules],
        **{"problems": {}, **more},
    )


def _show_rule(
    request: Request,
    staff: Staff,
    number: str,
    form: RuleForm,
    version: str,
    *,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    return render(
        request,
        "supervisor/rule.html",
        staff,
        status,
        number=number,
        form=form,
        version=version,
        channels=get_args(Channel),
        languages=get_args(Language),
        **{"problems": {}, **more},
    )
