"""The port to whatever predicts an answer, and its family of errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kernel.errors import Unavailable
from kernel.messages import Reply
from kernel.turns import Language


@dataclass(frozen=True)
class Question:
    """One message to answer. `context` is the signed turn context; `text` is safe to hand on.

    `fence` numbers the claims of the conversation: an engine that has heard of a later one must not
    let this question change the dialogue any more. `model` is the one on trial that is to answer;
    empty for the live one. `variations` are ids by response: the first is to be said, if all of
    them can be in the customer's language.
    """

    conversation_id: str
    message_id: int
    text: str
    language: Language
    context: str
    fence: int = 0
    model: str = ""
    trace: bool = False  # the answer is to tell its steps
    variations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What is to be said, what was understood of the message, which form waits for an answer.

    `steps` are what led to it (`nlu.tracing` says of what form), where that was asked for.
    `variations` are those of the question that were said, the id by response.
    """

    replies: tuple[Reply, ...]
    understanding: dict[str, Any] | None = None
    model: str = ""
    form: str | None = None
    steps: tuple[dict[str, Any], ...] = ()
    variations: Mapping[str, str] = field(default_factory=dict)


class DialogueUnavailable(Unavailable):
    """Nobody could take the question: surely nothing was done."""

    code = "dialogue_unavailable"


class DialogueFailed(Unavailable):
    """The engine took the question and gave no proper answer: something may have been done."""

    code = "dialogue_failed"


class DialogueStopped(DialogueFailed):
    """The engine took the question and moves no more: something may have been done."""

    code = "dialogue_stopped"


class DialogueSlow(DialogueFailed):
    """The answer did not come in time: something may have been done."""

    code = "dialogue_slow"


class DialogueEngine(Protocol):
    """Answers questions; one at a time per conversation is the caller's promise."""

    async def answer(self, question: Question, *, seconds: float) -> Answer:
        """Return the answer within `seconds`, or raise one of the errors above."""

    async def close(self) -> None:
        """Let go of connections."""
