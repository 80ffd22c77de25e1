"""The fake engine: answers from a script, fails or hangs where the script says so."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.dialogue.port import Answer, DialogueSlow, Question
from kernel.messages import Reply

Line = Answer | Exception
Script = Mapping[str, Line] | Callable[[Question], Line]


def repeat(question: Question) -> Answer:
    """Answer with what was said: the script of nobody's making."""
    return Answer((Reply(text=f"You said: {question.text}"),), model="scripted")


@dataclass
class ScriptedDialogue:
    """Keeps what it was asked. A text that no script holds is repeated."""

    script: Script = repeat
    delay_seconds: float = 0.0
    asked: list[Question] = field(default_factory=list)
    is_closed: bool = False

    async def answer(self, question: Question, *, seconds: float) -> Answer:
        """Return or raise what the script says, after the delay."""
        self.asked.append(question)
        try:
            async with asyncio.timeout(seconds):
                await asyncio.sleep(self.delay_seconds)
        except TimeoutError as error:
            raise DialogueSlow("The script takes longer than it may.") from error
        line = self._find_line(question)
        if isinstance(line, Exception):
            raise line
        return line

    def _find_line(self, question: Question) -> Line:
        if callable(self.script):
            return self.script(question)
        return self.script.get(question.text) or repeat(question)

    async def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True
