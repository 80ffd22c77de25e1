"""Pages of what the desk is set to: the list of sections, and the form of the simple ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.handoff.desk import find_row
from console.forms import text_of
from console.staff.models import Staff
from console.supervisor.amounts import read_amount, show_amount
from console.supervisor.problems import check_form
from console.supervisor.sections import (
    SECTIONS,
    Field,
    Section,
    find_bounds,
    find_section,
    list_choices,
)
from console.supervisor.stored import Stored, Version, load, name_author, read_stored, save
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import NotFound
from kernel.http import ReadSession
from kernel.principals import require

RUN = "desk:write"
PAGE = "/staff/desk"

router = APIRouter()


@router.get("/desk")
def list_sections(request: Request, staff: SignedIn, session: ReadSession) -> HTMLResponse:
    """List what can be set, each with who changed it last."""
    require(as_principal(staff), RUN)
    rows = [(one, *_tell_change(session, one)) for one in SECTIONS]
    return render(request, "supervisor/desk.html", staff, rows=rows)


def _tell_change(session: Session, section: Section) -> tuple[datetime | None, str]:
    row = find_row(session, section.setting) if section.setting is not None else None
    return (None, "") if row is None else (row.changed_at, name_author(session, row.changed_by))


@router.get("/desk/{key}")
def show_section(
    request: Request, staff: SignedIn, session: ReadSession, key: str, saved: bool = False
) -> HTMLResponse:
    """Show the form of a simple setting."""
    require(as_principal(staff), RUN)
    section, kind = _get_simple(key)
    stored = read_stored(session, kind)
    typed = stored.value.model_dump(mode="json")
    return _show(request, staff, section, stored, typed, is_saved=saved)


@router.post("/desk/{key}", dependencies=[SameOrigin])
async def set_section(
    request: Request,
    staff: SignedIn,
    key: str,
    version: Version = "",
    default: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Save a simple setting; with `default` put one field back and save nothing yet."""
    require(as_principal(staff), RUN)
    section, kind = _get_simple(key)
    form, stored = await request.form(), await load(request, kind)
    typed = {one.name: text_of(form, one.name) for one in section.fields}
    if default in typed:
        typed[default] = kind().model_dump(mode="json")[default]
        return _show(request, staff, section, stored, typed, version=version, is_put_back=True)
    body = stored.value.model_dump(mode="json") | {
        one.name: _read(one, typed[one.name]) for one in section.fields
    }
    value, problems = check_form(kind, body, language_of(request, staff))
    if value is None:
        return _show(
            request, staff, section, stored, typed, status=422, problems=problems, version=version
        )
    theirs = await save(request, staff, value, version)
    if theirs is not None:
        return _show(request, staff, section, theirs, typed, status=409, is_changed=True)
    return redirect(request, f"{section.path}?saved=1")


@router.post("/desk/{key}/reset", dependencies=[SameOrigin])
async def reset_section(
    request: Request, staff: SignedIn, key: str, version: Version = ""
) -> Response:
    """Put a whole section back to its defaults; the rules that the shop has written are kept."""
    require(as_principal(staff), RUN)
    section = next((one for one in SECTIONS if one.key == key), None)
    if section is None or section.setting is None:
        raise NotFound("There is no such setting.")
    kind = section.setting
    stored = await load(request, kind)
    rules = getattr(stored.value, "rules", None)
    value = kind() if rules is None else kind().model_copy(update={"rules": rules})
    theirs = await save(request, staff, value, version)
    return redirect(request, f"{section.path}?{'saved' if theirs is None else 'changed'}=1")


def _read(field: Field, typed: str) -> object:
    if field.may_be_empty and not typed:
        return None
    return read_amount(typed) if field.kind == "money" else typed


def _get_simple(key: str) -> tuple[Section, type[BaseModel]]:
    section = find_section(key)
    if section is None or section.setting is None:
        raise NotFound("There is no such setting.")
    return section, section.setting


def _show(
    request: Request,
    staff: Staff,
    section: Section,
    stored: Stored[BaseModel],
    typed: Mapping[str, Any],
    *,
    status: int = 200,
    version: str | None = None,
    **more: Any,
) -> HTMLResponse:
    """Return the form. `version` is that of the form that was sent, where it is shown again.

    After a conflict the form bears the version that is stored now: whoever has seen what the
    colleague set may save over it.
    """
    now = stored.value.model_dump(mode="json")
    usual = type(stored.value)().model_dump(mode="json")
    fields = [_draw(section, one, typed, now, usual) for one in section.fields]
    return render(
        request,
        "supervisor/section.html",
        staff,
        status,
        section=section,
        stored=stored,
        version=stored.version if version is None else version,
        fields=fields,
        **{"problems": {}, **more},
    )


def _draw(
    section: Section,
    field: Field,
    typed: Mapping[str, Any],
    now: Mapping[str, Any],
    usual: Mapping[str, Any],
) -> dict[str, Any]:
    least, most = find_bounds(section, field) if field.kind != "choice" else (None, None)
    show = show_amount if field.kind == "money" else lambda value: value
    return {
        "name": field.name,
        "kind": field.kind,
        "typed": show(typed[field.name]),
        "stored": show(now[field.name]),
        "usual": show(usual[field.name]),
        "least": show(least),
        "most": show(most),
        "may_be_empty": field.may_be_empty,
        "choices": list_choices(section, field) if field.kind == "choice" else (),
    }
