"""Pages that put a model beside another one: on the same messages, and on real conversations."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from bot.releases.archives import find_archive
from bot.releases.service import read_state
from console.studio.judging.asking import CONVERSATIONS, list_judging
from console.studio.judging.exporting import MOST_CONVERSATIONS
from console.studio.judging.places import find_comparison, find_replay
from console.studio.judging.routes import Model, Page, Word
from console.studio.judging.view import (
    Wanted,
    address,
    choose_changed,
    choose_turns,
    cut_page,
    judge_comparison,
    list_intents,
)
from console.web import SignedIn, as_principal, render
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from nlu.core.judging.replaying import KINDS, Kind

router = APIRouter(prefix="/studio/judging")


@router.get("/{model}/against/{other}")
def show_comparison(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    model: Model,
    other: Model,
    sort: Literal["", "fixed", "broken", "moved"] = "",
    intent: Word = "",
    page: Page = 1,
) -> HTMLResponse:
    """Show how a model does beside another one, and each message that they read differently."""
    require(as_principal(staff), "studio:read")
    archive = find_archive(runtime.settings, model)
    against = find_archive(runtime.settings, other)
    found = find_comparison(runtime.settings, archive, against)
    chosen = choose_changed(found.it, sort, intent) if found.it else []
    changed, pages = cut_page(chosen, page)
    return render(
        request,
        "studio/judging/comparison.html",
        staff,
        archive=archive,
        against=against,
        found=found.it,
        is_refused=found.is_refused,
        verdict=judge_comparison(found.it) if found.it else None,
        live=read_state(session).live,
        underway=list_judging(session, model),
        changed=changed,
        count=len(chosen),
        page=min(page, pages),
        pages=pages,
        intents=sorted({one["truth"] for one in found.it["changed"]}) if found.it else [],
        asked={"sort": sort, "intent": intent},
        address=address,
    )


@router.get("/{model}/replay/{other}")
def show_replay(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    model: Model,
    other: Model,
    kind: Annotated[Kind | Literal[""], Query()] = "",
    language: Literal["", "en", "zh"] = "",
    intent: Word = "",
    first: bool = False,
    page: Page = 1,
) -> HTMLResponse:
    """Show the turns of real conversations that a model takes otherwise than another one."""
    require(as_principal(staff), "studio:read")
    archive = find_archive(runtime.settings, model)
    against = find_archive(runtime.settings, other)
    found = find_replay(runtime.settings, archive, against)
    wanted = Wanted(kind, language, intent, first)
    chosen = choose_turns(found.it, wanted) if found.it else []
    turns, pages = cut_page(chosen, page)
    return render(
        request,
        "studio/judging/replay.html",
        staff,
        archive=archive,
        against=against,
        found=found.it,
        is_refused=found.is_refused,
        live=read_state(session).live,
        underway=list_judging(session, model),
        turns=turns,
        count=len(chosen),
        page=min(page, pages),
        pages=pages,
        kinds=KINDS,
        intents=list_intents(found.it) if found.it else [],
        conversations=CONVERSATIONS,
        most_conversations=MOST_CONVERSATIONS,
        asked={"kind": kind, "language": language, "intent": intent, "first": first},
        address=address,
    )
