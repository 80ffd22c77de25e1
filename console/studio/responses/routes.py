"""One response as a form, both languages side by side."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from console.refusals import refusal
from console.studio.editing.differing import canonical
from console.studio.editing.reading import Known
from console.studio.editing.refusing import Gone
from console.studio.editing.responses import (
    Variation,
    read_variation,
    set_response,
)
from console.studio.navigation import address_of
from console.studio.project.store import sum_text
from console.studio.responses.checking import (
    Checked,
    check,
    is_said_by_program,
    list_given,
    list_sayers,
    list_variables,
)
from console.studio.responses.forms import read_variations, reshape, tidy
from console.studio.workbench import Bench, Done, Name, ReadBench, Typed, WriteBench
from console.web import SameOrigin, render
from console.words import say
from kernel.errors import Conflict

router = APIRouter(prefix="/studio/responses")


@router.get("/{name}")
def show_one(bench: ReadBench, name: Name, done: Done = 0) -> HTMLResponse:
    """Show a response as a form, both languages side by side, and as customers see it."""
    return show(bench, name, read_stored(bench.know(), name), done=done)


@router.post("/{name}/shape", dependencies=[SameOrigin])
def shape(bench: ReadBench, name: Name, typed: Typed) -> HTMLResponse:
    """Show the form again as it was typed, with room for more, or less; nothing is stored."""
    known = bench.know()
    typed_now = read_variations(typed, read_stored(known, name))
    shaped = reshape(typed_now, str(typed.get("wish", ""))[:20])
    checked = check(known, tidy(shaped), list_variables(known, name))
    checked.problems = [one for one in checked.problems if one.key != "responses_bad_empty"]
    return show(bench, name, shaped, checked=checked, seen=str(typed.get("seen", ""))[:64])


@router.post("/{name}", dependencies=[SameOrigin])
def save(bench: WriteBench, name: Name, typed: Typed) -> Response:
    """Store what was typed, or show the form with what is wrong and nothing of it lost."""
    known = bench.know()
    stored = read_stored(known, name)
    typed_now = read_variations(typed, stored)
    seen = str(typed.get("seen", ""))[:64]
    said = tidy(typed_now)
    checked = check(known, said, list_variables(known, name))
    if checked.problems:
        return show(bench, name, typed_now, 422, checked=checked, seen=seen)

    def do() -> Response:
        if seen != mark_of(stored):
            raise refusal(Conflict, "responses_changed")
        changes = set_response(bench.draft.files, name=name, variations=said)
        return bench.finish(
            address_of(name, "responses"), changes, "responses_did_change", name=name
        )

    return bench.attempt(
        do,
        lambda status, problem: show(
            bench, name, typed_now, status, checked=checked, problem=problem
        ),
    )


def show(
    bench: Bench,
    name: str,
    variations: list[Variation],
    status: int = 200,
    *,
    checked: Checked | None = None,
    seen: str = "",
    done: int = 0,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of a response with the form as it is or was typed."""
    known = bench.know()
    variables = list_variables(known, name)
    checked = checked or check(known, variations, variables)
    problems: dict[str, list[str]] = {}
    for one in checked.problems:
        words = say(one.key, bench.language, **dict(one.values))
        problems.setdefault(one.field, []).append(words)
    stored = read_stored(known, name)
    return render(
        bench.request,
        "studio/responses/response.html",
        bench.staff,
        status,
        name=name,
        place=known.project.domain.responses[name].place,
        variations=[(at, one, _find(stored, one)) for at, one in enumerate(variations)],
        variables=variables,
        given=list_given(known, name),
        problems=problems,
        warnings=checked.warnings,
        seen=seen or mark_of(stored),
        sayers=list_sayers(known).get(name, []),
        by_program=is_said_by_program(name),
        intents=list(known.project.domain.intents),
        done=bench.find_done(done),
        problem=problem or " ".join(problems.get("", [])),
    )


def _find(stored: list[Variation], typed: Variation) -> int:
    """Return which of the stored variations a typed one was, -1 for a new one."""
    places = enumerate(stored)
    return next((at for at, one in places if typed.others and one.others == typed.others), -1)


def read_stored(known: Known, name: str) -> list[Variation]:
    """Return the variations of a response; raise `Gone` where there is none of that name."""
    thing = known.project.domain.responses.get(name)
    if thing is None:
        raise Gone(name)
    return [read_variation(row) for row in thing.about["variations"]]


def mark_of(variations: list[Variation]) -> str:
    """Return what names a response as it stands."""
    return sum_text(canonical([one.others for one in variations])) or ""
