"""From what Rasa answers to replies, and a refusal of anything that is no answer. Pure."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.dialogue.marks import show_marks
from bot.dialogue.port import Answer, DialogueFailed
from bot.dialogue.shapes import Parts, read_attachment, read_buttons, read_custom, read_elements
from kernel.messages import Card, Reply

OURS = "frontdesk"  # the key of custom JSON that is for us


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RasaMessage(_Lenient):
    """One message of the answer; what projects made elsewhere write in it may have any shape.

    Of custom JSON our own key is taken at its word: an answer in which that is wrong is refused.
    """

    text: str | int | float | None = None
    buttons: Any = None
    image: str | None = None
    attachment: Any = None
    elements: Any = None
    custom: Any = None

    def to_reply(self) -> Reply:
        """Put the parts together; a bare picture becomes a card."""
        ours = self._ours
        shown = show_marks("" if self.text is None else str(self.text))
        pictures = [*shown.pictures, *([("", self.image)] if self.image else [])]
        cards = tuple(Card(title=title, image=image) for title, image in pictures)
        parts = Parts(cards=cards) + read_buttons(self.buttons)
        parts += read_attachment(self.attachment) + read_elements(self.elements)
        parts += read_custom(self.custom)
        lines = [shown.text, *parts.lines, ours.text]
        return Reply(
            text="\n".join(line for line in lines if line),
            buttons=parts.buttons + ours.buttons,
            cards=parts.cards + ours.cards,
            directives=ours.directives,
        )

    @property
    def _ours(self) -> Reply:
        given = self.custom.get(OURS) if isinstance(self.custom, dict) else None
        return Reply() if given is None else Reply.model_validate_json(json.dumps(given))


class RasaAnswer(_Lenient):
    """The whole body of a turn."""

    model: str = ""
    messages: tuple[RasaMessage, ...]
    understanding: dict[str, Any] | None = Field(default=None)
    form: str | None = None
    steps: tuple[dict[str, Any], ...] = ()
    variations: dict[str, str] = Field(default_factory=dict)


def read_answer(body: bytes) -> Answer:
    """Return the answer in a body, or raise `DialogueFailed`."""
    try:
        parsed = RasaAnswer.model_validate_json(body)
        replies = join_cards([message.to_reply() for message in parsed.messages])
    except ValidationError as error:
        raise DialogueFailed("The dialogue worker's answer could not be read.") from error
    if not any(reply.model_dump(exclude_defaults=True) for reply in replies):
        raise DialogueFailed("The dialogue worker answered nothing.")
    return Answer(
        replies=replies,
        understanding=parsed.understanding,
        model=parsed.model,
        form=parsed.form,
        steps=parsed.steps,
        variations=parsed.variations,
    )


def join_cards(replies: list[Reply]) -> tuple[Reply, ...]:
    """Put wordless cards and buttons under the words said just before them.

    An action's words are filled in by Rasa and its cards are sent apart; people see one message.
    """
    joined: list[Reply] = []
    for reply in replies:
        last = joined[-1] if joined else None
        if last is not None and not reply.text and not last.cards and not last.buttons:
            parts = {name: getattr(reply, name) for name in ("buttons", "cards")}
            directives = last.directives + reply.directives
            joined[-1] = last.model_copy(update={**parts, "directives": directives})
        else:
            joined.append(reply)
    return tuple(joined)
