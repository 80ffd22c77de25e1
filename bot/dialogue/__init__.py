"""Whatever predicts the answer of a turn, behind one port."""

from bot.dialogue.port import (
    Answer,
    DialogueEngine,
    DialogueFailed,
    DialogueSlow,
    DialogueUnavailable,
    Question,
)
from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.scripted import ScriptedDialogue

__all__ = [
    "Answer",
    "DialogueEngine",
    "DialogueFailed",
    "DialogueSlow",
    "DialogueUnavailable",
    "Question",
    "RasaDialogue",
    "ScriptedDialogue",
]
