"""The frames a client may send, read with suspicion: what is wrong gets a code, never a crash."""

import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.attachments.rules import MAX_IN_MESSAGE
from bot.ledger.models import CID_LENGTH
from kernel.errors import FrontdeskError
from kernel.messages import MAX_TEXT

PROTOCOL = "frontdesk.v1"
MAX_FRAME = 65_536  # bytes: 8,000 characters of any script, escaped, with room for the rest
MAX_ID = 2**31 - 1
MAX_COMMENT = 1_000
MAX_NAME = 200
MAX_EMAIL = 254
TYPES = frozenset(
    {"hello", "message", "button", "rate", "typing", "profile", "transcript", "logout"}
)

SURROGATE = re.compile(r"[\ud800-\udfff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


class FrameError(FrontdeskError):
    """A frame that is not taken; `code` says why, `cid` which one it was."""

    status = 422

    def __init__(self, code: str, cid: str | None = None) -> None:
        super().__init__(f"The frame was refused: {code}.")
        self.code, self.cid = code, cid


class Hello(BaseModel):
    """The first frame: which conversation, and from where on."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["hello"]
    session: str | None = Field(default=None, max_length=200)
    after: int | None = Field(default=0, ge=0, le=MAX_ID)
    lang: str | None = Field(default=None, max_length=35)
    token: str | None = Field(default=None, max_length=8_000)
    page: str | None = Field(default=None, max_length=500)


class Text(BaseModel):
    """Words of the customer, files with them or alone.

    `opening` is the id of the operator's proactive message that the customer answers.
    """

    model_config = ConfigDict(extra="ignore")

    type: Literal["message"]
    cid: str = Field(min_length=1, max_length=CID_LENGTH)
    text: str
    attachments: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=MAX_IN_MESSAGE
    )
    opening: str | None = Field(default=None, max_length=64)


class Press(BaseModel):
    """A pressed button."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["button"]
    cid: str = Field(min_length=1, max_length=CID_LENGTH)
    token: str = Field(min_length=1, max_length=64)


class Rate(BaseModel):
    """How an answer was found."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["rate"]
    cid: str = Field(min_length=1, max_length=CID_LENGTH)
    ref: int = Field(ge=1, le=MAX_ID)
    score: int = Field(ge=1, le=5)
    comment: str | None = Field(default=None, max_length=MAX_COMMENT)


class Profile(BaseModel):
    """What a visitor says of themselves before the chat: a claim, never a proof."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["profile"]
    cid: str = Field(min_length=1, max_length=CID_LENGTH)
    name: str = Field(default="", max_length=MAX_NAME)
    email: str = Field(default="", max_length=MAX_EMAIL)


class Transcript(BaseModel):
    """The wish to get the chat by mail."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["transcript"]
    cid: str = Field(min_length=1, max_length=CID_LENGTH)


class Typing(BaseModel):
    """The customer is writing; `text` is what, from widgets whose operator wants it shown."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["typing"]
    text: str | None = Field(default=None, max_length=MAX_TEXT)


class Logout(BaseModel):
    """The customer leaves this browser: its secret shall open nothing any more."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["logout"]


Frame = Hello | Text | Press | Rate | Typing | Profile | Transcript | Logout
ADAPTER: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def clean_text(text: str) -> str:
    """Return the text without what no database and no screen can hold."""
    return CONTROL.sub("", SURROGATE.sub("\ufffd", text)).replace("\r\n", "\n").replace("\r", "\n")


def read_json(raw: str) -> dict[str, Any]:
    """Return the object in a frame, its strings cleaned, or raise `FrameError`."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise FrameError("bad_json") from error
    if not isinstance(found, dict):
        raise FrameError("bad_json")
    return {
        key: clean_text(value) if isinstance(value, str) else value for key, value in found.items()
    }


def find_cid(found: dict[str, Any]) -> str | None:
    """Return the client's id of a frame, if it has a proper one."""
    cid = found.get("cid")
    return cid if isinstance(cid, str) and 0 < len(cid) <= CID_LENGTH else None


def parse_frame(raw: str) -> Frame:
    """Return what a client sent, or raise `FrameError`."""
    found = read_json(raw)
    cid, kind = find_cid(found), found.get("type")
    if len(raw.encode("utf-8", "replace")) > MAX_FRAME:
        raise FrameError("too_large", cid)
    if not isinstance(kind, str) or kind not in TYPES:
        raise FrameError("unknown_type", cid)
    try:
        frame = ADAPTER.validate_python(found)
    except ValidationError as error:
        raise FrameError("invalid", cid) from error
    if isinstance(frame, Text):
        check_text(frame)
    return frame


def check_text(frame: Text) -> None:
    """Refuse a text with nothing in it, or with too much; files speak for themselves."""
    if not INVISIBLE.sub("", frame.text):
        frame.text = ""
        if not frame.attachments:
            raise FrameError("empty", frame.cid)
    if len(frame.text) > MAX_TEXT:
        raise FrameError("too_large", frame.cid)
