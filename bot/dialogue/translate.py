"""From what Rasa answers to replies, and a refusal of anything that is no answer. Pure."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.dialogue.port import Answer, DialogueFailed
from kernel.messages import Button, Card, Reply


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RasaButton(_Lenient):
    """A button as responses and dispatchers write it."""

    title: str
    payload: str

    def to_button(self) -> Button:
        """Return it in our own form."""
        return Button(label=self.title, payload=self.payload)


class RasaCustom(_Lenient):
    """The custom JSON of a message; only our own key of it counts."""

    frontdesk: Reply | None = None


class RasaMessage(_Lenient):
    """One message of the answer."""

    text: str | None = None
    buttons: tuple[RasaButton, ...] | None = None
    image: str | None = None
    custom: RasaCustom | None = None

    def to_reply(self) -> Reply:
        """Put the parts together; a bare image becomes a card."""
        ours = (self.custom.frontdesk if self.custom else None) or Reply()
        text = "\n".join(part for part in (self.text, ours.text) if part)
        pictures = (Card(title="", image=self.image),) if self.image else ()
        buttons = tuple(one.to_button() for one in self.buttons or ())
        return Reply(
            text=text,
            buttons=buttons + ours.buttons,
            cards=pictures + ours.cards,
            directives=ours.directives,
        )


class RasaAnswer(_Lenient):
    """The whole body of a turn."""

    model: str = ""
    messages: tuple[RasaMessage, ...]
    understanding: dict[str, Any] | None = Field(default=None)


def read_answer(body: bytes) -> Answer:
    """Return the answer in a body, or raise `DialogueFailed`."""
    try:
        parsed = RasaAnswer.model_validate_json(body)
    except ValidationError as error:
        raise DialogueFailed("The dialogue worker's answer could not be read.") from error
    replies = join_cards([message.to_reply() for message in parsed.messages])
    if not any(reply.model_dump(exclude_defaults=True) for reply in replies):
        raise DialogueFailed("The dialogue worker answered nothing.")
    return Answer(replies=replies, understanding=parsed.understanding, model=parsed.model)


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
