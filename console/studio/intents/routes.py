"""Pages of intents and what is done there: examples added, changed, moved, marked, taken out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from console.refusals import refusal
from console.studio.editing.entities import mark, unmark
from console.studio.editing.examples import at_of, change_example, move_examples, remove_examples
from console.studio.editing.reading import Known
from console.studio.intents.adding import show_intent
from console.studio.intents.page import Only, find_examples, key_of, places_of
from console.studio.navigation import address_of
from console.studio.workbench import Bench, Done, Name, ReadBench, WriteBench, ask
from console.web import SameOrigin, redirect
from console.words import say
from kernel.errors import NotFound
from nlu.core.project.examples import Example
from nlu.core.project.faults import Place

router = APIRouter(prefix="/studio/intents")
Words = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=400_000)]
Short = Annotated[str, Form(max_length=200)]
Picked = Annotated[list[str], Form(max_length=1_000)]


@router.get("/{name}")
def show_one(
    bench: ReadBench,
    name: Name,
    q: Words = "",
    start: Annotated[int, Query(ge=0, le=100_000)] = 0,
    edit: Annotated[str, Query(max_length=40)] = "",
    only: Only = "",
    done: Done = 0,
) -> HTMLResponse:
    """Show an intent: its examples side by side, where it is used, and forms to change it."""
    return show_intent(bench, name, q=q, start=start, edit=edit, only=only, done=done)


@router.post("/{name}/change", dependencies=[SameOrigin])
def change(
    bench: WriteBench,
    name: Name,
    at: Short = "",
    text: Text = "",
    q: Short = "",
    start: Annotated[int, Form(ge=0, le=100_000)] = 0,
) -> Response:
    """Word an example otherwise; without words it is taken out."""

    def do() -> Response:
        one = _find(bench.know(), name, [at])[0]
        changes = change_example(bench.draft.files, at=at_of(one), text=text)
        did = "intents_did_change" if text.strip() else "intents_did_remove_one"
        number = bench.save(say(did, bench.language, name=name), changes)
        now = " ".join(text.split())
        return _back(bench, name, number, q, start, f"#x{_key(one.place, now)}")

    return bench.attempt(
        do,
        lambda status, problem: show_intent(
            bench, name, status, q=q, start=start, edit=at, problem=problem, wording=text
        ),
    )


@router.post("/{name}/mark", dependencies=[SameOrigin])
def mark_words(
    bench: WriteBench,
    name: Name,
    at: Short = "",
    start: Annotated[int, Form(ge=0, le=10_000)] = 0,
    end: Annotated[int, Form(ge=0, le=10_000)] = 0,
    entity: Short = "",
    role: Short = "",
    group: Short = "",
    q: Short = "",
    part: Annotated[int, Form(ge=0, le=100_000)] = 0,
) -> Response:
    """Mark selected words of an example as an entity; with no end the mark at `start` goes."""

    def do() -> Response:
        known = bench.know()
        one = _find(known, name, [at])[0]
        if end:
            if entity not in known.project.domain.entities:
                raise refusal(NotFound, "studio_gone", name=entity)
            new = mark(one.raw, start=start, end=end, entity=entity, role=role, group=group)
        else:
            new = unmark(one.raw, start=start)
        changes = change_example(bench.draft.files, at=at_of(one), text=new)
        did = "intents_did_mark" if end else "intents_did_unmark"
        number = bench.save(say(did, bench.language, name=name), changes)
        return _back(bench, name, number, q, part, f"#x{_key(one.place, new)}")

    return bench.attempt(
        do,
        lambda status, problem: show_intent(
            bench, name, status, q=q, start=part, edit=at, problem=problem
        ),
    )


@router.post("/{name}/move", dependencies=[SameOrigin])
def move(
    bench: WriteBench,
    name: Name,
    pick: Picked = [],  # noqa: B006 - FastAPI copies it
    into: Short = "",
    q: Short = "",
    start: Annotated[int, Form(ge=0, le=100_000)] = 0,
) -> Response:
    """Move picked examples to another intent."""

    def do() -> Response:
        known = bench.know()
        if into not in known.intents or into == name:
            raise refusal(NotFound, "intents_move_where")
        some = _find(known, name, pick)
        changes = move_examples(bench.draft.files, at=places_of(some), intent=into)
        words = say("intents_did_move", bench.language, count=len(some), name=name, into=into)
        return _back(bench, name, bench.save(words, changes), q, start)

    return bench.attempt(do, _show_again(bench, name, q=q, start=start, picked=pick))


@router.post("/{name}/remove", dependencies=[SameOrigin])
def remove(
    bench: WriteBench,
    name: Name,
    pick: Picked = [],  # noqa: B006 - FastAPI copies it
    q: Short = "",
    start: Annotated[int, Form(ge=0, le=100_000)] = 0,
) -> Response:
    """Take picked examples out."""

    def do() -> Response:
        some = _find(bench.know(), name, pick)
        changes = remove_examples(bench.draft.files, at=places_of(some))
        words = say("intents_did_remove", bench.language, count=len(some), name=name)
        return _back(bench, name, bench.save(words, changes), q, start)

    return bench.attempt(do, _show_again(bench, name, q=q, start=start, picked=pick))


def _find(known: Known, intent: str, keys: list[str]) -> list[Example]:
    if not [one for one in keys if one]:
        raise refusal(NotFound, "intents_none_picked")
    return find_examples(known, intent, keys)


def _key(place: Place, raw: str) -> str:
    return key_of(Example(raw, raw, "", (), place))


def _back(bench: Bench, intent: str, done: int, q: str, start: int, anchor: str = "") -> Response:
    if intent not in bench.know().intents:  # one with a slash goes with its last example
        return redirect(bench.request, address_of("", "intents") + ask({"done": done}))
    query = ask({"q": q, "start": start, "done": done})
    return redirect(bench.request, address_of(intent, "intents") + query + anchor)


def _show_again(bench: Bench, intent: str, **state: Any) -> Any:
    def show(status: int, problem: str) -> Response:
        return show_intent(bench, intent, status, problem=problem, **state)

    return show
