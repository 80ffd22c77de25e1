"""Files of saved replies: out, and in."""

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import Response

from console.replies import service
from console.replies.exchange import MAX_BYTES, import_csv, write_csv
from console.replies.keeping import keep_record
from console.replies.routes import show_list
from console.web import SameOrigin, SignedIn, as_principal
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

router = APIRouter()


@router.get("/replies/export")
def export_replies(staff: SignedIn, session: ReadSession) -> Response:
    """Return all that a member of staff sees as a file."""
    require(as_principal(staff), "conversations:write")
    content = "\ufeff" + write_csv(service.list_replies(session, staff=staff))
    headers = {"Content-Disposition": 'attachment; filename="saved-replies.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/replies/import", dependencies=[SameOrigin])
def import_replies(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime, file: UploadFile
) -> Response:
    """Take the replies of a file, all or none, and show the list with what came of it."""
    require(as_principal(staff), "conversations:write")
    content = file.file.read(MAX_BYTES + 1)
    brought = import_csv(session, staff=staff, content=content, now=runtime.clock())
    if brought.added or brought.changed:
        keep_record(request, session, staff, added=brought.added, changed=brought.changed)
    return show_list(request, staff, session, brought=brought)
