"""Keeping an archive until somebody has looked at what it would do, and doing it."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from actions.registry import ACTIONS
from console.refusals import refusal
from console.studio.exchange.archive import Unpacked
from console.studio.exchange.models import StudioUpload
from console.studio.exchange.plan import Plan, Wish, make_plan
from console.studio.project.models import StudioRevision
from console.studio.project.service import change, read_draft
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid, NotFound
from nlu.core.foreign.findings import Finding
from nlu.core.foreign.old import survey_beside

KEPT = timedelta(days=1)
MAX_NAME = 120
OFFERED = frozenset(action.action_name() for action in ACTIONS)


class ImportStopped(Invalid):
    """The archive holds what cannot be taken; the preview says what."""


def keep_upload(
    session: Session, unpacked: Unpacked, *, staff_id: int, name: str, now: datetime
) -> StudioUpload:
    """Keep what an archive holds for its reader; what they uploaded before is forgotten."""
    old = or_(StudioUpload.staff_id == staff_id, StudioUpload.at < now - KEPT)
    session.execute(delete(StudioUpload).where(old))
    made = StudioUpload(
        id=secrets.token_hex(16),
        staff_id=staff_id,
        at=now,
        name=(plain(name).strip() or "project.zip")[:MAX_NAME],
        files=dict(unpacked.files),
        findings=[one.to_json() for one in survey_beside(unpacked.beside)],
        left_out=dict(unpacked.left_out),
    )
    session.add(made)
    session.flush()
    return made


def find_upload(session: Session, upload_id: str, *, staff_id: int, now: datetime) -> StudioUpload:
    """Return an upload of one's own; raise `NotFound` for others' and for one that is too old."""
    found = session.get(StudioUpload, upload_id)
    if found is None or found.staff_id != staff_id or found.at < now - KEPT:
        raise refusal(NotFound, "exchange_gone")
    return found


def plan_upload(session: Session, root: Path, upload: StudioUpload, wish: Wish) -> Plan:
    """Return what taking an upload would do to its reader's draft as it is now."""
    draft = read_draft(session, root, staff_id=upload.staff_id)
    beside = [Finding.from_json(one) for one in upload.findings]
    return make_plan(draft.files, upload.files, wish, beside=beside, offered=OFFERED)


def take_upload(
    session: Session, root: Path, upload: StudioUpload, wish: Wish, *, words: str, now: datetime
) -> tuple[StudioRevision, Plan]:
    """Put an upload into its reader's draft as one revision, and forget it.

    Raises `ImportStopped` where something stops it, `Conflict` where nothing would change.
    """
    plan = plan_upload(session, root, upload, wish)
    if plan.stops:
        raise refusal(ImportStopped, "exchange_stopped")
    made = change(
        session, root, staff_id=upload.staff_id, now=now, words=words, changes=plan.changes
    )
    if made is None:
        raise refusal(Conflict, "exchange_nothing")
    session.delete(upload)
    return made, plan


def drop_upload(session: Session, upload: StudioUpload) -> None:
    """Forget an upload."""
    session.delete(upload)
