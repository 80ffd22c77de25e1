"""What is done to saved replies stands in the audit log."""

from fastapi import Request
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.staff.models import Staff


def keep_record(
    request: Request,
    session: Session,
    staff: Staff,
    reply_id: int | str = "",
    **details: str | int,
) -> None:
    """Have the audit log say what was done to saved replies."""
    record(
        session,
        actor_of(request, staff),
        "saved_reply_changed",
        now=request.app.state.runtime.clock(),
        kind="reply",
        object_id=reply_id,
        details=details,
    )
