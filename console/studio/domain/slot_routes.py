"""Pages of slots and forms."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from console.studio.domain.routes import show
from console.studio.domain.slot_forms import read_slot, split, text_of
from console.studio.domain.view import about_slot, count_uses, list_questions
from console.studio.editing.refusing import Gone
from console.studio.editing.slots import MAPPINGS, TYPES, add_form, add_slot, set_form, set_slot
from console.studio.navigation import address_of
from console.studio.workbench import Bench, Done, Name, ReadBench, Typed, WriteBench, join_words
from console.web import SameOrigin, render

router = APIRouter(prefix="/studio")
Short = Annotated[str, Form(max_length=200)]
SPARE = 1  # empty lines below the mappings


@router.post("/domain/slots", dependencies=[SameOrigin])
def make_slot(bench: WriteBench, typed: Typed) -> Response:
    """Add a slot."""
    name = join_words(text_of(typed, "name"))

    def do() -> Response:
        changes = add_slot(bench.draft.files, name=name, about=read_slot(typed, {}))
        return bench.finish(address_of(name, "domain/slots"), changes, "domain_did_add", name=name)

    return bench.attempt(
        do,
        lambda status, problem: show(bench, status, adding="slot", typed=typed, problem=problem),
    )


@router.get("/domain/slots/{name}")
def show_slot(bench: ReadBench, name: Name, done: Done = 0) -> HTMLResponse:
    """Show a slot as a form."""
    return show_one(bench, name, done=done)


def show_one(
    bench: Bench,
    name: str,
    status: int = 200,
    *,
    about: dict[str, Any] | None = None,
    done: int = 0,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of a slot as it is, or as it was typed; raise `Gone`."""
    known = bench.know()
    slot = known.project.domain.slots.get(name)
    if slot is None:
        raise Gone(name)
    shown = about or about_slot(slot)
    mappings = [*(shown.get("mappings") or ()), *[{}] * SPARE]
    told, asked = count_uses(known)
    return render(
        bench.request,
        "studio/domain/slot.html",
        bench.staff,
        status,
        name=name,
        about=shown,
        mappings=mappings,
        types=TYPES,
        kinds=MAPPINGS,
        entities=known.entities,
        forms=list(known.project.domain.forms),
        told=told[name],
        asked=asked[name],
        done=bench.find_done(done),
        problem=problem,
    )


@router.post("/domain/slots/{name}", dependencies=[SameOrigin])
def change_slot(bench: WriteBench, name: Name, typed: Typed) -> Response:
    """Give a slot another type, influence or mappings."""
    slot = bench.know().project.domain.slots.get(name)
    if slot is None:
        raise Gone(name)
    about: dict[str, Any] = about_slot(slot)

    def do() -> Response:
        nonlocal about
        about = read_slot(typed, slot.about)
        changes = set_slot(bench.draft.files, name=name, about=about)
        return bench.finish(
            address_of(name, "domain/slots"), changes, "domain_did_change", name=name
        )

    return bench.attempt(
        do,
        lambda status, problem: show_one(bench, name, status, about=about, problem=problem),
    )


@router.post("/domain/forms", dependencies=[SameOrigin])
def make_form(
    bench: WriteBench,
    name: Short = "",
    slots: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Add a form that asks for slots."""
    made = join_words(name)

    def do() -> Response:
        changes = add_form(bench.draft.files, name=made, slots=split(slots))
        return bench.finish(address_of(made, "domain/forms"), changes, "domain_did_add", name=made)

    typed = {"name": name, "slots": slots}
    return bench.attempt(
        do,
        lambda status, problem: show(bench, status, adding="form", typed=typed, problem=problem),
    )


@router.get("/domain/forms/{name}")
def show_form(bench: ReadBench, name: Name, done: Done = 0) -> HTMLResponse:
    """Show a form: the slots it asks for in order, what asks, and the intents it ignores."""
    return show_one_form(bench, name, done=done)


def show_one_form(
    bench: Bench, name: str, status: int = 200, *, done: int = 0, problem: str = ""
) -> HTMLResponse:
    """Return the page of a form; raise `Gone`."""
    known = bench.know()
    domain = known.project.domain
    form = domain.forms.get(name)
    if form is None:
        raise Gone(name)
    return render(
        bench.request,
        "studio/domain/form.html",
        bench.staff,
        status,
        form=form,
        questions=list_questions(known, form),
        free=[one for one in domain.slots if one not in form.required_slots],
        intents=list(domain.intents),
        done=bench.find_done(done),
        problem=problem,
    )


@router.post("/domain/forms/{name}", dependencies=[SameOrigin])
def change_form(
    bench: WriteBench,
    name: Name,
    wish: Short = "",
    add: Short = "",
    ignored: Annotated[list[str], Form(max_length=500)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Do one thing to a form: "up x", "down x", "drop x", "add", or "ignore"."""

    def do() -> Response:
        known = bench.know()
        form = known.project.domain.forms.get(name)
        if form is None:
            raise Gone(name)
        what, _, which = wish.partition(" ")
        slots, intents = list(form.required_slots), list(form.ignored_intents)
        if what == "ignore":
            strange = [one for one in ignored if one not in known.project.domain.intents]
            if strange:
                raise Gone(strange[0])
            intents = ignored
        else:
            slots = _reorder(slots, what, add if what == "add" else which)
        changes = set_form(bench.draft.files, name=name, slots=slots, ignored=intents)
        return bench.finish(
            address_of(name, "domain/forms"), changes, "domain_did_change", name=name
        )

    return bench.attempt(
        do, lambda status, problem: show_one_form(bench, name, status, problem=problem)
    )


def _reorder(slots: list[str], what: str, slot: str) -> list[str]:
    if what == "add" and slot not in slots:
        return [*slots, slot]
    if slot not in slots:
        raise Gone(slot)
    place = slots.index(slot)
    others = [one for one in slots if one != slot]
    if what in ("up", "down"):
        others.insert(max(0, place - 1) if what == "up" else place + 1, slot)
        return others
    return others if what == "drop" else slots
