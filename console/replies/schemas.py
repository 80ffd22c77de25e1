"""What a saved reply is made of when it is typed or imported, and what is wrong with it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from console.replies.models import ReplyScope
from console.replies.placeholders import UnknownPlaceholder, check_placeholders
from crm_backend.text import FilledLine, Line, Text

SHORTCUT = r"^[\w-]{1,40}$"
MAX_REPLY = 4_000  # characters, in each language

ReplyText = Annotated[Text, StringConstraints(max_length=MAX_REPLY)]
Team = Annotated[Line, StringConstraints(max_length=64)]


class ReplyDraft(BaseModel):
    """A saved reply as somebody wrote it. The shortcut is lower-case, without the slash."""

    model_config = ConfigDict(extra="forbid")

    shortcut: str = Field(pattern=SHORTCUT)
    title: FilledLine
    text_en: ReplyText = ""
    text_zh: ReplyText = ""
    scope: ReplyScope = "own"
    team: Team = ""

    @field_validator("shortcut", mode="before")
    @classmethod
    def _fold(cls, value: str) -> str:
        return value.strip().lstrip("/").lower()

    @field_validator("text_en", "text_zh", mode="before")
    @classmethod
    def _join_lines(cls, value: str) -> str:
        return value.replace("\r\n", "\n")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field: the key of its words, and what fills their blanks."""

    field: str
    key: str
    values: tuple[tuple[str, str], ...] = ()


def read_draft(typed: dict[str, str]) -> tuple[ReplyDraft | None, list[Problem]]:
    """Return the reply that was typed, or None and all that is wrong with it."""
    try:
        draft = ReplyDraft.model_validate(typed)
    except ValidationError as error:
        fields = dict.fromkeys(str(item["loc"][0]) for item in error.errors())
        return None, [Problem(name, f"replies_bad_{name}") for name in fields]
    problems = [one for one in map(_find_unknown, *_texts(draft)) if one is not None]
    if not (draft.text_en or draft.text_zh):
        problems.append(Problem("text_en", "replies_bad_empty"))
    if draft.scope == "own":
        draft = draft.model_copy(update={"team": ""})
    return (None, problems) if problems else (draft, [])


def _texts(draft: ReplyDraft) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("text_en", "text_zh"), (draft.text_en, draft.text_zh)


def _find_unknown(field: str, text: str) -> Problem | None:
    try:
        check_placeholders(text)
    except UnknownPlaceholder as error:
        name, near = str(error.data["name"]), str(error.data["near"])
        if near:
            return Problem(field, "replies_bad_placeholder_near", (("name", name), ("near", near)))
        return Problem(field, "replies_bad_placeholder", (("name", name),))
    return None
