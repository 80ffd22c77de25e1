"""Pages of saved replies: the list, the form with its preview, files in and out."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from console.replies import service
from console.replies.exchange import Import
from console.replies.keeping import keep_record
from console.replies.schemas import MAX_REPLY, Problem, ReplyDraft, read_draft
from console.replies.service import ChangedMeanwhile, ShortcutTaken
from console.replies.view import FIELDS, ReplyForm, form_of, make_form
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from crm_backend.matching import Document, rank
from crm_backend.text import plain
from kernel.errors import Invalid
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

router = APIRouter()
LIST = "/staff/replies"
ReplyId = Annotated[int, Path(ge=1, lt=2**31)]
Typed = Annotated[str, Form(max_length=2 * MAX_REPLY)]


def read_form(
    shortcut: Typed = "",
    title: Typed = "",
    text_en: Typed = "",
    text_zh: Typed = "",
    scope: Typed = "own",
    team: Typed = "",
) -> dict[str, str]:
    """Return what was typed, by field."""
    typed = (shortcut, title, text_en, text_zh, scope, team)
    return {name: plain(value) for name, value in zip(FIELDS, typed, strict=True)}


TypedReply = Annotated[dict[str, str], Depends(read_form)]


def show_form(request: Request, staff: Staff, form: ReplyForm, status: int = 200) -> HTMLResponse:
    """Return the page with the form."""
    return render(request, "replies/edit.html", staff, status, form=form, most=MAX_REPLY)


@router.get("/replies")
def show_replies(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    q: Annotated[str, Query(max_length=200)] = "",
    done: Annotated[str, Query(max_length=20, pattern="^(saved|deleted)?$")] = "",
) -> HTMLResponse:
    """List what a member of staff may insert; `q` picks those that hold its words."""
    require(as_principal(staff), "conversations:write")
    return show_list(request, staff, session, q=q, done=done)


def show_list(
    request: Request,
    staff: Staff,
    session: ReadSession,
    *,
    q: str = "",
    done: str = "",
    brought: Import | None = None,
) -> HTMLResponse:
    """Return the page with the list, with what came of a file that was brought in."""
    rows = service.list_replies(session, staff=staff)
    if wanted := plain(q).strip().lstrip("/"):
        by_id = {row.id: row for row in rows}
        texts = {row.id: f"{row.shortcut} {row.title} {row.text_en} {row.text_zh}" for row in rows}
        found = rank(wanted, [Document(key, ((text, 1.0),)) for key, text in texts.items()])
        begun = [row.id for row in rows if row.shortcut.startswith(wanted.casefold())]
        rows = [by_id[key] for key in dict.fromkeys([*begun, *(key for key, _score in found)])]
    status = 422 if brought is not None and brought.problems else 200
    return render(
        request,
        "replies/list.html",
        staff,
        status,
        rows=[(row, service.may_change(staff, row)) for row in rows],
        q=q,
        done=done,
        brought=brought,
    )


@router.get("/replies/new")
def show_new(request: Request, staff: SignedIn, runtime: TheRuntime) -> HTMLResponse:
    """Show an empty form."""
    require(as_principal(staff), "conversations:write")
    form = make_form(
        {"scope": "own"}, language=language_of(request, staff), shop_name=runtime.settings.shop_name
    )
    return show_form(request, staff, form)


@router.get("/replies/{reply_id}")
def show_reply(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, reply_id: ReplyId
) -> HTMLResponse:
    """Show the form of a reply that this member of staff may change."""
    require(as_principal(staff), "conversations:write")
    found = service.get_reply(session, staff=staff, reply_id=reply_id)
    if not service.may_change(staff, found):
        require(as_principal(staff), "replies:write")
    language, shop = language_of(request, staff), runtime.settings.shop_name
    return show_form(request, staff, form_of(found, language=language, shop_name=shop))


@router.post("/replies/preview", dependencies=[SameOrigin])
def preview_reply(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    typed: TypedReply,
    reply_id: Annotated[int | None, Form(ge=1, lt=2**31)] = None,
    seen_at: Annotated[str, Form(max_length=40)] = "",
) -> HTMLResponse:
    """Show the form again with what was typed, filled by an example; nothing is stored."""
    require(as_principal(staff), "conversations:write")
    _draft, problems = read_draft(typed)
    form = make_form(
        typed,
        language=language_of(request, staff),
        shop_name=runtime.settings.shop_name,
        problems=[one for one in problems if one.values],  # an unfinished form is no mistake
        reply_id=reply_id,
        seen_at=seen_at,
    )
    return show_form(request, staff, form)


@router.post("/replies", dependencies=[SameOrigin])
def add_reply(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime, typed: TypedReply
) -> Response:
    """Store a new reply, or show the form with what is wrong and nothing of it lost."""
    require(as_principal(staff), "conversations:write")

    def store(draft: ReplyDraft) -> None:
        made = service.create_reply(session, staff=staff, draft=draft, now=runtime.clock())
        keep_record(request, session, staff, made.id, what="added", shortcut=made.shortcut)

    return save_reply(request, staff, typed, store)


@router.post("/replies/{reply_id}", dependencies=[SameOrigin])
def change_reply(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    reply_id: ReplyId,
    typed: TypedReply,
    seen_at: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Change a reply, or show the form with what is wrong and nothing of it lost."""
    require(as_principal(staff), "conversations:write")
    version = read_moment(seen_at)

    def store(draft: ReplyDraft) -> None:
        service.change_reply(
            session,
            staff=staff,
            reply_id=reply_id,
            draft=draft,
            seen_at=version,
            now=runtime.clock(),
        )
        keep_record(request, session, staff, reply_id, what="changed", shortcut=draft.shortcut)

    return save_reply(request, staff, typed, store, reply_id=reply_id, seen_at=seen_at)


def save_reply(
    request: Request,
    staff: Staff,
    typed: dict[str, str],
    store: Callable[[ReplyDraft], None],
    *,
    reply_id: int | None = None,
    seen_at: str = "",
) -> Response:
    """Store what was typed and go to the list, or return the form that says what is wrong."""
    draft, problems = read_draft(typed)
    status = 422
    if draft is not None:
        try:
            store(draft)
        except ShortcutTaken:
            status, problems = 409, [Problem("shortcut", "replies_bad_taken")]
        except ChangedMeanwhile as error:
            values = (("name", str(error.data["by"])),)
            status, problems = 409, [Problem("", "replies_bad_changed", values)]
        else:
            return redirect(request, f"{LIST}?done=saved")
    form = make_form(
        typed,
        language=language_of(request, staff),
        shop_name=request.app.state.runtime.settings.shop_name,
        problems=problems,
        reply_id=reply_id,
        seen_at=seen_at,
    )
    return show_form(request, staff, form, status)


@router.post("/replies/{reply_id}/delete", dependencies=[SameOrigin])
def delete_reply(
    request: Request, staff: SignedIn, session: WriteSession, reply_id: ReplyId
) -> Response:
    """Delete a reply."""
    require(as_principal(staff), "conversations:write")
    gone = service.delete_reply(session, staff=staff, reply_id=reply_id)
    keep_record(request, session, staff, reply_id, what="deleted", shortcut=gone.shortcut)
    return redirect(request, f"{LIST}?done=deleted")


def read_moment(text: str) -> datetime:
    """Return the moment that a form carries; raise `Invalid` for what is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("The form does not say which version of the reply it changes.") from error
