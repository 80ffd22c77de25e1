"""From a claim to the question for the dialogue engine: who is speaking, in which language."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.dialogue import Question
from bot.identity.rules import level_at
from bot.language import detect_language
from bot.ledger.claims import Claim
from kernel.turns import Language, Level, TurnContext, sign_turn

SLASH = "\u2215"  # looks like "/" and means nothing to Rasa


def escape_text(text: str) -> str:
    """Return free text that Rasa cannot read as an intent: it looks behind leading spaces too."""
    stripped = text.lstrip()
    return SLASH + stripped[1:] if stripped.startswith("/") else text


@dataclass(frozen=True)
class Asking:
    """What is asked and by whom. `payload` is trusted, `text` is not."""

    conversation_id: str
    message_id: int
    text: str
    payload: str | None
    language: Language
    level: Level
    customer_id: int | None
    fence: int = 0

    def to_question(self, *, key: str, now: datetime) -> Question:
        """Return the question with its signed context."""
        context = TurnContext(
            conversation_id=self.conversation_id,
            message_id=self.message_id,
            customer_id=self.customer_id,
            level=self.level,
            language=self.language,
        )
        return Question(
            conversation_id=self.conversation_id,
            message_id=self.message_id,
            text=self.payload or escape_text(self.text),
            language=self.language,
            context=sign_turn(context, key, now),
            fence=self.fence,
        )

    def confirmed(self, customer_id: int) -> "Asking":
        """Return the same, asked by a customer whose identity was just proved."""
        return replace(self, level="verified", customer_id=customer_id)


def read_asking(claim: Claim, *, now: datetime) -> Asking:
    """Return what the claimed message asks, by whom as far as it still holds."""
    level = level_at(claim.level, claim.verified_until, now)
    spoken = claim.language
    if claim.payload is None:
        spoken = detect_language(claim.text, claim.language)
    return Asking(
        conversation_id=claim.conversation_id,
        message_id=claim.message_id,
        text=claim.text,
        payload=claim.payload,
        language=spoken,
        level=level,
        fence=claim.fence,
        customer_id=claim.customer_id if level == "verified" else None,
    )
