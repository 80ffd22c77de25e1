"""The list of responses with what is missing, and adding one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from console.studio.editing.reading import Known
from console.studio.editing.responses import (
    Variation,
    add_response,
    read_variation,
)
from console.studio.navigation import address_of
from console.studio.responses.checking import (
    Problem,
    check,
    find_warnings,
    is_said_by_program,
    list_sayers,
    list_variables,
)
from console.studio.workbench import Bench, Done, ReadBench, WriteBench, join_words
from console.web import SameOrigin, render
from console.words import say
from kernel.errors import Invalid

router = APIRouter(prefix="/studio/responses")
Short = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=8_000)]


@dataclass(frozen=True)
class Row:
    """A line of the list: what is said first in each language, and what to look at."""

    name: str
    path: str
    texts: dict[str, str]
    count: int
    warnings: list[Problem]
    is_used: bool


@router.get("")
def show_responses(
    bench: ReadBench,
    q: Annotated[str, Query(max_length=200)] = "",
    missing: bool = False,
    done: Done = 0,
    name: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """List the responses in both languages; `missing` shows those with something to look at,
    `name` opens the form for a new one."""
    typed = {"name": name} if name else None
    return show_list(bench, q=q, missing=missing, done=done, typed=typed)


def show_list(
    bench: Bench,
    status: int = 200,
    *,
    q: str = "",
    missing: bool = False,
    done: int = 0,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of the list."""
    known = bench.know()
    rows = list_rows(known)
    lacking = sum(bool(one.warnings) for one in rows)
    wanted = q.strip().casefold()
    if wanted:
        rows = [
            one
            for one in rows
            if any(wanted in text.casefold() for text in (one.name, *one.texts.values()))
        ]
    return render(
        bench.request,
        "studio/responses/list.html",
        bench.staff,
        status,
        rows=[one for one in rows if one.warnings] if missing else rows,
        lacking=lacking,
        files=list(dict.fromkeys(one.path for one in rows)),
        done=bench.find_done(done),
        q=q,
        missing=missing,
        typed=typed or {},
        problem=problem,
    )


def list_rows(known: Known) -> list[Row]:
    """Return all responses as lines of the list."""
    sayers, rows = list_sayers(known), []
    for name, thing in known.project.domain.responses.items():
        some = [read_variation(row) for row in thing.about["variations"]]
        texts = {one: _first(some, one) for one in ("en", "zh")}
        is_asked = name.startswith("utter_ask_") or "/" in name
        is_used = name in sayers or is_asked or is_said_by_program(name)
        warnings = find_warnings(known, name)
        rows.append(Row(name, thing.place.path, texts, len(some), warnings, is_used))
    return rows


def _first(some: list[Variation], language: str) -> str:
    fitting = [one for one in some if one.language == language]
    return next((one.text for one in fitting or some if one.language in (language, None)), "")


@router.post("", dependencies=[SameOrigin])
def make_response(
    bench: WriteBench,
    name: Short = "",
    text_en: Words = "",
    text_zh: Words = "",
    path: Short = "",
) -> Response:
    """Add a response in both languages."""
    typed = {"name": name, "text_en": text_en, "text_zh": text_zh, "path": path}

    def do() -> Response:
        made = join_words(name)
        made = made if made.startswith("utter_") else f"utter_{made}"
        said = [Variation("en", text_en.strip()), Variation("zh", text_zh.strip())]
        said = [one for one in said if one.text]
        known = bench.know()
        checked = check(known, said, list_variables(known, made))
        if checked.problems:
            first = checked.problems[0]
            raise Invalid(say(first.key, bench.language, **dict(first.values)))
        changes = add_response(bench.draft.files, name=made, variations=said, path=path or None)
        return bench.finish(address_of(made, "responses"), changes, "responses_did_add", name=made)

    return bench.attempt(
        do, lambda status, problem: show_list(bench, status, typed=typed, problem=problem)
    )
