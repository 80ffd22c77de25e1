"""The page of an intent, and lines added to it after a dry look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from console.studio.editing.examples import at_of, move_examples, put_examples
from console.studio.editing.files import Edition
from console.studio.editing.reading import Known, compare
from console.studio.editing.refusing import Gone
from console.studio.intents.looking import MOST, Verdict, look, split
from console.studio.intents.overview import find_warnings
from console.studio.intents.page import PART, Only, find_examples, make_columns
from console.studio.navigation import address_of
from console.studio.workbench import Bench, Name, ReadBench, WriteBench
from console.web import SameOrigin, render
from console.words import say
from nlu.core.project.examples import read_marks
from nlu.core.project.files import Changes, lay_over

router = APIRouter(prefix="/studio/intents")
Text = Annotated[str, Form(max_length=400_000)]
Places = Annotated[list[int], Form(max_length=MOST)]


def show_intent(
    bench: Bench,
    intent: str,
    status: int = 200,
    *,
    q: str = "",
    start: int = 0,
    edit: str = "",
    only: Only = "",
    done: int = 0,
    problem: str = "",
    wording: str | None = None,
    typed: str = "",
    verdicts: Sequence[Verdict] = (),
    picked: Sequence[str] = (),
) -> HTMLResponse:
    """Return the page of an intent, with what was typed and what is wrong with it.

    Raises `Gone` where there is no such intent.
    """
    known = bench.know()
    if intent not in known.intents:
        raise Gone(intent)
    told = known.told_in.get(intent, [])
    return render(
        bench.request,
        "studio/intents/intent.html",
        bench.staff,
        status,
        intent=intent,
        columns=make_columns(known, intent, q=q, start=start, only=only),
        warnings=find_warnings(known, intent),
        stories=[one for one in told if one.kind == "story"],
        rules=[one for one in told if one.kind == "rule"],
        others=[one for one in known.intents if one != intent],
        entities=list(known.project.domain.entities.values()),
        done=bench.find_done(done),
        edited=_edited(known, intent, edit),
        q=q,
        start=start,
        edit=edit,
        only=only,
        part=PART,
        problem=problem,
        wording=wording,
        typed=typed,
        verdicts=verdicts,
        picked=set(picked),
    )


def _edited(known: Known, intent: str, key: str) -> Any:
    if not key:
        return None
    try:
        return find_examples(known, intent, [key])[0]
    except Gone:
        return None


@router.post("/{name}/look", dependencies=[SameOrigin])
def look_first(bench: ReadBench, name: Name, texts: Text = "") -> HTMLResponse:
    """Say of each line what adding it would do; nothing is stored."""
    verdicts = look(bench.know(), name, split(texts))
    return show_intent(bench, name, typed=texts, verdicts=verdicts)


@router.post("/{name}/add", dependencies=[SameOrigin])
def add(
    bench: WriteBench,
    name: Name,
    texts: Text = "",
    take: Places = [],  # noqa: B006 - FastAPI copies it
    move: Places = [],  # noqa: B006 - FastAPI copies it
    has_looked: Annotated[bool, Form()] = False,
) -> Response:
    """Add lines: all where there is nothing to say of any, else what is ticked after a look.

    What holds personal data or stands there already is never added.
    """
    known = bench.know()
    if name not in known.intents:
        raise Gone(name)
    lines = split(texts)
    verdicts = look(known, name, lines)
    asks = [one for one in verdicts if one.sort != "new"]
    if not verdicts or len(lines) > MOST or (asks and not has_looked):
        problem = ""
        if not verdicts or len(lines) > MOST:
            key = "intents_too_many" if verdicts else "intents_nothing_typed"
            problem = say(key, bench.language, most=MOST)
        return show_intent(bench, name, 422, typed=texts, verdicts=verdicts, problem=problem)
    ticked = set(take) if has_looked else {one.place for one in verdicts}
    chosen = [one for one in verdicts if one.place in ticked and not one.is_refused]
    moved = [one for one in verdicts if one.place in set(move) and one.sort == "elsewhere"]
    if not chosen and not moved:
        problem = say("intents_nothing_ticked", bench.language)
        return show_intent(bench, name, 422, typed=texts, verdicts=verdicts, problem=problem)

    def do() -> Response:
        changes = add_and_move(bench.draft.files, known, name, chosen, moved)
        count = len(chosen) + len([one for one in moved if one not in chosen])
        key = "intents_did_add_one" if count == 1 else "intents_did_add_some"
        return bench.finish(address_of(name, "intents"), changes, key, count=count, name=name)

    return bench.attempt(
        do,
        lambda status, problem: show_intent(
            bench, name, status, typed=texts, verdicts=verdicts, problem=problem
        ),
    )


def add_and_move(
    files: dict[str, str],
    known: Known,
    intent: str,
    chosen: Sequence[Verdict],
    moved: Sequence[Verdict],
) -> Changes:
    """Return the changes by which lines are added, some of them taken from other intents. Pure."""
    edition = Edition(files)
    at = [
        at_of(one)
        for verdict in moved
        for one in known.same.get(compare(read_marks(verdict.text)[0]), ())
        if one.intent != intent
    ]
    if at:
        edition.files = lay_over(files, move_examples(files, at=at, intent=intent))
    put_examples(edition, intent, [one.text for one in chosen if one not in moved])
    return edition.changes
