"""The port to models that staff try: one is woken, then asked; customers never reach it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.dialogue import Answer, DialogueUnavailable, Question


class TalkHost(Protocol):
    """Keeps models awake for those who try them."""

    def list_models(self) -> list[str]:
        """Return the names of the models that can be woken, newest first."""

    async def wake(self, model: str) -> bool:
        """Begin to wake a model; True once it answers. Raises `NotFound` for no such model."""

    async def ask(self, model: str, question: Question, *, seconds: float) -> Answer:
        """Return the answer of a model that is awake; raises the errors of the dialogue port."""


class ScriptedHost:
    """Answers by a function; for tests, and for installations without models of their own."""

    def __init__(
        self, models: Sequence[str] = (), answer: Callable[[Question], Answer] | None = None
    ) -> None:
        self.models, self.answer = list(models), answer
        self.awake: set[str] = set()
        self.asked: list[Question] = []

    def list_models(self) -> list[str]:
        """Return the names that were given."""
        return list(self.models)

    async def wake(self, model: str) -> bool:
        """Be awake at the second call."""
        was = model in self.awake
        self.awake.add(model)
        return was

    async def ask(self, model: str, question: Question, *, seconds: float) -> Answer:
        """Return what the function says."""
        if self.answer is None or model not in self.awake:
            raise DialogueUnavailable("This model is not awake.")
        self.asked.append(question)
        return self.answer(question)
