"""The overview of the domain, entities, and the session."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from console.studio.domain.slot_forms import split
from console.studio.domain.view import (
    count_uses,
    list_entities,
    list_lists,
    list_questions,
    list_values,
)
from console.studio.editing.entities import add_entity, set_entity
from console.studio.editing.refusing import Gone
from console.studio.editing.slots import TYPES, set_session
from console.studio.navigation import address_of
from console.studio.workbench import Bench, Done, Name, ReadBench, WriteBench, join_words
from console.web import SameOrigin, render

router = APIRouter(prefix="/studio")
HOME = "/staff/studio/domain"
Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=2_000)]


@router.get("/domain")
def show_domain(bench: ReadBench, done: Done = 0) -> HTMLResponse:
    """Show entities, word lists, slots, forms and the session."""
    return show(bench, done=done)


def show(
    bench: Bench,
    status: int = 200,
    *,
    done: int = 0,
    adding: str = "",
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of the domain; `adding` names the form that was filled as `typed`."""
    draft, known = bench.draft, bench.know()
    told, asked = count_uses(known)
    domain = known.project.domain
    settings = domain.settings.get("session_config")
    forms = [
        (one, [q for q in list_questions(known, one) if not (q.response or q.action)])
        for one in domain.forms.values()
    ]
    return render(
        bench.request,
        "studio/domain/domain.html",
        bench.staff,
        status,
        entities=list_entities(known),
        lists=list_lists(draft.files),
        slots=[(one, told[name], asked[name]) for name, one in domain.slots.items()],
        forms=forms,
        config=settings if isinstance(settings, dict) else {},
        types=TYPES,
        done=bench.find_done(done),
        adding=adding,
        typed=typed or {},
        problem=problem,
    )


@router.post("/domain/entities", dependencies=[SameOrigin])
def make_entity(bench: WriteBench, name: Short = "") -> Response:
    """Add an entity."""
    made = join_words(name)

    def do() -> Response:
        changes = add_entity(bench.draft.files, name=made)
        return bench.finish(
            address_of(made, "domain/entities"), changes, "domain_did_add", name=made
        )

    return bench.attempt(
        do,
        lambda status, problem: show(
            bench, status, adding="entity", typed={"name": name}, problem=problem
        ),
    )


@router.get("/domain/entities/{name}")
def show_entity(bench: ReadBench, name: Name, done: Done = 0) -> HTMLResponse:
    """Show an entity: its values with examples, roles and groups, and its word lists."""
    return show_one(bench, name, done=done)


def show_one(
    bench: Bench,
    name: str,
    status: int = 200,
    *,
    done: int = 0,
    typed: dict[str, Any] | None = None,
    problem: str = "",
) -> HTMLResponse:
    """Return the page of an entity; raise `Gone`."""
    known = bench.know()
    row = next((one for one in list_entities(known) if one.name == name), None)
    if row is None:
        raise Gone(name)
    values = list_values(known, name)
    lists = list_lists(bench.draft.files)
    meant = {value for value, _, _ in values}
    shown = {"roles": ", ".join(row.roles), "groups": ", ".join(row.groups)}
    return render(
        bench.request,
        "studio/domain/entity.html",
        bench.staff,
        status,
        row=row,
        values=values,
        lists=[one for one in lists if one.kind != "synonym" and one.name == name],
        synonyms=[one for one in lists if one.kind == "synonym" and one.name in meant],
        typed=typed or shown | {"influences": row.influences},
        done=bench.find_done(done),
        problem=problem,
    )


@router.post("/domain/entities/{name}", dependencies=[SameOrigin])
def change_entity(
    bench: WriteBench,
    name: Name,
    roles: Long = "",
    groups: Long = "",
    influences: Annotated[bool, Form()] = False,
) -> Response:
    """Give an entity other roles, groups or influence on what the bot does."""
    typed = {"roles": roles, "groups": groups, "influences": influences}

    def do() -> Response:
        known = bench.know()
        if name not in known.entities:
            raise Gone(name)
        declared = known.project.domain.entities.get(name)
        about = dict(declared.about) if declared is not None else {}
        for key, value in (("roles", split(roles)), ("groups", split(groups))):
            about.pop(key, None)
            if value:
                about[key] = value
        if not influences or "influence_conversation" in about:
            about["influence_conversation"] = influences
        changes = set_entity(bench.draft.files, name=name, about=about)
        return bench.finish(
            address_of(name, "domain/entities"), changes, "domain_did_change", name=name
        )

    return bench.attempt(
        do,
        lambda status, problem: show_one(bench, name, status, typed=typed, problem=problem),
    )


@router.post("/domain/session", dependencies=[SameOrigin])
def change_session(
    bench: WriteBench,
    minutes: Annotated[float, Form(ge=0, le=525_600, allow_inf_nan=False)] = 60,
    carries: Annotated[bool, Form()] = False,
) -> Response:
    """Say how long a session lasts (0: for ever), and whether its slots are passed on."""

    def do() -> Response:
        changes = set_session(bench.draft.files, minutes=minutes, carries_over=carries)
        return bench.finish(HOME, changes, "domain_did_session")

    return bench.attempt(do, lambda status, problem: show(bench, status, problem=problem))
