"""The port to whatever predicts an answer, and its family of errors."""

from dataclasses import dataclass
from typing import Any, Protocol

from kernel.errors import Unavailable
from kernel.messages import Reply
from kernel.turns import Language


@dataclass(frozen=True)
class Question:
    """One message to answer. `context` is the signed turn context; `text` is safe to hand on."""

    conversation_id: str
    message_id: int
    text: str
    language: Language
    context: str


@dataclass(frozen=True)
class Answer:
    """What is to be said, and what was understood of the message."""

    replies: tuple[Reply, ...]
    understanding: dict[str, Any] | None = None
    model: str = ""


class DialogueUnavailable(Unavailable):
    """Nobody could take the question: surely nothing was done."""

    code = "dialogue_unavailable"


class DialogueFailed(Unavailable):
    """The engine took the question and gave no proper answer: something may have been done."""

    code = "dialogue_failed"


class DialogueSlow(DialogueFailed):
    """The answer did not come in time: something may have been done."""

    code = "dialogue_slow"


class DialogueEngine(Protocol):
    """Answers questions; one at a time per conversation is the caller's promise."""

    async def answer(self, question: Question, *, seconds: float) -> Answer:
        """Return the answer within `seconds`, or raise one of the errors above."""

    async def close(self) -> None:
        """Let go of connections."""
