"""The list of intents, and adding one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from console.studio.editing.files import Edition
from console.studio.editing.intents import add_intent
from console.studio.editing.lines import list_entries
from console.studio.intents.looking import split
from console.studio.intents.overview import SORTS, Sort, list_intents
from console.studio.navigation import address_of
from console.studio.workbench import Bench, Done, ReadBench, WriteBench, join_words
from console.web import SameOrigin, render

router = APIRouter(prefix="/studio/intents")
Words = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=400_000)]
Short = Annotated[str, Form(max_length=200)]


@router.get("")
def show_intents(
    bench: ReadBench,
    q: Words = "",
    sort: Sort = "domain",
    done: Done = 0,
) -> HTMLResponse:
    """List the intents with how many examples they have, where they are used, and warnings."""
    return show_list(bench, q=q, sort=sort, done=done)


def show_list(
    bench: Bench,
    status: int = 200,
    *,
    q: str = "",
    sort: Sort = "domain",
    done: int = 0,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of the list, with the form for a new intent as it was typed."""
    draft = bench.draft
    known = bench.know()
    files = [one.path for one in list_entries(Edition(draft.files)) if one.kind == "intent"]
    return render(
        bench.request,
        "studio/intents/list.html",
        bench.staff,
        status,
        rows=list_intents(known, q, sort),
        total=len(known.texts),
        faults=known.project.faults,
        files=list(dict.fromkeys(files)),
        q=q,
        sort=sort,
        sorts=SORTS,
        done=bench.find_done(done),
        typed=typed or {},
        problem=problem,
    )


@router.post("", dependencies=[SameOrigin])
def make_intent(
    bench: WriteBench,
    name: Short = "",
    texts: Text = "",
    path: Short = "",
) -> Response:
    """Add an intent, with first examples, or show what is wrong and nothing of it lost."""
    typed = {"name": name, "texts": texts, "path": path}

    def do() -> Response:
        made = join_words(name)
        where = f"data/nlu/{path}" if path and "/" not in path else path
        if where and not where.endswith((".yml", ".yaml")):
            where += ".yml"
        changes = add_intent(bench.draft.files, name=made, texts=split(texts), path=where or None)
        return bench.finish(address_of(made, "intents"), changes, "intents_did_add", name=made)

    return bench.attempt(
        do, lambda status, problem: show_list(bench, status, typed=typed, problem=problem)
    )
