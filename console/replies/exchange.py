"""Saved replies as CSV, out and in. A file is taken whole or not at all."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.replies.models import SavedReply, shelf_of
from console.replies.schemas import Problem, ReplyDraft, read_draft
from console.replies.service import change_reply, create_reply
from console.staff.models import Staff
from console.web import as_principal
from crm_backend.text import plain
from kernel.principals import may

COLUMNS = ("shortcut", "title", "text_en", "text_zh", "scope", "team")
MAX_BYTES, MAX_ROWS = 1_000_000, 2_000
MOST_TOLD = 20  # problems of one file
# A spreadsheet runs a cell that begins so as a formula; an apostrophe makes it text again.
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a row; rows are counted as a spreadsheet counts them, from 1."""

    row: int
    problem: Problem


@dataclass
class Import:
    """What came of a file: nothing was stored where there are problems."""

    added: int = 0
    changed: int = 0
    problems: list[RowProblem] = field(default_factory=list)


def write_csv(replies: Iterable[SavedReply]) -> str:
    """Return replies as CSV, with a heading that `read_csv` understands."""
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow(COLUMNS)
    for reply in replies:
        writer.writerow(_disarm(str(getattr(reply, name))) for name in COLUMNS)
    return into.getvalue()


def read_csv(content: bytes) -> tuple[list[ReplyDraft], list[RowProblem]]:
    """Return the replies in a file in UTF-8, and what is wrong with it."""
    if len(content) > MAX_BYTES:
        return [], [RowProblem(1, Problem("", "replies_import_large"))]
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        return [], [RowProblem(1, Problem("", "replies_import_unreadable"))]
    if missing := [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]:
        values = (("names", ", ".join(missing)),)
        return [], [RowProblem(1, Problem("", "replies_import_columns", values))]
    if len(rows) > MAX_ROWS:
        return [], [RowProblem(1, Problem("", "replies_import_large"))]
    drafts: list[ReplyDraft] = []
    problems: list[RowProblem] = []
    for number, row in enumerate(rows, start=2):
        typed = {name: _arm(plain(row.get(name) or "")) for name in COLUMNS}
        draft, wrong = read_draft({**typed, "scope": typed["scope"] or "own"})
        problems += [RowProblem(number, one) for one in wrong]
        if draft is not None:
            drafts.append(draft)
    return drafts, problems


def import_csv(session: Session, *, staff: Staff, content: bytes, now: datetime) -> Import:
    """Add the replies of a file, and change those whose shortcut is known on the same shelf.

    Shared ones in the file of somebody who may not change those are a problem of the file.
    """
    drafts, problems = read_csv(content)
    if any(one.scope == "shared" for one in drafts) and not may(
        as_principal(staff), "replies:write"
    ):
        problems.append(RowProblem(1, Problem("scope", "replies_import_shared")))
    done = Import(problems=problems[:MOST_TOLD])
    if problems:
        return done
    for draft in drafts:
        shelf = shelf_of(draft.scope, staff.id)
        query = select(SavedReply.id).where(
            SavedReply.shelf == shelf, SavedReply.shortcut == draft.shortcut
        )
        known = session.scalar(query)
        if known is None:
            create_reply(session, staff=staff, draft=draft, now=now)
            done.added += 1
        else:
            change_reply(session, staff=staff, reply_id=known, draft=draft, seen_at=None, now=now)
            done.changed += 1
    return done


def _disarm(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _arm(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(RISKY) else cell
