"""The pages of models: the list with who answers now, and one model with its gate."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from bot.releases.archives import find_archive
from bot.releases.service import list_deeds, read_state
from console.staff.policy import needs_second_person
from console.studio.models.moving import read_gate
from console.studio.models.view import (
    list_rows,
    list_running,
    mark,
    read_trial,
    say_facts,
    say_line,
)
from console.web import SignedIn, as_principal, language_of, render
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require

router = APIRouter(prefix="/studio/models")
Name = Annotated[str, Path(max_length=100)]
Done = Annotated[
    str,
    Query(pattern="^(promoted|proposed|approved|withdrawn|trial|share|ended|back)?$"),
]
DEEDS = 20


@router.get("")
def show_models(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, done: Done = ""
) -> HTMLResponse:
    """Show who answers customers now, all models, and how it came to be so."""
    require(as_principal(staff), "studio:read")
    state = read_state(session)
    return render(
        request,
        "studio/models/models.html",
        staff,
        state=state,
        rows=list_rows(runtime.settings, state),
        trial=read_trial(session, state),
        servers=list_running(session, runtime.clock()),
        elsewhere=runtime.settings.rasa_urls,
        deeds=list_deeds(session, limit=DEEDS),
        done=done,
    )


@router.get("/{name}")
def show_model(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, name: Name
) -> HTMLResponse:
    """Show what a model is made of, what it scored, and whether it may be promoted."""
    require(as_principal(staff), "studio:read")
    archive, state = find_archive(runtime.settings, name), read_state(session)
    gate = read_gate(session, runtime.settings, name)
    spoken = language_of(request, staff)
    return render(
        request,
        "studio/models/model.html",
        staff,
        archive=archive,
        state=state,
        marks=mark(name, state),
        gate=gate,
        lines=[(line, say_line(line, spoken)) for line in gate.lines],
        versions=say_facts(archive.facts),
        by_two=needs_second_person(session),
        elsewhere=runtime.settings.rasa_urls,
    )
