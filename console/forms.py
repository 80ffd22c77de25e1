"""What forms of the staff pages share: keys against a double click, and pages of what was not done.

A form carries a key that was made when it was shown: sent twice, it does its work once.
"""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Path, Request
from fastapi.responses import Response
from pydantic import AfterValidator

from console.staff.models import Staff
from console.web import language_of, render
from console.words import say
from crm_backend.paging import MAX_ID
from crm_backend.text import plain

KEY_BYTES = 16
# Parts of the types of what routes take: any database can be asked for it.
RowId = Annotated[int, Path(ge=1, le=MAX_ID)]
CLEAN = AfterValidator(plain)
Key = Annotated[str, Form(pattern="^[0-9a-f]{32}$")]


def tidy_lines(text: str) -> str:
    """Return what was written in a text field as it is kept: forms send a line break as two."""
    return plain(text).replace("\r\n", "\n")


LINES = AfterValidator(tidy_lines)


def new_key() -> str:
    """Return the key of a form."""
    return secrets.token_hex(KEY_BYTES)


def key_of(staff: Staff, key: str, purpose: str) -> str:
    """Return a form's key as services take it: of this person and this purpose alone."""
    return f"staff:{staff.id}:{purpose}:{key}"


def text_of(form: Mapping[str, Any], name: str) -> str:
    """Return a field of a form whose fields are read by name, without space around it."""
    return plain(str(form.get(name, ""))).strip()


def show_not_done(
    request: Request,
    staff: Staff,
    status: int,
    key: str,
    *,
    title: str,
    where: str,
    back: str,
    unsent: str = "",
) -> Response:
    """Tell that nothing was done and why, with the way back; all words by their keys.

    `unsent` is what was typed: it is shown to be copied.
    """
    spoken = language_of(request, staff)
    return render(
        request,
        "message.html",
        staff,
        status,
        title=say(title, spoken),
        text=say(key, spoken),
        where=where,
        back=say(back, spoken),
        unsent=unsent,
    )
