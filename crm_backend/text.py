"""What may be stored of what people type: no control characters, no halves of characters."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from kernel.errors import Invalid

MAX_LINE = 200
MAX_TEXT = 8_000  # as long as one message of a customer may be

# PostgreSQL refuses NUL; the other control characters forge lines in mails and terminals.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CONTROL_OR_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def _refuse_breaks(value: str) -> str:
    if CONTROL_OR_BREAK.search(value):
        raise ValueError("holds a control character or a line break")
    return value


def _refuse_control(value: str) -> str:
    if CONTROL.search(value):
        raise ValueError("holds a control character")
    return value


_STRIPPED = StringConstraints(strip_whitespace=True, max_length=MAX_LINE)
Line = Annotated[str, _STRIPPED, AfterValidator(_refuse_breaks)]
FilledLine = Annotated[Line, StringConstraints(min_length=1)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_TEXT),
    AfterValidator(_refuse_control),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
FilledText = Annotated[Text, StringConstraints(min_length=1)]


def plain(value: str) -> str:
    """Return `value` as any database can be asked for it: whole characters, no control ones."""
    return CONTROL.sub("", value.encode("utf-8", "replace").decode("utf-8"))


def tidy_text(value: str, *, what: str) -> str:
    """Return free text fit to store; empty or too long text raises `Invalid` naming `what`."""
    tidied = plain(value).strip()
    if not tidied:
        raise Invalid(f"The {what} is empty.")
    if len(tidied) > MAX_TEXT:
        raise Invalid(f"The {what} is longer than {MAX_TEXT} characters.")
    return tidied


def tidy_line(value: str, *, what: str) -> str:
    """Return `value` on one line, shortened to 200 characters; raise `Invalid` where it is empty.

    For headings taken from what somebody typed: shortening beats refusing.
    """
    one_line = " ".join(tidy_text(value[: MAX_TEXT // 2], what=what).split())
    return one_line if len(one_line) <= MAX_LINE else one_line[: MAX_LINE - 1].rstrip() + "…"
