"""Pages of reports: which models have one, a report, the messages behind a cell of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from bot.releases.archives import NAME, Archive, find_archive, list_archives
from bot.releases.service import read_state
from console.forms import CLEAN
from console.studio.judging.asking import CONVERSATIONS, list_judging
from console.studio.judging.exporting import MOST_CONVERSATIONS
from console.studio.judging.pictures import draw_calibration, draw_confusion, draw_coverage
from console.studio.judging.places import find_report, others
from console.studio.judging.view import (
    Part,
    address,
    choose_examples,
    cut_page,
    failed_first,
    list_confused,
    make_figures,
    worst_first,
)
from console.web import SignedIn, as_principal, language_of, render
from kernel.errors import NotFound
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from nlu.core.judging.report import Report

router = APIRouter(prefix="/studio/judging")
Model = Annotated[str, Path(pattern=f"^{NAME.pattern}$")]
Word = Annotated[str, Query(max_length=200), CLEAN]
Page = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True)
class Line:
    """A model in the list."""

    archive: Archive
    report: Report | None
    is_refused: bool
    is_live: bool


@router.get("")
def show_models(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> HTMLResponse:
    """Show the models of this installation and how each was judged."""
    require(as_principal(staff), "studio:read")
    live = read_state(session).live
    lines = []
    for archive in list_archives(runtime.settings):
        found = find_report(runtime.settings, archive)
        lines.append(Line(archive, found.it, found.is_refused, archive.name == live))
    return render(request, "studio/judging/models.html", staff, lines=lines, address=address)


@router.get("/{model}")
def show_report(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, model: Model
) -> HTMLResponse:
    """Show a model's report, or say that there is none and how to have one made."""
    require(as_principal(staff), "studio:read")
    archive = find_archive(runtime.settings, model)
    found, language = find_report(runtime.settings, archive), language_of(request, staff)
    report = found.it
    held = report["held_out"] if report else None

    def link(truth: str, predicted: str) -> str:
        return address(model, "examples", truth=truth, predicted=predicted)

    return render(
        request,
        "studio/judging/report.html",
        staff,
        archive=archive,
        report=report,
        is_refused=found.is_refused,
        live=read_state(session).live,
        underway=list_judging(session, model),
        others=others(runtime.settings, archive),
        conversations=CONVERSATIONS,
        most_conversations=MOST_CONVERSATIONS,
        figures=make_figures(report) if report else [],
        tests=failed_first(report["tests"]) if report else [],
        confused=list_confused(held) if held else [],
        confusion=draw_confusion(held["confusion"], link, language) if held else None,
        calibration=draw_calibration(held["bins"], language) if held else None,
        coverage=draw_coverage(held["sets"], language) if held and held["sets"] else None,
        worst_first=worst_first,
        list_confused=list_confused,
        address=address,
    )


@router.get("/{model}/underway")
def show_underway(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, model: Model
) -> HTMLResponse:
    """Show how far judgements of a model are; the report's page fetches this into itself."""
    require(as_principal(staff), "studio:read")
    archive = find_archive(runtime.settings, model)
    return render(
        request,
        "studio/judging/_underway.html",
        staff,
        archive=archive,
        underway=list_judging(session, model),
        address=address,
        is_fresh=True,
    )


@router.get("/{model}/examples")
def show_examples(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    model: Model,
    truth: Word = "",
    predicted: Word = "",
    of: Part = "held_out",
    wrong: bool = False,
    page: Page = 1,
) -> HTMLResponse:
    """Show the messages of a cell, a row or a column of the confusion table."""
    require(as_principal(staff), "studio:read")
    archive = find_archive(runtime.settings, model)
    report = find_report(runtime.settings, archive).it
    intents = report[of] if report else None
    if intents is None:
        raise NotFound("This model has no such report any more; have it judged again.")
    chosen = choose_examples(intents, truth, predicted, only_wrong=wrong)
    examples, pages = cut_page(chosen, page)
    pairs = ((cell["truth"], cell["predicted"]) for cell in intents["confusion"])
    names = sorted({name for pair in pairs for name in pair})
    return render(
        request,
        "studio/judging/examples.html",
        staff,
        archive=archive,
        examples=examples,
        count=len(chosen),
        page=min(page, pages),
        pages=pages,
        names=names,
        asked={"truth": truth, "predicted": predicted, "of": of, "wrong": wrong},
        address=address,
    )
