"""Pages of whole projects: out as a zip, and in, with a look at what it would change before."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from console.access import actor_of
from console.audit.service import record
from console.refusals import refusal, tell_error
from console.staff.models import Staff
from console.studio.exchange.archive import Unpacked, read_archive
from console.studio.exchange.members import MAX_ARCHIVE, ArchiveRefused
from console.studio.exchange.models import StudioUpload
from console.studio.exchange.packing import pack
from console.studio.exchange.service import KEPT, keep_upload
from console.studio.project.service import read_draft
from console.studio.project.store import read_published
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

PAGE = "/staff/studio/exchange"
FIELDS = 4

router = APIRouter()


@dataclass(frozen=True)
class Received:
    """An archive that was read, or why it was refused."""

    name: str = ""
    unpacked: Unpacked | None = None
    refused: ArchiveRefused | None = None


class Done(BaseModel):
    """What the address says was done: files of an import, or that an archive was forgotten."""

    model_config = ConfigDict(extra="ignore")
    dropped: bool = False
    added: int | None = None
    changed: int = 0
    removed: int = 0

    @property
    def counts(self) -> dict[str, int] | None:
        """How many files an import touched; None where there was none."""
        if self.added is None:
            return None
        return {"added": self.added, "changed": self.changed, "removed": self.removed}


async def receive_archive(request: Request, staff: SignedIn) -> Received:
    """Read the form, once it is known that its sender may import.

    Until then nothing of the body is read; what is refused is kept nowhere.
    """
    require(as_principal(staff), "studio:write")
    async with request.form(max_files=1, max_fields=FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return Received(refused=refusal(ArchiveRefused, "exchange_no_file"))
        content = await file.read(MAX_ARCHIVE + 1)
        try:
            return Received(file.filename, await run_in_threadpool(read_archive, content))
        except ArchiveRefused as refused:
            return Received(file.filename, refused=refused)


@router.get("/studio/exchange")
def show_exchange(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    done: Annotated[Done, Query()],
) -> Response:
    """Show what can go out and come in."""
    require(as_principal(staff), "studio:read")
    return show(request, staff, session, done=done)


def show(
    request: Request,
    staff: Staff,
    session: Session,
    *,
    refused: ArchiveRefused | None = None,
    done: Done | None = None,
) -> Response:
    """Return the page."""
    runtime: TheRuntime = request.app.state.runtime
    draft = read_draft(session, runtime.settings.project, staff_id=staff.id)
    query = select(StudioUpload).where(
        StudioUpload.staff_id == staff.id, StudioUpload.at > runtime.clock() - KEPT
    )
    return render(
        request,
        "studio/exchange/index.html",
        staff,
        422 if refused else 200,
        has_draft=bool(draft.changed),
        waiting=session.scalars(query).first(),
        refused=tell_error(refused, language_of(request, staff)) if refused else "",
        dropped=done is not None and done.dropped,
        done=done.counts if done is not None else None,
        most=MAX_ARCHIVE // 1_000_000,
    )


@router.get("/studio/exchange/export")
def export_project(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    of: Literal["published", "draft"] = "published",
) -> Response:
    """Return the project as a zip; that is recorded."""
    require(as_principal(staff), "studio:read")
    root, now = runtime.settings.project, runtime.clock()
    with runtime.db.transaction() as session:
        actor = actor_of(request, staff)
        record(session, actor, "exported", now=now, kind="project", object_id=of)
        is_draft = of == "draft"
        draft = read_draft(session, root, staff_id=staff.id) if is_draft else None
    files = draft.files if draft is not None else read_published(root)
    name = f"frontdesk-{of}-{now:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = pack(files, shop=runtime.settings.shop_name)
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/studio/exchange/import", dependencies=[SameOrigin])
def import_project(
    request: Request,
    staff: SignedIn,
    received: Annotated[Received, Depends(receive_archive)],
    session: WriteSession,
    runtime: TheRuntime,
) -> Response:
    """Keep what an archive holds, and lead to what it would change."""
    if received.unpacked is None:
        return show(request, staff, session, refused=received.refused)
    made = keep_upload(
        session, received.unpacked, staff_id=staff.id, name=received.name, now=runtime.clock()
    )
    return redirect(request, f"{PAGE}/imports/{made.id}")
