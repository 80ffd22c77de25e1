"""The page of the audit log, and the log as a table for spreadsheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from console.access import CurrentLogin, SignedIn, actor_of, require_fresh
from console.audit.actions import ACTIONS, KINDS
from console.audit.models import AuditEntry
from console.audit.service import Filters, list_entries, record, tidy, walk_entries
from console.desk.paging import PAGE_SIZE, Cursor, link_onward
from console.exports import Cell, write_csv
from console.staff.team import list_members
from console.web import as_principal, language_of, render
from console.words import say
from crm_backend.paging import MAX_ID
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.turns import Language

PAGE = "/staff/audit"
NEEDED = "audit:read"
MOST = 50_000  # lines of one export
COLUMNS = ("at", "who", "role", "action", "object", "customer", "details", "address")

router = APIRouter()


@dataclass(frozen=True)
class Asked:
    """What the form of the page holds; an empty field asks for everything."""

    who: str = ""
    action: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    about: str = ""

    @property
    def filters(self) -> Filters:
        """Return it as it is looked for; what cannot be meant is left out."""
        is_id = self.who.isascii() and self.who.isdigit() and len(self.who) <= 10
        who = int(self.who) if is_id else 0
        return Filters(
            actor_id=who if 0 < who <= MAX_ID else None,
            action=self.action if self.action in ACTIONS else "",
            since=read_day(self.since),
            until=read_day(self.until),
            object_kind=self.kind if self.kind in KINDS else "",
            object_id=tidy(self.about, 64),
        )

    @property
    def query(self) -> dict[str, str]:
        """Return the fields that are filled."""
        return {name: value for name, value in vars(self).items() if value}


Field = Annotated[str, Query(max_length=80)]


def read_fields(
    who: Field = "",
    action: Field = "",
    since: Field = "",
    until: Field = "",
    kind: Field = "",
    about: Field = "",
) -> Asked:
    """Return what the address asks for."""
    return Asked(who, action, since, until, kind, about)


def read_day(text: str) -> date | None:
    """Return a day written as 2026-03-02, or None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


TheFields = Annotated[Asked, Depends(read_fields)]


@router.get("/audit")
def show_audit(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    asked: TheFields,
    after: Cursor = None,
) -> Response:
    """List what staff did and read, newest first."""
    require(as_principal(staff), NEEDED)
    page = list_entries(session, asked.filters, after=after, limit=PAGE_SIZE)
    return render(
        request,
        "audit/audit.html",
        staff,
        page=page,
        asked=asked,
        people=[one.staff for one in list_members(session, now=runtime.clock())],
        actions=ACTIONS,
        kinds=KINDS,
        is_later=after is not None,
        onward=link_onward(page, **asked.query),
        query=urlencode(asked.query),
    )


@router.get("/audit/export")
def export_audit(
    request: Request, login: CurrentLogin, runtime: TheRuntime, asked: TheFields
) -> Response:
    """Return the same lines as a CSV file, 50,000 at most; that is recorded, too."""
    staff = login.staff
    require(as_principal(staff), NEEDED)
    require_fresh(login, runtime, back=PAGE)
    language = language_of(request, staff)
    with runtime.db.transaction() as session:
        actor, now = actor_of(request, staff), runtime.clock()
        record(session, actor, "exported", now=now, kind="audit", details=asked.query)

    def write() -> Iterator[str]:
        with runtime.db.session() as session:
            lines = walk_entries(session, asked.filters, most=MOST)
            header = [say(f"audit_column_{name}", language) for name in COLUMNS]
            yield from write_csv(header, (make_row(line, language) for line in lines))

    name = f"audit-{runtime.clock():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(write(), media_type="text/csv; charset=utf-8", headers=headers)


def make_row(line: AuditEntry, language: Language) -> list[Cell]:
    """Return a line as cells."""
    details = "; ".join(f"{name}: {value}" for name, value in line.details.items())
    return [
        line.at.isoformat(timespec="seconds"),
        line.actor,
        line.role,
        say(f"audit_{line.action}", language),
        f"{line.object_kind} {line.object_id}".strip(),
        line.customer_id,
        details,
        line.address_hash[:12],
    ]
