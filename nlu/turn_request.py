"""What the turn worker sends: one message of one conversation, checked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

MAX_TEXT = 8_000
MAX_FIELD = 8_192
MAX_TRIED = 1_000  # responses
LANGUAGES = ("en", "zh")
FIELDS = ("conversation", "message_id", "text", "language", "context")


class TurnRefused(Exception):
    """The request cannot be taken; `status` says why to programs, the text to people."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True)
class TurnRequest:
    """One message of one conversation, as the turn worker sends it."""

    conversation: str
    message_id: str
    text: str
    language: str
    context: str
    fence: int = 0
    trace: bool = False
    variations: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, body: Any) -> Self:
        """Return the request in `body`; raise `TurnRefused` for any other shape."""
        if not isinstance(body, dict) or any(not isinstance(body.get(f), str) for f in FIELDS):
            raise TurnRefused(400, f"The body needs the texts {', '.join(FIELDS)}.")
        fence = body.get("fence", 0)
        if not isinstance(fence, int) or isinstance(fence, bool) or fence < 0:
            raise TurnRefused(400, "fence must be a whole number from 0.")
        fields = {field: body[field] for field in FIELDS}
        request = cls(
            **fields,
            fence=fence,
            trace=body.get("trace") is True,
            variations=read_variations(body.get("variations")),
        )
        if not request.conversation or not request.text.strip():
            raise TurnRefused(400, "conversation and text must not be empty.")
        if request.language not in LANGUAGES:
            raise TurnRefused(400, f"language must be one of {', '.join(LANGUAGES)}.")
        if len(request.text) > MAX_TEXT:
            raise TurnRefused(413, f"The text is longer than {MAX_TEXT} characters.")
        if (
            max(len(request.conversation), len(request.message_id), len(request.context))
            > MAX_FIELD
        ):
            raise TurnRefused(413, f"A field is longer than {MAX_FIELD} characters.")
        return request

    @property
    def metadata(self) -> dict[str, str | int]:
        """What actions and responses find beside the message."""
        return {
            "turn_context": self.context,
            "language": self.language,
            "message_id": self.message_id,
            "fence": self.fence,
        }


def read_variations(given: Any) -> dict[str, list[str]]:
    """Return ids of variations by response; raise `TurnRefused` for any other shape."""
    rows = {} if given is None else given
    is_right = isinstance(rows, dict) and all(
        isinstance(ids, list) and all(isinstance(one, str) for one in ids) for ids in rows.values()
    )
    if not is_right or len(rows) > MAX_TRIED:
        raise TurnRefused(400, "variations must be lists of ids by the name of a response.")
    return {str(name): ids for name, ids in rows.items()}
