"""Pages of the project's files: the tree, the editor of one, and what the editor asks for."""

import hashlib
import json
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.orm import Session

from console.refusals import refusal, tell_error
from console.staff.models import Staff
from console.studio.changes.view import show_diff
from console.studio.editing.sheet import StoryKey
from console.studio.editing.stories import add_file
from console.studio.project import service
from console.studio.project.draft import Draft
from console.studio.proving.view import findings_of
from console.studio.stories.editor import TheEditor, lead_to
from console.studio.stories.offers import BUILT_IN, Offers
from console.studio.yaml.lint import LineFinding, lint
from console.web import SameOrigin, SignedIn, as_principal, language_of, render
from kernel.errors import FrontdeskError, NotFound
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime
from nlu.core.project.yaml import MAX_BYTES

router = APIRouter(prefix="/studio/files")
FILES = "/staff/studio/files"
MOST = 400_000  # characters that a page is made of: a form with more would be refused
Text = Annotated[str, Form(max_length=MAX_BYTES)]
Typed = Annotated[str, Form(max_length=300)]
Seen = Annotated[str, Form(max_length=16)]
Line = Annotated[int | None, Query(ge=0, le=1_000_000)]
Done = Annotated[int | None, Query(ge=1, lt=2**31)]


def read(staff: Staff, session: Session, runtime: Runtime) -> Draft:
    """Return the draft of somebody who may look at the studio."""
    require(as_principal(staff), "studio:read")
    return service.read_draft(session, runtime.settings.project, staff_id=staff.id)


def sum_of(text: str) -> str:
    """Return a short sum of a file: forms tell by it which version they change."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unite_lines(text: str, like: str) -> str:
    """Return what a form sent with lines that end as they do in the file."""
    united = text.replace("\r\n", "\n").replace("\r", "\n")
    return united.replace("\n", "\r\n") if "\r\n" in like else united


@router.get("")
def show_tree(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> HTMLResponse:
    """List the files by folder, with those that the draft changes and those with faults."""
    return show_files(request, staff, read(staff, session, runtime))


def show_files(
    request: Request,
    staff: Staff,
    draft: Draft,
    typed: tuple[str, str] = ("", ""),
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return the page of the tree."""
    folders: dict[str, list[str]] = {}
    for path in draft.files:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    counted: dict[str, int] = {}
    for fault in draft.project.faults:
        counted[fault.place.path] = counted.get(fault.place.path, 0) + 1
    return render(
        request,
        "studio/yaml/tree.html",
        staff,
        status,
        folders=folders,
        draft=draft,
        faults=counted,
        typed=typed,
        problem=problem,
    )


@router.post("", dependencies=[SameOrigin])
def add(editor: TheEditor, path: Typed, note: Typed = "") -> Response:
    """Add a file that holds nothing yet."""
    path = path.strip()
    try:
        changes = add_file(editor.draft.files, path, note)
        done = editor.change("file_added", StoryKey(path, "story", path), changes)
    except FrontdeskError as error:
        problem = tell_error(error, editor.language)
        request, staff, typed = editor.request, editor.staff, (path, note)
        return show_files(request, staff, editor.draft, typed, problem, error.status)
    return lead_to(f"{FILES}/{path}?done={done}")


@router.post("/{path:path}/lint", dependencies=[SameOrigin])
def lint_text(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    path: str,
    text: Text = "",
) -> JSONResponse:
    """Tell what would be wrong with a text, by line."""
    draft = read(staff, session, runtime)
    found = lint(draft.files, path, text, language_of(request, staff))
    rows = [{"line": one.line, "severity": one.severity, "text": one.text} for one in found]
    return JSONResponse(rows)


@router.post("/{path:path}/delete", dependencies=[SameOrigin])
def delete(editor: TheEditor, path: str, seen: Seen) -> Response:
    """Delete a file as somebody has seen it."""
    before = editor.draft.files.get(path)
    if before is None:
        raise refusal(NotFound, "yaml_gone", path=path)
    if sum_of(before) != seen:
        return show_file(editor.request, editor.staff, editor.draft, path, clash=before)
    editor.change("file_deleted", StoryKey(path, "story", path), {path: None})
    return lead_to(FILES)


@router.get("/{path:path}")
def show(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    path: str,
    line: Line = None,
    done: Done = None,
) -> HTMLResponse:
    """Show a file as text; `line` is where to look."""
    draft = read(staff, session, runtime)
    return show_file(request, staff, draft, path, line=line, done=done)


@router.post("/{path:path}", dependencies=[SameOrigin])
def save(editor: TheEditor, path: str, seen: Seen, text: Text = "") -> Response:
    """Keep a text in the draft, even a broken one; nothing where another version was seen."""
    before = editor.draft.files.get(path)
    if before is None:
        raise refusal(NotFound, "yaml_gone", path=path)
    after = unite_lines(text, before)
    request, staff, draft = editor.request, editor.staff, editor.draft
    if sum_of(before) != seen:
        return show_file(request, staff, draft, path, typed=after, clash=before)
    try:
        done = editor.change("file_changed", StoryKey(path, "story", path), {path: after})
    except FrontdeskError as error:
        problem = tell_error(error, editor.language)
        return show_file(request, staff, draft, path, typed=after, problem=problem)
    return lead_to(f"{FILES}/{path}" + (f"?done={done}" if done else ""))


def show_file(
    request: Request,
    staff: Staff,
    draft: Draft,
    path: str,
    *,
    typed: str | None = None,
    clash: str | None = None,
    problem: str = "",
    line: int | None = None,
    done: int | None = None,
) -> HTMLResponse:
    """Return the page of a file; `typed` was not taken, and `clash` is what is there instead."""
    if path not in draft.files:
        raise refusal(NotFound, "yaml_gone", path=path)
    text = draft.files[path]
    language = language_of(request, staff)
    shown = text if typed is None else typed
    if shown == text:
        found = [
            LineFinding(
                max(one.line, 1), "error" if one.severity == "error" else "warning", one.text
            )
            for one in findings_of(draft.files, path, language)
        ]
    else:
        found = lint(draft.files, path, shown, language)
    return render(
        request,
        "studio/yaml/file.html",
        staff,
        409 if clash is not None else 422 if problem else 200,
        path=path,
        text=shown,
        seen=sum_of(text),
        findings=found,
        line=line,
        done=done,
        problem=problem,
        clash=show_diff(path, clash, shown) if clash is not None else None,
        is_large=len(shown) > MOST,
        is_changed=path in draft.changed,
        is_unclear=path in draft.unclear,
        names=json.dumps(names_of(Offers(draft.project, language)), ensure_ascii=True),
    )


def names_of(offers: Offers) -> dict[str, list[str]]:
    """Return what the editor offers, by what it is."""
    return {
        "intents": offers.intents,
        "entities": offers.entities,
        "slots": [*offers.slots],
        "actions": [*offers.responses, *offers.forms, *offers.actions, *BUILT_IN],
        "forms": offers.forms,
        "responses": offers.responses,
        "checkpoints": offers.checkpoints,
    }
