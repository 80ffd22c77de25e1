"""What the pages of changes show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.staff.models import Staff
from console.studio.project.draft import Draft
from console.studio.project.merge import diff
from console.studio.project.models import StudioPublication, StudioRevision
from console.studio.project.store import load_texts
from nlu.core.project.reader import Fault

LONGEST = 400  # lines of a diff that are shown
PAGE = 25
Sort = Literal["head", "added", "removed", "same"]
SORTS: dict[str, Sort] = {"@": "head", "+": "added", "-": "removed", " ": "same"}


@dataclass(frozen=True)
class Line:
    """A line of a diff."""

    sort: Sort
    text: str


@dataclass(frozen=True)
class FileDiff:
    """What became of one file. `left_out` counts lines that are not shown."""

    path: str
    sort: Literal["new", "changed", "gone"]
    lines: tuple[Line, ...]
    left_out: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Deed:
    """A revision: who did what and when. `may_undo` where it can be taken back."""

    id: int
    at: datetime
    by: str
    words: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Publication:
    """Revisions that were published together; `by` is "" for what came from outside."""

    id: int
    at: datetime
    by: str
    note: str
    deeds: tuple[Deed, ...]


def show_diff(path: str, before: str | None, after: str | None) -> FileDiff:
    """Return the difference of two texts of a file."""
    lines = [Line(SORTS.get(one[:1], "same"), one[1:]) for one in diff(before, after)]
    sort: Literal["new", "changed", "gone"] = "changed"
    if before is None or after is None:
        sort = "new" if before is None else "gone"
    return FileDiff(path, sort, tuple(lines[:LONGEST]), max(0, len(lines) - LONGEST))


def list_diffs(draft: Draft) -> list[FileDiff]:
    """Return what a draft changes of what is published, with what cannot be read in it."""
    faults = draft.project.faults
    found = []
    for path, one in draft.changed.items():
        shown = show_diff(path, one.theirs, one.text)
        here = tuple(fault for fault in faults if fault.place.path == path)
        found.append(FileDiff(path, shown.sort, shown.lines, shown.left_out, here))
    return found


def list_deeds(session: Session, revisions: Iterable[StudioRevision]) -> list[Deed]:
    """Return revisions, newest first."""
    rows = sorted(revisions, key=lambda one: one.id, reverse=True)
    names = name_staff(session, {one.staff_id for one in rows})
    return [
        Deed(
            one.id,
            one.at,
            names.get(one.staff_id, ""),
            one.words,
            tuple(change.path for change in one.changes),
        )
        for one in rows
    ]


def list_publications(
    session: Session, before: int | None = None
) -> tuple[list[Publication], int | None]:
    """Return a page of publications, newest first, and where the next page begins."""
    query = select(StudioPublication).order_by(StudioPublication.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(StudioPublication.id < before)
    rows = list(session.scalars(query))
    shown = rows[:PAGE]
    ids = [row.id for row in shown]
    revisions = session.scalars(
        select(StudioRevision).where(StudioRevision.publication_id.in_(ids))
    ).all()
    names = name_staff(session, {row.staff_id for row in shown})
    made = [
        Publication(
            row.id,
            row.at,
            names.get(row.staff_id, ""),
            row.note,
            tuple(list_deeds(session, (r for r in revisions if r.publication_id == row.id))),
        )
        for row in shown
    ]
    return made, shown[-1].id if len(rows) > PAGE else None


def list_changes(session: Session, revision: StudioRevision) -> list[FileDiff]:
    """Return what a revision did, file by file."""
    sums = {s for one in revision.changes for s in (one.before_sum, one.after_sum)}
    texts = load_texts(session, sums)
    return [
        show_diff(one.path, texts[one.before_sum], texts[one.after_sum]) for one in revision.changes
    ]


def name_staff(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of members of staff."""
    query = select(Staff.id, Staff.name).where(Staff.id.in_([one for one in ids if one]))
    return {row.id: row.name for row in session.execute(query)}
