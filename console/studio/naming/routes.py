"""Pages on which something is renamed, merged into another or deleted, after a preview."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from console.refusals import tell_error
from console.studio.editing.files import Edition
from console.studio.editing.naming import Kind, is_known
from console.studio.editing.refusing import Gone, StillUsed
from console.studio.naming.deeds import (
    AREAS,
    MOST_LINES,
    Deed,
    list_sources,
    list_users,
    make_changes,
    preview,
)
from console.studio.navigation import address_of
from console.studio.workbench import Bench, Name, WriteBench, join_words
from console.web import SameOrigin, SignedIn, as_principal, render
from console.words import say
from kernel.errors import FrontdeskError
from kernel.http import ReadSession
from kernel.principals import require

router = APIRouter(prefix="/studio/names")
TheKind = Annotated[Kind, Path()]
TheDeed = Annotated[Deed, Path()]


@router.get("/{kind}/{name}/{deed}")
def show_deed(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    kind: TheKind,
    name: Name,
    deed: TheDeed,
    to: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show every line that a deed would change, and what stands against it."""
    require(as_principal(staff), "studio:write")
    return show(Bench(request, staff, session), kind, name, deed, to)


@router.post("/{kind}/{name}/{deed}", dependencies=[SameOrigin])
def do_deed(
    bench: WriteBench,
    kind: TheKind,
    name: Name,
    deed: TheDeed,
    to: Annotated[str, Form(max_length=200)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
    arranged: Annotated[bool, Form()] = False,
) -> Response:
    """Do it, if it is still what was shown; else show it again."""
    files = bench.draft.files
    try:
        planned = preview(files, make_changes(files, kind, name, deed, join_words(to)))
    except FrontdeskError:
        return show(bench, kind, name, deed, to)
    if planned.mark != seen:
        return show(bench, kind, name, deed, to, 409)
    if list_sources(kind, name, deed) and not arranged:
        return show(bench, kind, name, deed, to, 422, needs_word=True)
    home = AREAS[kind] if kind in ("intent", "response") else "domain"
    new = join_words(to)
    address = f"/staff/studio/{home}" if deed == "delete" else address_of(new, AREAS[kind])
    did = f"naming_did_{deed}"
    return bench.finish(address, planned.changes, did, kind=kind, name=name, to=new)


def show(
    bench: Bench,
    kind: Kind,
    name: str,
    deed: Deed,
    to: str = "",
    status: int = 200,
    *,
    needs_word: bool = False,
) -> HTMLResponse:
    """Return the page of a deed. Raises `Gone` where there is no such thing."""
    files = bench.draft.files
    if not is_known(Edition(files), kind, name):
        raise Gone(name)
    planned, problem, is_used = None, "", False
    if deed == "delete" or to.strip():
        try:
            planned = preview(files, make_changes(files, kind, name, deed, join_words(to)))
        except StillUsed:
            is_used, status = True, max(status, 200)
        except FrontdeskError as error:
            problem, status = tell_error(error, bench.language), error.status
    if status == 409 and planned is not None:
        problem = say("naming_changed_since", bench.language)
    if needs_word:
        problem = say("naming_needs_word", bench.language)
    return render(
        bench.request,
        "studio/naming/deed.html",
        bench.staff,
        status,
        kind=kind,
        name=name,
        deed=deed,
        to=to,
        area=AREAS[kind],
        planned=planned,
        problem=problem,
        is_used=is_used,
        users=list_users(files, kind, name),
        sources=list_sources(kind, name, deed),
        others=[one for one in bench.know().intents if one != name] if deed == "merge" else [],
        most=MOST_LINES,
    )
