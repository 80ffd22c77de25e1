"""The page of an archive that is not taken yet: what it would change, and taking or leaving it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import Response

from console.access import actor_of
from console.audit.service import record
from console.studio.exchange.models import StudioUpload
from console.studio.exchange.plan import Config, Mode, Plan, Wish
from console.studio.exchange.routes import PAGE
from console.studio.exchange.service import drop_upload, find_upload, plan_upload, take_upload
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from console.words import say
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require
from nlu.core.foreign.findings import LEVELS, Finding
from nlu.core.project.project import CONFIGS

SHOWN = 200  # places of one finding, and files of one kind, on a page
UploadId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]

router = APIRouter()


@dataclass(frozen=True)
class Group:
    """All places of which the same is to be said."""

    key: str
    findings: list[Finding]


def read_wish(
    mode: Annotated[Mode, Query()] = "replace", config: Annotated[Config, Query()] = "theirs"
) -> Wish:
    """Return how the address says the archive is to be taken."""
    return Wish(mode, config)


def may_import(staff: SignedIn) -> None:
    """Raise `Forbidden` for who may not change the bot."""
    require(as_principal(staff), "studio:write")


MayImport = Depends(may_import)


@router.get("/studio/exchange/imports/{upload_id}", dependencies=[MayImport])
def show_preview(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    upload_id: UploadId,
    wish: Annotated[Wish, Depends(read_wish)],
) -> Response:
    """Show what taking an archive would do."""
    upload = find_upload(session, upload_id, staff_id=staff.id, now=runtime.clock())
    wish = Wish(wish.mode, wish.config, upload.name)
    plan = plan_upload(session, runtime.settings.project, upload, wish)
    return render(
        request,
        "studio/exchange/preview.html",
        staff,
        upload=upload,
        wish=wish,
        plan=plan,
        groups=group_findings(plan.findings),
        left=group_left_out(upload),
        blocked=count_blocking(plan),
        ours_helps=is_config_alone(plan),
        shown=SHOWN,
    )


@router.post("/studio/exchange/imports/{upload_id}", dependencies=[SameOrigin, MayImport])
def take(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    upload_id: UploadId,
    mode: Annotated[Mode, Form()],
    config: Annotated[Config, Form()],
) -> Response:
    """Put an archive into one's draft."""
    now = runtime.clock()
    upload = find_upload(session, upload_id, staff_id=staff.id, now=now)
    name = upload.name
    words = say(f"exchange_did_{mode}", language_of(request, staff), name=name)
    _made, plan = take_upload(
        session,
        runtime.settings.project,
        upload,
        Wish(mode, config, name),
        words=words,
        now=now,
    )
    done = {what: len(plan.list_files(what)) for what in ("added", "changed", "removed")}
    record(
        session,
        actor_of(request, staff),
        "project_imported",
        now=now,
        kind="project",
        details={"name": name, "mode": mode, **done},
    )
    return redirect(request, f"{PAGE}?{urlencode(done)}")


@router.post("/studio/exchange/imports/{upload_id}/drop", dependencies=[SameOrigin, MayImport])
def drop(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    upload_id: UploadId,
) -> Response:
    """Forget an archive."""
    drop_upload(session, find_upload(session, upload_id, staff_id=staff.id, now=runtime.clock()))
    return redirect(request, f"{PAGE}?dropped=1")


def group_findings(findings: Iterable[Finding]) -> dict[str, list[Group]]:
    """Return the findings of each level that has some, those of one kind together."""
    found: dict[str, list[Group]] = {}
    for level in LEVELS:
        of_level = [one for one in findings if one.level == level]
        of_level.sort(key=lambda one: one.key)
        groups = [Group(key, list(these)) for key, these in groupby(of_level, lambda one: one.key)]
        if groups:
            found[level] = groups
    return found


def group_left_out(upload: StudioUpload) -> dict[str, list[str]]:
    """Return the files that are not taken, by kind."""
    kinds: dict[str, list[str]] = {}
    for path, kind in sorted(upload.left_out.items()):
        kinds.setdefault(kind, []).append(path)
    return kinds


def count_blocking(plan: Plan) -> int:
    """Return how many places keep an archive from being taken."""
    return len(plan.unreadable) + sum(one.level == "stops" for one in plan.findings)


def is_config_alone(plan: Plan) -> bool:
    """Tell whether the archive could be taken with our configuration in place of its own."""
    stopping = [one for one in plan.findings if one.level == "stops"]
    places = [one.place.path for one in stopping]
    places += [one.place.path for one in plan.unreadable]
    return bool(places) and all(path in CONFIGS for path in places)
